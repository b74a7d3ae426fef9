/* Likeness of what carries a statement: its subject, predicate and object, the phrases it is told
 * in, the figures and hours in it, who tells it. Words of adverbials tell less about the matter
 * than these, so they are weighed apart from the rest.
 */
#include "alignment/likeness_core.h"

#include "alignment/frames.h"
#include "alignment/numeric.h"
#include "alignment/opposites.h"
#include "alignment/slots.h"
#include "analysis/language/wordnet.h"

#include <math.h>

static bool in_core(const struct claim_view *view, const struct view_word *word) {
    return word->kind < VIEW_SPEECH &&
           (word->role != VIEW_NO_ROLE || word->token == view->claim->predicate_token);
}

/* The share of a's core weight that finds a partner in b's core. */
static double core_cover(const struct claim_view *a, const struct claim_view *b,
                         const struct partners *partners) {
    double own = 0;
    double found = 0;
    for (uint32_t i = 0; i < a->word_count; i++) {
        const struct view_word *word = &a->words[i];
        if (!in_core(a, word))
            continue;
        own += word->weight;
        const struct view_word *partner = partners->at[i];
        if (partner && in_core(b, partner))
            found += partners->strength[i] * lesser(word->weight, partner->weight);
    }
    return own > 0 ? found / own : 0;
}

/* ---- phrases --------------------------------------------------------------------------------- */

static bool tells(const struct view_word *word) {
    return word->kind < VIEW_SPEECH && word->token != NO_INDEX;
}

static bool has_phrase(const struct claim_view *view, uint64_t first, uint64_t second) {
    for (uint32_t i = 0; i + 1 < view->word_count; i++)
        if (view->words[i].stem == first && view->words[i + 1].stem == second &&
            tells(&view->words[i]) && tells(&view->words[i + 1]))
            return true;
    return false;
}

/* The weight of a's phrases (telling words that follow each other) that b has too, names apart. */
static double phrases_shared(const struct claim_view *a, const struct claim_view *b) {
    double weight = 0;
    for (uint32_t i = 0; i + 1 < a->word_count; i++) {
        const struct view_word *first = &a->words[i];
        const struct view_word *second = &a->words[i + 1];
        bool name = first->kind == VIEW_NAME && second->kind == VIEW_NAME;
        if (tells(first) && tells(second) && !name && has_phrase(b, first->stem, second->stem))
            weight += lesser(first->weight, second->weight);
    }
    return weight;
}

/* ---- hours, speakers, places in the text ----------------------------------------------------- */

/* +1 when both tell one hour, -1 when they tell different ones, 0 when one tells none. */
static int hours_fit(const struct claim_view *a, const struct claim_view *b) {
    int fit = 0;
    for (uint32_t i = 0; i < a->claim->times.count; i++) {
        for (uint32_t k = 0; k < b->claim->times.count; k++) {
            int32_t left = view_time(a, i)->minute;
            int32_t right = view_time(b, k)->minute;
            if (left < 0 || right < 0)
                continue;
            if (left == right)
                return 1;
            fit = -1;
        }
    }
    return fit;
}

static bool opens_article(const struct claim_view *view) {
    enum { LEAD_SENTENCES = 2 };
    return view->claim->sentence < LEAD_SENTENCES;
}

static bool one_speaker(const struct claim_view *a, const struct claim_view *b) {
    struct slice left = view_speaker(a);
    struct slice right = view_speaker(b);
    return left.length && slice_equal(left, right);
}

/* ---- predicates ------------------------------------------------------------------------------ */

bool predicates_equal(const struct resources *resources, const struct claim_view *a,
                      const struct claim_view *b) {
    const struct predicate_word *left = &a->predicate;
    const struct predicate_word *right = &b->predicate;
    if (slice_equal(a->claim->predicate, b->claim->predicate) ||
        (left->frame && left->frame == right->frame) || sides_meet(left->sides, right->sides))
        return true;
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    return wordnet &&
           wordnet_words_share(wordnet, &left->in_wordnet, &right->in_wordnet, WORDNET_VERB);
}

/* Does the predicate of `a` stand in `b` as another word than its predicate? */
static bool stands_aside(const struct claim_view *a, const struct claim_view *b,
                         const struct partners *partners) {
    const struct view_word *partner =
        a->predicate_word != NO_INDEX ? partners->at[a->predicate_word] : NULL;
    return partner && partner->token != b->claim->predicate_token;
}

/* Other words may say the same ("sank", "went down"): two predicates are others for sure only where
 * one of them is told by the other side beside its own ("was pulled off four days after she ran
 * aground"). */
static int predicates_fit(const struct resources *resources, const struct claim_view *a,
                          const struct claim_view *b, const struct partners *of_a,
                          const struct partners *of_b) {
    if (a->predicate.is_light || b->predicate.is_light)
        return 0;
    if (predicates_equal(resources, a, b))
        return 1;
    return stands_aside(a, b, of_a) || stands_aside(b, a, of_b) ? -1 : 0;
}

void likeness_core(const struct resources *resources, const struct claim_view *a,
                   const struct claim_view *b, const struct partners *of_a,
                   const struct partners *of_b, struct likeness *likeness) {
    double left = core_cover(a, b, of_a);
    double right = core_cover(b, a, of_b);
    likeness->core_less = lesser(left, right);
    likeness->core_more = greater(left, right);
    likeness->predicates = predicates_fit(resources, a, b, of_a, of_b);
    likeness->phrases = plain_log(1 + lesser(phrases_shared(a, b), phrases_shared(b, a)));
}

void likeness_telling(const struct claim_view *a, const struct claim_view *b,
                      struct likeness *likeness) {
    likeness->hours = hours_fit(a, b);
    likeness->leads = opens_article(a) && opens_article(b);
    likeness->speaker = one_speaker(a, b);
}
