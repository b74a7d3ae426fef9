/* Any bytes as the text of an article, with tags and trees drawn from the bytes as well: names,
 * attributions and claims must hold for what no parser would say. The trees need not be trees:
 * heads may form circles. */
#include "analysis/language/tagset.h"
#include "analysis/language/tree_repairs.h"
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

/* One of `count` values by position and text, the same on every run. */
static uint32_t draw(struct slice text, uint32_t position, uint32_t salt, uint32_t count) {
    uint32_t hash = 2166136261U ^ salt;
    for (uint32_t i = 0; i < 4; i++)
        hash = (hash ^ (unsigned char)text.at[(position * 7 + i) % text.length]) * 16777619U;
    return (hash ^ hash >> 15) % count;
}

static void draw_trees(struct analysis *analysis) {
    struct slice text = analysis->article.text;
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        struct token *token = &analysis->tokens.at[i];
        const struct sentence *sentence = &analysis->sentences.at[token->sentence];
        uint32_t length = sentence->past_token - sentence->first_token;
        token->upos = (uint8_t)draw(text, i, 1, UPOS_COUNT);
        token->xpos = (uint8_t)draw(text, i, 2, XPOS_COUNT);
        token->deprel = (uint8_t)draw(text, i, 3, DEPREL_COUNT);
        token->head = sentence->first_token + draw(text, i, 4, length);
        token->lemma = token->lower;
        if (token->deprel == DEPREL_ROOT || token->head == i)
            token->head = NO_INDEX;
    }
}

static void check_span(const struct analysis *analysis, struct span span) {
    MUST(span.start <= span.end && span.end <= analysis->article.text.length);
    MUST(utf8_valid(analysis_slice(analysis, span), NULL));
}

static void check_attributions(const struct analysis *analysis) {
    uint32_t start = 0;
    for (uint32_t i = 0; i < analysis->attributions.count; i++) {
        const struct attribution *attribution = &analysis->attributions.at[i];
        check_span(analysis, attribution->source);
        check_span(analysis, attribution->cue);
        check_span(analysis, attribution->content);
        MUST(attribution->parts.count > 0 && attribution->content.start >= start);
        for (uint32_t p = 0; p < attribution->parts.count; p++) {
            struct span part = attribution->parts.at[p];
            check_span(analysis, part);
            MUST(!span_empty(part) && span_contains(attribution->content, part));
            MUST(p == 0 || part.start >= attribution->parts.at[p - 1].end);
        }
        MUST(attribution->cue_token == NO_INDEX || attribution->cue_token < analysis->tokens.count);
        start = attribution->content.start;
    }
}

static void check(const struct analysis *analysis) {
    check_attributions(analysis);
    uint32_t start = 0;
    for (uint32_t i = 0; i < analysis->entities.count; i++) {
        const struct entity *entity = &analysis->entities.at[i];
        check_span(analysis, entity->span);
        MUST(!span_empty(entity->span) && entity->name.length > 0);
        MUST(entity->span.start >= start && entity->past_token <= analysis->tokens.count);
        start = entity->span.start;
    }
    start = 0;
    for (uint32_t i = 0; i < analysis->claims.count; i++) {
        const struct claim *claim = &analysis->claims.at[i];
        check_span(analysis, claim->span);
        check_span(analysis, claim->subject_span);
        check_span(analysis, claim->object_span);
        MUST(!span_empty(claim->span) && claim->span.start >= start);
        MUST(claim->subject.at && claim->predicate.at);
        MUST(claim->checkworthiness >= 0 && claim->checkworthiness <= 1);
        start = claim->span.start;
    }
}

/* The lexicons of the build where CLAIMD_MODELS names their folder; none otherwise. The trained
 * models are left out: they would take nine tenths of the time, and fuzz_language is theirs. */
static const struct resources *lexicons(void) {
    static struct resource_store store;
    static bool tried;
    char path[256];
    const char *why;
    const char *folder = getenv("CLAIMD_MODELS");
    if (!tried && folder)
        MUST(resource_store_open(folder, &store, path, &why) == 0);
    store.resources.language = NULL;
    tried = true;
    return &store.resources;
}

static void run(struct arena *arena, struct slice text) {
    struct analysis analysis = {.article = {.text = text, .published_day = DAY_NONE}};
    int result = text_tokenize(lexicons(), arena, &analysis);
    if (result == 0 && analysis.tokens.count > 0) {
        draw_trees(&analysis);
        tree_repair_reports(lexicons(), &analysis);
        result = entities_find(lexicons(), arena, &analysis);
        if (result == 0)
            result = times_find(lexicons(), arena, &analysis);
        if (result == 0)
            result = quantities_find(lexicons(), arena, &analysis);
        if (result == 0)
            result = attributions_find(lexicons(), arena, &analysis);
        if (result == 0)
            result = claims_find(lexicons(), arena, &analysis);
    }
    MUST(result == 0 || result == ERR_NO_MEMORY);
    check(&analysis);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = slice_of((const char *)data, size);
    if (size == 0 || memchr(data, 0, size) || !utf8_valid(text, NULL))
        return 0;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    run(arena, text);
    arena_free(arena);
    return 0;
}
