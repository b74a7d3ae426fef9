/* How wrong a chain of classes is (Lafferty, McCallum and Pereira 2001): the probability of each
 * class and each pair of classes in place, by forward and backward sums, less what is right. These
 * are the derivatives of the likelihood.
 */
#pragma once

#include "analysis/language/name_features.h"

typedef float chain_scores[NAME_CLASS_COUNT];

/* One sentence. Where `possible` is false only NAME_O can stand, and `scores` is not read. Writes
 * `errors` for each token and adds to `link_errors`; the last row of links is for the front. */
void chain_errors(const chain_scores links[NAME_CLASS_COUNT + 1], const uint8_t *gold,
                  const bool *possible, const chain_scores *scores, uint32_t count,
                  chain_scores *ret_errors, chain_scores link_errors[NAME_CLASS_COUNT + 1]);
