/* Any text through the value stages: spans must stand in the text, in order, and bounds must be
 * numbers. Cut from quantities as hostile as they come: digits, signs, brackets, long hyphen
 * chains. */
#include "analysis/stages.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <math.h>

enum { ARENA_LIMIT = 1 << 28 };

static void check_quantity(const struct analysis *analysis, uint32_t i) {
    const struct quantity *q = &analysis->quantities.at[i];
    assert(q->span.start < q->span.end && q->span.end <= analysis->article.text.length);
    assert(span_contains(q->span, q->number));
    assert(q->first_token < q->past_token && q->past_token <= analysis->tokens.count);
    assert(!isnan(q->low) && !isnan(q->high) && q->low <= q->high);
    assert(isnan(q->value) || isfinite(q->value));
    assert(q->resolution >= 0 && isfinite(q->resolution));
    assert(q->alternative_of == NO_INDEX || q->alternative_of < i);
    assert(q->gloss_of == NO_INDEX || q->gloss_of < i);
    assert(utf8_valid(analysis_slice(analysis, q->span), NULL));
    assert(i == 0 || analysis->quantities.at[i - 1].number.end <= q->number.start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = slice_of((const char *)data, size);
    if (size == 0 || memchr(data, 0, size) || !utf8_valid(text, NULL))
        return 0;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    struct analysis analysis = {.article = {.text = text, .published_day = DAY_NONE}};
    bool done = text_tokenize(NULL, arena, &analysis) == 0 &&
                times_find(NULL, arena, &analysis) == 0 &&
                quantities_find(NULL, arena, &analysis) == 0;
    for (uint32_t i = 0; done && i < analysis.quantities.count; i++)
        check_quantity(&analysis, i);
    arena_free(arena);
    return 0;
}
