#include "alignment/story_pairs.h"

#include "alignment/numeric.h"
#include "alignment/story_links.h"
#include "base/error.h"

#include <assert.h>
#include <math.h>

enum {
    NEIGHBOURS_LEAST = 20, /* among fewer articles nothing is rare: they are taken for so many */
    RARITY_MAX = UINT8_MAX,
    DAYS_NEAR = 2, /* reports of one event come within */
    WEEKS_MAX = 8, /* further apart says no more */
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
    {"bias", 0.367, 0.649},         /* always 1 */
    {"shared", 1.601, 0.954},       /* logarithm of the cosine by rarity in English */
    {"shared_near", 9.300, -0.692}, /* cosine by rarity in the neighbourhood */
    {"lead_less", 0.956, 0.353}, /* share of a lead's names that the other holds: the lesser … */
    {"lead_more", 0.323, 1.765}, /* … and the greater */
    {"day", 1.286, 0.033},       /* a day is named in both */
    {"year", 0.911, 2.870},      /* a year is named in both */
    {"years_apart", -0.623, -0.010},   /* both name years, none of them in both */
    {"weeks", 0.000, -0.339},          /* weeks between their dates, beyond two days */
    {"dated_near", 0.000, 0.269},      /* both dated, within two days */
    {"dated_near_lead", 0.000, 0.626}, /* … times lead_less */
};
/* clang-format on */

struct pair_article {
    const struct story_signature *signature;
    float *global; /* per term: weight by its rarity in English; the vector has length 1 */
    float *local;  /* the same by its rarity in the neighbourhood as well */
    float *lead;   /* per term: rarity in English of a name of the lead, 0 for other terms */
    double lead_sum;
    bool names_years;
};

/* What two articles have in common; `first` is the one with the lower index. */
struct pair_meeting {
    double global;
    double local;
    double lead_first; /* of its lead names, those that the other holds */
    double lead_second;
    bool day;
    bool year;
};

/* ---- rarity in English ----------------------------------------------------------------------- */

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

static int weigh_globally(struct arena *arena, const struct story_signature *signature,
                          struct pair_article *article) {
    size_t size = (size_t)signature->term_count + 1;
    *article = (struct pair_article){.signature = signature,
                                     .global = ARENA_ARRAY(arena, float, size),
                                     .local = ARENA_ARRAY(arena, float, size),
                                     .lead = ARENA_ARRAY(arena, float, size)};
    if (!article->global || !article->local || !article->lead)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < signature->term_count; i++) {
        const struct signature_term *term = &signature->terms[i];
        article->names_years |= term->kind == TERM_YEAR;
        article->global[i] = (float)story_word_weight(term);
        if (term->head && article->global[i] > 0) {
            article->lead[i] = (float)term->rarity / RARITY_MAX;
            article->lead_sum += (double)article->lead[i];
        }
    }
    make_unit(article->global, signature->term_count);
    return 0;
}

/* ---- rarity in the neighbourhood ------------------------------------------------------------- */

/* An index of all terms: open addressing over their hashes. */
struct holder {
    uint32_t article;
    uint32_t term; /* its place in the article */
};

struct index {
    struct index_slot {
        uint64_t hash;
        uint32_t count; /* of holders; 0 in a free slot */
        uint32_t first; /* of them, in `holders` */
    } * slots;
    struct holder *holders;
    uint32_t mask;
};

static struct index_slot *slot_of(const struct index *index, uint64_t hash) {
    uint32_t at = (uint32_t)(hash >> 32) & index->mask;
    while (index->slots[at].count && index->slots[at].hash != hash)
        at = (at + 1) & index->mask;
    return &index->slots[at];
}

static void count_holders(const struct story_pairs *pairs, struct index *index) {
    for (uint32_t i = 0; i < pairs->count; i++) {
        const struct story_signature *signature = pairs->at[i].signature;
        for (uint32_t k = 0; k < signature->term_count; k++) {
            struct index_slot *slot = slot_of(index, signature->terms[k].hash);
            slot->hash = signature->terms[k].hash;
            slot->count++;
        }
    }
}

/* The holders of each term stand together, by article. */
static void list_holders(const struct story_pairs *pairs, struct index *index) {
    uint32_t first = 0;
    for (uint32_t i = 0; i <= index->mask; i++) {
        index->slots[i].first = first;
        first += index->slots[i].count;
    }
    for (uint32_t i = 0; i < pairs->count; i++) {
        const struct story_signature *signature = pairs->at[i].signature;
        for (uint32_t k = 0; k < signature->term_count; k++)
            index->holders[slot_of(index, signature->terms[k].hash)->first++] =
                (struct holder){i, k};
    }
    for (uint32_t i = 0; i <= index->mask; i++)
        index->slots[i].first -= index->slots[i].count;
}

