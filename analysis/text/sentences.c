/* Sentences over tokens.
 *
 * A sentence may end behind . ! ? … and behind an abbreviation's own stop; closing quotation marks
 * and brackets that touch it come along. Whether it does end is judged by what follows: ICU's rules
 * break "U.S. | State" and "Gen. | Lee", so the tables of abbreviations.c decide. Nothing breaks
 * inside brackets that open within a sentence and close soon. An agency's "LUNA, March 4 (Wire) -"
 * is a sentence of its own, so that no claim begins with it.
 */
#include "analysis/text/sentences.h"

#include "analysis/text/abbreviations.h"
#include "analysis/text/characters.h"
#include "base/error.h"
#include "base/utf8.h"

#include <assert.h>

#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }

enum {
    BRACKET_SPAN_MAX = 240, /* bytes between brackets that hold no sentence of their own */
    CUE_WINDOW = 6,         /* tokens to look for "said" behind a quoted question */
    CREDIT_TOKENS = 16,     /* "PORT LUNA, Sorrel, March 4, 2030 (Wire News) -" */
};

struct splitter {
    struct slice text;
    struct token *tokens;
    uint32_t first;
    uint32_t past;
};

static struct slice token_text(const struct splitter *split, uint32_t i) {
    struct span span = split->tokens[i].span;
    return slice_of(split->text.at + span.start, span.end - span.start);
}

static bool token_is(const struct splitter *split, uint32_t i, const char *text) {
    return i < split->past && slice_equal(token_text(split, i), slice_from_cstr(text));
}

static bool touches_previous(const struct splitter *split, uint32_t i) {
    return !(split->tokens[i].flags & TOKEN_SPACE_BEFORE);
}

/* . ! ? … and runs of them. */
static bool is_stop(const struct splitter *split, uint32_t i) {
    struct slice word = token_text(split, i);
    char last = word.at[word.length - 1];
    if (split->tokens[i].kind == TOKEN_PUNCTUATION && (last == '.' || last == '!' || last == '?'))
        return true;
    return slice_equal(word, SLICE("\u2026")) || slice_equal(word, SLICE("\u3002"));
}

static bool ends_with_dot(const struct splitter *split, uint32_t i) {
    struct slice word = token_text(split, i);
    return split->tokens[i].kind != TOKEN_PUNCTUATION && word.length > 1 &&
           word.at[word.length - 1] == '.';
}

static bool is_straight_quote(const struct splitter *split, uint32_t i) {
    return token_is(split, i, "\"") || token_is(split, i, "'");
}

/* Does token `i`, which touches the end before it, close something? */
static bool is_closer(const struct splitter *split, uint32_t i) {
    static const char *const closers[] = {"\u201d", "\u2019", "\u00bb", ")", "]", "}", "''"};
    for (size_t c = 0; c < sizeof closers / sizeof *closers; c++)
        if (token_is(split, i, closers[c]))
            return true;
    if (!is_straight_quote(split, i))
        return false;
    return i + 1 >= split->past || !touches_previous(split, i + 1) ||
           split->tokens[i + 1].kind == TOKEN_PUNCTUATION;
}

static bool is_opener(const struct splitter *split, uint32_t i) {
    static const char *const openers[] = {"\u201c", "\u2018", "\u00ab", "\u201e", "(",
                                          "[",      "\"",     "'",      "``",     "\u2014",
                                          "-",      "\u2013", "--",     "*",      "\u2022"};
    for (size_t o = 0; o < sizeof openers / sizeof *openers; o++)
        if (token_is(split, i, openers[o]))
            return true;
    return false;
}

/* Is there a verb of saying soon behind `i`, before any mark? '"Why?" John Smith asked.' */
static bool speech_follows(const struct splitter *split, uint32_t i) {
    static const struct slice cues[] = {
        SLICE("added"),   SLICE("asked"), SLICE("asks"), SLICE("cried"),   SLICE("exclaimed"),
        SLICE("replied"), SLICE("said"),  SLICE("says"), SLICE("shouted"), SLICE("wrote"),
    };
    for (uint32_t last = i + CUE_WINDOW; i < last && i < split->past; i++) {
        if (split->tokens[i].kind == TOKEN_PUNCTUATION)
            return false;
        if (SLICE_IN(split->tokens[i].lower, cues))
            return true;
    }
    return false;
}

