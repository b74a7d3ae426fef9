/* Three logistic regressions over the documented features of likeness.h, one for whole articles,
 * one for snippets of a few sentences and one for lone sentences: in an article most claims have a
 * rival that says nearly the same, and a snippet has none; two lone sentences are compared whole,
 * with words weighed by how rare they are in the language (statement.h). The weights are the table
 * below, written by models/train/same_matter.py.
 */
#include "alignment/same_matter.h"

#include "alignment/numeric.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double OTHER_DAYS = 0.4;
static const double BAR_OF_SENTENCES = 0.53;
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

/* The rows of the table. */
enum feature {
    BIAS,
    COVER_LESS,
    COVER_MORE,
    COVER_PRODUCT,
    GRAMS,
    NAMES,
    NAMES_APART,
    VERB,
    SUBJECT,
    VALUES,
    VALUES_APART,
    FOREIGN_WORDS,
    DATES_APART,
    TOLD_APART,
    EVIDENCE,
    RAREST,
    DATES_MEET,
    OLD_DATE,
    PLACES_APART,
    RECURRENCES,
    TOLD_APART_UNDATED,
    COVER_NAMES,
    RIVAL,
    POOL,
    DATES_TOLD_APART,
    RIVAL_COVER,
    NAMES_APART_VALUES_TOO,
    WIDE,
    COUNTS,
    COUNTS_NOW,
    CORE_LESS,
    CORE_MORE,
    CORE_PRODUCT,
    OBJECT,
    OBJECT_VERB,
    SUBJECT_OBJECT_VERB,
    PHRASES,
    ONE_HOUR,
    OTHER_HOUR,
    LEADS,
    SPEAKER,
    LENGTHS,
    DIGITS,
    OLD_UNDATED,
    FOREIGN_NAMES,
    STRANGERS,
    SENTENCES_COVER_LESS,
    SENTENCES_COVER_MORE,
    SENTENCES_PRODUCT,
    SENTENCES_EVIDENCE,
    SENTENCES_RAREST,
    SENTENCES_SECOND,
    SENTENCES_LEFT_LESS,
    SENTENCES_LEFT_MORE,
    SENTENCES_NAMES,
    SENTENCES_NAMES_LEFT_LESS,
    SENTENCES_NAMES_LEFT_MORE,
    SENTENCES_RAREST_NAME,
    SENTENCES_WORDS,
    SENTENCES_LENGTHS,
    SENTENCES_STRANGERS,
    SENTENCES_NUMBERS,
    SENTENCES_NUMBERS_APART,
    SENTENCES_NUMBERS_APART_LONG,
    SENTENCES_COUNTS_OF_STRANGERS,
    SENTENCES_COUNTS_NAMES_LEFT
};

