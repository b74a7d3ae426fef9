/* Claims become views: words without function words, numbers and dates (those are compared as
 * values), each with the idf among the claims of the comparison.
 */
#include "alignment/view.h"

#include "alignment/existence_matter.h"
#include "alignment/frames.h"
#include "alignment/numbering.h"
#include "alignment/tallies.h"
#include "alignment/view_force.h"
#include "alignment/view_marks.h"
#include "alignment/view_values.h"
#include "alignment/view_weights.h"
#include "alignment/words.h"
#include "analysis/language/tagset.h"
#include "base/error.h"

#include <stdlib.h>

enum {
    GRAM = 4,
    GRAMS_MAX = 400,
    SLOTS_MIN = 1 << 8, /* of the table of words: … */
    KNOWN_MAX = 1 << 12,
};

struct known_word {
    uint64_t key;
    uint64_t stem;
    double rarity;
    struct opposition_sides sides;
    const struct wordnet_word *in_wordnet;
    uint8_t frame;
};

struct lexicon {
    const struct resources *resources;
    struct stemmer *stemmer;
    struct arena *arena;
    struct known_word *words; /* a slot that another word holds is taken over */
    uint64_t mask;            /* of a slot */
    struct view_word *room;   /* VIEW_WORDS_MAX, for the words of the claim at hand */
    struct numbering grams;
    struct gram_mark {
        uint32_t *at; /* by gram: the last claim that has it, from 1 */
        uint32_t count;
        uint32_t capacity;
    } gram_marks;
    uint32_t claim; /* at hand, from 1 */
};

static bool worth_comparing(const struct lexicon *lexicon, const struct token *token,
                            uint8_t mark) {
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER)
        return false;
    bool us = (mark & MARK_NAME) && (token->flags & TOKEN_ALL_CAPS); /* the country, not "us" */
    return !(mark & MARK_VALUE) && token->lower.length > 1 &&
           (us || !stemmer_is_function(lexicon->stemmer, token->lower));
}

static enum view_role role_of(const struct claim_view *view, struct span span) {
    if (span_contains(view->claim->subject_span, span))
        return VIEW_SUBJECT;
    return span_contains(view->claim->object_span, span) ? VIEW_OBJECT : VIEW_NO_ROLE;
}

/* What the lists say of a word, looked up once: a word stands in the views of all claims of its
 * sentence, and an article repeats its words. */
static struct known_word *know_word(struct lexicon *lexicon, const struct view_word *word,
                                    uint64_t lemma) {
    uint64_t key = hash_join(hash_slice(word->lower), lemma) | 1; /* 0 is an empty slot */
    struct known_word *known = &lexicon->words[(key ^ key >> 32) & lexicon->mask];
    if (known->key == key)
        return known;
    struct wordnet_word *in_wordnet = ARENA_NEW(lexicon->arena, struct wordnet_word);
    if (!in_wordnet)
        return NULL;
    *in_wordnet =
        wordnet_word_find(lexicon->resources ? lexicon->resources->wordnet : NULL, word->lemma);
    struct opposition_sides lower = opposition_sides(word->lower);
    struct opposition_sides base = opposition_sides(word->lemma);
    *known = (struct known_word){
        .key = key,
        .stem = stemmer_stem(lexicon->stemmer, word->lower),
        .in_wordnet = in_wordnet,
        .rarity = word_rarity(lexicon->resources, word->lower),
        .sides = {lower.left | base.left, lower.right | base.right},
        .frame = frame_of(word->lemma),
    };
    if (!known->frame)
        known->frame = frame_of(word->lower);
    return known;
}

static int add_word(struct claim_view *view, struct lexicon *lexicon, struct view_word word) {
    if (view->word_count == VIEW_WORDS_MAX)
        return 0;
    uint64_t lemma = hash_slice(word.lemma);
    const struct known_word *known = know_word(lexicon, &word, lemma);
    if (!known)
        return ERR_NO_MEMORY;
    word.in_wordnet = known->in_wordnet;
    word.stem = known->stem;
    word.rarity = known->rarity;
    word.sides = known->sides;
    word.frame = known->frame;
    word.form = hash_join(lemma, (uint64_t)word.upos << 8 | word.frame);
    view->words[view->word_count++] = word;
    return 0;
}

