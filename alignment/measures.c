/* What a sum or a change is told of stands in the tree: the noun over the number ("a fine of 40
 * million"), the object or the subject of its verb ("its dividend to 2.40", "revenue rose"), or the
 * verb itself ("was fined 40 million"). Words of one measure share a row number: sales are revenue.
 * Beside these any two common nouns that are no kin tell of two things where both are what rose or
 * fell.
 */
#include "alignment/measures.h"

#include "alignment/frames.h"
#include "alignment/slots.h"
#include "analysis/language/tagset.h"
#include "analysis/values/units.h"

enum measure {
    MEASURE_NONE,
    MEASURE_AID,
    MEASURE_CLAIMS,
    MEASURE_COSTS,
    MEASURE_DAMAGE,
    MEASURE_DEBT,
    MEASURE_DEFICIT,
    MEASURE_DIVIDEND,
    MEASURE_EXPORTS,
    MEASURE_FINE,
    MEASURE_IMPORTS,
    MEASURE_LOSS,
    MEASURE_OUTLAY,
    MEASURE_PROFIT,
    MEASURE_RAISED,
    MEASURE_REVENUE,
    MEASURE_SHARES,
    MEASURE_TAX,
    MEASURE_WAGES,
};

struct measure_word {
    struct slice word;
    enum measure measure;
};

static enum measure noun_measure(struct slice lemma) {
    static const struct measure_word nouns[] = {
        {SLICE("aid"), MEASURE_AID},           {SLICE("claim"), MEASURE_CLAIMS},
        {SLICE("costs"), MEASURE_COSTS},       {SLICE("damage"), MEASURE_DAMAGE},
        {SLICE("debt"), MEASURE_DEBT},         {SLICE("deficit"), MEASURE_DEFICIT},
        {SLICE("dividend"), MEASURE_DIVIDEND}, {SLICE("duty"), MEASURE_TAX},
        {SLICE("earnings"), MEASURE_PROFIT},   {SLICE("expense"), MEASURE_COSTS},
        {SLICE("export"), MEASURE_EXPORTS},    {SLICE("fine"), MEASURE_FINE},
        {SLICE("import"), MEASURE_IMPORTS},    {SLICE("investment"), MEASURE_OUTLAY},
        {SLICE("loss"), MEASURE_LOSS},         {SLICE("pay"), MEASURE_WAGES},
        {SLICE("penalty"), MEASURE_FINE},      {SLICE("profit"), MEASURE_PROFIT},
        {SLICE("revenue"), MEASURE_REVENUE},   {SLICE("salary"), MEASURE_WAGES},
        {SLICE("sales"), MEASURE_REVENUE},     {SLICE("share"), MEASURE_SHARES},
        {SLICE("stock"), MEASURE_SHARES},      {SLICE("tariff"), MEASURE_TAX},
        {SLICE("tax"), MEASURE_TAX},           {SLICE("turnover"), MEASURE_REVENUE},
        {SLICE("wage"), MEASURE_WAGES},
    };
    const struct measure_word *row = SLICE_ROW(lemma, nouns);
    return row ? row->measure : MEASURE_NONE;
}

static enum measure verb_measure(struct slice lemma) {
    static const struct measure_word verbs[] = {
        {SLICE("earn"), MEASURE_PROFIT},   {SLICE("export"), MEASURE_EXPORTS},
        {SLICE("fine"), MEASURE_FINE},     {SLICE("import"), MEASURE_IMPORTS},
        {SLICE("invest"), MEASURE_OUTLAY}, {SLICE("lose"), MEASURE_LOSS},
        {SLICE("raise"), MEASURE_RAISED},  {SLICE("spend"), MEASURE_OUTLAY},
    };
    const struct measure_word *row = SLICE_ROW(lemma, verbs);
    return row ? row->measure : MEASURE_NONE;
}

/* What a number or a change is told of. */
struct measured {
    enum measure measure;
    uint32_t noun; /* NO_INDEX where the verb tells it, or nothing does */
    bool moves;    /* the noun is what the verb says rose or fell */
};

static enum measure measure_of_token(const struct token *token) {
    if (token->upos != UPOS_NOUN && token->upos != UPOS_PROPN)
        return MEASURE_NONE; /* "Revenue" at the beginning of a sentence may pass for a name */
    enum measure plural = noun_measure(token->lower);
    return plural != MEASURE_NONE ? plural : noun_measure(token->lemma);
}