/* clang-format off: one feature a line, rewritten by the trainer */
static const struct weight weights[SAME_MATTER_FEATURES] = {
    {"bias", -0.150, -5.792, -7.504},
    {"cover_less", 0.673, 0.309, 0.311},
    {"cover_more", 1.240, 0.931, 0.954},
    {"cover_product", 0.555, 1.318, 1.094},
    {"grams", 0.732, 0.655, 0.536},
    {"names", -0.712, 0.166, -0.087},
    {"names_apart", 0.018, -0.387, 0.003},
    {"verb", 0.465, 0.119, 0.174},
    {"subject", -0.205, -0.442, -0.348},
    {"values", 0.886, 1.463, 1.449},
    {"values_apart", -0.632, -0.050, -0.062},
    {"foreign_words", -0.612, 0.000, 0.000},
    {"dates_apart", -0.280, 1.352, 1.236},
    {"told_apart", 0.120, -2.295, -2.348},
    {"evidence", 0.760, 0.540, 0.494},
    {"rarest", -0.052, -0.503, -0.387},
    {"dates_meet", 0.277, 1.346, 0.905},
    {"old_date", -0.793, 0.298, 0.268},
    {"places_apart", -0.299, -0.514, -0.249},
    {"recurrences", 0.378, -0.380, -0.658},
    {"told_apart_undated", 0.075, -2.295, -2.348},
    {"cover_names", 0.200, 1.119, 0.889},
    {"rival", 0.694, 2.797, 2.698},
    {"pool", -0.875, 1.621, 1.523},
    {"dates_told_apart", 0.000, -1.730, -1.810},
    {"rival_cover", 0.791, 0.784, 0.755},
    {"names_apart_values_too", 0.091, -0.619, -0.395},
    {"wide", 0.627, 0.221, 0.227},
    {"counts", 0.597, -1.046, -0.671},
    {"counts_now", 0.432, 0.605, 0.260},
    {"core_less", 0.033, -0.144, -0.110},
    {"core_more", 0.399, 0.445, 0.512},
    {"core_product", 0.065, 1.181, 1.076},
    {"object", -0.177, 0.477, 0.483},
    {"object_verb", 0.073, -0.558, -0.567},
    {"subject_object_verb", 0.437, -0.050, -0.109},
    {"phrases", 0.154, -0.192, -0.199},
    {"one_hour", 0.286, 0.115, 0.040},
    {"other_hour", 0.771, 0.000, 0.000},
    {"leads", 0.765, -0.002, -0.001},
    {"speaker", 0.259, 0.154, 0.146},
    {"lengths", 0.206, 1.106, 0.800},
    {"digits", 0.208, 0.459, 0.115},
    {"old_undated", -0.731, 0.279, 0.241},
    {"foreign_names", -0.366, 0.000, 0.000},
    {"strangers", -0.264, 0.000, 0.000},
    {"sentences_cover_less", 0.139, 0.000, 0.934},
    {"sentences_cover_more", -0.199, 0.000, 0.032},
    {"sentences_product", 0.065, 0.000, 1.617},
    {"sentences_evidence", 0.261, 0.000, -1.328},
    {"sentences_rarest", 0.793, 0.000, 0.460},
    {"sentences_second", 0.572, 0.000, 1.090},
    {"sentences_left_less", 0.073, 0.000, 0.597},
    {"sentences_left_more", -0.167, 0.000, -0.158},
    {"sentences_names", -0.037, 0.000, 0.243},
    {"sentences_names_left_less", -0.482, 0.000, -1.037},
    {"sentences_names_left_more", 0.385, 0.000, 0.563},
    {"sentences_rarest_name", 0.207, 0.000, -0.058},
    {"sentences_words", -0.883, 0.000, 0.458},
    {"sentences_lengths", -0.107, 0.000, 0.839},
    {"sentences_strangers", 0.246, 0.000, -0.457},
    {"sentences_numbers", 1.003, 0.000, 1.279},
    {"sentences_numbers_apart", 0.216, 0.000, 1.191},
    {"sentences_numbers_apart_long", 0.145, 0.000, -0.711},
    {"sentences_counts_of_strangers", 0.360, 0.000, -1.397},
    {"sentences_counts_names_left", -0.092, 0.000, 0.727},
};
/* clang-format on */

/* Articles of one event seldom share less than this of their words or names; above it the likeness
 * of the articles tells nothing about two of their claims. */
static const double KINDRED = 0.35;
static const double UNLIKE = 0.2;

static double foreign(double kinship) {
    return kinship < KINDRED ? 2 * (1 - kinship / KINDRED) : 0;
}

