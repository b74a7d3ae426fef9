/* The features of struct likeness that look at the core of both statements. */
#pragma once

#include "alignment/likeness.h"
#include "alignment/partners.h"

/* One lemma, one frame, one synset, or opposites; particles belong to the verb ("take over"). */
bool predicates_equal(const struct resources *resources, const struct claim_view *a,
                      const struct claim_view *b);

/* Fills core_less, core_more, predicates and phrases of `likeness`; the words must have their
 * weights. */
void likeness_core(const struct resources *resources, const struct claim_view *a,
                   const struct claim_view *b, const struct partners *of_a,
                   const struct partners *of_b, struct likeness *likeness);

/* Fills hours, leads and speaker: how and where both are told. */
void likeness_telling(const struct claim_view *a, const struct claim_view *b,
                      struct likeness *likeness);
