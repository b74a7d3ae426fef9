#include "tests/fuzz/text_invariants.h"

#include "analysis/stages.h"
#include "analysis/text/characters.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static bool only_space(struct slice text) {
    for (size_t at = 0; at < text.length;)
        if (char_class(utf8_next(text, &at)) != CHAR_SPACE)
            return false;
    return true;
}

static void check_tokens(const struct analysis *analysis) {
    struct slice text = analysis->article.text;
    uint32_t past = 0;
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        struct span gap = {past, token->span.start};
        MUST(token->span.start >= past && token->span.start < token->span.end);
        MUST(token->span.end <= text.length);
        MUST(only_space(analysis_slice(analysis, gap)));
        MUST(utf8_valid(analysis_slice(analysis, token->span), NULL));
        MUST(token->lower.length > 0 && utf8_valid(token->lower, NULL));
        MUST(token->sentence < analysis->sentences.count);
        past = token->span.end;
    }
    MUST(only_space(slice_of(text.at + past, text.length - past)));
}

static void check_sentences(const struct analysis *analysis) {
    uint32_t past = 0;
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        MUST(sentence->first_token == past && sentence->past_token > past);
        past = sentence->past_token;
        MUST(past <= analysis->tokens.count);
        MUST(sentence->span.start == analysis->tokens.at[sentence->first_token].span.start);
        MUST(sentence->span.end == analysis->tokens.at[past - 1].span.end);
        for (uint32_t t = sentence->first_token; t < past; t++)
            MUST(analysis->tokens.at[t].sentence == i);
        MUST(sentence->paragraph < analysis->paragraphs.count);
    }
    MUST(past == analysis->tokens.count);
}

static void check_paragraphs(const struct analysis *analysis) {
    uint32_t past = 0;
    for (uint32_t i = 0; i < analysis->paragraphs.count; i++) {
        const struct paragraph *paragraph = &analysis->paragraphs.at[i];
        MUST(paragraph->first_sentence == past && paragraph->past_sentence > past);
        past = paragraph->past_sentence;
        MUST(past <= analysis->sentences.count);
        MUST(paragraph->span.start == analysis->sentences.at[paragraph->first_sentence].span.start);
        MUST(paragraph->span.end == analysis->sentences.at[past - 1].span.end);
        for (uint32_t s = paragraph->first_sentence; s < past; s++)
            MUST(analysis->sentences.at[s].paragraph == i);
    }
    MUST(past == analysis->sentences.count);
}

void text_check_invariants(const struct analysis *analysis) {
    MUST(utf8_valid(analysis->article.text, NULL));
    check_tokens(analysis);
    check_sentences(analysis);
    check_paragraphs(analysis);
}

void text_run_checked(struct arena *arena, struct slice text) {
    struct analysis analysis = {.article = {.text = text, .published_day = DAY_NONE}};
    int result = text_repair(NULL, arena, &analysis);
    if (result == 0)
        result = text_clean(NULL, arena, &analysis);
    if (result == 0)
        result = text_tokenize(NULL, arena, &analysis);
    MUST(result == 0 || result == ERR_NO_MEMORY);
    if (result == 0)
        text_check_invariants(&analysis);
}
