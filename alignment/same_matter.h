/* Are two claims about one matter? */
#pragma once

#include "alignment/likeness.h"

/* The probability, 0 … 1. */
double same_matter(const struct likeness *likeness);

/* From this probability on claims are related. */
extern const double SAME_MATTER;

/* The features in the order of the weights, for the trainer. */
enum { SAME_MATTER_FEATURES = 27 };
void same_matter_features(const struct likeness *likeness,
                          double ret_features[SAME_MATTER_FEATURES]);
