#include "alignment/quantity_senses.h"

#include "alignment/quantity_fit.h"
#include "analysis/language/tagset.h"

/* "By a margin of four votes": the difference of two values, not a value itself. */
static bool is_margin(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice nouns[] = {SLICE("difference"), SLICE("gap"), SLICE("lead"),
                                         SLICE("majority"), SLICE("margin")};
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = quantity->first_token;
    return at >= 2 && slice_equal(tokens[at - 1].lower, SLICE("of")) &&
           SLICE_IN(tokens[at - 2].lemma, nouns);
}

/* "Can carry 260 people", "licensed for 260": what a thing holds, not what it held. */
static bool is_capacity(const struct claim_view *view) {
    static const struct slice words[] = {SLICE("can"), SLICE("capacity"), SLICE("licensed"),
                                         SLICE("room"), SLICE("seats")};
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (SLICE_IN(view->analysis->tokens.at[i].lower, words))
            return true;
    return false;
}

/* "1.3 million passengers last year": the sum of a year, beside the count of a day. */
static bool of_year(const struct claim_view *view) {
    enum { YEAR_DAYS = 300 };
    return view->event_low != DAY_NONE && view->event_high != DAY_NONE &&
           view->event_high - view->event_low >= YEAR_DAYS;
}

/* "12 of them": a part of a number that stands elsewhere. */
static bool is_part(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice words[] = {SLICE("them"), SLICE("these"), SLICE("those"),
                                         SLICE("which"), SLICE("whom")};
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t at = quantity->past_token;
    return at + 1 < tokens->count && slice_equal(tokens->at[at].lower, SLICE("of")) &&
           SLICE_IN(tokens->at[at + 1].lower, words);
}

/* "The speed limit at the bend is 60 km/h", "a target of 3 million": what is allowed or aimed at.
 */
static bool follows_limit(const struct claim_view *view, const struct quantity *quantity) {
    enum { REACH = 8 };
    static const struct slice links[] = {SLICE("at"), SLICE("be"), SLICE("of"), SLICE("to")};
    static const struct slice nouns[] = {SLICE("cap"),   SLICE("ceiling"), SLICE("limit"),
                                         SLICE("quota"), SLICE("target"),  SLICE("threshold")};
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = quantity->first_token;
    if (at == view->first_token || at == 0 || !SLICE_IN(tokens[at - 1].lemma, links))
        return false;
    for (uint32_t i = at - 1; i-- > view->first_token && at - i <= REACH;) {
        if (tokens[i].kind == TOKEN_PUNCTUATION || tokens[i].upos == UPOS_VERB)
            return false;
        if (tokens[i].upos == UPOS_NOUN && SLICE_IN(tokens[i].lemma, nouns))
            return true;
    }
    return false;
}

/* "A 60 km/h zone", "the 3 per cent ceiling". */
static bool names_limit(const struct claim_view *view, const struct quantity *quantity) {
    enum { BEHIND = 2 }; /* "60 km/h speed limit" */
    static const struct slice nouns[] = {SLICE("cap"),   SLICE("ceiling"),   SLICE("limit"),
                                         SLICE("quota"), SLICE("threshold"), SLICE("zone")};
    const struct token_list *tokens = &view->analysis->tokens;
    for (uint32_t i = quantity->past_token;
         quantity->unit.length && i < tokens->count && i < quantity->past_token + BEHIND; i++) {
        if (tokens->at[i].upos != UPOS_NOUN)
            return false;
        if (SLICE_IN(tokens->at[i].lemma, nouns))
            return true;
    }
    return false;
}

/* "18 seats short of a majority", "a vote shy of it": what is not there. */
static bool is_lacking(const struct claim_view *view, const struct quantity *quantity) {
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t at = quantity->past_token;
    return at + 1 < tokens->count && slice_equal(tokens->at[at + 1].lower, SLICE("of")) &&
           (slice_equal(tokens->at[at].lower, SLICE("short")) ||
            slice_equal(tokens->at[at].lower, SLICE("shy")));
}

/* "A 200-seat parliament": no count of seats that somebody won. */
static bool is_size(const struct claim_view *view, const struct quantity *quantity) {
    const struct token_list *tokens = &view->analysis->tokens;
    struct slice text = analysis_slice(view->analysis, quantity->span);
    bool joined = slice_ends(text, quantity->unit) && text.length > quantity->unit.length &&
                  text.at[text.length - quantity->unit.length - 1] == '-';
    return joined && quantity->unit.length && quantity->past_token < tokens->count &&
           tokens->at[quantity->past_token].upos == UPOS_NOUN && !unit_is_measure(quantity->unit);
}

unsigned quantity_sense(const struct claim_view *view, const struct quantity *quantity) {
    unsigned sense = 0;
    sense |= is_margin(view, quantity) ? SENSE_MARGIN : 0;
    sense |= is_capacity(view) ? SENSE_CAPACITY : 0;
    sense |= is_part(view, quantity) ? SENSE_PART : 0;
    sense |= of_year(view) ? SENSE_OF_YEAR : 0;
    sense |= is_lacking(view, quantity) ? SENSE_LACK : 0;
    sense |= is_size(view, quantity) ? SENSE_SIZE : 0;
    sense |= follows_limit(view, quantity) || names_limit(view, quantity) ? SENSE_LIMIT : 0;
    return sense;
}

/* "Demanding", "seek", "asked for", "the demand for". */
static bool demands(const struct token *tokens, uint32_t at) {
    static const struct slice verbs[] = {SLICE("demand"), SLICE("request"), SLICE("seek"),
                                         SLICE("want")};
    static const struct slice with_for[] = {SLICE("ask"), SLICE("call"), SLICE("demand"),
                                            SLICE("request")};
    if (tokens[at].upos == UPOS_VERB && SLICE_IN(tokens[at].lemma, verbs))
        return true;
    return slice_equal(tokens[at + 1].lower, SLICE("for")) && SLICE_IN(tokens[at].lemma, with_for);
}

/* The nearest verb before the number tells, or a noun of its own. */
bool quantity_is_demanded(const struct claim_view *view, const struct quantity *quantity) {
    enum { REACH = 8 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t first = quantity->first_token;
    for (uint32_t i = first; i-- > view->first_token && first - i <= REACH;) {
        if (demands(tokens, i))
            return true;
        if (tokens[i].kind == TOKEN_PUNCTUATION || tokens[i].upos == UPOS_VERB)
            return false;
    }
    return false;
}
