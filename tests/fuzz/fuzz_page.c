/* Any bytes as a page: parsed, judged, chosen, cleaned. What comes out must be fit for the rest of
 * analysis: well-formed UTF-8 without NUL. */
#include "analysis/stages.h"
#include "base/error.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 1 << 28 };

static void must_be_text(struct slice text, const char *what) {
    bool nul = text.length && memchr(text.at, '\0', text.length);
    if (!nul && utf8_valid(text, NULL))
        return;
    (void)fprintf(stderr, "%s is no text\n", what);
    abort();
}

static void check(const struct article *article) {
    must_be_text(article->text, "text");
    must_be_text(article->title, "title");
    must_be_text(article->byline, "byline");
    must_be_text(article->source, "source");
    must_be_text(article->url, "url");
    must_be_text(article->language, "language");
    must_be_text(article->published_at, "published_at");
    for (uint32_t i = 0; i < article->removed.count; i++)
        must_be_text(article->removed.at[i].text, "removed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    struct article_input input = {.html = slice_of((const char *)data, size)};
    struct analysis analysis = {.article.published_day = DAY_NONE};
    int result = page_extract(NULL, arena, &input, &analysis);
    if (result == 0) {
        check(&analysis.article);
        result = text_repair(NULL, arena, &analysis);
    }
    if (result == 0)
        result = text_clean(NULL, arena, &analysis);
    if (result == 0)
        check(&analysis.article);
    arena_free(arena);
    return 0;
}
