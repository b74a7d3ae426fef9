/* A logistic regression over what two articles share: words, names, the names of the lead, runs
 * of words, numbers, days, years. Two events of one kind share words; they differ in names, numbers
 * and dates. Written by models/train/story_pairs.py; the articles it learns from have no dates, so
 * the days between two dates count by a rule.
 */
#include "alignment/one_event.h"

#include "alignment/numeric.h"
#include "alignment/signature_sets.h"
#include "alignment/words.h"
#include "base/error.h"

#include <math.h>

enum {
    LEAD_SENTENCES = 3,
    DAYS_NEAR = 2, /* reports of one event come within */
    WEEKS_MAX = 8, /* further apart says no more */
};

static const double COSINE_MIN = 0.02; /* below, nothing is shared but a word or two */
static const double WEEK_APART = -0.3; /* as dated articles are weighed in story_pairs.c */

struct weight {
    const char *feature;
    double value;
};

/* clang-format off: one feature a line, rewritten by models/train/story_pairs.py */
static const struct weight weights[ONE_EVENT_FEATURES] = {
    {"bias", -0.703},        /* always 1 */
    {"words", 0.857},        /* cosine of words and names */
    {"words_log", 0.611},    /* its logarithm */
    {"names", 2.352},        /* cosine of names */
    {"lead_less", 0.047},    /* share of a lead's names that the other holds: the lesser … */
    {"lead_more", 0.392},    /* … and the greater */
    {"leads", 1.006},        /* share of the names of both leads, of the lead with fewer */
    {"runs", 0.749},         /* three words in a row: those in common by the mean of both */
    {"runs_log", 0.207},     /* logarithm of their number */
    {"names_part", 0.281},   /* distinct names in common, of the article with fewer */
    {"names_log", 0.317},    /* logarithm of their number */
    {"numbers_part", 1.279}, /* the same of numbers */
    {"numbers_log", 0.191},  /* and of their number */
    {"quotes", 1.084},       /* a quotation in common */
    {"day", 1.572},          /* a day is named in both */
    {"year", 2.126},         /* a year is named in both */
    {"years_apart", -0.073}, /* both name years, none of them in both */
    {"lead_words", 1.850},   /* words of both leads in common, by the mean of both */
    {"pairs", 1.290},        /* two telling words in a row: those in common by the mean of both */
    {"pairs_log", 0.163},    /* logarithm of their number */
    {"length", -0.663},      /* logarithm of the terms of the shorter article */
};
/* clang-format on */

/* ---- profiles ---------------------------------------------------------------------------------
 */

static void add_telling(const struct analysis *analysis, struct stemmer *stemmer,
                        struct event_profile *profile) {
    uint64_t last = 0;
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        if (token->kind != TOKEN_WORD || token->lower.length < 2 ||
            stemmer_is_function(stemmer, token->lower))
            continue;
        uint64_t stem = stemmer_stem(stemmer, token->lower);
        if (token->sentence < LEAD_SENTENCES)
            profile->lead[profile->lead_count++] = stem;
        if (last)
            profile->pairs[profile->pair_count++] = hash_join(last, stem);
        last = stem;
    }
    profile->lead_count = hashes_unique(profile->lead, profile->lead_count);
    profile->pair_count = hashes_unique(profile->pairs, profile->pair_count);
}

/* A dateline and a bare heading claim nothing. */
uint32_t sentences_with_claims(const struct analysis *analysis) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        count += i == 0 || analysis->claims.at[i].sentence != analysis->claims.at[i - 1].sentence;
    return count;
}

int event_profile_make(struct stemmer *stemmer, struct arena *arena,
                       const struct analysis *analysis, struct event_profile *ret_profile) {
    struct event_profile profile = {
        .sentence_count = sentences_with_claims(analysis),
        .lead = ARENA_ARRAY(arena, uint64_t, analysis->tokens.count + 1),
        .pairs = ARENA_ARRAY(arena, uint64_t, analysis->tokens.count + 1),
    };
    if (!profile.lead || !profile.pairs)
        return ERR_NO_MEMORY;
    add_telling(analysis, stemmer, &profile);
    int error = story_signature_with(NULL, stemmer, arena, analysis, &profile.signature);
    if (error)
        return error;

    *ret_profile = profile;
    return 0;
}

/* ---- terms ----------------------------------------------------------------------------------- */

struct sums {
    double words;
    double names;
    double lead; /* names of the lead */
    bool years;
};

static bool is_word(const struct signature_term *term) {
    return term->kind == TERM_WORD || term->kind == TERM_NAME || term->kind == TERM_PLACE;
}

static bool is_name(const struct signature_term *term) {
    return term->kind == TERM_NAME || term->kind == TERM_PLACE;
}