/* Abbreviation `i` with its stop: does the sentence end here, `next` being the next token? */
static bool abbreviation_ends(const struct splitter *split, uint32_t i, uint32_t next,
                              bool opened) {
    struct slice lower = split->tokens[i].lower;
    struct slice bare = slice_of(lower.at, lower.length - 1);
    bool capital = split->tokens[i].flags & TOKEN_CAPITALISED;
    const struct token *follower = &split->tokens[next];
    bool upper = follower->flags & TOKEN_CAPITALISED;
    switch (abbreviation_find(bare, capital)) {
    case ABBREVIATION_TITLE:
    case ABBREVIATION_NUMBER:
        return false;
    case ABBREVIATION_CLOCK:
        return upper && (opened || !(follower->flags & TOKEN_ALL_CAPS)) &&
               (opened || !abbreviation_clock_goes_on(follower->lower));
    case ABBREVIATION_OTHER:
    case ABBREVIATION_NONE:
        break;
    }
    if (split->tokens[i].kind == TOKEN_NUMBER)
        return false; /* "1." before a list's item */
    return upper && (opened || abbreviation_opener(follower->lower));
}

/* Does the sentence end behind token `stop`, closers up to `next` taken along? */
static bool ends_here(const struct splitter *split, uint32_t stop, uint32_t next) {
    if (next >= split->past)
        return true;
    bool closed = next > stop + 1;
    bool opened = false;
    uint32_t word = next;
    while (word < split->past && word < next + 3 && is_opener(split, word)) {
        word++;
        opened = true;
    }
    if (word >= split->past)
        return false;
    const struct token *follower = &split->tokens[word];
    if (!is_stop(split, stop))
        return abbreviation_ends(split, stop, word, opened);
    if (follower->kind == TOKEN_PUNCTUATION)
        return false;
    bool lower = follower->kind == TOKEN_WORD && !(follower->flags & TOKEN_CAPITALISED);
    struct slice mark = token_text(split, stop);
    bool full = slice_equal(mark, SLICE("."));
    /* "Why?" he asked; "it ... went on"; but any other stop before a small letter is a careless
     * writer's own end. */
    char last = mark.at[mark.length - 1];
    bool asks = last == '?' || last == '!';
    bool shouted = stop > split->first && split->tokens[stop - 1].flags & TOKEN_CAPITALISED;
    if (lower)
        return !closed && (full || (asks && !shouted));
    if (closed && !full && !opened && speech_follows(split, word))
        return false;
    return true;
}

/* Behind the reference mark "[17]" when one stands at `i`. */
static uint32_t reference_end(const struct splitter *split, uint32_t i) {
    bool mark = token_is(split, i, "[") && i + 2 < split->past &&
                split->tokens[i + 1].kind == TOKEN_NUMBER && token_is(split, i + 2, "]");
    return mark ? i + 3 : i;
}

/* Behind the closing bracket when token `i` opens one that holds no sentence of its own. */
static uint32_t bracket_end(const struct splitter *split, uint32_t i) {
    bool round = token_is(split, i, "(");
    if (!round && !token_is(split, i, "["))
        return i;
    uint32_t limit = split->tokens[i].span.end + BRACKET_SPAN_MAX;
    for (uint32_t j = i + 1; j < split->past && split->tokens[j].span.start < limit; j++) {
        if (token_is(split, j, round ? ")" : "]"))
            return j + 1;
        if (token_is(split, j, round ? "(" : "["))
            return i;
    }
    return i;
}

/* ---- where a report was written -------------------------------------------------------------- */

