#include "alignment/story_pairs.h"

#include "alignment/numeric.h"
#include "base/error.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
    NEIGHBOURS = 40,   /* articles that make the neighbourhood */
    STORE_LEAST = 40,  /* articles; in a smaller store nothing is rare, so it is taken for this */
    LOGARITHMS = 1024, /* that are remembered */
    DAYS_NEAR = 2,     /* reports of one event come within */
    WEEKS_MAX = 8,     /* further apart says no more */
};

static const double COSINE_MIN = 0.02; /* below, nothing is shared but a word or two */

/* What a feature weighs between articles of which one has no date, and between dated ones. */
struct weight {
    const char *feature;
    double undated;
    double dated;
};

/* clang-format off: one feature a line, rewritten by models/train/story_pairs.py */
static const struct weight weights[STORY_PAIR_FEATURES] = {
    {"bias", 1.128, 0.556},         /* always 1 */
    {"shared", 2.336, 1.502},       /* logarithm of the cosine of tf-idf over the store */
    {"shared_near", 8.345, -1.406}, /* cosine of tf-idf over the neighbourhood */
    {"lead_less", 0.854, 0.539}, /* share of a lead's names that the other holds: the lesser … */
    {"lead_more", 0.783, 2.621}, /* … and the greater */
    {"day", 1.828, -0.455},      /* a day is named in both */
    {"year", 0.825, 3.041},      /* a year is named in both */
    {"years_apart", -0.443, 0.005},    /* both name years, none of them in both */
    {"weeks", 0.000, -0.304},          /* weeks between their dates, beyond two days */
    {"dated_near", 0.000, 1.400},      /* both dated, within two days */
    {"dated_near_lead", 0.000, 0.869}, /* … times lead_less */
};
/* clang-format on */

struct pair_article {
    const struct story_signature *signature;
    float *global; /* per term: weight by its rarity in the store; the vector has length 1 */
    float *local;  /* the same by its rarity in the neighbourhood */
    float *lead;   /* per term: rarity in the store of a name of the lead, 0 for other terms */
    double lead_sum;
    bool names_days;
    bool names_years;
};

/* ---- rarity in the store --------------------------------------------------------------------- */

/* Logarithms are remembered: most terms are rare, and a common one stands in most articles. In a
 * large store the frequencies of common words exceed any table, so a slot is taken over by the next
 * frequency that falls on it. */
struct rarity {
    const struct story_background *background;
    double log_articles;
    struct logarithm {
        uint32_t holders; /* 0 in a free slot */
        double value;     /* of holders + 1 */
    } logs[LOGARITHMS];
};

static void rarity_start(struct rarity *rarity, const struct story_background *background) {
    *rarity = (struct rarity){.background = background};
    uint32_t articles = STORE_LEAST;
    if (background && background->article_count > articles)
        articles = background->article_count;
    if (background)
        rarity->log_articles = plain_log(articles + 2.0);
}

static double log_of(struct rarity *rarity, uint32_t holders) {
    struct logarithm *slot = &rarity->logs[holders % LOGARITHMS];
    if (slot->holders != holders)
        *slot = (struct logarithm){holders, plain_log(holders + 1.0)};
    return slot->value;
}

static double rarity_of(struct rarity *rarity, uint64_t term) {
    if (!rarity->background || !rarity->background->frequency)
        return 1;
    uint32_t holders = rarity->background->frequency(rarity->background->context, term);
    double log_holders = holders ? log_of(rarity, holders) : 0;
    double value = rarity->log_articles - log_holders;
    return value > 0 ? value : 0;
}

static bool is_word(const struct signature_term *term) {
    return term->kind == TERM_WORD || term->kind == TERM_NAME || term->kind == TERM_PLACE;
}

static void make_unit(float *vector, uint32_t count) {
    double squares = 0;
    for (uint32_t i = 0; i < count; i++)
        squares += (double)vector[i] * (double)vector[i];
    if (squares <= 0)
        return;
    double scale = 1 / sqrt(squares);
    for (uint32_t i = 0; i < count; i++)
        vector[i] = (float)((double)vector[i] * scale);
}

