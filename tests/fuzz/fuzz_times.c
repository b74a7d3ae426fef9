/* Any text through the time stage, with and without a day of publication (the first byte chooses):
 * expressions must stand in the text, in order and apart, with a value and ordered bounds. */
#include "analysis/stages.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>

enum { ARENA_LIMIT = 1 << 28, DAYS_PER_STEP = 300 };

static bool ordered(day_number low, day_number high) {
    return low == DAY_NONE || high == DAY_NONE || low <= high;
}

static void check_time(const struct analysis *analysis, uint32_t i) {
    const struct time_expression *time = &analysis->times.at[i];
    assert(time->span.start < time->span.end && time->span.end <= analysis->article.text.length);
    assert(time->first_token < time->past_token && time->past_token <= analysis->tokens.count);
    assert(utf8_valid(analysis_slice(analysis, time->span), NULL));
    assert(time->value.length > 0 && time->type <= TIME_SET);
    assert(time->minute >= -1 && time->minute <= 24 * 60);
    assert(ordered(time->low, time->high));
    assert(ordered(time->recurrence.low, time->recurrence.high));
    assert(i == 0 || analysis->times.at[i - 1].span.end <= time->span.start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = slice_of((const char *)data, size);
    if (size == 0 || memchr(data, 0, size) || !utf8_valid(text, NULL))
        return 0;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    day_number published = data[0] % 2 ? data[0] * DAYS_PER_STEP : DAY_NONE;
    struct analysis analysis = {.article = {.text = text, .published_day = published}};
    bool done =
        text_tokenize(NULL, arena, &analysis) == 0 && times_find(NULL, arena, &analysis) == 0;
    for (uint32_t i = 0; done && i < analysis.times.count; i++)
        check_time(&analysis, i);
    arena_free(arena);
    return 0;
}
