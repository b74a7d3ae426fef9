/* Three logistic regressions over the documented features of likeness.h, one for whole articles,
 * one for snippets of a few sentences and one for lone sentences: in an article most claims have a
 * rival that says nearly the same, and a snippet has none; two lone sentences are compared whole,
 * with words weighed by how rare they are in the language (statement.h). The weights are the table
 * below, written by models/train/same_matter.py.
 */
#include "alignment/same_matter.h"

#include "alignment/numeric.h"

#include <math.h>

static const double OTHER_DAYS = 0.4;
static const double BAR_OF_SENTENCES = 0.47;
static const double BAR_OF_SNIPPETS = 0.55;
static const double BAR_OF_ARTICLES = 0.44;
static const double BAR_BEFORE_CAUTION = 0.35; /* of articles */
static const double POOL_OF_ARTICLES = 1.8;    /* logarithm of about five claims an article */

struct weight {
    const char *feature;
    double articles;
    double snippets;
    double sentences;
};

/* clang-format off: one feature a line, rewritten by the trainer */
static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -0.169, -5.749, -7.189},
    {"cover_less", 0.646, 0.316, 0.368},
    {"cover_more", 1.257, 0.812, 0.862},
    {"cover_product", 0.574, 1.265, 1.004},
    {"grams", 0.772, 0.763, 0.852},
    {"names", -0.765, 0.230, 0.092},
    {"names_apart", 0.010, -0.400, 0.222},
    {"verb", 0.405, 0.152, 0.154},
    {"subject", -0.247, -0.453, -0.378},
    {"values", 0.901, 1.466, 1.490},
    {"values_apart", -0.631, -0.049, 0.038},
    {"foreign_words", -0.602, 0.000, 0.000},
    {"dates_apart", -0.288, 1.312, 1.149},
    {"told_apart", 0.122, -2.164, -2.206},
    {"evidence", 0.839, 0.566, 0.495},
    {"rarest", -0.083, -0.533, -0.583},
    {"dates_meet", 0.260, 1.442, 0.924},
    {"old_date", -0.785, 0.262, 0.234},
    {"places_apart", -0.279, -0.483, -0.301},
    {"recurrences", 0.391, -0.310, -0.573},
    {"told_apart_undated", 0.077, -2.164, -2.206},
    {"cover_names", 0.201, 1.033, 0.528},
    {"rival", 0.659, 2.775, 2.736},
    {"pool", -0.893, 1.585, 1.366},
    {"dates_told_apart", 0.000, -1.662, -1.724},
    {"rival_cover", 0.782, 0.776, 0.790},
    {"names_apart_values_too", 0.084, -0.580, -0.359},
    {"wide", 0.625, 0.202, 0.345},
    {"counts", 0.592, -1.021, -0.807},
    {"counts_now", 0.441, 0.552, 0.362},
    {"core_less", 0.056, -0.181, -0.132},
    {"core_more", 0.384, 0.462, 0.566},
    {"core_product", 0.078, 1.159, 1.004},
    {"object", -0.142, 0.541, 0.465},
    {"object_verb", 0.149, -0.608, -0.539},
    {"subject_object_verb", 0.306, 0.012, -0.016},
    {"phrases", 0.107, -0.203, -0.264},
    {"one_hour", 0.299, 0.122, 0.044},
    {"other_hour", 0.796, 0.000, 0.000},
    {"leads", 0.788, -0.002, -0.001},
    {"speaker", 0.234, 0.146, 0.155},
    {"lengths", 0.273, 1.126, 0.892},
    {"digits", 0.209, 0.478, 0.170},
    {"old_undated", -0.723, 0.247, 0.210},
    {"foreign_names", -0.355, 0.000, 0.000},
    {"strangers", -0.263, 0.000, 0.000},
    {"sentences_cover_less", 0.170, 0.000, 0.971},
    {"sentences_cover_more", -0.187, 0.000, 0.045},
    {"sentences_product", 0.087, 0.000, 1.574},
    {"sentences_evidence", 0.239, 0.000, -1.218},
    {"sentences_rarest", 0.759, 0.000, 0.429},
    {"sentences_second", 0.554, 0.000, 0.965},
    {"sentences_left_less", 0.082, 0.000, 0.560},
    {"sentences_left_more", -0.149, 0.000, -0.136},
    {"sentences_names", 0.169, 0.000, 0.130},
    {"sentences_names_left_less", -0.380, 0.000, -1.058},
    {"sentences_names_left_more", 0.379, 0.000, 0.532},
    {"sentences_rarest_name", 0.188, 0.000, 0.055},
    {"sentences_words", -0.923, 0.000, 0.455},
    {"sentences_lengths", -0.099, 0.000, 0.768},
    {"sentences_strangers", 0.270, 0.000, -0.520},
    {"sentences_numbers", 0.896, 0.000, 1.335},
    {"sentences_numbers_apart", 0.222, 0.000, 1.171},
    {"sentences_numbers_apart_long", 0.127, 0.000, -0.708},
    {"sentences_counts_of_strangers", 0.339, 0.000, -1.655},
    {"sentences_counts_names_left", 0.074, 0.000, 0.717},
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
    const struct statement_likeness *sentences = &likeness->sentences;
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
        sentences->cover_less,
        sentences->cover_more,
        sentences->cover_less * sentences->cover_more,
        sentences->evidence,
        sentences->rarest,
        sentences->second,
        sentences->left_less,
        sentences->left_more,
        sentences->names,
        sentences->names_left_less,
        sentences->names_left_more,
        sentences->rarest_name,
        sentences->words,
        sentences->lengths,
        sentences->strangers,
        sentences->numbers,
        sentences->numbers_apart,
        sentences->numbers_apart ? sentences->words : 0,
        sentences->strangers && likeness->counts,
        likeness->counts ? sentences->names_left_less : 0,
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

