#include "alignment/likeness.h"

#include "alignment/candidates.h"
#include "alignment/context.h"
#include "alignment/likeness_core.h"
#include "alignment/numeric.h"
#include "alignment/partners.h"
#include "alignment/slots.h"
#include "base/error.h"

#include <stdlib.h>

/* Beyond this "Monday" and "the visit" are another Monday and another visit. */
enum { TOLD_APART_DAYS = 21, OLD_DAYS = 300 };

struct cover {
    double words; /* of the claim's own words, by own words */
    double wide;  /* of all words, by all words */
    double names;
    double name_weight;
    double evidence;
    double rarest;
    uint32_t shared;
    uint32_t plain;
};

static void add_cover(const struct view_word *word, const struct view_word *partner,
                      double strength, struct cover *cover) {
    double weight = word->weight < partner->weight ? word->weight : partner->weight;
    weight *= strength;
    cover->wide += weight;
    if (word->kind == VIEW_CONTEXT || partner->kind == VIEW_CONTEXT)
        return;
    cover->words += weight;
    if (word->kind == VIEW_NAME)
        cover->names += weight;
    if (word->kind == VIEW_SPEECH)
        return;
    cover->shared++;
    cover->plain += word->kind == VIEW_WORD;
    if (weight > cover->rarest)
        cover->rarest = weight;
}

static struct cover cover_of(const struct claim_view *a, const struct partners *partners) {
    struct cover cover = {0};
    double own = 0;
    for (uint32_t i = 0; i < a->word_count; i++) {
        const struct view_word *word = &a->words[i];
        if (word->kind != VIEW_CONTEXT)
            own += word->weight;
        if (word->kind == VIEW_NAME)
            cover.name_weight += word->weight;
        if (partners->at[i])
            add_cover(word, partners->at[i], partners->strength[i], &cover);
    }
    cover.evidence = cover.words;
    if (own > 0)
        cover.words /= own;
    if (a->weight > 0)
        cover.wide /= a->weight;
    if (cover.name_weight > 0)
        cover.names /= cover.name_weight;
    return cover;
}

static double gram_dice(const struct claim_view *a, const struct claim_view *b) {
    uint32_t common = 0;
    for (uint32_t i = 0, k = 0; i < a->gram_count && k < b->gram_count;) {
        uint64_t left = a->grams[i]; /* no branch: which side is behind cannot be foreseen */
        uint64_t right = b->grams[k];
        common += left == right;
        i += left <= right;
        k += right <= left;
    }
    uint32_t total = a->gram_count + b->gram_count;
    return total ? 2.0 * common / total : 0;
}

/* Has the first word of the predicate a partner? */
static bool predicate_meets(const struct claim_view *view, const struct partners *partners) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].token == view->claim->predicate_token)
            return partners->at[i] != NULL;
    return false;
}

static bool same_name(const struct view_word *a, const struct view_word *b) {
    return a->stem == b->stem || (a->country && a->country == b->country);
}

static bool has_subject(const struct claim_view *view, const struct view_word *word) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].role == VIEW_SUBJECT && same_name(&view->words[i], word))
            return true;
    return false;
}

static bool subjects_fit(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->word_count; i++)
        if (a->words[i].role == VIEW_SUBJECT && has_subject(b, &a->words[i]))
            return true;
    return false;
}

static bool frames_shared(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->word_count; i++) {
        if (!a->words[i].frame || a->words[i].kind != VIEW_WORD)
            continue;
        for (uint32_t k = 0; k < b->word_count; k++)
            if (b->words[k].frame == a->words[i].frame && b->words[k].kind == VIEW_WORD)
                return true;
    }
    return false;
}

static bool tells_of_old(const struct claim_view *view) {
    return view->event_high != DAY_NONE && view->told != DAY_NONE &&
           view->told - view->event_high > OLD_DAYS;
}

static bool has_recurrence(const struct claim_view *view) {
    for (uint32_t i = 0; i < view->claim->times.count; i++)
        if (view->analysis->times.at[view->claim->times.at[i]].recurrence.kind != RECURRENCE_NONE)
            return true;
    return false;
}

/* Both name places and no place of one is a place of the other. */
static bool places_apart(const struct claim_view *a, const struct claim_view *b) {
    bool left = false;
    bool right = false;
    for (uint32_t i = 0; i < a->word_count; i++) {
        left |= a->words[i].place;
        for (uint32_t k = 0; a->words[i].place && k < b->word_count; k++)
            if (same_name(&b->words[k], &a->words[i]))
                return false;
    }
    for (uint32_t k = 0; k < b->word_count; k++)
        right |= b->words[k].place;
    return left && right;
}

