/* The quote scanner.
 *
 * Double marks open and close within a paragraph; a straight mark opens when none is open, and so
 * does a curly one of the wrong direction that stands at a word's edge. An opener without its
 * closer runs to the paragraph's end, where news style opens the next paragraph anew. Single marks
 * count at word edges only, so that apostrophes never open anything, and close within a few hundred
 * bytes. «||» parts share buttons and is no quotation.
 */
#include "analysis/speech/quotes.h"

#include "base/error.h"

#include <assert.h>

enum { SINGLE_SPAN_MAX = 400 }; /* bytes: a lone apostrophe must not swallow a paragraph */

enum mark { MARK_NONE, MARK_OPEN, MARK_CLOSE, MARK_STRAIGHT, MARK_SINGLE_OPEN, MARK_SINGLE };

struct scan {
    struct arena *arena;
    struct analysis *analysis;
    struct quote_list *quotes;
    uint32_t past; /* token behind the paragraph */
    uint32_t paragraph;
    uint32_t *searched; /* no single mark closes before this token */
};

static enum mark mark_of(struct slice word) {
    static const struct {
        const char *text;
        enum mark mark;
    } marks[] = {
        {"\"", MARK_STRAIGHT},   {"''", MARK_STRAIGHT},  {"``", MARK_OPEN},
        {"\u201c", MARK_OPEN},   {"\u201e", MARK_OPEN},  {"\u00ab", MARK_OPEN},
        {"\u201d", MARK_CLOSE},  {"\u00bb", MARK_CLOSE}, {"\u2018", MARK_SINGLE_OPEN},
        {"\u2019", MARK_SINGLE}, {"'", MARK_SINGLE},     {"\u2019\u2019", MARK_CLOSE},
    };
    if (word.length == 0 || word.length > 6)
        return MARK_NONE;
    unsigned char first = (unsigned char)word.at[0];
    if (first < 0x80 && first != '"' && first != '\'' && first != '`')
        return MARK_NONE;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_equal(word, slice_from_cstr(marks[i].text)))
            return marks[i].mark;
    return MARK_NONE;
}

static struct slice word_at(const struct scan *scan, uint32_t i) {
    return analysis_slice(scan->analysis, scan->analysis->tokens.at[i].span);
}

static bool space_before(const struct scan *scan, uint32_t i) {
    return i >= scan->past || scan->analysis->tokens.at[i].flags & TOKEN_SPACE_BEFORE;
}

static bool is_word(const struct scan *scan, uint32_t i) {
    return i < scan->past && scan->analysis->tokens.at[i].kind != TOKEN_PUNCTUATION;
}

/* Stands at the left edge of a word: space or nothing before, a word touching behind. */
static bool left_edge(const struct scan *scan, uint32_t first, uint32_t i) {
    bool open_before = i == first || space_before(scan, i) || !is_word(scan, i - 1);
    return open_before && is_word(scan, i + 1) && !space_before(scan, i + 1);
}

/* Stands at the right edge: touches what is before and no word behind. */
static bool right_edge(const struct scan *scan, uint32_t i) {
    return !space_before(scan, i) && (space_before(scan, i + 1) || !is_word(scan, i + 1));
}

/* 5'10": feet and inches. */
static bool is_inch(const struct scan *scan, uint32_t first, uint32_t i) {
    return i > first && !space_before(scan, i) &&
           scan->analysis->tokens.at[i - 1].kind == TOKEN_NUMBER;
}

static bool opens_double(const struct scan *scan, uint32_t first, uint32_t i, enum mark mark) {
    if (mark == MARK_OPEN)
        return !(i + 1 < scan->past && slice_starts(word_at(scan, i + 1), SLICE("|")));
    if (mark == MARK_STRAIGHT)
        return !is_inch(scan, first, i);
    return mark == MARK_CLOSE && left_edge(scan, first, i) && (i == first || space_before(scan, i));
}

static bool closes_double(const struct scan *scan, uint32_t i, enum mark mark) {
    return mark == MARK_CLOSE || mark == MARK_STRAIGHT ||
           (mark == MARK_OPEN && right_edge(scan, i));
}

