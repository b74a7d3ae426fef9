/* Quoted words that both claims tell: were they changed between the marks, and who spoke them?
 *
 * Only words in the sentences of the two claims are compared, so that one altered sentence of a
 * long quotation does not tell against all others. A change makes a conflict only where it stands
 * in both claims; and where the number or time judges found the values to fit, they know better.
 */
#include "alignment/quotations.h"
#include "alignment/slots.h"
#include "base/error.h"

enum { WORDING_MAX = 160 }; /* bytes of a quotation in an explanation */

static const double FUNCTION_WEIGHT = 0.25; /* by the telling words' idf, of 1 and more */

static const struct attribution *attribution_of(const struct claim_view *view) {
    uint32_t index = view->claim->attribution;
    return index == NO_INDEX ? NULL : &view->analysis->attributions.at[index];
}

static double weigh(const void *context, uint32_t token) {
    const struct claim_view *view = context;
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].token == token)
            return view->words[i].weight > FUNCTION_WEIGHT ? view->words[i].weight
                                                           : FUNCTION_WEIGHT;
    return FUNCTION_WEIGHT;
}

static void read_side(const struct claim_view *view, struct quotation *quotation) {
    const struct sentence *sentence = &view->analysis->sentences.at[view->claim->sentence];
    quotation_read(view->analysis, &attribution_of(view)->parts, sentence->first_token,
                   sentence->past_token, weigh, view, quotation);
}

/* ---- explanations ---------------------------------------------------------------------------- */

/* The words as printed, cut between two words where they are many. */
static struct slice wording(const struct quotation *quotation) {
    const struct token *tokens = quotation->analysis->tokens.at;
    struct span span = tokens[quotation->words[0].token].span;
    for (uint32_t i = 1; i < quotation->count; i++) {
        uint32_t end = tokens[quotation->words[i].token].span.end;
        if (end - span.start > WORDING_MAX)
            break;
        span.end = end;
    }
    return analysis_slice(quotation->analysis, span);
}

struct sides {
    const struct matter *matter;
    const struct quotation *left;
    const struct quotation *right;
};

static int explain_alteration(const struct sides *sides, const struct quotation_match *match,
                              struct slice *ret_text) {
    struct arena *arena = sides->matter->arena;
    struct slice left = analysis_slice(sides->left->analysis, match->left);
    struct slice right = analysis_slice(sides->right->analysis, match->right);
    struct slice left_name = side_name(arena, sides->matter->left);
    struct slice right_name = side_name(arena, sides->matter->right);
    struct slice left_wording = wording(sides->left);
    struct slice right_wording = wording(sides->right);
    if (left.length && right.length)
        return arena_printf(arena, ret_text,
                            "Inside the quotation marks %.*s has “%.*s” where %.*s has “%.*s”: "
                            "“%.*s”, “%.*s”.",
                            SLICE_ARGS(left_name), SLICE_ARGS(left), SLICE_ARGS(right_name),
                            SLICE_ARGS(right), SLICE_ARGS(left_wording), SLICE_ARGS(right_wording));
    return arena_printf(
        arena, ret_text, "Inside the quotation marks only %.*s has “%.*s”: “%.*s”, “%.*s”.",
        SLICE_ARGS(left.length ? left_name : right_name), SLICE_ARGS(left.length ? left : right),
        SLICE_ARGS(left_wording), SLICE_ARGS(right_wording));
}

static int explain(const struct sides *sides, const struct quotation_match *match,
                   struct slice *ret_text) {
    struct arena *arena = sides->matter->arena;
    struct slice left = wording(sides->left);
    struct slice right = wording(sides->right);
    if (match->label == QUOTATION_SHORTENED)
        return arena_printf(arena, ret_text,
                            "One quotation leaves out words of the other: “%.*s”, “%.*s”.",
                            SLICE_ARGS(left), SLICE_ARGS(right));
    if (match->label == QUOTATION_PARAPHRASED)
        return arena_printf(arena, ret_text,
                            "One quotes what the other puts in its own words: “%.*s”, “%.*s”.",
                            SLICE_ARGS(left), SLICE_ARGS(right));
    return explain_alteration(sides, match, ret_text);
}

/* ---- verdicts -------------------------------------------------------------------------------- */

bool verdicts_have(const struct verdict_list *verdicts, enum difference_kind kind) {
    for (uint32_t i = 0; i < verdicts->count; i++)
        if (verdicts->at[i].kind == kind)
            return true;
    return false;
}

