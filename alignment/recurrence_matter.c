/* The recurring event stands between the word that counts ("first", "worst", "last") and the time:
 * "first [visit to Lisbon] since [2000]". Two such events are one when a word for what happened
 * fits (same lemma, synset, derivation or frame), the places are in one country or one side leaves
 * its place to a general noun ("the nation"), and the people named are not others.
 */
#include "alignment/recurrence_matter.h"

#include "alignment/frames.h"
#include "analysis/language/gazetteer.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"

#include <xxhash.h>

enum { REACH_BACK = 16, NAMES_BEFORE = 8, WORDS_MAX = 16, PEOPLE_MAX = 6 };

static const double SURE = 0.97;   /* place or person in common */
static const double LIKELY = 0.93; /* nothing against it */

/* "For the first time since": what happened stands elsewhere. */
static const struct slice general_events[] = {SLICE("instance"), SLICE("occasion"), SLICE("time")};

/* Nouns that stand for a place named elsewhere. */
static const struct slice general_places[] = {
    {"capital", 7}, {"city", 4}, {"country", 7}, {"island", 6}, {"nation", 6}, {"state", 5},
};

/* What is told of most misfortunes: one says "disaster" where another says "accident", as long as
 * what stands beside it is not of another kind ("rail", "natural"). */
static const struct slice misfortunes[] = {SLICE("accident"), SLICE("calamity"),
                                           SLICE("catastrophe"), SLICE("disaster"),
                                           SLICE("tragedy")};

struct last_event {
    const struct analysis *analysis;
    uint32_t trigger;
    uint32_t past; /* the time's first token */
    uint32_t verb; /* the claim's predicate, NO_INDEX for none */
    uint64_t place;
    uint64_t people[PEOPLE_MAX]; /* all names around it */
    uint32_t people_count;
    bool general_place;
};

static bool counts(const struct token *token) {
    static const struct slice words[] = {{"first", 5}, {"last", 4}, {"least", 5},
                                         {"most", 4},  {"only", 4}, {"worst", 5}};
    return token->xpos == XPOS_JJS || token->xpos == XPOS_RBS || SLICE_IN(token->lower, words);
}

/* "Has not set foot there since 2012" */
static bool denies(const struct token *token) {
    static const struct slice words[] = {{"n't", 3}, {"never", 5}, {"not", 3}};
    return SLICE_IN(token->lower, words);
}

static bool find_word(const struct analysis *analysis, uint32_t past,
                      bool (*is_it)(const struct token *), uint32_t *ret_trigger) {
    uint32_t sentence = analysis->tokens.at[past].sentence;
    uint32_t first = analysis->sentences.at[sentence].first_token;
    for (uint32_t i = past; i-- > first && past - i <= REACH_BACK;)
        if (is_it(&analysis->tokens.at[i])) {
            *ret_trigger = i;
            return true;
        }
    return false;
}

static bool find_trigger(const struct analysis *analysis, uint32_t past, uint32_t *ret_trigger) {
    return find_word(analysis, past, counts, ret_trigger) ||
           find_word(analysis, past, denies, ret_trigger);
}

/* The country that a name belongs to or speaks for, or the name itself. */
static uint64_t place_key(const struct resources *resources, struct slice name) {
    struct slice country = (struct slice){0};
    if (resources && resources->gazetteer)
        country = gazetteer_country_of(resources->gazetteer, name);
    return country.length ? XXH3_64bits(country.at, country.length)
                          : XXH3_64bits(name.at, name.length);
}

/* The place behind the trigger, and all names just before or behind it: taggers often take a
 * strange place for a person, so the two are not held apart when names are compared. */
static void read_names(const struct resources *resources, const struct claim_view *view,
                       struct last_event *event) {
    for (uint32_t i = 0; i < view->claim->entities.count; i++) {
        const struct entity *entity = &event->analysis->entities.at[view->claim->entities.at[i]];
        bool behind = entity->first_token > event->trigger && entity->past_token <= event->past;
        bool near = entity->first_token + NAMES_BEFORE >= event->trigger &&
                    entity->first_token < event->past;
        if (entity->type == ENTITY_PLACE && behind && !event->place)
            event->place = place_key(resources, entity->name);
        if (near && entity->type != ENTITY_OTHER && event->people_count < PEOPLE_MAX)
            event->people[event->people_count++] = place_key(resources, entity->name);
    }
    for (uint32_t i = event->trigger + 1; i < event->past; i++)
        event->general_place |= SLICE_IN(event->analysis->tokens.at[i].lemma, general_places);
}

static bool read_event(const struct resources *resources, const struct claim_view *view,
                       struct last_event *ret_event) {
    for (uint32_t i = 0; i < view->claim->times.count; i++) {
        const struct time_expression *time = view_time(view, i);
        struct last_event event = {.analysis = view->analysis,
                                   .past = time->first_token,
                                   .verb = view->claim->predicate_token};
        if (time->recurrence.kind == RECURRENCE_NONE ||
            !find_trigger(view->analysis, event.past, &event.trigger))
            continue;
        read_names(resources, view, &event);
        *ret_event = event;
        return true;
    }
    return false;
}

/* ---- what happened --------------------------------------------------------------------------- */

static bool sets_foot(const struct analysis *analysis, uint32_t at) {
    return at > 0 && slice_equal(analysis->tokens.at[at].lemma, SLICE("foot")) &&
           slice_equal(analysis->tokens.at[at - 1].lemma, SLICE("set"));
}