static int index_make(struct arena *arena, const struct story_pairs *pairs,
                      struct index *ret_index) {
    uint32_t terms = 0;
    for (uint32_t i = 0; i < pairs->count; i++)
        terms += pairs->at[i].signature->term_count;
    struct index index = {.mask = 15};
    while (index.mask < 2 * terms)
        index.mask = 2 * index.mask + 1;
    index.slots = ARENA_ARRAY(arena, struct index_slot, (size_t)index.mask + 1);
    index.holders = ARENA_ARRAY(arena, struct holder, (size_t)terms + 1);
    if (!index.slots || !index.holders)
        return ERR_NO_MEMORY;
    count_holders(pairs, &index);
    list_holders(pairs, &index);
    *ret_index = index;
    return 0;
}

static int weigh_locally(struct arena *arena, struct story_pairs *pairs,
                         const struct index *index) {
    double *logs = ARENA_ARRAY(arena, double, (size_t)pairs->count + 1); /* by holders */
    if (!logs)
        return ERR_NO_MEMORY;
    uint32_t articles = pairs->count > NEIGHBOURS_LEAST ? pairs->count : NEIGHBOURS_LEAST;
    for (uint32_t i = 2; i <= pairs->count; i++)
        logs[i] = plain_log((articles + 1.0) / (i + 0.5));
    for (uint32_t i = 0; i < pairs->count; i++) {
        struct pair_article *article = &pairs->at[i];
        const struct story_signature *signature = article->signature;
        for (uint32_t k = 0; k < signature->term_count; k++) /* of one article alone: 0 */
            article->local[k] = (float)(story_word_weight(&signature->terms[k]) *
                                        logs[slot_of(index, signature->terms[k].hash)->count]);
        make_unit(article->local, signature->term_count);
    }
    return 0;
}

/* ---- what two articles share ----------------------------------------------------------------- */

static struct pair_meeting *meeting_of(const struct story_pairs *pairs, uint32_t first,
                                       uint32_t second) {
    assert(first < second && second < pairs->count);
    return &pairs->meetings[(size_t)second * (second - 1) / 2 + first];
}

static void meet(const struct story_pairs *pairs, struct holder first, struct holder second) {
    struct pair_meeting *meeting = meeting_of(pairs, first.article, second.article);
    const struct pair_article *a = &pairs->at[first.article];
    const struct pair_article *b = &pairs->at[second.article];
    meeting->global += (double)a->global[first.term] * (double)b->global[second.term];
    meeting->local += (double)a->local[first.term] * (double)b->local[second.term];
    meeting->lead_first += (double)a->lead[first.term];
    meeting->lead_second += (double)b->lead[second.term];
    meeting->day |= a->signature->terms[first.term].kind == TERM_DAY;
    meeting->year |= a->signature->terms[first.term].kind == TERM_YEAR;
}

/* Term by term: pairs share few of their terms, and others cost nothing. */
static void meet_all(const struct story_pairs *pairs, const struct index *index) {
    for (uint32_t i = 0; i <= index->mask; i++) {
        const struct index_slot *slot = &index->slots[i];
        const struct holder *holders = &index->holders[slot->first];
        for (uint32_t b = 1; b < slot->count; b++)
            for (uint32_t a = 0; a < b; a++)
                meet(pairs, holders[a], holders[b]);
    }
}

int story_pairs_make(struct arena *arena, const struct story_signature *const *articles,
                     uint32_t count, struct story_pairs *ret_pairs) {
    struct story_pairs pairs = {
        .at = ARENA_ARRAY(arena, struct pair_article, (size_t)count + 1),
        .meetings = ARENA_ARRAY(arena, struct pair_meeting, (size_t)count * count / 2 + 1),
        .count = count,
    };
    if (!pairs.at || !pairs.meetings)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        int error = weigh_globally(arena, articles[i], &pairs.at[i]);
        if (error)
            return error;
    }
    struct index index;
    int error = index_make(arena, &pairs, &index);
    if (!error)
        error = weigh_locally(arena, &pairs, &index);
    if (error)
        return error;
    meet_all(&pairs, &index);
    *ret_pairs = pairs;
    return 0;
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
    const struct pair_meeting *meeting = meeting_of(pairs, a < b ? a : b, a < b ? b : a);
    double cover_a = part(meeting->lead_first, left->lead_sum);
    double cover_b = part(meeting->lead_second, right->lead_sum);
    double lead_less = cover_a < cover_b ? cover_a : cover_b;
    double apart = days_apart(left->signature, right->signature);
    bool near = apart >= 0 && apart <= DAYS_NEAR;
    double weeks = apart > DAYS_NEAR ? (apart - DAYS_NEAR) / 7 : 0;
    const double features[STORY_PAIR_FEATURES] = {
        1,
        plain_log(meeting->global > COSINE_MIN ? meeting->global : COSINE_MIN),
        meeting->local,
        lead_less,
        cover_a < cover_b ? cover_b : cover_a,
        meeting->day,
        meeting->year,
        left->names_years && right->names_years && !meeting->year,
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