static int weigh_globally(struct arena *arena, struct rarity *rarity,
                          const struct story_signature *signature, struct pair_article *article) {
    size_t size = (size_t)signature->term_count + 1;
    *article = (struct pair_article){.signature = signature,
                                     .global = ARENA_ARRAY(arena, float, size),
                                     .local = ARENA_ARRAY(arena, float, size),
                                     .lead = ARENA_ARRAY(arena, float, size)};
    if (!article->global || !article->local || !article->lead)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < signature->term_count; i++) {
        const struct signature_term *term = &signature->terms[i];
        article->names_days |= term->kind == TERM_DAY;
        article->names_years |= term->kind == TERM_YEAR;
        if (!is_word(term))
            continue;
        double rare = rarity_of(rarity, term->hash);
        article->global[i] = (float)((double)term->weight * rare);
        if (term->head) {
            article->lead[i] = (float)rare;
            article->lead_sum += (double)article->lead[i];
        }
    }
    make_unit(article->global, signature->term_count);
    return 0;
}

/* ---- two articles ---------------------------------------------------------------------------- */

/* What one walk over the terms of both finds. */
struct meeting {
    double global;
    double local;
    double lead_a; /* of a's lead names, those that b holds */
    double lead_b;
    bool day;
    bool year;
};

static struct meeting meet(const struct pair_article *a, const struct pair_article *b) {
    struct meeting meeting = {0};
    const struct signature_term *left = a->signature->terms;
    const struct signature_term *right = b->signature->terms;
    for (uint32_t i = 0, k = 0; i < a->signature->term_count && k < b->signature->term_count;) {
        if (left[i].hash < right[k].hash) {
            i++;
        } else if (left[i].hash > right[k].hash) {
            k++;
        } else {
            meeting.global += (double)a->global[i] * (double)b->global[k];
            meeting.local += (double)a->local[i] * (double)b->local[k];
            meeting.lead_a += (double)a->lead[i];
            meeting.lead_b += (double)b->lead[k];
            meeting.day |= left[i].kind == TERM_DAY;
            meeting.year |= left[i].kind == TERM_YEAR;
            i++;
            k++;
        }
    }
    return meeting;
}

/* ---- rarity in the neighbourhood ------------------------------------------------------------- */

struct near {
    double cosine;
    uint32_t index;
};

static int compare_near(const void *a, const void *b) {
    const struct near *left = a;
    const struct near *right = b;
    if (left->cosine != right->cosine)
        return left->cosine < right->cosine ? 1 : -1;
    return (left->index > right->index) - (left->index < right->index);
}

/* How many neighbours hold a term: open addressing over the terms of all of them. */
struct counts {
    struct count_slot {
        uint64_t hash;
        uint32_t count; /* 0 in a free slot */
    } * slots;
    uint32_t mask;
};

static struct count_slot *count_slot_of(const struct counts *counts, uint64_t hash) {
    uint32_t at = (uint32_t)(hash >> 32) & counts->mask;
    while (counts->slots[at].count && counts->slots[at].hash != hash)
        at = (at + 1) & counts->mask;
    return &counts->slots[at];
}

static int counts_make(struct arena *arena, const struct story_pairs *pairs,
                       const struct near *nearest, uint32_t count, struct counts *ret_counts) {
    uint32_t terms = 0;
    for (uint32_t i = 0; i < count; i++)
        terms += pairs->at[nearest[i].index].signature->term_count;
    struct counts counts = {.mask = 15};
    while (counts.mask < 2 * terms)
        counts.mask = 2 * counts.mask + 1;
    counts.slots = ARENA_ARRAY(arena, struct count_slot, (size_t)counts.mask + 1);
    if (!counts.slots)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++) {
        const struct story_signature *signature = pairs->at[nearest[i].index].signature;
        for (uint32_t k = 0; k < signature->term_count; k++) {
            struct count_slot *slot = count_slot_of(&counts, signature->terms[k].hash);
            slot->hash = signature->terms[k].hash;
            slot->count++;
        }
    }
    *ret_counts = counts;
    return 0;
}

static void weigh_locally(const struct counts *counts, const double *logs,
                          struct pair_article *article) {
    const struct story_signature *signature = article->signature;
    for (uint32_t i = 0; i < signature->term_count; i++) {
        if (!is_word(&signature->terms[i]))
            continue;
        uint32_t holders = count_slot_of(counts, signature->terms[i].hash)->count;
        if (holders > 1) /* a word of one article alone joins it to none */
            article->local[i] = (float)((double)signature->terms[i].weight * logs[holders]);
    }
    make_unit(article->local, signature->term_count);
}

