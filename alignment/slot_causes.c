/* Two causes told for one accident: the same in other words, of one kind, or two that cannot both
 * be the cause.
 */
#include "alignment/slot_causes.h"

#include "alignment/causes.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

static const double SURE = 0.75;
static const double LIKELY = 0.6;           /* "the cause" alone on one side */
static const double POOL_OF_ARTICLES = 1.8; /* logarithm of about five claims an article */

enum { REACH = 12, NEWS_DAYS = 3 };

/* Kinds of causes in words that nothing else connects: an outlet's "faulty wiring" is another's
 * "short circuit". */
static const struct family {
    struct slice word;
    unsigned kinds;
} families[] = {
    {SLICE("arson"), 1},
    {SLICE("arsonist"), 1},
    {SLICE("attack"), 1},
    {SLICE("battery"), 2},
    {SLICE("bomb"), 1},
    {SLICE("brake"), 16},
    {SLICE("cable"), 2},
    {SLICE("circuit"), 2},
    {SLICE("defect"), 2 | 16},
    {SLICE("electricity"), 2},
    {SLICE("engine"), 16},
    {SLICE("error"), 32},
    {SLICE("failure"), 2 | 16},
    {SLICE("fault"), 2 | 16},
    {SLICE("flood"), 4},
    {SLICE("fog"), 4},
    {SLICE("gas"), 8},
    {SLICE("heat"), 4},
    {SLICE("ice"), 4},
    {SLICE("leak"), 8},
    {SLICE("lightning"), 4},
    {SLICE("line"), 2},
    {SLICE("malfunction"), 2 | 16},
    {SLICE("mistake"), 32},
    {SLICE("negligence"), 32},
    {SLICE("outlet"), 2},
    {SLICE("pilot"), 32},
    {SLICE("rain"), 4},
    {SLICE("sabotage"), 1},
    {SLICE("snow"), 4},
    {SLICE("spark"), 2},
    {SLICE("storm"), 4},
    {SLICE("surge"), 2},
    {SLICE("thunderstorm"), 4},
    {SLICE("transformer"), 2},
    {SLICE("weather"), 4},
    {SLICE("wind"), 4},
    {SLICE("wire"), 2},
    {SLICE("wiring"), 2},
};

static unsigned kinds_of(struct slice lemma) {
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (slice_equal(families[i].word, lemma))
            return families[i].kinds;
    return 0;
}

static bool words_fit(const struct resources *resources, const struct token *a,
                      const struct token *b) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    return slice_equal(a->lemma, b->lemma) || (kinds_of(a->lemma) & kinds_of(b->lemma)) ||
           (wordnet && (wordnet_share_synset(wordnet, a->lemma, b->lemma, WORDNET_NOUN) ||
                        wordnet_derivation(wordnet, a->lemma, b->lemma)));
}

static bool is_noun(const struct token *token) {
    return token->upos == UPOS_NOUN || token->upos == UPOS_PROPN;
}

/* The nouns of the phrase around its head. */
static bool in_phrase(const struct token *tokens, uint32_t head, uint32_t token) {
    enum { STEPS = 4 };
    uint32_t at = token;
    for (int i = 0; i < STEPS && at != NO_INDEX; i++, at = tokens[at].head)
        if (at == head)
            return is_noun(&tokens[token]);
    return false;
}

static bool causes_fit(const struct matter *matter, uint32_t left, uint32_t right) {
    const struct token *a = matter->left->analysis->tokens.at;
    const struct token *b = matter->right->analysis->tokens.at;
    uint32_t from = left > REACH ? left - REACH : 0;
    uint32_t since = right > REACH ? right - REACH : 0;
    for (uint32_t i = from; i < matter->left->past_token && i < left + REACH; i++) {
        if (!in_phrase(a, left, i))
            continue;
        for (uint32_t k = since; k < matter->right->past_token && k < right + REACH; k++)
            if (in_phrase(b, right, k) && words_fit(matter->resources, &a[i], &b[k]))
                return true;
    }
    return false;
}

double cause_matter(const struct resources *resources, const struct claim_view *left,
                    const struct claim_view *right, const struct likeness *likeness) {
    struct told_cause a = left->cause;
    struct told_cause b = right->cause;
    if (!a.told || !b.told || likeness->places_apart || likeness->names_apart ||
        likeness->time < 0 || likeness->old_date)
        return 0;
    if (a.event != NO_INDEX && b.event != NO_INDEX)
        return nouns_fit(resources, left->analysis->tokens.at[a.event].lemma,
                         right->analysis->tokens.at[b.event].lemma)
                   ? SURE
                   : 0;
    return likeness->pool >= POOL_OF_ARTICLES ? LIKELY : 0;
}

static struct slice cause_text(const struct claim_view *view, const struct told_cause *cause) {
    return cause->unknown ? SLICE("unknown") : view->analysis->tokens.at[cause->cause].lower;
}

/* A cause that was not known yet may be known days later. */
static enum relation relation_of(const struct matter *matter, bool unknown) {
    bool hedged =
        matter->left->modality != MODALITY_ASSERTED || matter->right->modality != MODALITY_ASSERTED;
    bool later = unknown && days_between(matter->left, matter->right) > NEWS_DAYS;
    return hedged || later ? RELATION_COMPATIBLE : RELATION_CONFLICT;
}

int slot_causes(const struct matter *matter, struct verdict_list *verdicts) {
    struct told_cause a = matter->left->cause;
    struct told_cause b = matter->right->cause;
    if (cause_matter(matter->resources, matter->left, matter->right, matter->likeness) <= 0 ||
        (a.unknown && b.unknown))
        return 0;
    bool unknown = a.unknown || b.unknown;
    if (!unknown && causes_fit(matter, a.cause, b.cause))
        return 0;
    struct verdict verdict = {
        .kind = unknown ? DIFFERENCE_POLARITY : DIFFERENCE_VALUE,
        .relation = relation_of(matter, unknown),
    };
    if (!a.unknown)
        verdict.left = matter->left->analysis->tokens.at[a.cause].span;
    if (!b.unknown)
        verdict.right = matter->right->analysis->tokens.at[b.cause].span;
    struct slice left_name = side_name(matter->arena, matter->left);
    struct slice right_name = side_name(matter->arena, matter->right);
    struct slice left = cause_text(matter->left, &a);
    struct slice right = cause_text(matter->right, &b);
    int result = arena_printf(matter->arena, &verdict.explanation,
                              "The cause is “%.*s” in %.*s and “%.*s” in %.*s.", SLICE_ARGS(left),
                              SLICE_ARGS(left_name), SLICE_ARGS(right), SLICE_ARGS(right_name));
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}