static int add_tokens(struct claim_view *view, struct lexicon *lexicon,
                      const struct article_marks *marks, uint32_t from, uint32_t past,
                      bool context) {
    int result = 0;
    for (uint32_t i = from; i < past && view->word_count < VIEW_WORDS_MAX && result == 0; i++) {
        const struct token *token = &view->analysis->tokens.at[i];
        if (!worth_comparing(lexicon, token, marks->of[i]))
            continue;
        enum view_role role = role_of(view, token->span);
        bool named = marks_name(marks, view->analysis, i);
        bool speech = (marks->of[i] & MARK_SPEECH) && i != view->claim->predicate_token;
        struct view_word word = {
            .lower = token->lower,
            .lemma = token->lemma,
            .token = i,
            .kind = speech                            ? VIEW_SPEECH
                    : context && role == VIEW_NO_ROLE ? VIEW_CONTEXT
                    : named                           ? VIEW_NAME
                                                      : VIEW_WORD,
            .upos = token->upos,
            .role = (uint8_t)role,
            .place = (marks->of[i] & MARK_PLACE) != 0,
            .named = named,
            .country = marks->countries[i],
        };
        result = add_word(view, lexicon, word);
    }
    return result;
}

/* The name behind "he" or behind a clause whose subject stands in another: its words, lower-cased
 * where they are ASCII. */
static int add_canonical(struct claim_view *view, struct lexicon *lexicon, struct slice name,
                         struct span span, enum view_role role) {
    struct slice printed = analysis_slice(view->analysis, span);
    if (!name.length || slice_equal(name, printed) || name.length > 120)
        return 0;
    char *lower = arena_alloc(lexicon->arena, name.length);
    if (!lower)
        return ERR_NO_MEMORY;
    int result = 0;
    for (size_t i = 0; i < name.length; i++)
        lower[i] = (char)(name.at[i] >= 'A' && name.at[i] <= 'Z' ? name.at[i] + 32 : name.at[i]);
    for (size_t i = 0; i < name.length && result == 0;) {
        size_t start = i;
        while (i < name.length && lower[i] != ' ')
            i++;
        struct slice word = slice_of(lower + start, i - start);
        bool capital = name.at[start] >= 'A' && name.at[start] <= 'Z';
        i++;
        if (word.length < 2 || !capital || stemmer_is_function(lexicon->stemmer, word))
            continue;
        struct view_word added = {.lower = word,
                                  .lemma = word,
                                  .token = NO_INDEX,
                                  .kind = VIEW_NAME,
                                  .upos = UPOS_PROPN,
                                  .role = (uint8_t)role,
                                  .named = true};
        result = add_word(view, lexicon, added);
    }
    return result;
}

static void add_values(struct claim_view *view) {
    struct value_keys keys;
    value_keys_of(view, &keys);
    for (uint32_t i = 0; i < keys.count && view->word_count < VIEW_WORDS_MAX; i++)
        view->words[view->word_count++] = (struct view_word){
            .stem = keys.at[i],
            .form = keys.at[i],
            .lower = SLICE(""),
            .lemma = SLICE(""),
            .token = NO_INDEX,
            .kind = VIEW_VALUE,
        };
}

/* The rest of the sentence, at most VIEW_CONTEXT_TOKENS on each side: a sentence without end costs
 * each of its claims the same. */
static void read_context(struct claim_view *view) {
    const struct sentence *sentence = &view->analysis->sentences.at[view->claim->sentence];
    view->context_first = sentence->first_token;
    view->context_past = sentence->past_token;
    if (view->first_token > sentence->first_token + VIEW_CONTEXT_TOKENS)
        view->context_first = view->first_token - VIEW_CONTEXT_TOKENS;
    if (view->past_token + VIEW_CONTEXT_TOKENS < sentence->past_token)
        view->context_past = view->past_token + VIEW_CONTEXT_TOKENS;
}

static int collect_words(struct lexicon *lexicon, const struct article_marks *marks,
                         struct claim_view *view) {
    const struct claim *claim = view->claim;
    int result = add_tokens(view, lexicon, marks, view->first_token, view->past_token, false);
    if (result == 0)
        result = add_canonical(view, lexicon, claim->subject, claim->subject_span, VIEW_SUBJECT);
    if (result == 0)
        result = add_canonical(view, lexicon, claim->object, claim->object_span, VIEW_OBJECT);
    add_values(view);
    if (result == 0)
        result = add_tokens(view, lexicon, marks, view->context_first, view->first_token, true);
    if (result == 0)
        result = add_tokens(view, lexicon, marks, view->past_token, view->context_past, true);
    return result;
}

/* What is asked of each pair of claims again. */
static void sum_up_words(struct claim_view *view) {
    view->predicate_word = NO_INDEX;
    for (uint32_t i = view->word_count; i-- > 0;) {
        const struct view_word *word = &view->words[i];
        if (word->token == view->claim->predicate_token)
            view->predicate_word = i;
        view->subjects |= (uint64_t)(word->role == VIEW_SUBJECT) << i;
        view->objects |= (uint64_t)(word->role == VIEW_OBJECT) << i;
        view->has_country |= word->country != 0;
        view->has_place |= word->place;
    }
}

