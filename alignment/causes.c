/* Causes stand in three kinds of clause, with arguments as claims have them, passives undone:
 *
 *   X caused (sparked, triggered, set off) the fire
 *   somebody blamed (traced, attributed, put down) the fire on X; the fire was due to X
 *   the cause (origin) of the fire was X, is unknown, is under investigation
 *
 * Only accidents have one cause: "caused delays", "caused three deaths" is true of many things.
 */
#include "alignment/causes.h"

#include "alignment/view.h"
#include "analysis/language/tagset.h"

enum { REACH = 12 };

static bool is_accident(struct slice lemma) {
    static const struct slice nouns[] = {
        SLICE("accident"), SLICE("avalanche"),  SLICE("blackout"),  SLICE("blast"),
        SLICE("blaze"),    SLICE("bushfire"),   SLICE("collapse"),  SLICE("collision"),
        SLICE("crash"),    SLICE("derailment"), SLICE("disaster"),  SLICE("explosion"),
        SLICE("fire"),     SLICE("inferno"),    SLICE("landslide"), SLICE("leak"),
        SLICE("outage"),   SLICE("outbreak"),   SLICE("poisoning"), SLICE("shipwreck"),
        SLICE("sinking"),  SLICE("spill"),      SLICE("stampede"),  SLICE("wildfire"),
    };
    return SLICE_IN(lemma, nouns);
}

static bool is_cause_noun(struct slice lemma) {
    static const struct slice nouns[] = {SLICE("cause"), SLICE("origin"), SLICE("source")};
    return SLICE_IN(lemma, nouns);
}

/* "X caused the fire" */
static bool is_causing(struct slice predicate) {
    static const struct slice verbs[] = {
        SLICE("cause"), SLICE("ignite"),    SLICE("provoke"), SLICE("set off"),
        SLICE("spark"), SLICE("touch off"), SLICE("trigger"),
    };
    return SLICE_IN(predicate, verbs);
}

/* "The fire was blamed on X" */
static bool is_ascribing(struct slice lemma) {
    static const struct slice verbs[] = {SLICE("ascribe"), SLICE("attribute"), SLICE("blame"),
                                         SLICE("put"), SLICE("trace")};
    return SLICE_IN(lemma, verbs);
}

static bool is_noun(const struct token *token) {
    return token->upos == UPOS_NOUN || token->upos == UPOS_PROPN;
}

/* The token of the span that hangs from one outside it; NO_INDEX unless it is a noun. */
static uint32_t head_of(const struct claim_view *view, struct span span) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->context_first; i < view->context_past; i++)
        if (span_contains(span, tokens[i].span) &&
            (tokens[i].head == NO_INDEX || !span_contains(span, tokens[tokens[i].head].span)))
            return is_noun(&tokens[i]) ? i : NO_INDEX;
    return NO_INDEX;
}

/* The noun behind the preposition, for the first of `words` behind `from`. */
static uint32_t noun_behind(const struct claim_view *view, uint32_t from, const struct slice *words,
                            size_t count) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = from; i < view->past_token && i < from + REACH; i++) {
        if (!slice_in_sorted(tokens[i].lower, words, count) || tokens[i].head == NO_INDEX)
            continue;
        uint32_t link = tokens[i].deprel == DEPREL_FIXED ? tokens[i].head : i; /* "due to" */
        uint32_t noun = tokens[link].head;
        if (noun != NO_INDEX && tokens[link].deprel == DEPREL_CASE && noun > i &&
            is_noun(&tokens[noun]))
            return noun;
    }
    return NO_INDEX;
}

/* The fire in "the cause of the fire"; NO_INDEX for "the cause" alone or of another thing. */
static bool event_of_cause(const struct claim_view *view, uint32_t cause, uint32_t *ret_event) {
    const struct token *tokens = view->analysis->tokens.at;
    *ret_event = NO_INDEX;
    for (uint32_t i = cause + 1; i < view->context_past && i < cause + REACH; i++)
        if (tokens[i].head == cause && tokens[i].deprel == DEPREL_NMOD) {
            *ret_event = i;
            return is_accident(tokens[i].lemma);
        }
    return true;
}

