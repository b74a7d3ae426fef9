/* Which words of two claims correspond: the same stem, or one frame, synset or family of WordNet,
 * or opposites. Nearly all of a comparison's time goes here (thousands of pairs of claims, hundreds
 * of pairs of words each), so the words of two claims are matched in one pass for both sides, and
 * what two words have in common is remembered for the whole comparison.
 */
#pragma once

#include "alignment/view.h"

/* Of each word of a claim, by its index: the word of the other claim that it corresponds to, or
 * NULL, and how far: 1 for the same stem, less for the others. */
struct partners {
    const struct view_word *at[VIEW_WORDS_MAX];
    double strength[VIEW_WORDS_MAX];
};

/* The partners that the words of `a` have in `b`, and the reverse; what two words have in common is
 * kept in the kinships of `b`. */
void partners_find(const struct resources *resources, const struct claim_view *a,
                   const struct claim_view *b, struct partners *ret_of_a,
                   struct partners *ret_of_b);