/* The changed words stand in the claim, not in another clause of its sentence. */
static bool in_claim(const struct claim_view *view, uint32_t token) {
    return token == NO_INDEX || (token >= view->first_token && token < view->past_token);
}

static enum difference_kind kind_of(const struct matter *matter,
                                    const struct quotation_match *match,
                                    const struct verdict_list *verdicts) {
    if (!in_claim(matter->left, match->left_token) || !in_claim(matter->right, match->right_token))
        return DIFFERENCE_PRECISION;
    bool later = verdicts_have(verdicts, DIFFERENCE_UPDATE) || matter->likeness->told_apart;
    bool fits = verdicts_have(verdicts, DIFFERENCE_PRECISION);
    switch (match->label) {
    case QUOTATION_NEGATED:
        return later ? DIFFERENCE_PRECISION : DIFFERENCE_POLARITY;
    case QUOTATION_NUMBER:
        return later || fits ? DIFFERENCE_PRECISION : DIFFERENCE_VALUE;
    case QUOTATION_MODAL:
        return DIFFERENCE_MODALITY;
    default:
        return DIFFERENCE_PRECISION;
    }
}

static enum relation relation_of_kind(enum difference_kind kind) {
    return kind == DIFFERENCE_PRECISION ? RELATION_COMPATIBLE : RELATION_CONFLICT;
}

/* One verdict for each kind: what another judge found stays, unless this one is stronger. */
static int put(const struct matter *matter, struct verdict_list *verdicts, struct verdict verdict) {
    for (uint32_t i = 0; i < verdicts->count; i++) {
        if (verdicts->at[i].kind != verdict.kind)
            continue;
        if (verdict.relation > verdicts->at[i].relation)
            verdicts->at[i] = verdict;
        return 0;
    }
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

/* Nothing was done to the words, or no more than every retelling does to them. */
static bool words_stand(const struct quotation_match *match) {
    static const double RETOLD = 0.8;
    return match->label == QUOTATION_UNRELATED || match->label == QUOTATION_VERBATIM ||
           (match->label == QUOTATION_PARAPHRASED && match->cover > RETOLD);
}

static int judge_words(const struct sides *sides, const struct quotation_match *match,
                       struct verdict_list *verdicts) {
    if (words_stand(match))
        return 0;
    struct verdict verdict = {.kind = kind_of(sides->matter, match, verdicts)};
    verdict.relation = relation_of_kind(verdict.kind);
    int result = explain(sides, match, &verdict.explanation);
    if (result < 0)
        return result;
    return put(sides->matter, verdicts, verdict);
}

/* "Lena Moss", "Coast Guard"; not "the mayor", "she": an office and its holder may be one. */
static bool is_named(struct slice name) {
    size_t at = name.length;
    while (at > 0 && name.at[at - 1] != ' ')
        at--;
    unsigned char first = at < name.length ? (unsigned char)name.at[at] : 0;
    return (first >= 'A' && first <= 'Z') || first >= 0x80;
}

static int judge_speakers(const struct sides *sides, const struct quotation_match *match,
                          struct verdict_list *verdicts) {
    const struct matter *matter = sides->matter;
    struct slice left = view_speaker(matter->left);
    struct slice right = view_speaker(matter->right);
    if (match->label == QUOTATION_UNRELATED || !is_named(left) || !is_named(right) ||
        !speakers_differ(left, right))
        return 0;
    struct verdict verdict = {DIFFERENCE_ATTRIBUTION, RELATION_COMPATIBLE, {0}};
    struct slice words = wording(sides->left);
    int result =
        arena_printf(matter->arena, &verdict.explanation,
                     "The same words come from %.*s on one side, from %.*s on the other: “%.*s”.",
                     SLICE_ARGS(left), SLICE_ARGS(right), SLICE_ARGS(words));
    if (result < 0)
        return result;
    return put(matter, verdicts, verdict);
}

int slot_quotations(const struct matter *matter, struct verdict_list *verdicts) {
    if (!attribution_of(matter->left) || !attribution_of(matter->right) ||
        (attribution_of(matter->left)->kind == ATTRIBUTION_INDIRECT &&
         attribution_of(matter->right)->kind == ATTRIBUTION_INDIRECT))
        return 0;
    struct quotation left;
    struct quotation right;
    read_side(matter->left, &left);
    read_side(matter->right, &right);
    struct quotation_match match;
    quotations_match(&left, &right, &match);
    struct sides sides = {matter, &left, &right};
    int result = judge_words(&sides, &match, verdicts);
    return result < 0 ? result : judge_speakers(&sides, &match, verdicts);
}