static bool is_name_or_number(const struct splitter *split, uint32_t i) {
    const struct token *token = &split->tokens[i];
    return token->kind == TOKEN_NUMBER ||
           (token->kind == TOKEN_WORD && (token->flags & TOKEN_CAPITALISED));
}

/* A dash between spaces with a capital, a number or a quotation behind it. */
static bool is_credit_dash(const struct splitter *split, uint32_t i) {
    static const struct slice dashes[] = {SLICE("-"), SLICE("--"), SLICE("–"), SLICE("—")};
    return i + 1 < split->past && SLICE_IN(token_text(split, i), dashes) &&
           !touches_previous(split, i) && !touches_previous(split, i + 1) &&
           (is_name_or_number(split, i + 1) || is_opener(split, i + 1));
}

/* A place in capitals, not as short as "PS" and "FYI" alone, before words that are not shouted. */
static bool is_loud_place(const struct splitter *split, uint32_t dash) {
    enum { WORDS_MAX = 4, LETTERS_MIN = 4 };
    uint32_t past = split->first;
    while (past < dash && split->tokens[past].flags & TOKEN_ALL_CAPS)
        past++;
    if (past == split->first || past > split->first + WORDS_MAX ||
        (past < dash && !token_is(split, past, ",")))
        return false;
    return !(split->tokens[dash + 1].flags & TOKEN_ALL_CAPS) &&
           (dash > split->first + 1 || token_text(split, split->first).length >= LETTERS_MIN);
}

/* Behind "LUNA —", "LUNA, March 4 —" or "Luna, Sorrel (Wire) -" at the start of a paragraph; the
 * start when none stands there. Without an agency the place must be in capitals. */
static uint32_t credit_end(const struct splitter *split) {
    bool agency = false;
    for (uint32_t i = split->first; i < split->past && i < split->first + CREDIT_TOKENS; i++) {
        if (is_credit_dash(split, i))
            return agency || is_loud_place(split, i) ? i + 1 : split->first;
        if (token_is(split, i, ")"))
            agency = true;
        else if (agency || (!is_name_or_number(split, i) && !token_is(split, i, ",") &&
                            !token_is(split, i, "(") && !token_is(split, i, "/")))
            break;
    }
    return split->first;
}

static int push_sentence(struct arena *arena, const struct splitter *split, uint32_t first,
                         uint32_t past, uint32_t paragraph, struct sentence_list *sentences) {
    assert(first < past);
    for (uint32_t i = first; i < past; i++)
        split->tokens[i].sentence = sentences->count;
    struct sentence sentence = {
        .span = {split->tokens[first].span.start, split->tokens[past - 1].span.end},
        .first_token = first,
        .past_token = past,
        .paragraph = paragraph,
    };
    return list_push(arena, sentences, sentence) ? 0 : ERR_NO_MEMORY;
}

int sentences_split(struct arena *arena, struct slice text, struct token_list *tokens,
                    uint32_t first_token, uint32_t paragraph, bool whole,
                    struct sentence_list *sentences) {
    struct splitter split = {text, tokens->at, first_token, tokens->count};
    uint32_t start = whole ? first_token : credit_end(&split);
    if (start > first_token) {
        int result = push_sentence(arena, &split, first_token, start, paragraph, sentences);
        if (result < 0)
            return result;
    }
    for (uint32_t i = start; i < tokens->count && !whole;) {
        uint32_t behind = i > start ? bracket_end(&split, i) : i;
        if (behind > i) {
            i = behind;
            continue;
        }
        if (!is_stop(&split, i) && !ends_with_dot(&split, i)) {
            i++;
            continue;
        }
        uint32_t next = i + 1;
        while (next < split.past && touches_previous(&split, next) && is_closer(&split, next))
            next++;
        next = reference_end(&split, next);
        if (ends_here(&split, i, next)) {
            int result = push_sentence(arena, &split, start, next, paragraph, sentences);
            if (result < 0)
                return result;
            start = next;
        }
        i = next;
    }
    if (start == tokens->count)
        return 0;
    return push_sentence(arena, &split, start, tokens->count, paragraph, sentences);
}