/* What likeness_estimate() knows bounds of alone. */
static const uint8_t open_features[] = {VALUES,
                                        VALUES_APART,
                                        EVIDENCE,
                                        NAMES_APART_VALUES_TOO,
                                        COUNTS,
                                        COUNTS_NOW,
                                        CORE_LESS,
                                        CORE_MORE,
                                        CORE_PRODUCT,
                                        PHRASES,
                                        LENGTHS,
                                        DIGITS,
                                        SENTENCES_EVIDENCE,
                                        SENTENCES_LEFT_LESS,
                                        SENTENCES_LEFT_MORE,
                                        SENTENCES_NAMES_LEFT_LESS,
                                        SENTENCES_NAMES_LEFT_MORE,
                                        SENTENCES_WORDS,
                                        SENTENCES_LENGTHS,
                                        SENTENCES_NUMBERS_APART_LONG,
                                        SENTENCES_COUNTS_OF_STRANGERS,
                                        SENTENCES_COUNTS_NAMES_LEFT};

static void take_open(const struct likeness *likeness, double features[SAME_MATTER_FEATURES]) {
    const struct statement_likeness *sentences = &likeness->sentences;
    features[VALUES] = likeness->values;
    features[VALUES_APART] = likeness->values_apart;
    features[EVIDENCE] = likeness->evidence;
    features[NAMES_APART_VALUES_TOO] = likeness->names_apart && likeness->values <= 0;
    features[COUNTS] = likeness->counts;
    features[COUNTS_NOW] = likeness->counts && !likeness->old_date && !likeness->names_apart;
    features[CORE_LESS] = likeness->core_less;
    features[CORE_MORE] = likeness->core_more;
    features[CORE_PRODUCT] = likeness->core_less * likeness->core_more;
    features[PHRASES] = likeness->phrases;
    features[LENGTHS] = likeness->lengths;
    features[DIGITS] = likeness->digits;
    features[SENTENCES_EVIDENCE] = sentences->evidence;
    features[SENTENCES_LEFT_LESS] = sentences->left_less;
    features[SENTENCES_LEFT_MORE] = sentences->left_more;
    features[SENTENCES_NAMES_LEFT_LESS] = sentences->names_left_less;
    features[SENTENCES_NAMES_LEFT_MORE] = sentences->names_left_more;
    features[SENTENCES_WORDS] = sentences->words;
    features[SENTENCES_LENGTHS] = sentences->lengths;
    features[SENTENCES_NUMBERS_APART_LONG] = sentences->numbers_apart ? sentences->words : 0;
    features[SENTENCES_COUNTS_OF_STRANGERS] = sentences->strangers && likeness->counts;
    features[SENTENCES_COUNTS_NAMES_LEFT] = likeness->counts ? sentences->names_left_less : 0;
}