/* Two claims of one content are alike to every third: the same text in the same sentence, its words
 * read in the same way. */
static uint64_t content_of(const struct claim_view *view) {
    const struct token *tokens = view->analysis->tokens.at;
    uint64_t content = hash_slice(analysis_slice(view->analysis, view->claim->span));
    if (view->context_past > view->context_first) {
        struct span sentence = {tokens[view->context_first].span.start,
                                tokens[view->context_past - 1].span.end};
        content = hash_join(content, hash_slice(analysis_slice(view->analysis, sentence)));
    }
    content = hash_join(content, view->predicate_word);
    for (uint32_t i = 0; i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        uint64_t read = (uint64_t)word->kind << 16 | (uint64_t)word->role << 8 |
                        (uint64_t)word->place << 1 | (uint64_t)word->named;
        content = hash_join(content, word->stem);
        content = hash_join(content, word->form ^ read);
        content = hash_join(content, word->country);
    }
    return content;
}

/* The arena holds as many as there are: most claims have a third of what they might have, and there
 * are thousands of claims. */
static int view_words(struct lexicon *lexicon, const struct article_marks *marks,
                      struct claim_view *view) {
    view->words = lexicon->room;
    int result = collect_words(lexicon, marks, view);
    view->words = ARENA_ARRAY(lexicon->arena, struct view_word, view->word_count + 1);
    if (!view->words)
        result = ERR_NO_MEMORY;
    if (result == 0)
        memcpy(view->words, lexicon->room, view->word_count * sizeof *view->words);
    if (result < 0)
        return result;
    sum_up_words(view);
    view->content = content_of(view);
    return 0;
}

/* Has the claim at hand the gram by now? It has from here on. */
static int mark_gram(struct lexicon *lexicon, uint32_t gram, bool *ret_known) {
    if (!gram ||
        (gram > lexicon->gram_marks.count && !list_push(lexicon->arena, &lexicon->gram_marks, 0)))
        return ERR_NO_MEMORY;
    *ret_known = lexicon->gram_marks.at[gram - 1] == lexicon->claim;
    lexicon->gram_marks.at[gram - 1] = lexicon->claim;
    return 0;
}

static int view_grams(struct lexicon *lexicon, struct claim_view *view) {
    struct slice text = analysis_slice(view->analysis, view->claim->span);
    size_t room = text.length < GRAMS_MAX ? text.length : GRAMS_MAX;
    view->grams = ARENA_ARRAY(lexicon->arena, uint32_t, room + 1);
    if (!view->grams)
        return ERR_NO_MEMORY;

    uint32_t gram = 0; /* the last four bytes */
    for (size_t i = 0; i < text.length && i < GRAMS_MAX + GRAM - 1; i++) {
        unsigned char c = (unsigned char)text.at[i];
        gram = gram << 8 | (c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c);
        if (i + 1 < GRAM)
            continue;
        bool known = false;
        uint32_t number = number_of(&lexicon->grams, gram);
        int result = mark_gram(lexicon, number, &known);
        if (result < 0)
            return result;
        if (!known)
            view->grams[view->gram_count++] = number;
    }
    return 0;
}

/* "1:50 p.m." alone: the hour of some day, which the text does not name here. */
static bool is_bare_clock(const struct claim_view *view, const struct time_expression *time) {
    static const struct slice days[] = {
        SLICE("last"), SLICE("morning"), SLICE("next"),     SLICE("night"),   SLICE("overnight"),
        SLICE("this"), SLICE("today"),   SLICE("tomorrow"), SLICE("tonight"), SLICE("yesterday")};
    if (time->type != TIME_TIME || time->minute < 0)
        return false;
    for (uint32_t i = time->first_token; i < time->past_token; i++) {
        struct slice lower = view->analysis->tokens.at[i].lower;
        if (word_is_calendar(lower) || SLICE_IN(lower, days))
            return false;
    }
    return true;
}

bool time_names_days(const struct claim_view *view, const struct time_expression *time) {
    return time->type != TIME_DURATION && time->type != TIME_SET &&
           time->recurrence.kind == RECURRENCE_NONE && time->low != DAY_NONE &&
           time->high != DAY_NONE && !is_bare_clock(view, time);
}

bool time_dates_event(const struct claim_view *view, uint32_t index) {
    return !(index < 64 && (view->telling >> index & 1)) &&
           time_names_days(view, view_time(view, index));
}

