/* Any bytes as a feed, as a page that announces one, and as a list of feeds. What comes out is
 * text.
 */
#include "base/utf8.h"
#include "fetch/feed.h"
#include "fetch/opml.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 1 << 27 };

static void must_be_text(struct slice text) {
    bool fits = text.length <= FEED_NAME_MAX && utf8_valid(text, NULL) &&
                !(text.length && memchr(text.at, '\0', text.length));
    if (fits)
        return;
    (void)fprintf(stderr, "no text\n");
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice bytes = slice_of((const char *)data, size);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct feed feed = {0};
    struct slice link = {0};
    struct opml_list list = {0};
    if (!arena)
        return 0;
    if (feed_parse(arena, bytes, &feed) == 0) {
        must_be_text(feed.title);
        for (uint32_t i = 0; i < feed.items.count; i++) {
            must_be_text(feed.items.at[i].guid);
            must_be_text(feed.items.at[i].link);
        }
    }
    if (feed_discover(arena, bytes, &link) == 0)
        must_be_text(link);
    if (opml_parse(arena, bytes, &list) == 0)
        for (uint32_t i = 0; i < list.count; i++)
            must_be_text(list.at[i].url);
    arena_free(arena);
    return 0;
}
