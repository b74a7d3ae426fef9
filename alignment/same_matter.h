/* Are two claims about one matter? */
#pragma once

#include "alignment/likeness.h"

/* The probability, 0 … 1. */
double same_matter(const struct likeness *likeness);

/* No pair whose likeness lies between the bounds has a higher probability. */
double same_matter_at_most(const struct likeness_bounds *bounds);

/* From which probability on claims are related. Among the claims of whole articles a related pair
 * is rare and most probabilities are low; F1 is highest at half its own value (Lipton et al. 2014),
 * so the bar lies lower there than between two single statements. */
double same_matter_bar(const struct likeness *likeness);

/* A row of the table of weights, index < SAME_MATTER_FEATURES; the weight is the one in force for
 * the likeness: claims of whole articles are weighed otherwise than snippets and lone sentences. */
const char *same_matter_feature_name(unsigned index);
double same_matter_weight(const struct likeness *likeness, unsigned index);

/* The features in the order of the weights, for the trainer. */
enum { SAME_MATTER_FEATURES = 66 };
void same_matter_features(const struct likeness *likeness,
                          double ret_features[SAME_MATTER_FEATURES]);
