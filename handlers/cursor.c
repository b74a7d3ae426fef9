#include "handlers/cursor.h"

#include "base/error.h"
#include "base/json_writer.h"

#include <assert.h>

#define XXH_STATIC_LINKING_ONLY /* the state stands on the stack */
#include <xxhash.h>

enum {
    KEYS_BYTES = 16,
    CHECK_BYTES = 8,
    CURSOR_BYTES_MAX = KEYS_BYTES + CURSOR_TEXT_MAX + CHECK_BYTES,
    CURSOR_DIGITS_MAX = (CURSOR_BYTES_MAX * 8 + 5) / 6,
    LINK_MAX = 4000 /* bytes of the header field */
};

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* ---- base64url without padding --------------------------------------------------------------- */

static size_t encode(const unsigned char *bytes, size_t count, char *text) {
    uint32_t bits = 0;
    int held = 0;
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 6; held -= 6)
            text[length++] = digits[bits >> (held - 6) & 63];
    }
    if (held)
        text[length++] = digits[bits << (6 - held) & 63];
    return length;
}

/* The number of bytes, 0 for what encode() did not make. */
static size_t decode(struct slice text, unsigned char bytes[CURSOR_BYTES_MAX]) {
    if (text.length > CURSOR_DIGITS_MAX || text.length % 4 == 1)
        return 0;
    uint32_t bits = 0;
    int held = 0;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *digit = memchr(digits, text.at[i], sizeof digits - 1);
        if (!digit)
            return 0;
        bits = bits << 6 | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8 && length < CURSOR_BYTES_MAX) {
            held -= 8;
            bytes[length++] = (unsigned char)(bits >> held & 0xff);
        }
    }
    bool one_spelling = held < 8 && (bits & ((1u << held) - 1)) == 0;
    return one_spelling ? length : 0;
}

/* ---- keys and check value -------------------------------------------------------------------- */

static bool is_scope(struct slice name) {
    return !slice_equal(name, SLICE("cursor")) && !slice_equal(name, SLICE("limit")) &&
           !slice_equal(name, SLICE("fields"));
}

static void add_part(XXH3_state_t *state, struct slice part) {
    uint64_t length = part.length; /* so that parts cannot flow into one another */
    (void)XXH3_64bits_update(state, &length, sizeof length); /* cannot fail for a valid state */
    (void)XXH3_64bits_update(state, part.at ? part.at : "", part.length);
}

/* Keyed xxh3 over the path, the parameters that choose rows, and the keys. Order of parameters
 * counts: a client sends its query again as it stands. */
static uint64_t check_value(const struct request *request, struct slice keys) {
    struct slice secret = request->service->cursor_secret;
    XXH3_state_t state;
    assert(secret.length >= XXH3_SECRET_SIZE_MIN);
    (void)XXH3_64bits_reset_withSecret(&state, secret.at, secret.length); /* of the right size */
    add_part(&state, request->path);
    for (uint32_t i = 0; i < request->parameters.count; i++) {
        const struct parameter *parameter = &request->parameters.at[i];
        if (!is_scope(parameter->name))
            continue;
        add_part(&state, parameter->name);
        add_part(&state, parameter->value);
    }
    add_part(&state, keys);
    return XXH3_64bits_digest(&state);
}

static void put_number(unsigned char *bytes, uint64_t number) {
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (56 - 8 * i) & 0xff);
}

static uint64_t get_number(const unsigned char *bytes) {
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

static int refuse(struct request *request) {
    struct field_error error = {
        .detail = SLICE("parameter cursor must be the value of next that the same "
                        "query gave")};
    return list_push(request->arena, &request->errors, error) ? ERR_INVALID : ERR_NO_MEMORY;
}

int cursor_read(struct request *request, struct cursor *ret_cursor) {
    struct slice text = request_parameter(request, "cursor");
    if (!text.at) {
        *ret_cursor = (struct cursor){0};
        return 0;
    }

    unsigned char bytes[CURSOR_BYTES_MAX];
    size_t length = decode(text, bytes);
    if (length < KEYS_BYTES + CHECK_BYTES)
        return refuse(request);
    struct slice keys = slice_of((const char *)bytes, length - CHECK_BYTES);
    if (get_number(bytes + keys.length) != check_value(request, keys))
        return refuse(request);

    struct cursor cursor = {.major = (int64_t)get_number(bytes),
                            .minor = (int64_t)get_number(bytes + 8)};
    if (keys.length > KEYS_BYTES) {
        struct slice part = slice_of(keys.at + KEYS_BYTES, keys.length - KEYS_BYTES);
        int error = arena_copy(request->arena, part, &cursor.text);
        if (error)
            return error;
    }
    *ret_cursor = cursor;
    return 0;
}

/* ---- the next page --------------------------------------------------------------------------- */

static void append_encoded(struct buffer *out, struct slice text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = memchr(digits, c, sizeof digits - 1) || c == '.' || c == '~';
        if (plain)
            buffer_append_byte(out, (char)c);
        else
            buffer_printf(out, "%%%02X", c);
    }
}

static void append_link(struct buffer *out, const struct request *request, struct slice cursor) {
    buffer_printf(out, "<%.*s?", SLICE_ARGS(request->path));
    for (uint32_t i = 0; i < request->parameters.count; i++) {
        const struct parameter *parameter = &request->parameters.at[i];
        if (slice_equal(parameter->name, SLICE("cursor")))
            continue;
        append_encoded(out, parameter->name);
        buffer_append_byte(out, '=');
        append_encoded(out, parameter->value);
        buffer_append_byte(out, '&');
    }
    buffer_printf(out, "cursor=%.*s>; rel=\"next\"", SLICE_ARGS(cursor));
}

static int add_link(struct request *request, struct slice cursor) {
    struct buffer link;
    buffer_init(&link, LINK_MAX);
    append_link(&link, request, cursor);
    int error = buffer_error(&link);
    if (!error)
        reply_header(request, "Link", buffer_slice(&link));
    buffer_done(&link);
    return error == ERR_TOO_LARGE ? 0 : error; /* "next" in the body still tells */
}

int cursor_write(struct request *request, struct json_writer *json, const struct cursor *next) {
    json_key(json, "next");
    if (!next) {
        json_put_null(json);
        return 0;
    }

    unsigned char bytes[CURSOR_BYTES_MAX];
    char text[CURSOR_DIGITS_MAX];
    assert(next->text.length <= CURSOR_TEXT_MAX);
    put_number(bytes, (uint64_t)next->major);
    put_number(bytes + 8, (uint64_t)next->minor);
    if (next->text.length)
        memcpy(bytes + KEYS_BYTES, next->text.at, next->text.length);
    struct slice keys = slice_of((const char *)bytes, KEYS_BYTES + next->text.length);
    put_number(bytes + keys.length, check_value(request, keys));
    struct slice token = slice_of(text, encode(bytes, keys.length + CHECK_BYTES, text));
    json_put_string(json, token);
    return add_link(request, token);
}