/* "2.40 crowns a share", "per share": how the sum is told, not what it is of. */
static bool is_rate(const struct claim_view *view, uint32_t noun) {
    const struct token *tokens = view->analysis->tokens.at;
    return noun > view->first_token && (slice_equal(tokens[noun - 1].lower, SLICE("a")) ||
                                        slice_equal(tokens[noun - 1].lower, SLICE("per")));
}

static bool is_verb(const struct token *token) {
    return token->upos == UPOS_VERB || token->upos == UPOS_AUX;
}

/* The first dependent of the verb with one of two relations; NO_INDEX. */
static uint32_t dependent(const struct claim_view *view, uint32_t verb, uint8_t one,
                          uint8_t other) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (tokens[i].head == verb && (tokens[i].deprel == one || tokens[i].deprel == other))
            return i;
    return NO_INDEX;
}

/* The subject, or for "expects sales to grow" the object of the verb above. */
static uint32_t subject_of(const struct claim_view *view, uint32_t verb) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t subject = dependent(view, verb, DEPREL_NSUBJ, DEPREL_NSUBJ_PASS);
    if (subject != NO_INDEX || tokens[verb].deprel != DEPREL_XCOMP || tokens[verb].head == NO_INDEX)
        return subject;
    uint32_t object = dependent(view, tokens[verb].head, DEPREL_OBJ, DEPREL_OBJ);
    return object != NO_INDEX ? object
                              : dependent(view, tokens[verb].head, DEPREL_NSUBJ, DEPREL_NSUBJ_PASS);
}

static bool changes(const struct token *verb) {
    return word_rises_or_falls(verb->lemma) || word_rises_or_falls(verb->lower);
}

/* The object of a verb that changes or pays it, else the subject, else the verb itself. */
static struct measured measured_by_verb(const struct claim_view *view, uint32_t verb) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (tokens[i].head == verb &&
            (tokens[i].deprel == DEPREL_OBJ || tokens[i].deprel == DEPREL_IOBJ) &&
            measure_of_token(&tokens[i]) != MEASURE_NONE && !is_rate(view, i))
            return (struct measured){measure_of_token(&tokens[i]), i, true};
    uint32_t subject = subject_of(view, verb);
    if (subject != NO_INDEX && measure_of_token(&tokens[subject]) != MEASURE_NONE)
        return (struct measured){measure_of_token(&tokens[subject]), subject, true};
    if (subject != NO_INDEX && tokens[subject].upos == UPOS_NOUN && changes(&tokens[verb]))
        return (struct measured){MEASURE_NONE, subject, true};
    return (struct measured){verb_measure(tokens[verb].lemma), NO_INDEX, false};
}

static struct measured measured_at(const struct claim_view *view, uint32_t token) {
    enum { STEPS = 6 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t head = tokens[token].head;
    if (tokens[token].deprel == DEPREL_AMOD && head != NO_INDEX) /* "higher prices" */
        return (struct measured){measure_of_token(&tokens[head]), head, true};
    for (uint32_t at = token, i = 0; at != NO_INDEX && i < STEPS; at = tokens[at].head, i++) {
        enum measure measure = measure_of_token(&tokens[at]);
        if (measure != MEASURE_NONE && !is_rate(view, at))
            return (struct measured){measure, at, false};
        if (is_verb(&tokens[at]) || dependent(view, at, DEPREL_NSUBJ, DEPREL_NSUBJ) != NO_INDEX)
            return measured_by_verb(view, at);
    }
    return (struct measured){MEASURE_NONE, NO_INDEX, false};
}

/* The name before the thing: "Castria's exports". NO_INDEX. */
static uint32_t owner_of(const struct claim_view *view, uint32_t noun) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < noun; i++)
        if (tokens[i].head == noun && tokens[i].deprel == DEPREL_NMOD_POSS &&
            tokens[i].upos == UPOS_PROPN)
            return i;
    return NO_INDEX;
}

/* "Castria's exports" and "Velden's exports". Two names of one owner are taken for two owners: a
 * conflict that is missed is better than one that is invented. */
