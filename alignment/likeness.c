#include "alignment/likeness.h"

#include "alignment/candidates.h"
#include "alignment/context.h"
#include "alignment/likeness_core.h"
#include "alignment/numeric.h"
#include "alignment/slots.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

#include <stdlib.h>

/* Beyond this "Monday" and "the visit" are another Monday and another visit. */
enum { TOLD_APART_DAYS = 21, OLD_DAYS = 300 };

static const double SYNSET_STRENGTH = 0.8;
static const double FAMILY_STRENGTH = 0.9;
static const double FRAME_STRENGTH = 0.8;
static const double OPPOSED_STRENGTH = 0.7; /* "approved", "rejected": one matter */

/* The parts of speech to try: the tag's own, or all where there is no tag. */
static uint8_t pos_set(const struct view_word *word) {
    switch (word->upos) {
    case UPOS_NOUN:
        return 1 << WORDNET_NOUN;
    case UPOS_VERB:
        return 1 << WORDNET_VERB;
    case UPOS_ADJ:
        return 1 << WORDNET_ADJECTIVE;
    case UPOS_ADV:
        return 1 << WORDNET_ADVERB;
    case UPOS_NONE:
        return 1 << WORDNET_NOUN | 1 << WORDNET_VERB | 1 << WORDNET_ADJECTIVE;
    default:
        return 0;
    }
}

static double word_kinship(const struct wordnet *wordnet, const struct view_word *a,
                           const struct view_word *b) {
    if (a->frame && a->frame == b->frame)
        return FRAME_STRENGTH;
    if (sides_meet(a->sides, b->sides) && words_opposed(a->lemma, b->lemma))
        return OPPOSED_STRENGTH;
    uint8_t left = pos_set(a);
    uint8_t right = pos_set(b);
    if (!wordnet || !left || !right)
        return 0;
    for (unsigned pos = WORDNET_NOUN; pos <= WORDNET_ADVERB; pos++)
        if ((left & right & (1 << pos)) &&
            wordnet_share_synset(wordnet, a->lemma, b->lemma, (enum wordnet_pos)pos))
            return SYNSET_STRENGTH;
    return wordnet_derivation(wordnet, a->lemma, b->lemma) ? FAMILY_STRENGTH : 0;
}

/* The same from the table of those worked out before. Symmetric, so the sum of the hashes is key
 * enough; a slot that another pair holds is taken over. */
static double known_kinship(const struct wordnet *wordnet, const struct view_word *a,
                            const struct view_word *b, struct kinship *kinships) {
    uint64_t words = a->form + b->form;
    struct kinship *slot = &kinships[(words ^ words >> 32) % KINSHIP_SLOTS];
    if (slot->words != words)
        *slot = (struct kinship){words, word_kinship(wordnet, a, b)};
    return slot->strength;
}

const struct view_word *word_partner(const struct resources *resources,
                                     const struct view_word *word, const struct claim_view *b,
                                     double *ret_strength) {
    for (uint32_t i = 0; i < b->word_count; i++) {
        if (b->words[i].stem == word->stem) {
            *ret_strength = 1;
            return &b->words[i];
        }
    }
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    const struct view_word *best = NULL;
    double strength = 0;
    for (uint32_t i = 0; word->kind == VIEW_WORD && i < b->word_count; i++) {
        if (b->words[i].kind != VIEW_WORD)
            continue;
        double kinship = known_kinship(wordnet, word, &b->words[i], b->kinships);
        if (kinship <= strength)
            continue;
        strength = kinship;
        best = &b->words[i];
    }
    *ret_strength = strength;
    return best;
}

struct cover {
    double words; /* of the claim's own words, by own words */
    double wide;  /* of all words, by all words */
    double names;
    double name_weight;
    double evidence;
    double rarest;
    uint32_t shared;
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
    if (weight > cover->rarest)
        cover->rarest = weight;
}

static struct cover cover_of(const struct resources *resources, const struct claim_view *a,
                             const struct claim_view *b) {
    struct cover cover = {0};
    double own = 0;
    for (uint32_t i = 0; i < a->word_count; i++) {
        const struct view_word *word = &a->words[i];
        double strength = 0;
        const struct view_word *partner = word_partner(resources, word, b, &strength);
        if (word->kind != VIEW_CONTEXT)
            own += word->weight;
        if (word->kind == VIEW_NAME)
            cover.name_weight += word->weight;
        if (partner)
            add_cover(word, partner, strength, &cover);
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
        if (a->grams[i] == b->grams[k]) {
            common++;
            i++;
            k++;
        } else if (a->grams[i] < b->grams[k]) {
            i++;
        } else {
            k++;
        }
    }
    uint32_t total = a->gram_count + b->gram_count;
    return total ? 2.0 * common / total : 0;
}

static const struct view_word *word_of_token(const struct claim_view *view, uint32_t token) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].token == token)
            return &view->words[i];
    return NULL;
}

static bool verbs_fit(const struct resources *resources, const struct claim_view *a,
                      const struct claim_view *b) {
    const struct view_word *left = word_of_token(a, a->claim->predicate_token);
    const struct view_word *right = word_of_token(b, b->claim->predicate_token);
    double strength = 0;
    return (left && word_partner(resources, left, b, &strength)) ||
           (right && word_partner(resources, right, a, &strength));
}

static bool has_subject(const struct claim_view *view, uint64_t stem) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].stem == stem && view->words[i].role == VIEW_SUBJECT)
            return true;
    return false;
}

static bool subjects_fit(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->word_count; i++)
        if (a->words[i].role == VIEW_SUBJECT && has_subject(b, a->words[i].stem))
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
            if (b->words[k].stem == a->words[i].stem)
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
    struct cover left = cover_of(resources, a, b);
    struct cover right = cover_of(resources, b, a);
    struct likeness likeness = {
        .cover_less = left.words < right.words ? left.words : right.words,
        .cover_more = left.words < right.words ? right.words : left.words,
        .wide = left.wide < right.wide ? left.wide : right.wide,
        .grams = gram_dice(a, b),
        .names = left.name_weight < right.name_weight ? left.names : right.names,
        .names_apart =
            left.name_weight > 0 && right.name_weight > 0 && left.names <= 0 && right.names <= 0,
        .verb = verbs_fit(resources, a, b),
        .subject = subjects_fit(a, b),
        .context = articles.words,
        .context_names = articles.names,
        .event = articles.event,
        .evidence =
            plain_log(1 + (left.evidence < right.evidence ? left.evidence : right.evidence)),
        .rarest = left.rarest < right.rarest ? left.rarest : right.rarest,
        .places_apart = places_apart(a, b) && places_apart(b, a),
        .shared = left.shared < right.shared ? left.shared : right.shared,
    };
    if (left.name_weight == right.name_weight)
        likeness.names = left.names < right.names ? right.names : left.names;
    measure_times(a, b, &likeness);
    struct quantity_likeness quantities = quantities_alike(resources, a, b);
    likeness.values = quantities.share;
    likeness.values_apart = quantities.apart;
    likeness.digits = quantities.digits;
    likeness_core(resources, a, b, &likeness);
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
