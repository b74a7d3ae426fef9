#include "alignment/quantity_senses.h"

#include "alignment/ages.h"
#include "alignment/quantity_fit.h"
#include "alignment/verdicts.h"
#include "analysis/language/tagset.h"
#include "analysis/values/units.h"

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

/* "12 of them", "two of the deaths": a part of a number that stands elsewhere. The unit of a
 * quantity may be that noun, so "of" is looked for inside it, too; before a number it leads to the
 * whole. */
static bool is_part(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice words[] = {SLICE("them"), SLICE("these"), SLICE("those"),
                                         SLICE("which"), SLICE("whom")};
    static const struct slice articles[] = {SLICE("her"), SLICE("his"), SLICE("its"), SLICE("the"),
                                            SLICE("their")};
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t at = quantity->first_token + 1;
    while (at < quantity->past_token && !slice_equal(tokens->at[at].lower, SLICE("of")))
        at++;
    if (at + 2 >= tokens->count || !slice_equal(tokens->at[at].lower, SLICE("of")) ||
        unit_is_measure(quantity->unit))
        return false;
    if (SLICE_IN(tokens->at[at + 1].lower, words))
        return true;
    return SLICE_IN(tokens->at[at + 1].lower, articles) && tokens->at[at + 2].upos != UPOS_NUM;
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

static bool is_share(const struct quantity *quantity) {
    struct unit unit;
    return unit_find(quantity->unit, &unit) && unit.dimension == DIMENSION_SHARE;
}

/* "Turnout was 71 percent", "a turnout of 71 percent": the noun stands before the share, with no
 * other share and no end of a clause between. */
static bool is_turnout(const struct claim_view *view, const struct quantity *quantity) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = quantity->first_token; i-- > view->first_token;) {
        if (slice_equal(tokens[i].lemma, SLICE("turnout")))
            return true;
        if (tokens[i].kind == TOKEN_PUNCTUATION || slice_equal(tokens[i].lower, SLICE("percent")))
            return false;
    }
    const struct token_list *list = &view->analysis->tokens;
    return quantity->past_token < list->count &&
           slice_equal(list->at[quantity->past_token].lemma, SLICE("turnout"));
}

/* "With 98 percent of ballots counted", "90 percent of precincts reporting". */
static bool is_counted(const struct claim_view *view, const struct quantity *quantity) {
    enum { REACH = 5 };
    static const struct slice words[] = {SLICE("counted"), SLICE("processed"), SLICE("reporting"),
                                         SLICE("tallied")};
    static const struct slice counted[] = {SLICE("ballot"), SLICE("district"), SLICE("precinct"),
                                           SLICE("return"), SLICE("station"),  SLICE("vote")};
    const struct token_list *tokens = &view->analysis->tokens;
    bool noun = false;
    for (uint32_t i = quantity->past_token; i < tokens->count && i < quantity->past_token + REACH;
         i++) {
        if (tokens->at[i].kind == TOKEN_PUNCTUATION)
            return false;
        noun |= SLICE_IN(tokens->at[i].lemma, counted);
        if (noun && SLICE_IN(tokens->at[i].lower, words))
            return true;
    }
    return false;
}

/* "Had expected a profit of 90 million", "an earlier forecast of 5 percent": what was thought to
 * come. The words stand over the number in the tree. */
static bool is_expected(const struct claim_view *view, uint32_t token) {
    enum { STEPS = 5 };
    static const struct slice words[] = {
        SLICE("anticipate"),  SLICE("estimate"), SLICE("expect"),
        SLICE("expectation"), SLICE("forecast"), SLICE("predict"),
        SLICE("prediction"),  SLICE("project"),  SLICE("projection")};
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = token;
    for (uint32_t i = 0; i < STEPS && at != NO_INDEX; at = tokens[at].head, i++)
        if (SLICE_IN(tokens[at].lemma, words))
            return true;
    return false;
}

bool one_is_expected(const struct claim_view *left, uint32_t a, const struct claim_view *right,
                     uint32_t b) {
    if (a == NO_INDEX || b == NO_INDEX)
        return false;
    bool one = is_expected(left, a);
    bool other = is_expected(right, b);
    const struct claim_view *fact = one ? right : left;
    return one != other && fact->modality == MODALITY_ASSERTED;
}

unsigned quantity_sense(const struct claim_view *view, const struct quantity *quantity) {
    unsigned sense = 0;
    sense |= is_margin(view, quantity) ? SENSE_MARGIN : 0;
    sense |= is_capacity(view) ? SENSE_CAPACITY : 0;
    sense |= is_part(view, quantity) ? SENSE_PART : 0;
    sense |= of_year(view) && !quantity_is_age(view, quantity) ? SENSE_OF_YEAR : 0;
    sense |= is_lacking(view, quantity) ? SENSE_LACK : 0;
    sense |= is_size(view, quantity) ? SENSE_SIZE : 0;
    sense |= quantity_tells_cleared(view, quantity) ? SENSE_CLEARED : 0;
    sense |= is_share(quantity) && is_turnout(view, quantity) ? SENSE_TURNOUT : 0;
    sense |= is_share(quantity) && is_counted(view, quantity) ? SENSE_COUNTED : 0;
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
