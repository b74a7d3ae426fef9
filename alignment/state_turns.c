/* A time of the claim belongs to the state word that stands nearest before it, where no other verb
 * comes between; at the front of the claim, to the first one behind it. The word before the time
 * (until, since, by, before) and whether the state word tells a state or a step into one say which
 * edge of the state the time is and on which side of it the edge lies:
 *
 *   shut at T, open until T, dead since T, not shut until T     the end is at T
 *   shut by T, already dead at T, no longer open at T           the end is at T or before
 *   still open at T, not shut by T                              the end is at T or after
 *
 * and likewise for the beginning with the states exchanged. The thing that is in the state is the
 * word's subject or object; behind "it" stands one of the nouns told shortly before.
 */
#include "alignment/state_turns.h"

#include "alignment/likeness.h"
#include "alignment/slots.h"
#include "alignment/state_words.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"

static const double SURE = 0.8;
static const double LIKELY = 0.65; /* a pronoun on one side */

enum {
    TIMES_MAX = 16,
    REACH = 16, /* tokens between the state word and its time */
    PRONOUN_BACK = 40,
    FRONT = 3,       /* a time this close to the front of the claim may stand before its verb */
    DAYS_APART = 45, /* turns of one thing that lie further apart are two */
};

/* ---- words around the time ------------------------------------------------------------------- */

enum link { LINK_AT, LINK_UNTIL, LINK_SINCE, LINK_BY, LINK_BEFORE, LINK_AFTER };

static const struct link_word {
    struct slice word;
    enum link link;
} link_words[] = {
    {SLICE("after"), LINK_AFTER}, {SLICE("before"), LINK_BEFORE}, {SLICE("by"), LINK_BY},
    {SLICE("from"), LINK_SINCE},  {SLICE("since"), LINK_SINCE},   {SLICE("till"), LINK_UNTIL},
    {SLICE("to"), LINK_UNTIL},    {SLICE("until"), LINK_UNTIL},
};

/* "Until about 2:40", "since early on Monday": the link and its token. */
static enum link link_of(const struct claim_view *view, const struct time_expression *time,
                         uint32_t *ret_first) {
    static const struct slice fillers[] = {
        SLICE("about"),   SLICE("after"),   SLICE("around"), SLICE("at"),  SLICE("early"),
        SLICE("just"),    SLICE("late"),    SLICE("nearly"), SLICE("on"),  SLICE("past"),
        SLICE("roughly"), SLICE("shortly"), SLICE("some"),   SLICE("the"), SLICE("well"),
    };
    enum { FILLERS = 3 };
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = time->first_token; i > view->first_token && time->first_token - i < FILLERS;
         i--) {
        for (size_t k = 0; k < sizeof link_words / sizeof *link_words; k++)
            if (slice_equal(tokens[i - 1].lower, link_words[k].word)) {
                *ret_first = i - 1;
                return link_words[k].link;
            }
        if (!SLICE_IN(tokens[i - 1].lower, fillers))
            break;
        *ret_first = i - 1;
    }
    return LINK_AT;
}

/* "Was not carried out until 2:40": what is done is what the verb's noun tells. */
static bool carries_out(const struct token *tokens, uint32_t at) {
    static const struct slice verbs[] = {SLICE("carry"), SLICE("complete"), SLICE("execute"),
                                         SLICE("implement"), SLICE("obey")};
    return SLICE_IN(tokens[at].lemma, verbs);
}

struct told_state {
    struct state_word word;
    uint32_t at;
    uint32_t verb; /* what a negation would stand before: the state word, or "carried out" */
};

/* The state word nearest before the time. */
static bool state_before(const struct claim_view *view, uint32_t past, struct told_state *ret) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t verb = NO_INDEX;
    uint32_t first = view->first_token; /* "the order to shut it | was not carried out" */
    for (uint32_t i = past; i > first && past - i < REACH; i--) {
        struct state_word word = state_word_at(tokens, i - 1, past);
        if (word.kinds) {
            *ret = (struct told_state){word, i - 1, verb == NO_INDEX ? i - 1 : verb};
            return verb == NO_INDEX || word.telic;
        }
        if (tokens[i - 1].upos != UPOS_VERB || verb != NO_INDEX)
            continue;
        if (!carries_out(tokens, i - 1))
            return false;
        verb = i - 1;
        first = view->context_first;
    }
    return false;
}

/* "At noon the road was shut": the first verb behind it. */
static bool state_behind(const struct claim_view *view, uint32_t from, struct told_state *ret) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = from; i < view->past_token && i < from + REACH; i++) {
        struct state_word word = state_word_at(tokens, i, view->past_token);
        if (word.kinds) {
            *ret = (struct told_state){word, i, i};
            return true;
        }
        if (tokens[i].upos == UPOS_VERB)
            return false;
    }
    return false;
}

