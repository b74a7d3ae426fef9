/* A logistic regression over the documented features of likeness.h; its weights are the table
 * below, written by models/train/same_matter.py.
 */
#include "alignment/same_matter.h"

#include "alignment/numeric.h"

const double SAME_MATTER = 0.5;

struct weight {
    const char *feature;
    double weight;
};

static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -4.6},        {"cover_less", 4.0},  {"cover_more", 3.0},    {"cover_product", 3.0},
    {"grams", 2.0},        {"names", 1.0},       {"names_apart", -1.5},  {"verb", 0.6},
    {"subject", 0.4},      {"values", 0.8},      {"values_apart", -0.3}, {"context", 0.0},
    {"dates_apart", -0.5}, {"told_apart", -4.0},
};

void same_matter_features(const struct likeness *likeness,
                          double ret_features[SAME_MATTER_FEATURES]) {
    const double features[SAME_MATTER_FEATURES] = {
        1,
        likeness->cover_less,
        likeness->cover_more,
        likeness->cover_less * likeness->cover_more,
        likeness->grams,
        likeness->names,
        likeness->names_apart,
        likeness->verb,
        likeness->subject,
        likeness->values,
        likeness->values_apart,
        likeness->context - 0.5,
        likeness->time < 0,
        likeness->told_apart,
    };
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        ret_features[i] = features[i];
}

double same_matter(const struct likeness *likeness) {
    double features[SAME_MATTER_FEATURES];
    same_matter_features(likeness, features);
    double sum = 0;
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        sum += weights[i].weight * features[i];
    return 1 / (1 + plain_exp(-sum));
}