static void measure_times(const struct claim_view *a, const struct claim_view *b,
                          struct likeness *likeness) {
    if (a->event_low != DAY_NONE && b->event_low != DAY_NONE) {
        bool meet = a->event_low <= b->event_high && b->event_low <= a->event_high;
        likeness->time = meet ? 1 : -1;
    }
    likeness->old_date = tells_of_old(a) != tells_of_old(b);
    likeness->recurrences = has_recurrence(a) && has_recurrence(b);
    likeness->undated = (uint8_t)((a->told == DAY_NONE) + (b->told == DAY_NONE));
    likeness->told_apart = a->told != DAY_NONE && b->told != DAY_NONE &&
                           llabs((int64_t)a->told - b->told) > TOLD_APART_DAYS;
}

void likeness_measure(const struct resources *resources, const struct claim_view *a,
                      const struct claim_view *b, struct article_kinship articles,
                      struct likeness *ret_likeness) {
    struct partners of_a;
    struct partners of_b;
    partners_find(resources, a, b, &of_a, &of_b);
    struct cover left = cover_of(a, &of_a);
    struct cover right = cover_of(b, &of_b);
    struct likeness likeness = {
        .cover_less = left.words < right.words ? left.words : right.words,
        .cover_more = left.words < right.words ? right.words : left.words,
        .wide = left.wide < right.wide ? left.wide : right.wide,
        .grams = gram_dice(a, b),
        .names = left.name_weight < right.name_weight ? left.names : right.names,
        .names_apart =
            left.name_weight > 0 && right.name_weight > 0 && left.names <= 0 && right.names <= 0,
        .verb = predicate_meets(a, &of_a) || predicate_meets(b, &of_b),
        .subject = subjects_fit(a, b),
        .context = articles.words,
        .context_names = articles.names,
        .event = articles.event,
        .lone = articles.lone,
        .evidence =
            plain_log(1 + (left.evidence < right.evidence ? left.evidence : right.evidence)),
        .rarest = left.rarest < right.rarest ? left.rarest : right.rarest,
        .places_apart = places_apart(a, b) && places_apart(b, a),
        .shared = left.shared < right.shared ? left.shared : right.shared,
        .plain = left.plain < right.plain ? left.plain : right.plain,
    };
    if (left.name_weight == right.name_weight)
        likeness.names = left.names < right.names ? right.names : left.names;
    measure_times(a, b, &likeness);
    struct quantity_likeness quantities = quantities_alike(resources, a, b);
    likeness.values = quantities.share;
    likeness.values_apart = quantities.apart;
    likeness.digits = quantities.digits;
    likeness.sentences = statements_compare(&a->statement, &b->statement);
    likeness_core(resources, a, b, &of_a, &of_b, &likeness);
    likeness.counts = frames_shared(a, b) && !likeness.values_apart && a->claim->quantities.count &&
                      b->claim->quantities.count;
    *ret_likeness = likeness;
}

/* ---- rivals ---------------------------------------------------------------------------------- */

static double plain_likeness(const struct likeness *likeness) {
    return likeness->cover_less + likeness->cover_more + likeness->grams;
}

/* The best plain likeness that each claim reaches with any claim of each article. */
struct best_table {
    float *best; /* views × articles */
    uint32_t articles;
};

static float *best_of(const struct best_table *table, uint32_t view, uint32_t article) {
    return &table->best[(size_t)view * table->articles + article];
}

static void note_best(const struct best_table *table, uint32_t view, uint32_t article,
                      double value) {
    float *best = best_of(table, view, article);
    if (value > (double)*best)
        *best = (float)value;
}

static double standing(const struct best_table *table, const struct view_list *views,
                       struct candidate_pair pair, double value) {
    double left = (double)*best_of(table, pair.left, views->at[pair.right].ref.article);
    double right = (double)*best_of(table, pair.right, views->at[pair.left].ref.article);
    double best = left > right ? left : right;
    return best > value ? value / best : 1;
}

int likeness_all(const struct resources *resources, struct arena *arena,
                 const struct view_list *views, const struct article_context *context,
                 const struct candidate_list *candidates, struct likeness **ret_likenesses) {
    struct best_table table = {
        .best = ARENA_ARRAY(arena, float, (size_t)views->count * context->count + 1),
        .articles = context->count,
    };
    struct likeness *likenesses = ARENA_ARRAY(arena, struct likeness, candidates->count + 1);
    if (!table.best || !likenesses)
        return ERR_NO_MEMORY;

    double pool = plain_log(1 + (double)views->count / (context->count ? context->count : 1));
    for (uint32_t i = 0; i < candidates->count; i++) {
        struct candidate_pair pair = candidates->at[i];
        const struct claim_view *left = &views->at[pair.left];
        const struct claim_view *right = &views->at[pair.right];
        likeness_measure(resources, left, right,
                         article_kinship(context, left->ref.article, right->ref.article),
                         &likenesses[i]);
        likenesses[i].pool = pool;
        note_best(&table, pair.left, right->ref.article, plain_likeness(&likenesses[i]));
        note_best(&table, pair.right, left->ref.article, plain_likeness(&likenesses[i]));
    }
    for (uint32_t i = 0; i < candidates->count; i++)
        likenesses[i].rival =
            standing(&table, views, candidates->at[i], plain_likeness(&likenesses[i]));
    *ret_likenesses = likenesses;
    return 0;
}