static bool near_before(const struct claim_view *view, uint32_t at, const struct slice *words,
                        size_t count) {
    enum { BACK = 5 };
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = at; i > view->first_token && at - i < BACK; i--) {
        if (slice_in_sorted(tokens[i - 1].lower, words, count))
            return true;
        if (tokens[i - 1].upos == UPOS_VERB && i - 1 != at)
            return false;
    }
    return false;
}

#define NEAR_BEFORE(view, at, words)                                                               \
    near_before((view), (at), (words), sizeof(words) / sizeof *(words))

/* ---- which edge, on which side ------------------------------------------------------------------
 */

struct reading {
    bool told;
    bool ends; /* the end of being on, else its beginning */
    enum turn_bound bound;
};

/* A step into a state: "shut at noon". `on` is the state reached. */
static struct reading read_step(bool on, bool negated, enum link link) {
    if (negated) {
        if (link == LINK_UNTIL)
            return (struct reading){true, !on, TURN_AT};
        bool open = link == LINK_BY || link == LINK_BEFORE;
        return (struct reading){open, !on, TURN_NOT_BEFORE};
    }
    switch (link) {
    case LINK_UNTIL:
        return (struct reading){true, on, TURN_AT};
    case LINK_BY:
    case LINK_BEFORE:
        return (struct reading){true, !on, TURN_NOT_AFTER};
    case LINK_AFTER:
        return (struct reading){true, !on, TURN_NOT_BEFORE};
    default:
        return (struct reading){true, !on, TURN_AT};
    }
}

enum aspect { ASPECT_PLAIN, ASPECT_STILL, ASPECT_ALREADY, ASPECT_NO_LONGER };

/* A state that holds: "open until noon". */
static struct reading read_state(bool on, bool negated, enum link link, enum aspect aspect) {
    if (negated)
        on = !on;
    if (link == LINK_UNTIL)
        return (struct reading){true, on, TURN_AT};
    if (link == LINK_SINCE)
        return (struct reading){true, !on, TURN_AT};
    if (link != LINK_AT)
        return (struct reading){0};
    if (aspect == ASPECT_STILL)
        return (struct reading){true, on, TURN_NOT_BEFORE};
    if (aspect == ASPECT_ALREADY)
        return (struct reading){true, !on, TURN_NOT_AFTER};
    return (struct reading){aspect == ASPECT_NO_LONGER, on, TURN_NOT_AFTER};
}

static enum aspect aspect_of(const struct claim_view *view, uint32_t verb) {
    static const struct slice already[] = {SLICE("already")};
    static const struct slice longer[] = {SLICE("longer")};
    static const struct slice still[] = {SLICE("remained"), SLICE("still")};
    return NEAR_BEFORE(view, verb, still)     ? ASPECT_STILL
           : NEAR_BEFORE(view, verb, already) ? ASPECT_ALREADY
           : NEAR_BEFORE(view, verb, longer)  ? ASPECT_NO_LONGER
                                              : ASPECT_PLAIN;
}

static struct reading read_edge(const struct claim_view *view, const struct told_state *state,
                                enum link link) {
    static const struct slice negations[] = {SLICE("n't"), SLICE("never"), SLICE("not")};
    bool negated = NEAR_BEFORE(view, state->verb, negations);
    enum aspect aspect = aspect_of(view, state->verb);
    bool holds = aspect == ASPECT_STILL || aspect == ASPECT_ALREADY;
    if (state->word.telic && !(holds && link == LINK_AT))
        return read_step(state->word.on, negated, link);
    return read_state(state->word.on, negated, link, aspect);
}

/* ---- of what ------------------------------------------------------------------------------------
 */

static uint32_t child_of(const struct claim_view *view, uint32_t head, uint8_t deprel) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t first = head > view->context_first + REACH ? head - REACH : view->context_first;
    for (uint32_t i = first; i < view->context_past && i < head + REACH; i++)
        if (tokens[i].head == head && tokens[i].deprel == deprel)
            return i;
    return NO_INDEX;
}

static uint32_t subject_of(const struct claim_view *view, uint32_t verb) {
    uint32_t passive = child_of(view, verb, DEPREL_NSUBJ_PASS);
    return passive != NO_INDEX ? passive : child_of(view, verb, DEPREL_NSUBJ);
}

/* The word's object where it is a step ("shut the road"), its subject, or that of the verb it hangs
 * on: "remained open", "was shut and reopened", "a road shut since May". */
