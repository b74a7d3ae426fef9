/* A logistic regression over the documented features of likeness.h; its weights are the table
 * below, written by models/train/same_matter.py.
 */
#include "alignment/same_matter.h"

#include "alignment/numeric.h"

/* Within whole articles, what happened long ago is seldom what is told now without a date. */
static const double OTHER_DAYS = 0.4;

static const double BAR_OF_SNIPPETS = 0.5;
static const double BAR_OF_ARTICLES = 0.4;
static const double POOL_OF_ARTICLES = 1.8; /* logarithm of about five claims an article */

struct weight {
    const char *feature;
    double weight;
};

/* clang-format off: one feature a line, rewritten by the trainer */
static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -3.006},
    {"cover_less", 0.366},
    {"cover_more", 2.469},
    {"cover_product", 0.759},
    {"grams", 0.283},
    {"names", -0.232},
    {"names_apart", 0.190},
    {"verb", 0.334},
    {"subject", -0.341},
    {"values", 1.988},
    {"values_apart", 0.176},
    {"context", -0.072},
    {"dates_apart", 0.564},
    {"told_apart", -1.910},
    {"evidence", 0.660},
    {"rarest", -0.377},
    {"dates_meet", 1.298},
    {"old_date", -0.484},
    {"places_apart", -0.900},
    {"recurrences", 0.521},
    {"told_apart_undated", -1.910},
    {"cover_names", 0.845},
    {"rival", 1.598},
    {"pool", -0.259},
    {"dates_told_apart", -1.610},
    {"rival_cover", 0.677},
    {"names_apart_values_too", -0.925},
    {"wide", 0.252},
    {"counts", -0.734},
    {"counts_now", 0.862},
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
        likeness->counts,
        likeness->counts && !likeness->old_date && !likeness->names_apart,
    };
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        ret_features[i] = features[i];
}

const char *same_matter_feature_name(unsigned index) {
    return weights[index].feature;
}

double same_matter_weight(unsigned index) {
    return weights[index].weight;
}

double same_matter(const struct likeness *likeness) {
    double features[SAME_MATTER_FEATURES];
    same_matter_features(likeness, features);
    double sum = 0;
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        sum += weights[i].weight * features[i];
    double probability = 1 / (1 + plain_exp(-sum));
    if (likeness->old_date && likeness->time == 0 && !likeness->recurrences &&
        likeness->pool >= POOL_OF_ARTICLES)
        probability *= OTHER_DAYS;
    return probability;
}

double same_matter_bar(const struct likeness *likeness) {
    return likeness->pool < POOL_OF_ARTICLES ? BAR_OF_SNIPPETS : BAR_OF_ARTICLES;
}
