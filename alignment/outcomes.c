/* Outcomes that are told by a phrase and not by a word of the list of opposites: "bail" is granted
 * or refused, and who is refused it is remanded.
 */
#include "alignment/outcomes.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

static bool next_is(const struct claim_view *view, uint32_t at, struct slice word) {
    return at + 1 < view->past_token && slice_equal(view->analysis->tokens.at[at + 1].lower, word);
}

bool tells_taking_place(const struct claim_view *view) {
    static const struct slice passive[] = {SLICE("hold"), SLICE("play"), SLICE("stage")};
    uint32_t at = view->claim->predicate_token;
    if (at == NO_INDEX || at < view->first_token || at >= view->past_token ||
        view->claim->polarity == POLARITY_NEGATED)
        return false;
    const struct token *token = &view->analysis->tokens.at[at];
    if (slice_equal(token->lemma, SLICE("go")))
        return next_is(view, at, SLICE("ahead"));
    if (slice_equal(token->lemma, SLICE("take")))
        return next_is(view, at, SLICE("place"));
    return token->xpos == XPOS_VBN && SLICE_IN(token->lemma, passive);
}

/* ---- bail and custody ------------------------------------------------------------------------ */

enum custody { CUSTODY_UNTOLD = 0, CUSTODY_FREED = 1, CUSTODY_KEPT = 2, CUSTODY_BOTH = 3 };

static bool has_lemma(const struct claim_view *view, const struct slice *words, size_t count) {
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (slice_in_sorted(view->analysis->tokens.at[i].lemma, words, count))
            return true;
    return false;
}

/* What "bail" at the token tells: it is given, it is not, or it is only asked for. */
static enum custody bail_at(const struct claim_view *view, uint32_t at) {
    static const struct slice refusing[] = {SLICE("deny"),   SLICE("no"),     SLICE("not"),
                                            SLICE("oppose"), SLICE("refuse"), SLICE("reject"),
                                            SLICE("without")};
    static const struct slice asking[] = {SLICE("apply"), SLICE("ask"),     SLICE("condition"),
                                          SLICE("hear"),  SLICE("request"), SLICE("seek")};
    static const struct slice giving[] = {SLICE("allow"), SLICE("bail"),   SLICE("free"),
                                          SLICE("get"),   SLICE("give"),   SLICE("grant"),
                                          SLICE("on"),    SLICE("release")};
    static const struct slice things[] = {SLICE("application"), SLICE("bid"), SLICE("hearing"),
                                          SLICE("request")};
    const struct token *tokens = view->analysis->tokens.at;
    if ((at + 1 < view->past_token && SLICE_IN(tokens[at + 1].lemma, things)) ||
        has_lemma(view, asking, sizeof asking / sizeof *asking))
        return CUSTODY_UNTOLD;
    if (has_lemma(view, refusing, sizeof refusing / sizeof *refusing))
        return CUSTODY_KEPT;
    bool given = tokens[at].upos == UPOS_VERB || (at > 0 && SLICE_IN(tokens[at - 1].lemma, giving));
    return given ? CUSTODY_FREED : CUSTODY_UNTOLD;
}

/* "Remanded in custody", "kept in custody", "was granted bail". Who was "arrested" is in custody
 * before a court decides, and that is not meant. */
static enum custody custody_of(const struct claim_view *view) {
    static const struct slice keeping[] = {SLICE("keep"), SLICE("remain"), SLICE("remand"),
                                           SLICE("stay")};
    const struct token *tokens = view->analysis->tokens.at;
    unsigned told = CUSTODY_UNTOLD;
    for (uint32_t i = view->first_token; i < view->past_token; i++) {
        if (slice_equal(tokens[i].lemma, SLICE("bail")))
            told |= bail_at(view, i);
        if (SLICE_IN(tokens[i].lemma, keeping) && next_is(view, i, SLICE("in")) &&
            next_is(view, i + 1, SLICE("custody")))
            told |= CUSTODY_KEPT;
    }
    return (enum custody)told;
}

int judge_custody(const struct matter *matter, struct verdict_list *verdicts) {
    enum custody left = custody_of(matter->left);
    enum custody right = custody_of(matter->right);
    bool freed_left = left == CUSTODY_FREED && right == CUSTODY_KEPT;
    if (!freed_left && !(left == CUSTODY_KEPT && right == CUSTODY_FREED))
        return 0;
    if (matter->likeness->names_apart)
        return 0; /* two people */
    struct slice freed = side_name(matter->arena, freed_left ? matter->left : matter->right);
    struct slice kept = side_name(matter->arena, freed_left ? matter->right : matter->left);
    bool one_day = matter->likeness->time > 0 ||
                   (matter->likeness->time == 0 && days_between(matter->left, matter->right) == 0);
    struct verdict verdict = {one_day ? DIFFERENCE_POLARITY : DIFFERENCE_UPDATE,
                              one_day ? RELATION_CONFLICT : RELATION_COMPATIBLE,
                              {0}};
    int result = arena_printf(matter->arena, &verdict.explanation,
                              "%.*s has bail granted, %.*s has it refused.", SLICE_ARGS(freed),
                              SLICE_ARGS(kept));
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}