enum pair_kind { OF_ARTICLES, OF_SNIPPETS, OF_SENTENCES };

static enum pair_kind pair_kind(const struct likeness *likeness) {
    if (likeness->lone)
        return OF_SENTENCES;
    return of_snippets(likeness) ? OF_SNIPPETS : OF_ARTICLES;
}

static inline double weight_of(enum pair_kind kind, unsigned index) {
    const struct weight *weight = &weights[index];
    return kind == OF_ARTICLES   ? weight->articles
           : kind == OF_SNIPPETS ? weight->snippets
                                 : weight->sentences;
}

double same_matter_weight(const struct likeness *likeness, unsigned index) {
    return weight_of(pair_kind(likeness), index);
}

/* Within whole articles, what happened long ago is not what is told now without a date, unless a
 * value says that it is: "the fire of 2009 killed seven", "three people have died". */
static bool another_time(const struct likeness *likeness) {
    return likeness->old_date && likeness->time == 0 && !likeness->recurrences &&
           likeness->values <= 0 && !of_snippets(likeness);
}

double same_matter(const struct likeness *likeness) {
    double features[SAME_MATTER_FEATURES];
    same_matter_features(likeness, features);
    enum pair_kind kind = pair_kind(likeness);
    double sum = 0;
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        sum += weight_of(kind, i) * features[i];
    double probability = 1 / (1 + plain_exp(-sum));
    return another_time(likeness) ? probability * OTHER_DAYS : probability;
}

/* Where the articles seem to tell of two events, a pair must be surer: by `rise` for each unit of
 * log odds below `odds`. Two events of one kind are told apart by their dates: the fewer of the two
 * articles have one, the more is asked. */
static const struct caution {
    double odds;
    double rise;
} cautions[] = {{0.0, 0.1}, {0.0, 0.3}, {0.5, 0.5}}; /* by the articles without a date */

double same_matter_bar(const struct likeness *likeness) {
    bool articles = !likeness->lone && !of_snippets(likeness);
    double bar = likeness->lone ? BAR_OF_SENTENCES : articles ? BAR_OF_ARTICLES : BAR_OF_SNIPPETS;
    const struct caution *caution = &cautions[likeness->undated];
    if (likeness->event == 0)
        return bar;
    double start = articles ? BAR_BEFORE_CAUTION : bar;
    return fmax(bar, start + caution->rise * fmax(0, caution->odds - likeness->event));
}
