/* Any bytes as the text of an article: repaired, cleaned, tokenised. The edge refuses ill-formed
 * UTF-8 and NUL before analysis sees them, and so does this target. */
#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/text_invariants.h"

#include <stdlib.h>

enum { ARENA_LIMIT = 1 << 28 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = slice_of((const char *)data, size);
    if (size == 0 || memchr(data, 0, size) || !utf8_valid(text, NULL))
        return 0;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    text_run_checked(arena, text);
    arena_free(arena);
    return 0;
}
