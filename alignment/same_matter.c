/* Two logistic regressions over the documented features of likeness.h, one for whole articles and
 * one for snippets of a sentence or two: in an article most claims have a rival that says nearly
 * the same, and a snippet has none. The weights are the table below, written by
 * models/train/same_matter.py.
 */
#include "alignment/same_matter.h"

#include "alignment/numeric.h"

static const double BAR_OF_SNIPPETS = 0.55;
static const double BAR_OF_ARTICLES = 0.35;
static const double POOL_OF_ARTICLES = 1.8; /* logarithm of about five claims an article */

struct weight {
    const char *feature;
    double articles;
    double snippets;
};

/* clang-format off: one feature a line, rewritten by the trainer */
static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -1.186, -4.023},
    {"cover_less", 0.813, 0.505},
    {"cover_more", 1.333, 0.934},
    {"cover_product", 0.474, 1.054},
    {"grams", 0.995, 0.702},
    {"names", -0.468, 0.172},
    {"names_apart", 0.089, -0.648},
    {"verb", 0.615, -0.156},
    {"subject", -0.198, -0.728},
    {"values", 1.098, 1.914},
    {"values_apart", -0.286, 0.605},
    {"foreign_words", -0.526, 0.000},
    {"dates_apart", 0.002, 0.710},
    {"told_apart", 0.173, -2.003},
    {"evidence", 0.691, 0.794},
    {"rarest", -0.184, -1.084},
    {"dates_meet", 0.317, 1.180},
    {"old_date", -0.572, 0.201},
    {"places_apart", -0.481, -0.993},
    {"recurrences", 0.710, -0.392},
    {"told_apart_undated", 0.157, -2.003},
    {"cover_names", 0.320, 1.043},
    {"rival", 0.619, 2.098},
    {"pool", -0.841, 1.337},
    {"dates_told_apart", 0.000, -1.686},
    {"rival_cover", 0.735, 0.881},
    {"names_apart_values_too", -0.016, -0.436},
    {"wide", 0.892, 0.243},
    {"counts", 0.555, -1.165},
    {"counts_now", 0.472, 0.443},
    {"core_less", 0.095, 0.315},
    {"core_more", 0.476, 1.054},
    {"core_product", 0.065, 0.524},
    {"object", 0.040, -0.016},
    {"object_verb", -0.054, -0.303},
    {"subject_object_verb", 0.195, 0.247},
    {"phrases", 0.193, -0.044},
    {"one_hour", 0.327, 0.112},
    {"other_hour", 0.629, 0.000},
    {"leads", 0.908, -0.001},
    {"speaker", 0.128, 0.182},
    {"lengths", 0.214, 0.783},
    {"digits", 0.452, 0.200},
    {"old_undated", -0.420, 0.187},
    {"foreign_names", -0.325, 0.000},
    {"strangers", -0.308, 0.000},
};
/* clang-format on */

/* Articles of one event seldom share less than this of their words or names; above it the likeness
 * of the articles tells nothing about two of their claims. */
static const double KINDRED = 0.35;
static const double STRANGERS = 0.2;

static double foreign(double kinship) {
    return kinship < KINDRED ? 2 * (1 - kinship / KINDRED) : 0;
}

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
        foreign(likeness->context),
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
        likeness->core_less,
        likeness->core_more,
        likeness->core_less * likeness->core_more,
        likeness->object,
        likeness->object && likeness->verb,
        likeness->object && likeness->verb && likeness->subject,
        likeness->phrases,
        likeness->hours > 0,
        likeness->hours < 0,
        likeness->leads,
        likeness->speaker,
        likeness->lengths,
        likeness->digits,
        likeness->old_date && likeness->time == 0 && !likeness->recurrences,
        foreign(likeness->context_names),
        likeness->context_names < STRANGERS,
    };
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        ret_features[i] = features[i];
}

const char *same_matter_feature_name(unsigned index) {
    return weights[index].feature;
}

static bool of_snippets(const struct likeness *likeness) {
    return likeness->pool < POOL_OF_ARTICLES;
}

double same_matter_weight(const struct likeness *likeness, unsigned index) {
    return of_snippets(likeness) ? weights[index].snippets : weights[index].articles;
}

double same_matter(const struct likeness *likeness) {
    double features[SAME_MATTER_FEATURES];
    same_matter_features(likeness, features);
    double sum = 0;
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        sum += same_matter_weight(likeness, i) * features[i];
    return 1 / (1 + plain_exp(-sum));
}

double same_matter_bar(const struct likeness *likeness) {
    return of_snippets(likeness) ? BAR_OF_SNIPPETS : BAR_OF_ARTICLES;
}