static uint32_t thing_of(const struct claim_view *view, const struct told_state *state) {
    enum { CLIMB = 3 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t object = state->word.telic ? child_of(view, state->at, DEPREL_OBJ) : NO_INDEX;
    if (object != NO_INDEX)
        return object;
    uint32_t at = state->at;
    for (int i = 0; i < CLIMB && at != NO_INDEX; i++) {
        uint32_t subject = subject_of(view, at);
        uint8_t deprel = tokens[at].deprel;
        if (subject != NO_INDEX) /* "the strike, which began" */
            return deprel == DEPREL_ACL_RELCL && tokens[subject].upos == UPOS_PRON ? tokens[at].head
                                                                                   : subject;
        bool clause = deprel == DEPREL_CONJ || deprel == DEPREL_XCOMP || deprel == DEPREL_ADVCL;
        at = tokens[at].head;
        if (deprel == DEPREL_ACL || deprel == DEPREL_ACL_RELCL)
            return at;
        if (!clause)
            break;
    }
    return NO_INDEX;
}

static bool is_noun(const struct token *token) {
    return token->upos == UPOS_NOUN || token->upos == UPOS_PROPN;
}

/* ---- the claim's turns --------------------------------------------------------------------------
 */

static bool tells_hour(const struct time_expression *time) {
    return time->type == TIME_TIME && time->minute >= 0;
}

/* "Ferrand said on Wednesday": when it was told. */
static bool is_telling(const struct claim_view *view, const struct time_expression *time) {
    for (uint32_t i = 0; i < view->claim->times.count && i < 64; i++)
        if (view_time(view, i) == time)
            return view->telling >> i & 1;
    return false;
}

/* "The fire of Monday", "Monday's fire": the time of a noun. */
static bool dates_noun(const struct claim_view *view, const struct time_expression *time) {
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t first = time->first_token;
    uint32_t past = time->past_token;
    return (first > 0 && slice_equal(tokens->at[first - 1].lower, SLICE("of"))) ||
           (past < tokens->count && slice_equal(tokens->at[past].lower, SLICE("'s")));
}

static void read_time(struct claim_view *view, const struct time_expression *time) {
    bool dated = time_names_days(view, time);
    if ((!dated && !tells_hour(time)) || time->recurrence.kind != RECURRENCE_NONE ||
        is_telling(view, time) || dates_noun(view, time))
        return;
    uint32_t first = time->first_token;
    enum link link = link_of(view, time, &first);
    struct told_state state;
    if (!state_before(view, first, &state) &&
        !(first < view->first_token + FRONT && state_behind(view, time->past_token, &state)))
        return;
    struct reading reading = read_edge(view, &state, link);
    struct state_turn *turn = &view->turns[reading.ends ? TURN_END : TURN_BEGINNING];
    if (!reading.told || turn->kinds)
        return;
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t thing = thing_of(view, &state);
    *turn = (struct state_turn){
        .kinds = state.word.kinds,
        .word = state.at,
        .thing = thing != NO_INDEX && is_noun(&tokens[thing]) ? thing : NO_INDEX,
        .time = time,
        .bound = reading.bound,
        .bare = !dated,
        .until = link == LINK_UNTIL,
        .planned = view->modality == MODALITY_PLANNED,
        .told = {tokens[first].span.start, time->span.end},
    };
}

void state_turns_read(struct claim_view *view) {
    bool told = view->modality == MODALITY_ASSERTED || view->modality == MODALITY_PLANNED;
    if (!told || view->wished || view->denied || view->called_off)
        return;
    const struct time_list *times = &view->analysis->times;
    uint32_t first = first_time_from(times, view->first_token);
    for (uint32_t i = first;
         i < times->count && i - first < TIMES_MAX && times->at[i].past_token <= view->past_token;
         i++)
        read_time(view, &times->at[i]);
}

/* ---- two claims ---------------------------------------------------------------------------------
 */

static bool words_equal(const struct resources *resources, const struct token *a,
                        const struct token *b) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    return slice_equal(a->lemma, b->lemma) ||
           (a->upos == UPOS_NOUN && b->upos == UPOS_NOUN && wordnet &&
            wordnet_share_synset(wordnet, a->lemma, b->lemma, WORDNET_NOUN));
}

/* Is the thing told shortly before the other side's pronoun? */
static bool told_before(const struct resources *resources, const struct token *thing,
                        const struct claim_view *other, const struct state_turn *turn) {
    const struct token *tokens = other->analysis->tokens.at;
    for (uint32_t i = turn->word; i > 0 && turn->word - i < PRONOUN_BACK; i--)
        if (is_noun(&tokens[i - 1]) && tokens[i - 1].deprel != DEPREL_COMPOUND &&
            words_equal(resources, &tokens[i - 1], thing))
            return true;
    return false;
}