/* Nouns and verbs, and the adjectives of a misfortune: "natural" tells its kind. */
static uint32_t words_between(const struct last_event *event, uint32_t first, uint32_t past,
                              struct slice ret_words[WORDS_MAX]) {
    uint32_t count = 0;
    for (uint32_t i = first; i < past && count < WORDS_MAX; i++) {
        const struct token *token = &event->analysis->tokens.at[i];
        bool tells = token->upos == UPOS_NOUN || token->upos == UPOS_VERB ||
                     (token->upos == UPOS_ADJ && i + 1 < past &&
                      SLICE_IN(event->analysis->tokens.at[i + 1].lemma, misfortunes));
        if (tells && !SLICE_IN(token->lemma, general_places) &&
            !SLICE_IN(token->lemma, general_events))
            ret_words[count++] = sets_foot(event->analysis, i) ? SLICE("visit") : token->lemma;
    }
    return count;
}

/* "First visit since"; "the visit is the first since"; "she came for the first time since". */
static uint32_t event_words(const struct last_event *event, struct slice ret_words[WORDS_MAX]) {
    uint32_t count = words_between(event, event->trigger + 1, event->past, ret_words);
    if (count)
        return count;
    uint32_t sentence = event->analysis->tokens.at[event->trigger].sentence;
    uint32_t first = event->analysis->sentences.at[sentence].first_token;
    if (event->trigger - first > NAMES_BEFORE)
        first = event->trigger - NAMES_BEFORE;
    count = words_between(event, first, event->trigger, ret_words);
    if (event->verb != NO_INDEX && event->verb < first && count < WORDS_MAX)
        ret_words[count++] = event->analysis->tokens.at[event->verb].lemma;
    return count;
}

static bool words_fit(const struct resources *resources, struct slice a, struct slice b) {
    if (slice_equal(a, b) || (frame_of(a) && frame_of(a) == frame_of(b)))
        return true;
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    return wordnet &&
           (wordnet_share_synset(wordnet, a, b, WORDNET_NOUN) ||
            wordnet_share_synset(wordnet, a, b, WORDNET_VERB) || wordnet_derivation(wordnet, a, b));
}

/* "Rail" and "railway" */
static bool is_longer(struct slice longer, struct slice word) {
    enum { LETTERS_MIN = 4 };
    return word.length >= LETTERS_MIN && slice_starts(longer, word);
}

/* Two misfortunes are of one kind when what is told of them fits, or nothing is told of one. */
static bool kinds_fit(const struct resources *resources, const struct slice *left,
                      uint32_t left_count, const struct slice *right, uint32_t right_count) {
    bool left_told = false;
    bool right_told = false;
    for (uint32_t i = 0; i < left_count; i++) {
        if (SLICE_IN(left[i], misfortunes))
            continue;
        left_told = true;
        for (uint32_t k = 0; k < right_count; k++) {
            if (SLICE_IN(right[k], misfortunes))
                continue;
            right_told = true;
            if (is_longer(left[i], right[k]) || is_longer(right[k], left[i]) ||
                words_fit(resources, left[i], right[k]))
                return true;
        }
    }
    return !left_told || !right_told;
}

static bool has_misfortune(const struct slice *words, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (SLICE_IN(words[i], misfortunes))
            return true;
    return false;
}

static bool happenings_fit(const struct resources *resources, const struct last_event *a,
                           const struct last_event *b) {
    struct slice left[WORDS_MAX];
    struct slice right[WORDS_MAX];
    uint32_t left_count = event_words(a, left);
    uint32_t right_count = event_words(b, right);
    if (has_misfortune(left, left_count) && has_misfortune(right, right_count))
        return kinds_fit(resources, left, left_count, right, right_count);
    for (uint32_t i = 0; i < left_count; i++)
        for (uint32_t k = 0; k < right_count; k++)
            if (words_fit(resources, left[i], right[k]))
                return true;
    return false;
}

static bool names(const struct last_event *event, uint64_t name) {
    for (uint32_t i = 0; i < event->people_count; i++)
        if (event->people[i] == name)
            return true;
    return false;
}

/* One side may leave the place to a general noun, never to silence: "first overseas travel since
 * 2022" is not the first visit to one country. */
static bool places_fit(const struct last_event *a, const struct last_event *b) {
    if (a->place && b->place)
        return a->place == b->place;
    if (a->place)
        return b->general_place || names(b, a->place);
    return !b->place || a->general_place || names(a, b->place);
}

static bool names_shared(const struct last_event *a, const struct last_event *b) {
    for (uint32_t i = 0; i < a->people_count; i++)
        if (names(b, a->people[i]))
            return true;
    return false;
}

double recurrence_matter(const struct resources *resources, const struct claim_view *a,
                         const struct claim_view *b) {
    struct last_event left;
    struct last_event right;
    if (!read_event(resources, a, &left) || !read_event(resources, b, &right))
        return 0;
    if (!places_fit(&left, &right) || !happenings_fit(resources, &left, &right))
        return 0;
    bool shared = names_shared(&left, &right);
    if (!shared && left.people_count && right.people_count)
        return 0;
    return shared ? SURE : LIKELY;
}

bool recurrences_apart(const struct resources *resources, const struct claim_view *a,
                       const struct claim_view *b) {
    struct last_event left;
    struct last_event right;
    struct slice words[WORDS_MAX];
    return read_event(resources, a, &left) && read_event(resources, b, &right) &&
           event_words(&left, words) > 0 && event_words(&right, words) > 0 &&
           !happenings_fit(resources, &left, &right);
}
