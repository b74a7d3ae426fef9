/* The gazetteer: what a newsroom knows by name. Countries with capitals, demonyms and aliases,
 * regions, cities of 15,000 people or more, bodies, agencies, seats of power, events, first names.
 *
 * Compiled from models/gazetteer/ by models/train/compile_gazetteer.py. A phrase leads to every
 * thing that it may name, the likeliest first; whether it names one of them here is for the caller
 * to judge. All functions take a NULL table calmly and then find nothing.
 */
#pragma once

#include "analysis/analysis.h"
#include "base/model_file.h"

enum gazetteer_kind {
    GAZETTEER_COUNTRY,
    GAZETTEER_DEMONYM, /* "Russian", "Danes": name and country are the country's */
    GAZETTEER_CAPITAL,
    GAZETTEER_REGION, /* provinces, states, former countries */
    GAZETTEER_CITY,
    GAZETTEER_PLACE, /* continents, seas, mountains */
    GAZETTEER_AGENCY,
    GAZETTEER_ORGANIZATION,
    GAZETTEER_METONYM, /* "the Kremlin": the country is the one it speaks for */
    GAZETTEER_EVENT,
    GAZETTEER_FIRST_NAME,
    GAZETTEER_KIND_COUNT
};

enum gazetteer_flags {
    GAZETTEER_COMMON = 1,    /* an English word in lower case as well: "reading", "turkey" */
    GAZETTEER_ACRONYM = 2,   /* only when printed without lower-case letters: "WHO" */
    GAZETTEER_NEEDS_THE = 4, /* only behind "the": "the West" */
    GAZETTEER_FEMALE = 8,    /* first names: either or both */
    GAZETTEER_MALE = 16,
};

struct gazetteer_entry {
    uint32_t phrase; /* offsets in the word block */
    uint32_t name;
    uint32_t country;
    uint16_t phrase_length; /* bytes */
    uint16_t name_length;
    uint16_t country_length;
    uint8_t kind; /* enum gazetteer_kind */
    uint8_t flags;
    uint32_t population; /* of cities */
};

struct gazetteer {
    struct slice words;
    const uint32_t *buckets;
    const struct gazetteer_entry *entries;
    uint32_t bucket_count;
};

/* Entries of one phrase, the likeliest first. */
struct gazetteer_match {
    const struct gazetteer_entry *entries;
    uint32_t count;
    uint32_t past_token; /* for gazetteer_longest */
};

/* `file` is of kind "gazette" and outlives the table. Returns 0 or ERR_INVALID. */
enum { GAZETTEER_VERSION = 1 };
int gazetteer_open(const struct model_file *file, struct gazetteer *ret_gazetteer);

/* All entries of a lower-case phrase; false when there is none. */
bool gazetteer_find(const struct gazetteer *gazetteer, struct slice phrase,
                    struct gazetteer_match *ret_match);

/* The longest phrase made of tokens [at, …), before `past`, in bounded time. */
bool gazetteer_longest(const struct gazetteer *gazetteer, const struct token *tokens, uint32_t at,
                       uint32_t past, struct gazetteer_match *ret_match);

/* The first entry of the wanted kind, NULL where there is none. */
const struct gazetteer_entry *gazetteer_of_kind(const struct gazetteer_match *match,
                                                enum gazetteer_kind kind);

static inline struct slice gazetteer_name(const struct gazetteer *gazetteer,
                                          const struct gazetteer_entry *entry) {
    return slice_of(gazetteer->words.at + entry->name, entry->name_length);
}

/* The country that a canonical name belongs to or speaks for ("Kremlin" → "Russia", "Lisbon" →
 * "Portugal", a country → itself); absent for anything else. */
struct slice gazetteer_country_of(const struct gazetteer *gazetteer, struct slice name);

/* The same for those that speak for a country alone: itself, its capital, a seat of power. */
struct slice gazetteer_speaks_for(const struct gazetteer *gazetteer, struct slice name);

/* The canonical name of the news agency that `name` names, as printed ("AFP", "Tass"); absent for
 * anything else. */
struct slice gazetteer_agency(const struct gazetteer *gazetteer, struct slice name);

/* 'm', 'f', or 0 for a name of both or neither; `name` as printed. *ret_known says whether the list
 * has it at all. */
uint32_t gazetteer_first_name(const struct gazetteer *gazetteer, struct slice lower,
                              bool *ret_known);