void same_matter_features(const struct likeness *likeness,
                          double ret_features[SAME_MATTER_FEATURES]) {
    const struct statement_likeness *sentences = &likeness->sentences;
    const double closed[SAME_MATTER_FEATURES] = {
        [BIAS] = 1,
        [COVER_LESS] = likeness->cover_less,
        [COVER_MORE] = likeness->cover_more,
        [COVER_PRODUCT] = likeness->cover_less * likeness->cover_more,
        [GRAMS] = likeness->grams,
        [NAMES] = likeness->names,
        [NAMES_APART] = likeness->names_apart,
        [VERB] = likeness->verb,
        [SUBJECT] = likeness->subject,
        [FOREIGN_WORDS] = foreign(likeness->context),
        [DATES_APART] = (likeness->time < 0),
        [TOLD_APART] = likeness->told_apart,
        [RAREST] = likeness->rarest,
        [DATES_MEET] = (likeness->time > 0),
        [OLD_DATE] = likeness->old_date,
        [PLACES_APART] = likeness->places_apart,
        [RECURRENCES] = likeness->recurrences,
        [TOLD_APART_UNDATED] = likeness->told_apart && likeness->time <= 0,
        [COVER_NAMES] = likeness->cover_less * likeness->names,
        [RIVAL] = likeness->rival,
        [POOL] = likeness->pool,
        [DATES_TOLD_APART] = likeness->told_apart && likeness->time < 0,
        [RIVAL_COVER] = likeness->rival * likeness->cover_less,
        [WIDE] = likeness->wide,
        [OBJECT] = likeness->object,
        [OBJECT_VERB] = likeness->object && likeness->verb,
        [SUBJECT_OBJECT_VERB] = likeness->object && likeness->verb && likeness->subject,
        [ONE_HOUR] = likeness->hours > 0,
        [OTHER_HOUR] = likeness->hours < 0,
        [LEADS] = likeness->leads,
        [SPEAKER] = likeness->speaker,
        [OLD_UNDATED] = likeness->old_date && likeness->time == 0 && !likeness->recurrences,
        [FOREIGN_NAMES] = foreign(likeness->context_names),
        [STRANGERS] = likeness->context_names < UNLIKE,
        [SENTENCES_COVER_LESS] = sentences->cover_less,
        [SENTENCES_COVER_MORE] = sentences->cover_more,
        [SENTENCES_PRODUCT] = sentences->cover_less * sentences->cover_more,
        [SENTENCES_RAREST] = sentences->rarest,
        [SENTENCES_SECOND] = sentences->second,
        [SENTENCES_NAMES] = sentences->names,
        [SENTENCES_RAREST_NAME] = sentences->rarest_name,
        [SENTENCES_STRANGERS] = sentences->strangers,
        [SENTENCES_NUMBERS] = sentences->numbers,
        [SENTENCES_NUMBERS_APART] = sentences->numbers_apart,
    };
    memcpy(ret_features, closed, sizeof closed);
    take_open(likeness, ret_features);
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

static double probability_of(double log_odds) {
    return 1 / (1 + plain_exp(-log_odds));
}

/* A bound of what is far below any bar costs no exponential. */
static double probability_at_most(double log_odds) {
    static const double FAR_BELOW = -1;
    static const double THERE = 0.27;
    return log_odds < FAR_BELOW ? THERE : probability_of(log_odds);
}

/* Inline, so that the kind is known where weights are read. The sum at the lower bounds, and what
 * those that are open may add. In an order of its own: three sums that do not wait for each other.
 */
static inline __attribute__((always_inline)) double
largest_sum(enum pair_kind kind, const double *low, const double *high) {
    enum { LANES = 3 };
    static_assert(SAME_MATTER_FEATURES % LANES == 0, "no feature is left over");
    double sums[LANES] = {0};
#pragma GCC unroll 22
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i += LANES)
        for (unsigned lane = 0; lane < LANES; lane++)
            sums[lane] += weight_of(kind, i + lane) * low[i + lane];
    double sum = sums[0] + sums[1] + sums[2];
#pragma GCC unroll 22
    for (size_t i = 0; i < sizeof open_features; i++) {
        unsigned row = open_features[i];
        double rise = weight_of(kind, row) * (high[row] - low[row]);
        sum += rise > 0 ? rise : 0;
    }
    return sum;
}

/* A feature rises or falls with what is open of a likeness, never first one and then the other: it
 * weighs most at one of the bounds. */
double same_matter_at_most(const struct likeness_bounds *bounds) {
    static const double ROUNDING = 1e-9;
    double low[SAME_MATTER_FEATURES];
    double high[SAME_MATTER_FEATURES]; /* of what is open alone */
    same_matter_features(&bounds->low, low);
    take_open(&bounds->high, high);
    switch (pair_kind(&bounds->low)) {
    case OF_ARTICLES:
        return probability_at_most(ROUNDING + largest_sum(OF_ARTICLES, low, high));
    case OF_SNIPPETS:
        return probability_at_most(ROUNDING + largest_sum(OF_SNIPPETS, low, high));
    default:
        return probability_at_most(ROUNDING + largest_sum(OF_SENTENCES, low, high));
    }
}

double same_matter(const struct likeness *likeness) {
    double features[SAME_MATTER_FEATURES];
    same_matter_features(likeness, features);
    enum pair_kind kind = pair_kind(likeness);
    double sum = 0;
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        sum += weight_of(kind, i) * features[i];
    double probability = probability_of(sum);
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
