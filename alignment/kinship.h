/* Which words of a comparison are kin without being of one stem: of one frame, synset or family of
 * WordNet, or opposites. Worked out once for all words: two can be kin only where they share a tie
 * (a frame, a row of opposites, a synset, a relative), so only those are compared. Words are added
 * one by one, as articles come; what was found of earlier ones stays.
 */
#pragma once

#include "alignment/numbering.h"
#include "alignment/opposites.h"
#include "analysis/language/wordnet.h"

struct resources;
struct view_word;

struct kin {
    uint32_t form; /* the other word's */
    uint32_t next; /* place of the next kin in kinships.kin, 0 behind the last */
    double strength;
};

struct kin_list {
    struct kin *at; /* the first is none */
    uint32_t count;
    uint32_t capacity;
};

/* What of a word decides whom it is kin to. */
struct kin_word {
    struct slice lemma;
    struct opposition_sides sides;
    struct wordnet_word in_wordnet;
    uint8_t upos;
    uint8_t frame;
};

struct kin_word_list {
    struct kin_word *at;
    uint32_t count;
    uint32_t capacity;
};

struct number_list {
    uint32_t *at;
    uint32_t count;
    uint32_t capacity;
};

/* One form that has a tie. */
struct tie_holder {
    uint32_t form;
    uint32_t next; /* place of the next holder, 0 behind the last */
};

struct tie_holder_list {
    struct tie_holder *at; /* the first is none */
    uint32_t count;
    uint32_t capacity;
};

struct kinships {
    const struct wordnet *wordnet;
    struct arena *arena;
    struct kin_word_list words; /* by form, the first is none */
    struct number_list first;   /* by form: place of its first kin, 0 for none */
    struct kin_list kin;
    struct numbering ties;
    struct number_list holding; /* by tie: its newest holder */
    struct tie_holder_list holders;
    struct number_list met;          /* by form: the last form that met it */
    struct wordnet_tie_list of_word; /* room for those of the word at hand */
};

/* None yet. Returns 0 or ERR_NO_MEMORY. */
int kinships_make(const struct resources *resources, struct arena *arena,
                  struct kinships *ret_kinships);

/* A word joins those that are there, as the form with the next number; what of it is asked later is
 * copied. Returns 0 or ERR_NO_MEMORY. */
int kinships_add(struct kinships *kinships, const struct view_word *word);

/* Is this the word that joined as `form`? */
bool kinships_has(const struct kinships *kinships, uint32_t form, const struct view_word *word);

/* 0 … 1, 0 for strangers. */
double kinship_of(const struct kinships *kinships, uint32_t a, uint32_t b);
