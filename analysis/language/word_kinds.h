/* What a word names where it names something, as the name model keeps it for every word of the
 * vocabulary: how likely a person, an organisation, a place or another thing, foretold from the
 * word's vector by a regression over the names of the treebanks, so that words which the treebanks
 * do not have are known by those they stand near; and lists that it stands in.
 */
#pragma once

#include <stdint.h>

enum { WORD_KIND_PERSON, WORD_KIND_ORGANIZATION, WORD_KIND_PLACE, WORD_KIND_OTHER, WORD_KINDS };

/* 16 bits a word: four likelihoods of three bits, then the flags. */
enum {
    WORD_KIND_BITS = 3,
    WORD_KIND_MAX = 7,
    WORD_HAS_VECTOR = 1 << 12,
    WORD_LIST_SHIFT = 13,
    WORD_LIST_PERSON = 1 << 13,
    WORD_LIST_PLACE = 1 << 14,
    WORD_LIST_ORGANIZATION = 1 << 15,
};

static inline uint32_t word_kind_likelihood(uint16_t word, uint32_t kind) {
    return (uint32_t)word >> WORD_KIND_BITS * kind & WORD_KIND_MAX;
}

/* The likeliest kind and how likely it is, in one number; 0 for words without a vector. */
static inline uint32_t word_kind_best(uint16_t word) {
    static const uint8_t order[WORD_KINDS] = {WORD_KIND_PERSON, WORD_KIND_PLACE,
                                              WORD_KIND_ORGANIZATION, WORD_KIND_OTHER};
    uint32_t best = order[0];
    for (uint32_t i = 1; i < WORD_KINDS; i++)
        if (word_kind_likelihood(word, order[i]) > word_kind_likelihood(word, best))
            best = order[i];
    return word & WORD_HAS_VECTOR ? word_kind_likelihood(word, best) | (best + 1) << 4 : 0;
}
