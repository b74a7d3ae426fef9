/* Who has the age stands beside it: a name or a noun before "aged 67" and ", 67,", a noun behind
 * "67-year-old". Two ages contradict each other only where they are those of one person: of one
 * name, or of people without a name who did the same.
 */
#include "alignment/ages.h"

#include "analysis/language/tagset.h"

bool quantity_is_age(const struct claim_view *view, const struct quantity *quantity) {
    struct slice text = analysis_slice(view->analysis, quantity->span);
    if (!slice_equal(quantity->unit, SLICE("year")))
        return false;
    if (slice_ends(text, SLICE("old")))
        return true;
    return !slice_ends(text, SLICE("year")) && !slice_ends(text, SLICE("years"));
}

/* The run of names before the age, or the noun beside it. */
struct bearer {
    uint32_t first; /* names [first, past) */
    uint32_t past;
    struct slice noun; /* absent where there is none */
};

static bool is_name(const struct token *token) {
    return token->upos == UPOS_PROPN;
}

static struct bearer bearer_of(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice links[] = {SLICE("("),  SLICE(","),   SLICE("aged"), SLICE("is"),
                                         SLICE("of"), SLICE("was"), SLICE("who")};
    enum { BEHIND = 3 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = quantity->first_token;
    while (at > view->first_token && SLICE_IN(tokens[at - 1].lower, links))
        at--;
    struct bearer bearer = {.first = at, .past = at};
    while (bearer.first > view->first_token && is_name(&tokens[bearer.first - 1]))
        bearer.first--;
    if (bearer.first < bearer.past && at < quantity->first_token)
        return bearer;
    bearer.first = bearer.past = at;
    if (at < quantity->first_token && at > view->first_token && tokens[at - 1].upos == UPOS_NOUN)
        bearer.noun = tokens[at - 1].lemma;
    for (uint32_t i = quantity->past_token;
         !bearer.noun.length && i < view->past_token && i < quantity->past_token + BEHIND; i++)
        if (tokens[i].upos == UPOS_NOUN)
            bearer.noun = tokens[i].lemma;
    return bearer;
}

/* 1 for a man's noun, -1 for a woman's, 0 for one that leaves it open. */
static int sex_of(struct slice noun) {
    static const struct slice men[] = {SLICE("boy"),     SLICE("brother"), SLICE("father"),
                                       SLICE("husband"), SLICE("man"),     SLICE("son")};
    static const struct slice women[] = {SLICE("daughter"), SLICE("girl"), SLICE("mother"),
                                         SLICE("sister"),   SLICE("wife"), SLICE("woman")};
    return SLICE_IN(noun, men) - SLICE_IN(noun, women);
}

static bool names_meet(const struct claim_view *left, const struct bearer *a,
                       const struct claim_view *right, const struct bearer *b) {
    for (uint32_t i = a->first; i < a->past; i++)
        for (uint32_t k = b->first; k < b->past; k++)
            if (slice_equal(left->analysis->tokens.at[i].lower,
                            right->analysis->tokens.at[k].lower))
                return true;
    return false;
}

bool ages_of_others(const struct matter *matter, const struct quantity *a,
                    const struct quantity *b) {
    if (!quantity_is_age(matter->left, a) || !quantity_is_age(matter->right, b))
        return false;
    struct bearer one = bearer_of(matter->left, a);
    struct bearer other = bearer_of(matter->right, b);
    bool named = one.first < one.past && other.first < other.past;
    if (named)
        return !names_meet(matter->left, &one, matter->right, &other);
    if ((one.first == one.past && !one.noun.length) ||
        (other.first == other.past && !other.noun.length))
        return false; /* "she is 49": whose it is stands elsewhere */
    return sex_of(one.noun) * sex_of(other.noun) < 0 || !matter->likeness->verb;
}
