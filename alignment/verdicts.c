/* Courts judge charge by charge: "guilty on five counts of fraud" and "cleared of false accounting"
 * are parts of one verdict. Two verdicts contradict each other only where both can be of one
 * charge.
 */
#include "alignment/verdicts.h"

#include "alignment/slots.h"
#include "analysis/language/tagset.h"

enum finding { FINDING_NONE, FINDING_GUILTY, FINDING_CLEARED };

static bool is_word(const struct token_list *tokens, uint32_t i, struct slice word) {
    return i < tokens->count && slice_equal(tokens->at[i].lower, word);
}

static enum finding finding_at(const struct token_list *tokens, uint32_t i) {
    static const struct slice convicting[] = {SLICE("convict"), SLICE("convicted")};
    static const struct slice acquitting[] = {SLICE("acquit"), SLICE("acquitted"),
                                              SLICE("innocent")};
    enum { OBJECT = 3 }; /* "cleared him of it" */
    if (i >= tokens->count)
        return FINDING_NONE;
    const struct token *token = &tokens->at[i];
    if (is_word(tokens, i, SLICE("guilty")))
        return i > 0 && is_word(tokens, i - 1, SLICE("not")) ? FINDING_CLEARED : FINDING_GUILTY;
    if (SLICE_IN(token->lemma, convicting) || SLICE_IN(token->lower, convicting))
        return FINDING_GUILTY;
    if (SLICE_IN(token->lemma, acquitting) || SLICE_IN(token->lower, acquitting))
        return FINDING_CLEARED;
    for (uint32_t k = i + 1; slice_equal(token->lemma, SLICE("clear")) && k <= i + OBJECT; k++)
        if (is_word(tokens, k, SLICE("of")))
            return FINDING_CLEARED;
    return FINDING_NONE;
}

bool token_tells_verdict(const struct analysis *analysis, uint32_t token) {
    return token != NO_INDEX && finding_at(&analysis->tokens, token) != FINDING_NONE;
}

/* "Pleaded not guilty" */
static bool is_plea(const struct token_list *tokens, uint32_t at) {
    enum { REACH = 3 };
    static const struct slice words[] = {SLICE("plea"), SLICE("plead")};
    uint32_t first = at > REACH ? at - REACH : 0;
    for (uint32_t i = first; i < tokens->count && i <= at + 1; i++)
        if (SLICE_IN(tokens->at[i].lemma, words))
            return true;
    return false;
}

/* The charges that a verdict names: the tokens behind it, up to the next verdict. */
struct charges {
    uint32_t first;
    uint32_t past;
    bool named;
    bool limited; /* "on one count": there were others */
};

static bool is_charge_noun(const struct token *token) {
    static const struct slice nouns[] = {SLICE("charge"), SLICE("count"), SLICE("offence"),
                                         SLICE("offense")};
    return SLICE_IN(token->lemma, nouns);
}

static struct charges charges_of(const struct claim_view *view, uint32_t verdict) {
    static const struct slice links[] = {SLICE("of"), SLICE("on"), SLICE("over")};
    const struct token_list *tokens = &view->analysis->tokens;
    struct charges charges = {.first = verdict + 1, .past = verdict + 1};
    while (charges.past < view->past_token && finding_at(tokens, charges.past) == FINDING_NONE)
        charges.past++;
    bool linked = false;
    bool number = false;
    for (uint32_t i = charges.first; i < charges.past; i++) {
        const struct token *token = &tokens->at[i];
        linked |= SLICE_IN(token->lower, links);
        number |= linked && token->upos == UPOS_NUM;
        charges.limited |= number;
        charges.named |= linked && token->upos == UPOS_NOUN && !is_charge_noun(token);
    }
    return charges;
}

/* "Bribes", "bribery": one beginning is enough, or one sense. */
static bool one_charge(const struct resources *resources, struct slice a, struct slice b) {
    enum { STEM = 5 };
    bool begin_alike = a.length >= STEM && b.length >= STEM && memcmp(a.at, b.at, STEM) == 0;
    return begin_alike || nouns_fit(resources, a, b);
}

static bool charges_meet(const struct resources *resources, const struct token *left,
                         const struct charges *a, const struct token *right,
                         const struct charges *b) {
    for (uint32_t i = a->first; i < a->past; i++) {
        if (left[i].upos != UPOS_NOUN || is_charge_noun(&left[i]))
            continue;
        for (uint32_t k = b->first; k < b->past; k++)
            if (right[k].upos == UPOS_NOUN && !is_charge_noun(&right[k]) &&
                one_charge(resources, left[i].lemma, right[k].lemma))
                return true;
    }
    return false;
}

struct article_verdicts article_verdicts_find(const struct analysis *analysis) {
    const struct token_list *tokens = &analysis->tokens;
    bool told = false;
    bool guilty = false;
    bool cleared = false;
    for (uint32_t i = 0; i < tokens->count && !(guilty && cleared); i++) {
        enum finding finding = finding_at(tokens, i);
        told |= finding != FINDING_NONE;
        if (finding == FINDING_NONE || is_plea(tokens, i))
            continue;
        guilty |= finding == FINDING_GUILTY;
        cleared |= finding == FINDING_CLEARED;
    }
    return (struct article_verdicts){told, guilty && cleared};
}

bool verdicts_apart(const struct resources *resources, const struct claim_view *left, uint32_t a,
                    const struct claim_view *right, uint32_t b) {
    if (!token_tells_verdict(left->analysis, a) || !token_tells_verdict(right->analysis, b))
        return false;
    if (is_plea(&left->analysis->tokens, a) != is_plea(&right->analysis->tokens, b))
        return true;
    struct charges one = charges_of(left, a);
    struct charges other = charges_of(right, b);
    if (one.limited || other.limited)
        return true;
    if (one.named && other.named)
        return !charges_meet(resources, left->analysis->tokens.at, &one, right->analysis->tokens.at,
                             &other);
    return left->verdicts.mixed || right->verdicts.mixed;
}

/* The only finding that the claim tells, and where; FINDING_NONE for none and for both. */
static enum finding only_finding(const struct claim_view *view, uint32_t *ret_token) {
    enum finding only = FINDING_NONE;
    for (uint32_t i = view->first_token; i < view->past_token; i++) {
        enum finding finding = finding_at(&view->analysis->tokens, i);
        if (finding == FINDING_NONE)
            continue;
        if (only != FINDING_NONE && only != finding)
            return FINDING_NONE;
        only = finding;
        *ret_token = i;
    }
    return only;
}

bool verdicts_in_parts(const struct resources *resources, const struct claim_view *left,
                       const struct claim_view *right) {
    uint32_t a = NO_INDEX;
    uint32_t b = NO_INDEX;
    if (!left->verdicts.told || !right->verdicts.told)
        return false;
    enum finding one = only_finding(left, &a);
    enum finding other = only_finding(right, &b);
    return one != FINDING_NONE && other != FINDING_NONE && one != other &&
           verdicts_apart(resources, left, a, right, b);
}

bool quantity_tells_cleared(const struct claim_view *view, const struct quantity *quantity) {
    const struct token_list *tokens = &view->analysis->tokens;
    if (!slice_equal(quantity->unit, SLICE("count")) &&
        !slice_equal(quantity->unit, SLICE("charge")))
        return false;
    for (uint32_t i = quantity->first_token; i-- > view->first_token;) {
        enum finding finding = finding_at(tokens, i);
        if (finding != FINDING_NONE)
            return finding == FINDING_CLEARED;
    }
    return false;
}
