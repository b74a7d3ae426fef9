/* Claims become views: words without function words, numbers and dates (those are compared as
 * values).
 */
#include "alignment/view.h"

#include "alignment/existence_matter.h"
#include "alignment/frames.h"
#include "alignment/tallies.h"
#include "alignment/verdicts.h"
#include "alignment/view_force.h"
#include "alignment/view_marks.h"
#include "alignment/view_values.h"
#include "alignment/word_stock.h"
#include "alignment/words.h"
#include "analysis/language/tagset.h"
#include "base/error.h"

#include <stdlib.h>

static enum view_role role_of(const struct claim_view *view, struct span span) {
    if (span_contains(view->claim->subject_span, span))
        return VIEW_SUBJECT;
    return span_contains(view->claim->object_span, span) ? VIEW_OBJECT : VIEW_NO_ROLE;
}

static void add_word(struct claim_view *view, const struct known_word *known,
                     struct view_word word) {
    if (view->word_count == VIEW_WORDS_MAX)
        return;
    word.in_wordnet = &known->in_wordnet;
    word.stem = known->stem;
    word.rarity = known->rarity;
    word.sides = known->sides;
    word.frame = known->frame;
    word.form = known->form;
    view->words[view->word_count++] = word;
}

static void add_tokens(struct claim_view *view, const struct article_marks *marks, uint32_t from,
                       uint32_t past, bool context) {
    for (uint32_t i = from; i < past && view->word_count < VIEW_WORDS_MAX; i++) {
        if (!marks->words[i])
            continue;
        const struct token *token = &view->analysis->tokens.at[i];
        enum view_role role = role_of(view, token->span);
        bool named = (marks->of[i] & MARK_NAMED) != 0;
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
        add_word(view, marks->words[i], word);
    }
}

static int add_name(struct claim_view *view, struct view_reader *reader, struct slice word,
                    enum view_role role) {
    const struct token token = {.lower = word, .lemma = word, .upos = UPOS_PROPN};
    struct known_word *known = known_word_find(&reader->known, &token);
    if (!known)
        return ERR_NO_MEMORY;
    known_word_read(&reader->known, &token, known);
    add_word(view, known,
             (struct view_word){.lower = word,
                                .lemma = word,
                                .token = NO_INDEX,
                                .kind = VIEW_NAME,
                                .upos = UPOS_PROPN,
                                .role = (uint8_t)role,
                                .named = true});
    return 0;
}

/* The name behind "he" or behind a clause whose subject stands in another: its words, lower-cased
 * where they are ASCII. */
static int add_canonical(struct claim_view *view, struct view_reader *reader, struct slice name,
                         struct span span, enum view_role role) {
    struct slice printed = analysis_slice(view->analysis, span);
    if (!name.length || slice_equal(name, printed) || name.length > 120)
        return 0;
    char *lower = arena_alloc(reader->arena, name.length);
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
        if (word.length < 2 || !capital || stemmer_is_function(reader->stemmer, word))
            continue;
        result = add_name(view, reader, word, role);
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

static int collect_words(struct view_reader *reader, const struct article_marks *marks,
                         struct claim_view *view) {
    const struct claim *claim = view->claim;
    add_tokens(view, marks, view->first_token, view->past_token, false);
    int result = add_canonical(view, reader, claim->subject, claim->subject_span, VIEW_SUBJECT);
    if (result == 0)
        result = add_canonical(view, reader, claim->object, claim->object_span, VIEW_OBJECT);
    add_values(view);
    add_tokens(view, marks, view->context_first, view->first_token, true);
    add_tokens(view, marks, view->past_token, view->context_past, true);
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
static int view_words(struct view_reader *reader, const struct article_marks *marks,
                      struct claim_view *view) {
    view->words = reader->room;
    int result = collect_words(reader, marks, view);
    view->words = ARENA_ARRAY(reader->arena, struct view_word, view->word_count + 1);
    if (!view->words)
        result = ERR_NO_MEMORY;
    if (result == 0)
        memcpy(view->words, reader->room, view->word_count * sizeof *view->words);
    if (result < 0)
        return result;
    sum_up_words(view);
    view->content = content_of(view);
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

static int view_make(struct view_reader *reader, const struct article_marks *marks,
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
    view_tallies(reader->resources, view);
    view_predicate(reader->resources, view);
    read_context(view);
    view->beside_old = has_old_date(view);
    int result = view_words(reader, marks, view);
    if (result < 0)
        return result;
    view_force(marks, view);
    view->tells_existence = existence_told(view);
    state_turns_read(view);
    view->cause = cause_read(view);
    result = word_stock_take(reader->stock, reader->arena, view);
    return result < 0 ? result : statement_make(reader->arena, view, &view->statement);
}

int view_reader_make(struct word_stock *stock, struct arena *own, size_t tokens,
                     struct view_reader *ret_reader) {
    *ret_reader = (struct view_reader){
        .resources = stock->resources,
        .stock = stock,
        .stemmer = stemmer_new(),
        .own = own,
        .room = ARENA_ARRAY(own, struct view_word, VIEW_WORDS_MAX),
    };
    if (!ret_reader->stemmer || !ret_reader->room)
        return ERR_NO_MEMORY;
    return known_words_make(stock->resources, ret_reader->stemmer, own, tokens, &ret_reader->known);
}

void view_reader_done(struct view_reader *reader) {
    stemmer_free(reader->stemmer);
    reader->stemmer = NULL;
}

int views_make(struct view_reader *reader, struct arena *arena, const struct analysis *analysis,
               struct view_list *ret_views) {
    struct article_marks marks = {0};
    struct view_list views = {ARENA_ARRAY(arena, struct claim_view, analysis->claims.count + 1), 0};
    struct article_verdicts verdicts = article_verdicts_find(analysis);
    reader->arena = arena;
    int result = views.at ? article_marks_make(&reader->known, analysis, &marks) : ERR_NO_MEMORY;
    for (uint32_t i = 0; result == 0 && i < analysis->claims.count; i++) {
        struct claim_view *view = &views.at[views.count++];
        view->ref = (struct claim_ref){0, i};
        view->analysis = analysis;
        view->claim = &analysis->claims.at[i];
        view->verdicts = verdicts;
        result = view_make(reader, &marks, view);
    }
    if (result == 0 && stemmer_lacked_memory(reader->stemmer))
        result = ERR_NO_MEMORY;
    if (result == 0)
        result = word_stock_settle(reader->stock);
    if (result < 0)
        return result;

    *ret_views = views;
    return 0;
}

void views_number(struct view_list *views, uint32_t article) {
    for (uint32_t i = 0; i < views->count; i++)
        views->at[i].ref.article = article;
}
