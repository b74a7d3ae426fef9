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
    {"bias", -1.903},
    {"cover_less", 0.727},
    {"cover_more", 2.017},
    {"cover_product", 0.816},
    {"grams", -0.126},
    {"names", -0.411},
    {"names_apart", -0.877},
    {"verb", 0.349},
    {"subject", -0.514},
    {"values", 1.954},
    {"values_apart", -0.066},
    {"context", -0.465},
    {"dates_apart", -0.172},
    {"told_apart", -1.650},
    {"evidence", 0.676},
    {"rarest", -0.623},
    {"dates_meet", 1.273},
    {"old_date", 0.747},
    {"places_apart", -0.876},
    {"recurrences", 0.474},
    {"told_apart_undated", -1.676},
    {"cover_names", 1.087},
    {"rival", 1.279},
    {"pool", -0.182},
    {"dates_told_apart", -1.814},
    {"rival_cover", 1.223},
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
        likeness->rival,
        likeness->pool,
        likeness->told_apart && likeness->time < 0,
        likeness->rival * likeness->cover_less,
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