/* "Is unknown", "is not clear", "is under investigation", "is being investigated". */
static bool is_left_open(const struct claim_view *view) {
    static const struct slice open[] = {
        SLICE("inquiry"),       SLICE("investigate"), SLICE("investigated"),
        SLICE("investigation"), SLICE("mystery"),     SLICE("unclear"),
        SLICE("undetermined"),  SLICE("unexplained"), SLICE("unknown"),
    };
    static const struct slice known[] = {SLICE("clear"), SLICE("determined"), SLICE("established"),
                                         SLICE("identified"), SLICE("known")};
    const struct token *tokens = view->analysis->tokens.at;
    bool negated = view->claim->polarity == POLARITY_NEGATED;
    for (uint32_t i = view->first_token; i < view->past_token && i < view->first_token + REACH; i++)
        if (SLICE_IN(tokens[i].lower, open) || SLICE_IN(tokens[i].lemma, open) ||
            (negated && SLICE_IN(tokens[i].lower, known)))
            return true;
    return false;
}

/* "The cause was a spark", "a spark was the cause", "the cause is unknown". */
static struct told_cause read_noun(const struct claim_view *view, uint32_t subject,
                                   uint32_t object) {
    const struct token *tokens = view->analysis->tokens.at;
    bool first = subject != NO_INDEX && is_cause_noun(tokens[subject].lemma);
    bool last = object != NO_INDEX && is_cause_noun(tokens[object].lemma);
    struct told_cause found = {.cause = first ? object : subject};
    if (first == last || !event_of_cause(view, first ? subject : object, &found.event))
        return found;
    found.unknown = is_left_open(view);
    if (found.unknown)
        found.cause = NO_INDEX;
    found.told = found.unknown ||
                 (found.cause != NO_INDEX && slice_equal(view->claim->predicate, SLICE("be")) &&
                  view->claim->polarity == POLARITY_AFFIRMED);
    return found;
}

/* "The fire was blamed on a spark", "the cause was traced to a spark". */
static struct told_cause read_ascribed(const struct claim_view *view, uint32_t event) {
    static const struct slice links[] = {SLICE("on"), SLICE("to")};
    const struct token *tokens = view->analysis->tokens.at;
    struct told_cause found = {.event = event};
    bool noun = event != NO_INDEX && is_cause_noun(tokens[event].lemma);
    if (event == NO_INDEX ||
        (noun ? !event_of_cause(view, event, &found.event) : !is_accident(tokens[event].lemma)))
        return found;
    found.cause = noun_behind(view, view->claim->predicate_token + 1, links, 2);
    found.told = found.cause != NO_INDEX;
    return found;
}

/* "The fire was due to a spark". */
static struct told_cause read_due(const struct claim_view *view, uint32_t event) {
    static const struct slice to[] = {SLICE("to")};
    const struct token *tokens = view->analysis->tokens.at;
    struct told_cause found = {.event = event, .cause = NO_INDEX};
    for (uint32_t i = view->first_token; i + 1 < view->past_token && i < view->first_token + REACH;
         i++)
        if (slice_equal(tokens[i].lower, SLICE("due")) &&
            slice_equal(tokens[i + 1].lower, SLICE("to")))
            found.cause = noun_behind(view, i + 1, to, 1);
    found.told = found.cause != NO_INDEX && event != NO_INDEX && is_accident(tokens[event].lemma);
    return found;
}

struct told_cause cause_read(const struct claim_view *view) {
    const struct claim *claim = view->claim;
    const struct token *tokens = view->analysis->tokens.at;
    if (claim->predicate_token == NO_INDEX || view->denied)
        return (struct told_cause){0};
    uint32_t subject = head_of(view, claim->subject_span);
    uint32_t object = head_of(view, claim->object_span);
    bool affirmed = claim->polarity == POLARITY_AFFIRMED;
    if (affirmed && is_causing(claim->predicate))
        return (struct told_cause){subject != NO_INDEX && object != NO_INDEX &&
                                       is_accident(tokens[object].lemma),
                                   false, subject, object};
    if (affirmed && is_ascribing(tokens[claim->predicate_token].lemma))
        return read_ascribed(view, object);
    struct told_cause found = read_noun(view, subject, object);
    return found.told || !affirmed ? found : read_due(view, subject);
}
