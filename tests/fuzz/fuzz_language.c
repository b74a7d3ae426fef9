/* Any bytes through the language stage with the real models: tags, trees, lemmas and entities. Text
 * that the edge would let in is tokenised as in service; what is none is cut at white space and
 * line ends, so that the models meet words that are no text at all. */
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "base/error.h"
#include "base/utf8.h"
#include "server/resources.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 1 << 28 };

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* The models that CLAIMD_MODELS names; none otherwise. */
static const struct resources *models(void) {
    static struct resource_store store;
    static bool tried;
    char path[256];
    const char *why;
    const char *folder = getenv("CLAIMD_MODELS");
    if (!tried && folder)
        MUST(resource_store_open(folder, &store, path, &why) == 0);
    tried = true;
    return &store.resources;
}

/* One root, and from every token a way to it that no token stands on twice. */
static void check_tree(const struct analysis *analysis, const struct sentence *sentence) {
    uint32_t first = sentence->first_token;
    uint32_t length = sentence->past_token - first;
    uint32_t roots = 0;
    for (uint32_t i = first; i < sentence->past_token; i++) {
        const struct token *token = &analysis->tokens.at[i];
        roots += token->head == NO_INDEX;
        MUST((token->head == NO_INDEX) == (token->deprel == DEPREL_ROOT));
        uint32_t steps = 0;
        for (uint32_t at = i; at != NO_INDEX; at = analysis->tokens.at[at].head) {
            MUST(at >= first && at < sentence->past_token);
            MUST(steps++ < length);
        }
    }
    MUST(roots == 1);
}

static void check(const struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        MUST(token->upos != UPOS_NONE && token->upos < UPOS_COUNT);
        MUST(token->xpos != XPOS_NONE && token->xpos < XPOS_COUNT);
        MUST(token->deprel != DEPREL_NONE && token->deprel < DEPREL_COUNT);
        MUST(token->lemma.at && token->lemma.length > 0);
    }
    for (uint32_t i = 0; i < analysis->sentences.count; i++)
        check_tree(analysis, &analysis->sentences.at[i]);
    uint32_t start = 0;
    for (uint32_t i = 0; i < analysis->entities.count; i++) {
        const struct entity *entity = &analysis->entities.at[i];
        MUST(entity->first_token < entity->past_token);
        MUST(entity->past_token <= analysis->tokens.count);
        MUST(entity->span.start >= start && entity->span.start < entity->span.end);
        MUST(entity->span.end <= analysis->article.text.length && entity->name.length > 0);
        start = entity->span.start;
    }
}

static void annotate(struct arena *arena, struct analysis *analysis) {
    int result = language_annotate(models(), arena, analysis);
    if (result == 0)
        result = entities_find(models(), arena, analysis);
    MUST(result == 0 || result == ERR_NO_MEMORY);
    if (result == 0 && models()->language)
        check(analysis);
}

static void run_text(struct arena *arena, struct slice text) {
    struct analysis analysis = {.article = {.text = text, .published_day = DAY_NONE}};
    int result = text_tokenize(models(), arena, &analysis);
    MUST(result == 0 || result == ERR_NO_MEMORY);
    if (result == 0)
        annotate(arena, &analysis);
}

static bool parts_words(char byte) {
    return byte == ' ' || byte == '\n';
}

/* Ends the sentence of the tokens since the last one, if there are any. */
static void close_sentence(struct analysis *analysis) {
    struct sentence_list *sentences = &analysis->sentences;
    uint32_t first = sentences->count ? sentences->at[sentences->count - 1].past_token : 0;
    uint32_t past = analysis->tokens.count;
    if (first == past)
        return;
    struct span span = {analysis->tokens.at[first].span.start,
                        analysis->tokens.at[past - 1].span.end};
    sentences->at[sentences->count++] = (struct sentence){span, first, past, 0};
}

static void run_bytes(struct arena *arena, struct slice bytes) {
    struct analysis analysis = {.article = {.text = bytes, .published_day = DAY_NONE}};
    analysis.tokens.at = ARENA_ARRAY(arena, struct token, bytes.length);
    analysis.sentences.at = ARENA_ARRAY(arena, struct sentence, bytes.length);
    if (!analysis.tokens.at || !analysis.sentences.at)
        return;

    for (uint32_t at = 0; at < bytes.length;) {
        uint32_t past = at;
        while (past < bytes.length && !parts_words(bytes.at[past]))
            past++;
        if (past > at)
            analysis.tokens.at[analysis.tokens.count++] =
                (struct token){.span = {at, past},
                               .sentence = analysis.sentences.count,
                               .head = NO_INDEX,
                               .lower = slice_of(bytes.at + at, past - at)};
        if (past < bytes.length && bytes.at[past] == '\n')
            close_sentence(&analysis);
        at = past + 1;
    }
    close_sentence(&analysis);
    annotate(arena, &analysis);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice bytes = slice_of((const char *)data, size);
    if (size == 0)
        return 0;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    if (!memchr(data, 0, size) && utf8_valid(bytes, NULL))
        run_text(arena, bytes);
    else
        run_bytes(arena, bytes);
    arena_free(arena);
    return 0;
}