/* "Ferrand said on Wednesday": the words of telling stand right before the time. */
static bool follows_telling(const struct claim_view *view, const struct article_marks *marks,
                            const struct time_expression *time) {
    static const struct slice links[] = {SLICE("at"),   SLICE("early"), SLICE("in"),
                                         SLICE("late"), SLICE("on"),    SLICE("reporters")};
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = time->first_token;
    while (at > view->first_token && SLICE_IN(tokens[at - 1].lower, links))
        at--;
    return at > view->first_token && (marks->of[at - 1] & MARK_SPEECH);
}

static bool opens_relative_clause(const struct claim_view *view) {
    static const struct slice openers[] = {SLICE("that"),  SLICE("when"), SLICE("where"),
                                           SLICE("which"), SLICE("who"),  SLICE("whose")};
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < view->past_token && i < view->first_token + 2; i++)
        if (SLICE_IN(tokens[i].lower, openers))
            return true;
    return false;
}

uint32_t first_time_from(const struct time_list *times, uint32_t token) {
    uint32_t low = 0;
    uint32_t high = times->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (times->at[middle].first_token < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* "The fire of 2009, which killed seven", "the worst since 1998, when 16 died": the clause tells of
 * the time that stands before it. */
static void take_time_before(struct claim_view *view) {
    enum { GAP_MAX = 3 };
    const struct time_list *times = &view->analysis->times;
    if (view->event_low != DAY_NONE || !opens_relative_clause(view))
        return;
    uint32_t past = first_time_from(times, view->first_token);
    if (past == 0)
        return;
    const struct time_expression *time = &times->at[past - 1];
    if (time->past_token + GAP_MAX < view->first_token || time->low == DAY_NONE ||
        time->high == DAY_NONE || time->type != TIME_DATE)
        return;
    view->event_low = time->low;
    view->event_high = time->high;
    view->time_beside = time;
}

/* "The talks resume this | coming Monday": a date that begins in the claim or right behind it,
 * where the clause was cut short. */
static void take_time_behind(struct claim_view *view) {
    const struct time_list *times = &view->analysis->times;
    uint32_t at = first_time_from(times, view->past_token > 0 ? view->past_token - 1 : 0);
    if (view->claim->times.count || at == times->count)
        return;
    const struct time_expression *time = &times->at[at];
    const struct token *tokens = view->analysis->tokens.at;
    bool near = time->first_token <= view->past_token && time->past_token > view->past_token &&
                tokens[time->first_token].sentence == view->claim->sentence;
    if (!near || time->type != TIME_DATE || time->recurrence.kind != RECURRENCE_NONE ||
        time->low == DAY_NONE || time->high == DAY_NONE)
        return;
    view->event_low = time->low;
    view->event_high = time->high;
    view->time_beside = time;
}

/* The days that the claim's own dates span; a day of telling becomes the day it was told. */
static void view_times(const struct article_marks *marks, struct claim_view *view) {
    view->event_low = view->event_high = DAY_NONE;
    for (uint32_t i = 0; i < view->claim->times.count; i++) {
        const struct time_expression *time = view_time(view, i);
        view->recurs |= time->recurrence.kind != RECURRENCE_NONE;
        if (i < 64 && follows_telling(view, marks, time)) {
            view->telling |= (uint64_t)1 << i;
            if (time->low != DAY_NONE && time->low == time->high)
                view->told = time->low;
        }
        if (!time_dates_event(view, i))
            continue;
        if (view->event_low == DAY_NONE || time->low < view->event_low)
            view->event_low = time->low;
        if (view->event_high == DAY_NONE || time->high > view->event_high)
            view->event_high = time->high;
    }
}

/* "The fire of 2009, which killed seven": a date of the sentence that is another event's. */
static bool has_old_date(const struct claim_view *view) {
    enum { OLD_DAYS = 300 };
    const struct time_list *times = &view->analysis->times;
    if (view->told == DAY_NONE)
        return false;
    for (uint32_t i = first_time_from(times, view->context_first);
         i < times->count && times->at[i].first_token < view->context_past; i++)
        if (times->at[i].type == TIME_DATE && times->at[i].recurrence.kind == RECURRENCE_NONE &&
            times->at[i].high != DAY_NONE && view->told - times->at[i].high > OLD_DAYS)
            return true;
    return false;
}

static void view_tallies(const struct resources *resources, struct claim_view *view) {
    const struct index_list *quantities = &view->claim->quantities;
    for (uint32_t i = 0; i < quantities->count && i < VIEW_TALLIES_MAX; i++) {
        view->tallies[i] = (uint8_t)tally_of(resources, view->analysis,
                                             &view->analysis->quantities.at[quantities->at[i]]);
        view->tally_set |= (uint32_t)1 << view->tallies[i];
    }
    view->tally_set &= ~((uint32_t)1 << TALLY_NONE);
}

/* Verbs that leave to their object what is told: "took place", "had a fire". */
static bool is_light(struct slice lemma) {
    static const struct slice verbs[] = {
        SLICE("be"), SLICE("become"), SLICE("come"), SLICE("do"),  SLICE("get"), SLICE("give"),
        SLICE("go"), SLICE("have"),   SLICE("make"), SLICE("see"), SLICE("set"), SLICE("take"),
    };
    return !lemma.length || SLICE_IN(lemma, verbs);
}

static void view_predicate(const struct resources *resources, struct claim_view *view) {
    struct slice lemma = view->claim->predicate;
    view->predicate = (struct predicate_word){
        .in_wordnet = wordnet_word_find(resources ? resources->wordnet : NULL, lemma),
        .sides = opposition_sides(lemma),
        .frame = frame_of(lemma),
        .is_light = is_light(lemma),
    };
}

static int view_make(struct lexicon *lexicon, const struct article_marks *marks,
                     struct claim_view *view) {
    const struct token_list *tokens = &view->analysis->tokens;
    view->first_token = token_at(tokens, view->claim->span.start);
    view->past_token = view->first_token;
    while (view->past_token < tokens->count &&
           tokens->at[view->past_token].span.end <= view->claim->span.end)
        view->past_token++;
    view->told = view->analysis->article.published_day;
    view->identity = hash_join(hash_slice(analysis_slice(view->analysis, view->claim->span)),
                               (uint64_t)(int64_t)view->told);
    view_times(marks, view);
    take_time_before(view);
    take_time_behind(view);
    view_tallies(lexicon->resources, view);
    view_predicate(lexicon->resources, view);
    read_context(view);
    view->beside_old = has_old_date(view);
    int result = view_words(lexicon, marks, view);
    if (result < 0)
        return result;
    view_force(view);
    view->tells_existence = existence_told(view);
    state_turns_read(view);
    view->cause = cause_read(view);
    result = statement_make(lexicon->arena, view, &view->statement);
    return result < 0 ? result : view_grams(lexicon, view);
}

static int make_article(struct lexicon *lexicon, uint32_t article, const struct analysis *analysis,
                        struct view_list *views) {
    struct article_marks marks = {0};
    int result = article_marks_make(lexicon->resources, lexicon->arena, analysis, &marks);
    for (uint32_t i = 0; result == 0 && i < analysis->claims.count; i++) {
        struct claim_view *view = &views->at[views->count++];
        view->ref = (struct claim_ref){article, i};
        view->analysis = analysis;
        view->claim = &analysis->claims.at[i];
        lexicon->claim = views->count;
        result = view_make(lexicon, &marks, view);
    }
    return result;
}

/* A power of two: as many slots as are wanted, within bounds. */
static uint64_t slots_for(size_t wanted, uint64_t most) {
    uint64_t slots = SLOTS_MIN;
    while (slots < wanted && slots < most)
        slots *= 2;
    return slots;
}

int views_make(const struct resources *resources, struct stemmer *stemmer, struct arena *arena,
               const struct analysis *const *articles, uint32_t count,
               struct view_list *ret_views) {
    size_t claims = 0;
    size_t tokens = 0;
    for (uint32_t i = 0; i < count; i++) {
        claims += articles[i]->claims.count;
        tokens += articles[i]->tokens.count;
    }
    struct view_list views = {ARENA_ARRAY(arena, struct claim_view, claims + 1), 0};
    uint64_t slots = slots_for(tokens, KNOWN_MAX);
    struct lexicon lexicon = {resources, stemmer,
                              arena,     ARENA_ARRAY(arena, struct known_word, slots),
                              slots - 1, ARENA_ARRAY(arena, struct view_word, VIEW_WORDS_MAX)};
    int result = views.at && lexicon.words && lexicon.room ? 0 : ERR_NO_MEMORY;
    if (result == 0)
        result = numbering_make(arena, &lexicon.grams);
    for (uint32_t i = 0; result == 0 && i < count; i++)
        result = make_article(&lexicon, i, articles[i], &views);
    if (result == 0 && stemmer_lacked_memory(stemmer))
        result = ERR_NO_MEMORY;
    if (result == 0)
        result = view_weights_make(resources, arena, &lexicon.grams, &views);
    if (result < 0)
        return result;

    *ret_views = views;
    return 0;
}