static int weigh_neighbourhood(struct arena *arena, struct story_pairs *pairs, uint32_t centre) {
    struct near *nearest = ARENA_ARRAY(arena, struct near, (size_t)pairs->count + 1);
    if (!nearest)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < pairs->count; i++)
        nearest[i] =
            (struct near){i == centre ? 2 : meet(&pairs->at[centre], &pairs->at[i]).global, i};
    qsort(nearest, pairs->count, sizeof *nearest, compare_near);
    uint32_t count = pairs->count <= NEIGHBOURS ? pairs->count : NEIGHBOURS + 1;

    struct counts counts;
    int error = counts_make(arena, pairs, nearest, count, &counts);
    if (error)
        return error;
    double logs[NEIGHBOURS + 2] = {0}; /* by holders; what all hold tells nothing */
    for (uint32_t i = 1; i < count; i++)
        logs[i] = plain_log((count + 1.0) / (i + 0.5));
    for (uint32_t i = 0; i < pairs->count; i++)
        weigh_locally(&counts, logs, &pairs->at[i]);
    return 0;
}

int story_pairs_make(struct arena *arena, const struct story_signature *const *articles,
                     uint32_t count, uint32_t centre, const struct story_background *background,
                     struct story_pairs *ret_pairs) {
    struct story_pairs pairs = {ARENA_ARRAY(arena, struct pair_article, (size_t)count + 1), count};
    if (!pairs.at)
        return ERR_NO_MEMORY;

    assert(centre < count);
    struct rarity rarity;
    rarity_start(&rarity, background);
    for (uint32_t i = 0; i < count; i++) {
        int error = weigh_globally(arena, &rarity, articles[i], &pairs.at[i]);
        if (error)
            return error;
    }
    int error = weigh_neighbourhood(arena, &pairs, centre);
    if (!error)
        *ret_pairs = pairs;
    return error;
}

/* ---- features -------------------------------------------------------------------------------- */

static double part(double sum, double of) {
    return of > 0 ? sum / of : 0.5; /* a lead without a name says nothing */
}

/* Days between the dates of both; -1 when one has none. */
static double days_apart(const struct story_signature *a, const struct story_signature *b) {
    if (a->published_day == DAY_NONE || b->published_day == DAY_NONE)
        return -1;
    return fabs((double)a->published_day - (double)b->published_day);
}

void story_pair_features(const struct story_pairs *pairs, uint32_t a, uint32_t b,
                         double ret_features[STORY_PAIR_FEATURES]) {
    const struct pair_article *left = &pairs->at[a < b ? a : b];
    const struct pair_article *right = &pairs->at[a < b ? b : a];
    struct meeting meeting = meet(left, right);
    double cover_a = part(meeting.lead_a, left->lead_sum);
    double cover_b = part(meeting.lead_b, right->lead_sum);
    double lead_less = cover_a < cover_b ? cover_a : cover_b;
    double apart = days_apart(left->signature, right->signature);
    bool near = apart >= 0 && apart <= DAYS_NEAR;
    double weeks = apart > DAYS_NEAR ? (apart - DAYS_NEAR) / 7 : 0;
    const double features[STORY_PAIR_FEATURES] = {
        1,
        plain_log(meeting.global > COSINE_MIN ? meeting.global : COSINE_MIN),
        meeting.local,
        lead_less,
        cover_a < cover_b ? cover_b : cover_a,
        meeting.day,
        meeting.year,
        left->names_years && right->names_years && !meeting.year,
        weeks < WEEKS_MAX ? weeks : WEEKS_MAX,
        near,
        near ? lead_less : 0,
    };
    for (uint32_t i = 0; i < STORY_PAIR_FEATURES; i++)
        ret_features[i] = features[i];
}

const char *story_pair_feature_name(uint32_t index) {
    return weights[index].feature;
}

double story_pair_score(const struct story_pairs *pairs, uint32_t a, uint32_t b) {
    double features[STORY_PAIR_FEATURES];
    story_pair_features(pairs, a, b, features);
    bool dated = days_apart(pairs->at[a].signature, pairs->at[b].signature) >= 0;
    double sum = 0;
    for (uint32_t i = 0; i < STORY_PAIR_FEATURES; i++)
        sum += (dated ? weights[i].dated : weights[i].undated) * features[i];
    return sum;
}