static bool owners_differ(const struct claim_view *left, uint32_t a, const struct claim_view *right,
                          uint32_t b) {
    uint32_t one = owner_of(left, a);
    uint32_t other = owner_of(right, b);
    if (one == NO_INDEX || other == NO_INDEX)
        return false;
    return !slice_equal(left->analysis->tokens.at[one].lemma,
                        right->analysis->tokens.at[other].lemma);
}

/* "The frozen food unit", "its dairy division": a part of whom the other side tells. */
static bool told_of_part(const struct claim_view *view, uint32_t token) {
    enum { STEPS = 6 };
    static const struct slice parts[] = {
        SLICE("arm"),      SLICE("branch"),  SLICE("business"),   SLICE("department"),
        SLICE("division"), SLICE("segment"), SLICE("subsidiary"), SLICE("unit"),
    };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t verb = token;
    for (uint32_t i = 0; i < STEPS && verb != NO_INDEX && !is_verb(&tokens[verb]); i++)
        verb = tokens[verb].head;
    if (verb == NO_INDEX)
        return false;
    uint32_t subject = subject_of(view, verb);
    return subject != NO_INDEX && SLICE_IN(tokens[subject].lemma, parts);
}

bool one_tells_of_part(const struct claim_view *left, uint32_t a, const struct claim_view *right,
                       uint32_t b) {
    return a != NO_INDEX && b != NO_INDEX && told_of_part(left, a) != told_of_part(right, b);
}

/* "The company", "the group": who has the thing stands for the thing. */
static bool is_holder(const struct resources *resources, struct slice lemma) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    if (!wordnet)
        return true;
    enum wordnet_class class = wordnet_class_of(wordnet, lemma, WORDNET_NOUN);
    return class == WORDNET_NOUN_GROUP || class == WORDNET_NOUN_PERSON ||
           class == WORDNET_NOUN_LOCATION;
}

static bool tells_lemma(const struct claim_view *view, struct slice lemma) {
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (slice_equal(view->analysis->tokens.at[i].lemma, lemma))
            return true;
    return false;
}

static bool nouns_apart(const struct resources *resources, const struct claim_view *left,
                        uint32_t a, const struct claim_view *right, uint32_t b) {
    struct slice one = left->analysis->tokens.at[a].lemma;
    struct slice other = right->analysis->tokens.at[b].lemma;
    return !is_holder(resources, one) && !is_holder(resources, other) &&
           !nouns_fit(resources, one, other) && !tells_lemma(left, other) &&
           !tells_lemma(right, one);
}

bool measures_differ(const struct resources *resources, const struct claim_view *left, uint32_t a,
                     const struct claim_view *right, uint32_t b) {
    if (a == NO_INDEX || b == NO_INDEX)
        return false;
    if (one_tells_of_part(left, a, right, b))
        return true;
    struct measured one = measured_at(left, a);
    struct measured other = measured_at(right, b);
    if (one.measure != MEASURE_NONE && other.measure != MEASURE_NONE &&
        one.measure != other.measure)
        return true;
    if (one.noun == NO_INDEX || other.noun == NO_INDEX)
        return false;
    if (owners_differ(left, one.noun, right, other.noun))
        return true;
    bool same = one.measure == other.measure && one.measure != MEASURE_NONE;
    return !same && one.moves && other.moves &&
           nouns_apart(resources, left, one.noun, right, other.noun);
}

bool quantity_is_money(const struct quantity *quantity) {
    return unit_is_currency(quantity->unit) || slice_equal(quantity->unit, SLICE("crown"));
}

static bool is_sum_or_share(const struct quantity *quantity) {
    struct unit unit;
    return quantity_is_money(quantity) ||
           (unit_find(quantity->unit, &unit) && unit.dimension == DIMENSION_SHARE);
}

bool quantities_of_others(const struct resources *resources, const struct claim_view *left,
                          const struct quantity *a, const struct claim_view *right,
                          const struct quantity *b) {
    return is_sum_or_share(a) && is_sum_or_share(b) &&
           measures_differ(resources, left, a->past_token - 1, right, b->past_token - 1);
}

bool claims_of_others(const struct resources *resources, const struct claim_view *left,
                      const struct claim_view *right) {
    return measures_differ(resources, left, left->claim->predicate_token, right,
                           right->claim->predicate_token);
}