static int push(const struct scan *scan, struct quote quote, bool closed) {
    quote.closed = closed;
    quote.paragraph = scan->paragraph;
    uint32_t last = closed ? quote.past_token - 1 : quote.past_token;
    bool marked = mark_of(word_at(scan, quote.first_token)) != MARK_NONE;
    for (uint32_t i = quote.first_token + marked; i < last; i++) {
        struct token *token = &scan->analysis->tokens.at[i];
        token->flags |= TOKEN_IN_QUOTES;
        quote.words += token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER;
    }
    const struct quote *before =
        scan->quotes->count ? &scan->quotes->at[scan->quotes->count - 1] : NULL;
    quote.continues = before && !before->closed && before->paragraph + 1 == quote.paragraph;
    assert(scan->quotes->at || scan->quotes->capacity == 0);
    return list_push(scan->arena, scan->quotes, quote) ? 0 : ERR_NO_MEMORY;
}

/* The token of the single mark that closes one opened at `i`; `i` when there is none near. */
static uint32_t single_end(const struct scan *scan, uint32_t i) {
    const struct token *tokens = scan->analysis->tokens.at;
    uint32_t limit = tokens[i].span.end + SINGLE_SPAN_MAX;
    uint32_t j = i + 2 > *scan->searched ? i + 2 : *scan->searched;
    for (; j < scan->past && tokens[j].span.start < limit; j++) {
        enum mark mark = mark_of(word_at(scan, j));
        if (mark == MARK_SINGLE_OPEN || mark == MARK_OPEN || mark == MARK_STRAIGHT)
            break;
        if (mark == MARK_SINGLE && right_edge(scan, j))
            return j;
    }
    *scan->searched = j;
    return i;
}

/* Does the quotation that the paragraph before left open go on here without a new opener? Then the
 * first mark closes: it touches the word before it. */
static bool carries_over(const struct scan *scan, uint32_t first) {
    const struct quote_list *quotes = scan->quotes;
    if (quotes->count == 0 || quotes->at[quotes->count - 1].closed ||
        quotes->at[quotes->count - 1].paragraph + 1 != scan->paragraph)
        return false;
    for (uint32_t i = first; i < scan->past; i++) {
        enum mark mark = mark_of(word_at(scan, i));
        if (mark == MARK_CLOSE || (mark == MARK_STRAIGHT && i > first && right_edge(scan, i)))
            return true;
        if (mark == MARK_OPEN || mark == MARK_STRAIGHT)
            return false;
    }
    return false;
}

/* One paragraph: tokens [first, scan->past). */
static int scan_paragraph(const struct scan *scan, uint32_t first) {
    uint32_t open = carries_over(scan, first) ? first : NO_INDEX;
    for (uint32_t i = first; i < scan->past; i++) {
        enum mark mark = mark_of(word_at(scan, i));
        int result = 0;
        if (mark == MARK_NONE)
            continue;
        if (mark == MARK_SINGLE || mark == MARK_SINGLE_OPEN) {
            uint32_t end = open == NO_INDEX && left_edge(scan, first, i) ? single_end(scan, i) : i;
            if (end > i) {
                struct quote quote = {.first_token = i, .past_token = end + 1, .single = true};
                result = push(scan, quote, true);
                i = end;
            }
        } else if (open == NO_INDEX && opens_double(scan, first, i, mark)) {
            open = i;
        } else if (open != NO_INDEX && closes_double(scan, i, mark)) {
            struct quote quote = {.first_token = open, .past_token = i + 1};
            open = NO_INDEX;
            result = push(scan, quote, true);
        }
        if (result < 0)
            return result;
    }
    struct quote quote = {.first_token = open, .past_token = scan->past};
    return open == NO_INDEX ? 0 : push(scan, quote, false);
}

int quotes_scan(struct arena *arena, struct analysis *analysis, struct quote_list *ret_quotes) {
    uint32_t searched = 0;
    for (uint32_t p = 0; p < analysis->paragraphs.count; p++) {
        const struct paragraph *paragraph = &analysis->paragraphs.at[p];
        const struct sentence *sentences = analysis->sentences.at;
        struct scan scan = {arena,      analysis,
                            ret_quotes, sentences[paragraph->past_sentence - 1].past_token,
                            p,          &searched};
        int result = scan_paragraph(&scan, sentences[paragraph->first_sentence].first_token);
        if (result < 0)
            return result;
    }
    return 0;
}

uint32_t *quotes_by_token(struct arena *arena, const struct analysis *analysis,
                          const struct quote_list *quotes) {
    uint32_t *by_token = ARENA_ARRAY(arena, uint32_t, analysis->tokens.count + 1);
    if (!by_token)
        return NULL;
    for (uint32_t i = 0; i < analysis->tokens.count; i++)
        by_token[i] = NO_INDEX;
    for (uint32_t q = 0; q < quotes->count; q++)
        for (uint32_t i = quotes->at[q].first_token; i < quotes->at[q].past_token; i++)
            by_token[i] = q;
    return by_token;
}
