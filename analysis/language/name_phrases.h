/* Names of two to five words that the name model was taught as lists: a set of hashes. A false hit
 * in some hundred million look-ups is a feature gone wrong, no more.
 */
#pragma once

#include "analysis/language/token_features.h"

enum { NAME_PHRASE_WORDS = 5, NAME_PHRASE_KINDS = 4 };

struct name_phrases {
    const uint32_t *slots; /* check << 3 | kind from 1; 0 is free */
    uint32_t count;        /* a power of two */
};

/* Hash of a phrase and one more word (its ATTRIBUTE_WORD, or the whole hash). */
static inline uint64_t name_phrase_more(uint64_t hash, uint64_t word) {
    hash = (hash ^ (uint32_t)word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

static inline uint32_t name_phrase_home(uint64_t hash, uint32_t count) {
    return (uint32_t)(hash >> 32) & (count - 1);
}

static inline uint32_t name_phrase_slot(uint64_t hash, uint32_t kind) {
    return (uint32_t)hash << 3 | kind;
}

static inline bool name_phrase_same(uint32_t slot, uint32_t other) {
    return slot >> 3 == other >> 3;
}

/* True when no probing runs round for ever and every kind is known. */
bool name_phrases_valid(const struct name_phrases *phrases);

/* Sets ATTRIBUTE_PHRASE (name_features.h) of the tokens of a sentence whose ATTRIBUTE_SITE stands.
 * Phrases begin at a capital, longer ones first: 0 outside, twice the kind at the first word, one
 * more behind it. */
void name_phrases_mark(const struct name_phrases *phrases, struct attributes *tokens,
                       uint32_t count);
