/* A logistic regression over the documented features of likeness.h; its weights are the table
 * below, written by models/train/same_matter.py.
 */
#include "alignment/same_matter.h"

#include "alignment/numeric.h"

static const double BAR_OF_SNIPPETS = 0.5;
static const double BAR_OF_ARTICLES = 0.4;
static const double POOL_OF_ARTICLES = 1.8; /* logarithm of about five claims an article */

struct weight {
    const char *feature;
    double weight;
};

/* clang-format off: one feature a line, rewritten by the trainer */
static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -2.907},
    {"cover_less", 0.325},
    {"cover_more", 2.446},
    {"cover_product", 0.642},
    {"grams", 0.411},
    {"names", -0.246},
    {"names_apart", 0.043},
    {"verb", 0.270},
    {"subject", -0.340},
    {"values", 1.994},
    {"values_apart", 0.200},
    {"context", -0.125},
    {"dates_apart", 0.558},
    {"told_apart", -1.897},
    {"evidence", 0.657},
    {"rarest", -0.334},
    {"dates_meet", 1.297},
    {"old_date", -0.431},
    {"places_apart", -0.948},
    {"recurrences", 0.611},
    {"told_apart_undated", -1.897},
    {"cover_names", 0.964},
    {"rival", 1.536},
    {"pool", -0.265},
    {"dates_told_apart", -1.599},
    {"rival_cover", 0.617},
    {"names_apart_values_too", -0.791},
    {"wide", 0.183},
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
        likeness->names_apart && likeness->values <= 0,
        likeness->wide,
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

double same_matter_bar(const struct likeness *likeness) {
    return likeness->pool < POOL_OF_ARTICLES ? BAR_OF_SNIPPETS : BAR_OF_ARTICLES;
}