static struct sums sums_of(const struct story_signature *signature) {
    struct sums sums = {0};
    for (uint32_t i = 0; i < signature->term_count; i++) {
        const struct signature_term *term = &signature->terms[i];
        double square = (double)term->weight * (double)term->weight;
        sums.words += is_word(term) ? square : 0;
        sums.names += is_name(term) ? square : 0;
        sums.lead += term->head;
        sums.years |= term->kind == TERM_YEAR;
    }
    return sums;
}

struct meeting {
    double words;
    double names;
    double lead_a; /* of a's lead names, those that b holds */
    double lead_b;
    double leads; /* names of both leads */
    bool day;
    bool year;
};

static void add_common(const struct signature_term *a, const struct signature_term *b,
                       struct meeting *meeting) {
    double product = (double)a->weight * (double)b->weight;
    if (is_word(a) && is_word(b))
        meeting->words += product;
    if (is_name(a) && is_name(b))
        meeting->names += product;
    meeting->lead_a += a->head;
    meeting->lead_b += b->head;
    meeting->leads += a->head && b->head;
    meeting->day |= a->kind == TERM_DAY;
    meeting->year |= a->kind == TERM_YEAR;
}

static struct meeting meet(const struct story_signature *a, const struct story_signature *b) {
    struct meeting meeting = {0};
    for (uint32_t i = 0, k = 0; i < a->term_count && k < b->term_count;) {
        if (a->terms[i].hash < b->terms[k].hash)
            i++;
        else if (a->terms[i].hash > b->terms[k].hash)
            k++;
        else
            add_common(&a->terms[i++], &b->terms[k++], &meeting);
    }
    return meeting;
}

/* ---- features -------------------------------------------------------------------------------- */

static double part(double sum, double of) {
    return of > 0 ? sum / of : 0.5; /* a lead without a name says nothing */
}

static double cosine(double dot, double left, double right) {
    return left > 0 && right > 0 ? dot / sqrt(left * right) : 0;
}

static double mean_part(struct set_share share) {
    return share.smaller ? share.common / sqrt((double)share.smaller * share.larger) : 0;
}

void one_event_features(const struct event_profile *a, const struct event_profile *b,
                        double ret_features[ONE_EVENT_FEATURES]) {
    struct sums left = sums_of(&a->signature);
    struct sums right = sums_of(&b->signature);
    struct meeting meeting = meet(&a->signature, &b->signature);
    struct set_share names = anchors_shared(&a->signature, &b->signature, ANCHOR_NAME);
    struct set_share numbers = anchors_shared(&a->signature, &b->signature, ANCHOR_NUMBER);
    struct set_share runs = shingles_shared(&a->signature, &b->signature);
    struct set_share leads = hashes_shared(a->lead, a->lead_count, b->lead, b->lead_count);
    struct set_share pairs = hashes_shared(a->pairs, a->pair_count, b->pairs, b->pair_count);
    double words = cosine(meeting.words, left.words, right.words);
    double cover_a = part(meeting.lead_a, left.lead);
    double cover_b = part(meeting.lead_b, right.lead);
    uint32_t shorter = a->signature.term_count < b->signature.term_count ? a->signature.term_count
                                                                         : b->signature.term_count;
    const double features[ONE_EVENT_FEATURES] = {
        1,
        words,
        plain_log(words > COSINE_MIN ? words : COSINE_MIN),
        cosine(meeting.names, left.names, right.names),
        fmin(cover_a, cover_b),
        fmax(cover_a, cover_b),
        part(meeting.leads, fmin(left.lead, right.lead)),
        mean_part(runs),
        plain_log(1.0 + runs.common),
        set_share_portion(names),
        plain_log(1.0 + names.common),
        set_share_portion(numbers),
        plain_log(1.0 + numbers.common),
        anchors_shared(&a->signature, &b->signature, ANCHOR_QUOTE).common > 0,
        meeting.day,
        meeting.year,
        left.years && right.years && !meeting.year,
        mean_part(leads),
        mean_part(pairs),
        plain_log(1.0 + pairs.common),
        plain_log(1.0 + shorter),
    };
    for (uint32_t i = 0; i < ONE_EVENT_FEATURES; i++)
        ret_features[i] = features[i];
}

const char *one_event_feature_name(uint32_t index) {
    return weights[index].feature;
}

/* Weeks between the dates of both, beyond some days; 0 where one has none. */
static double weeks_apart(const struct story_signature *a, const struct story_signature *b) {
    if (a->published_day == DAY_NONE || b->published_day == DAY_NONE)
        return 0;
    double days = fabs((double)a->published_day - (double)b->published_day);
    return days > DAYS_NEAR ? fmin((days - DAYS_NEAR) / 7, WEEKS_MAX) : 0;
}

double one_event(const struct event_profile *a, const struct event_profile *b) {
    double features[ONE_EVENT_FEATURES];
    one_event_features(a, b, features);
    double sum = WEEK_APART * weeks_apart(&a->signature, &b->signature);
    for (uint32_t i = 0; i < ONE_EVENT_FEATURES; i++)
        sum += weights[i].value * features[i];
    return sum;
}
