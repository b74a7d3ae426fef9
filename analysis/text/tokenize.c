/* Paragraphs, then their tokens, then their sentences: the order in which the offsets grow. */
#include "analysis/stages.h"
#include "analysis/text/characters.h"
#include "analysis/text/sentences.h"
#include "analysis/text/tokenizer.h"
#include "base/error.h"
#include "base/utf8.h"

enum {
    HEADING_TOKENS_MAX = 20,
    HEADING_PLAIN_MAX = 10, /* tokens of a heading that is not in title case */
};

/* The end of the paragraph at `start`: the next empty line or the end of the text. */
static size_t paragraph_end(struct slice text, size_t start) {
    const char *at = text.at + start;
    const char *end = text.at + text.length;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline || newline + 1 >= end)
            break;
        if (newline[1] == '\n')
            return (size_t)(newline - text.at);
        at = newline + 1;
    }
    return text.length;
}

static bool ends_as_sentence(struct slice text, struct span span) {
    size_t at = span.end;
    uint32_t last = utf8_previous(text, &at);
    return strchr(".!?:;,", last < 0x80 ? (int)last : 'x') || last == 0x2026 || last == 0x201D ||
           last == '"';
}

/* No full stop, short, and in title case or alone on a short line. */
static bool is_heading(struct slice text, struct span span, const struct token *tokens,
                       uint32_t count) {
    if (count == 0 || count > HEADING_TOKENS_MAX || ends_as_sentence(text, span))
        return false;
    uint32_t words = 0;
    uint32_t capitals = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (tokens[i].kind != TOKEN_WORD || tokens[i].lower.length < 4)
            continue;
        words++;
        capitals += (tokens[i].flags & TOKEN_CAPITALISED) != 0;
    }
    bool starts = (tokens[0].flags & TOKEN_CAPITALISED) || tokens[0].kind != TOKEN_WORD;
    return starts && (count <= HEADING_PLAIN_MAX || 5 * capitals >= 4 * words);
}

static int add_paragraph(struct arena *arena, struct analysis *analysis, struct span span) {
    struct slice text = analysis->article.text;
    uint32_t first_token = analysis->tokens.count;
    int result = tokenize_paragraph(arena, text, span, &analysis->tokens);
    if (result < 0)
        return result;
    uint32_t count = analysis->tokens.count - first_token;
    if (count == 0)
        return 0;

    const struct token *tokens = analysis->tokens.at + first_token;
    struct paragraph paragraph = {
        .span = {tokens[0].span.start, tokens[count - 1].span.end},
        .first_sentence = analysis->sentences.count,
    };
    paragraph.heading = is_heading(text, paragraph.span, tokens, count);
    result = sentences_split(arena, text, &analysis->tokens, first_token,
                             analysis->paragraphs.count, paragraph.heading, &analysis->sentences);
    if (result < 0)
        return result;
    paragraph.past_sentence = analysis->sentences.count;
    return list_push(arena, &analysis->paragraphs, paragraph) ? 0 : ERR_NO_MEMORY;
}

/* A text of headings alone, such as a single headline, is what the article says. */
static void keep_lone_headings(struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->paragraphs.count; i++)
        if (!analysis->paragraphs.at[i].heading)
            return;
    for (uint32_t i = 0; i < analysis->paragraphs.count; i++)
        analysis->paragraphs.at[i].heading = false;
}

/* Room for the tokens of an article, so that the list need not grow to it step by step; a word has
 * four letters and a space. */
static int reserve_tokens(struct arena *arena, size_t length, struct token_list *tokens) {
    enum { LETTERS = 4, TOKENS_MAX = 2048 };
    size_t room = length / LETTERS + 1;
    tokens->capacity = (uint32_t)(room < TOKENS_MAX ? room : TOKENS_MAX);
    tokens->at = ARENA_ARRAY(arena, struct token, tokens->capacity);
    return tokens->at ? 0 : ERR_NO_MEMORY;
}

int text_tokenize(const struct resources *resources, struct arena *arena,
                  struct analysis *analysis) {
    (void)resources;
    struct slice text = analysis->article.text;
    if (text.length > UINT32_MAX / 2)
        return ERR_TOO_LARGE;
    int result = reserve_tokens(arena, text.length, &analysis->tokens);
    if (result < 0)
        return result;
    for (size_t at = 0; at < text.length;) {
        size_t end = paragraph_end(text, at);
        result = add_paragraph(arena, analysis, (struct span){(uint32_t)at, (uint32_t)end});
        if (result < 0)
            return result;
        for (at = end; at < text.length && text.at[at] == '\n';)
            at++;
    }
    keep_lone_headings(analysis);
    return 0;
}
