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

/* clang-format off: one feature a line, rewritten by the trainer */
static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -2.355},         {"cover_less", 0.925},   {"cover_more", 3.140},
    {"cover_product", 0.488}, {"grams", 0.458},        {"names", 0.095},
    {"names_apart", 0.040},   {"verb", 0.000},         {"subject", 0.000},
    {"values", 2.341},        {"values_apart", 0.314}, {"context", -0.072},
    {"dates_apart", 0.212},   {"told_apart", -2.237},  {"evidence", 0.693},
    {"rarest", -0.426},       {"dates_meet", 1.410},   {"old_date", -0.789},
    {"places_apart", -0.589}, {"recurrences", 0.101},  {"told_apart_undated", -2.339},
    {"cover_names", 1.160},
};
/* clang-format on */

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
        (likeness->time < 0),
        likeness->told_apart,
        likeness->evidence,
        likeness->rarest,
        (likeness->time > 0),
        likeness->old_date,
        likeness->places_apart,
        likeness->recurrences,
        likeness->told_apart && likeness->time <= 0,
        likeness->cover_less * likeness->names,
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
