/* Which words of two claims correspond: the same stem, or one frame, synset or family of WordNet,
 * or opposites. Nearly all of a comparison's time would go here (thousands of pairs of claims,
 * hundreds of pairs of words each), so one claim is laid out in the table of word_table.h and the
 * words of the other are looked up in it, for both sides at once.
 */
#pragma once

#include "alignment/view.h"

/* Of each word of a claim, by its index: the word of the other claim that it corresponds to, or
 * NULL, and how far: 1 for the same stem, less for the others. */
struct partners {
    const struct view_word *at[VIEW_WORDS_MAX];
    double strength[VIEW_WORDS_MAX];
    uint64_t found; /* bit i: word i has a partner */
};

/* The partners that the words of `a` have in `b`, and the reverse. Leaves `a` laid out. */
void partners_find(const struct claim_view *a, const struct claim_view *b,
                   struct partners *ret_of_a, struct partners *ret_of_b);