/* "It" on both sides: a noun and a name that were told shortly before both. */
static bool pronouns_meet(const struct resources *resources, const struct claim_view *a,
                          const struct state_turn *left, const struct claim_view *b,
                          const struct state_turn *right) {
    const struct token *tokens = a->analysis->tokens.at;
    bool noun = false;
    bool name = false;
    for (uint32_t i = left->word; i > 0 && left->word - i < PRONOUN_BACK && !(noun && name); i--) {
        const struct token *token = &tokens[i - 1];
        if (!is_noun(token) || token->deprel == DEPREL_COMPOUND ||
            !told_before(resources, token, b, right))
            continue;
        noun |= token->upos == UPOS_NOUN && !noun_is_person(resources, token->lemma);
        name |= token->upos == UPOS_PROPN;
    }
    return noun && name;
}

/* "The road to Alta", "the road to Berg": names right around the thing, none in common. */
static bool names_part(const struct claim_view *a, const struct state_turn *left,
                       const struct claim_view *b, const struct state_turn *right) {
    enum { AROUND = 4 };
    bool named[2] = {false, false};
    for (uint32_t i = 0; i < a->word_count; i++) {
        const struct view_word *word = &a->words[i];
        if (!word->named || word->token + AROUND < left->thing ||
            word->token > left->thing + AROUND)
            continue;
        named[0] = true;
        for (uint32_t k = 0; k < b->word_count; k++)
            if (b->words[k].stem == word->stem)
                return false;
    }
    for (uint32_t k = 0; k < b->word_count; k++)
        named[1] |= b->words[k].named && b->words[k].token + AROUND >= right->thing &&
                    b->words[k].token <= right->thing + AROUND;
    return named[0] && named[1];
}

static bool one_thing(const struct resources *resources, const struct claim_view *a,
                      const struct state_turn *left, const struct claim_view *b,
                      const struct state_turn *right) {
    if (left->thing == NO_INDEX && right->thing == NO_INDEX)
        return pronouns_meet(resources, a, left, b, right);
    if (left->thing == NO_INDEX)
        return told_before(resources, &b->analysis->tokens.at[right->thing], a, left);
    const struct token *left_thing = &a->analysis->tokens.at[left->thing];
    if (right->thing == NO_INDEX)
        return told_before(resources, left_thing, b, right);
    const struct token *right_thing = &b->analysis->tokens.at[right->thing];
    return words_equal(resources, left_thing, right_thing) && !names_part(a, left, b, right);
}

bool states_of_two_things(const struct resources *resources, const struct claim_view *a,
                          uint32_t left, const struct claim_view *b, uint32_t right) {
    const struct token *tokens[2] = {a->analysis->tokens.at, b->analysis->tokens.at};
    struct told_state states[2] = {{state_word_at(tokens[0], left, a->past_token), left, left},
                                   {state_word_at(tokens[1], right, b->past_token), right, right}};
    if (!states[0].word.kinds || !states[1].word.kinds)
        return false;
    uint32_t things[2] = {thing_of(a, &states[0]), thing_of(b, &states[1])};
    if (things[0] == NO_INDEX || things[1] == NO_INDEX || !is_noun(&tokens[0][things[0]]) ||
        !is_noun(&tokens[1][things[1]]))
        return false;
    return !words_equal(resources, &tokens[0][things[0]], &tokens[1][things[1]]);
}

static bool days_far(const struct state_turn *a, const struct state_turn *b) {
    if (a->bare || b->bare || a->time->low == DAY_NONE || b->time->low == DAY_NONE)
        return false;
    return a->time->low - b->time->high > DAYS_APART || b->time->low - a->time->high > DAYS_APART;
}

bool state_turns_meet(const struct resources *resources, const struct claim_view *left,
                      const struct claim_view *right, struct turn_pair *ret_pair) {
    for (int edge = 0; edge < TURN_EDGES; edge++) {
        const struct state_turn *a = &left->turns[edge];
        const struct state_turn *b = &right->turns[edge];
        if (!(a->kinds & b->kinds) || a->planned != b->planned || days_far(a, b) ||
            !one_thing(resources, left, a, right, b))
            continue;
        *ret_pair = (struct turn_pair){(enum turn_edge)edge, a, b};
        return true;
    }
    return false;
}

double turn_matter(const struct resources *resources, const struct claim_view *left,
                   const struct claim_view *right, const struct likeness *likeness) {
    struct turn_pair pair;
    if (likeness->places_apart || !state_turns_meet(resources, left, right, &pair))
        return 0;
    bool pronoun = pair.left->thing == NO_INDEX || pair.right->thing == NO_INDEX;
    return pronoun ? LIKELY : SURE;
}
