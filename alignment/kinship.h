/* Which words of a comparison are kin without being of one stem: of one frame, synset or family of
 * WordNet, or opposites. Worked out once for all words: two can be kin only where they share a tie
 * (a frame, a row of opposites, a synset, a relative), so only those are compared.
 */
#pragma once

#include "alignment/numbering.h"

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

struct kinships {
    uint32_t *first; /* by form: place of its first kin, 0 for none */
    struct kin_list kin;
};

/* `forms[i]` is the word whose number among the forms is i + 1. Returns 0 or ERR_NO_MEMORY. */
int kinships_make(const struct resources *resources, struct arena *arena,
                  const struct view_word *const *forms, uint32_t count,
                  struct kinships *ret_kinships);

/* 0 … 1, 0 for strangers. */
double kinship_of(const struct kinships *kinships, uint32_t a, uint32_t b);
