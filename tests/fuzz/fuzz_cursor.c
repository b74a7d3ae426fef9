/* Any bytes as a page cursor: it is refused, or it is one that this store made. What is made here
 * is read back, and no other byte of it may be right. */
#include "base/json_writer.h"
#include "handlers/cursor.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static const char secret[192] = "not one that any store has";
static const struct service service = {.cursor_secret = {secret, sizeof secret}};

static int read_back(struct arena *arena, struct slice text, struct cursor *ret_cursor) {
    struct parameter parameter = {SLICE("cursor"), text};
    struct request request = {.arena = arena,
                              .service = &service,
                              .path = SLICE("/v1/claims"),
                              .parameters = {&parameter, 1, 1}};
    return cursor_read(&request, ret_cursor);
}

/* Writes a cursor of keys taken from the bytes, reads it, and reads it with one bit turned. */
static void there_and_back(struct arena *arena, struct slice bytes) {
    struct request request = {.arena = arena, .service = &service, .path = SLICE("/v1/claims")};
    struct json_writer json;
    struct cursor made = {.major = 1 + (int64_t)bytes.length, .minor = 7};
    struct cursor read = {0};
    buffer_init(&request.out, 1 << 16);
    json_init(&json, &request.out);
    json_begin_object(&json);
    MUST(cursor_write(&request, &json, &made) == 0);
    json_end_object(&json);
    struct slice written = buffer_slice(&request.out);
    size_t at = slice_find(written, SLICE("\"next\":\""));
    MUST(at != SLICE_NONE);
    struct slice text;
    size_t skip = at + strlen("\"next\":\"");
    const char *end = memchr(written.at + skip, '"', written.length - skip);
    MUST(end && arena_copy(arena, slice_of(written.at + skip, (size_t)(end - written.at) - skip),
                           &text) == 0);
    MUST(read_back(arena, text, &read) == 0);
    MUST(read.major == made.major && read.minor == made.minor && read.text.length == 0);
    char *turned = arena_alloc(arena, text.length);
    MUST(turned && text.length > 2);
    memcpy(turned, text.at, text.length);
    size_t place =
        (unsigned char)bytes.at[0] % (text.length - 1); /* the last may hold spare bits */
    turned[place] = turned[place] == 'A' ? 'B' : 'A';
    MUST(read_back(arena, slice_of(turned, text.length), &read) != 0 ||
         memcmp(turned, text.at, text.length) == 0);
    buffer_done(&request.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice bytes = slice_of((const char *)data, size);
    struct arena *arena = arena_new(1 << 22);
    struct cursor cursor = {0};
    if (!arena || size == 0) {
        arena_free(arena);
        return 0;
    }
    if (read_back(arena, bytes, &cursor) == 0)
        MUST(cursor.major > 0 && cursor.text.length <= CURSOR_TEXT_MAX);
    there_and_back(arena, bytes);
    arena_free(arena);
    return 0;
}
