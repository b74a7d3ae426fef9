#include "handlers/cursor.h"

#include "base/error.h"
#include "base/json_writer.h"

#include <xxhash.h>

enum { CURSOR_BYTES = 16, CURSOR_TEXT = 22, LINK_MAX = 1000 /* bytes of the header field */ };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* ---- base64url without padding --------------------------------------------------------------- */

static void encode(const unsigned char bytes[CURSOR_BYTES], char text[CURSOR_TEXT]) {
    uint32_t bits = 0;
    int held = 0;
    int length = 0;
    for (int i = 0; i < CURSOR_BYTES; i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 6; held -= 6)
            text[length++] = digits[bits >> (held - 6) & 63];
    }
    text[length] = digits[bits << (6 - held) & 63];
}

static bool decode(struct slice text, unsigned char bytes[CURSOR_BYTES]) {
    if (text.length != CURSOR_TEXT)
        return false;
    uint32_t bits = 0;
    int held = 0;
    int length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *digit = memchr(digits, text.at[i], sizeof digits - 1);
        if (!digit)
            return false;
        bits = bits << 6 | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8 && length < CURSOR_BYTES) {
            held -= 8;
            bytes[length++] = (unsigned char)(bits >> held & 0xff);
        }
    }
    return (bits & ((1u << held) - 1)) == 0; /* one spelling per cursor */
}

/* ---- number and checksum --------------------------------------------------------------------- */

static bool is_scope(struct slice name) {
    return !slice_equal(name, SLICE("cursor")) && !slice_equal(name, SLICE("limit"));
}

/* Over the path, the parameters that choose rows, and the number. Order of parameters counts: a
 * client sends its query again as it stands. */
static uint64_t checksum(const struct request *request, uint64_t number) {
    uint64_t sum = XXH3_64bits_withSeed(request->path.at, request->path.length, number);
    for (uint32_t i = 0; i < request->parameters.count; i++) {
        const struct parameter *parameter = &request->parameters.at[i];
        if (!is_scope(parameter->name))
            continue;
        sum = XXH3_64bits_withSeed(parameter->name.at, parameter->name.length, sum);
        sum = XXH3_64bits_withSeed(parameter->value.at, parameter->value.length, sum);
    }
    return sum;
}

static void put_number(unsigned char bytes[8], uint64_t number) {
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (56 - 8 * i) & 0xff);
}

static uint64_t get_number(const unsigned char bytes[8]) {
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

int cursor_read(struct request *request, int64_t *ret_before) {
    struct slice text = request_parameter(request, "cursor");
    if (!text.at) {
        *ret_before = 0;
        return 0;
    }

    unsigned char bytes[CURSOR_BYTES];
    if (!decode(text, bytes))
        return refuse(request);
    uint64_t number = get_number(bytes);
    if (number == 0 || number > INT64_MAX || get_number(bytes + 8) != checksum(request, number))
        return refuse(request);
    *ret_before = (int64_t)number;
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

int cursor_write(struct request *request, struct json_writer *json, int64_t next) {
    json_key(json, "next");
    if (next == 0) {
        json_put_null(json);
        return 0;
    }

    unsigned char bytes[CURSOR_BYTES];
    char text[CURSOR_TEXT];
    put_number(bytes, (uint64_t)next);
    put_number(bytes + 8, checksum(request, (uint64_t)next));
    encode(bytes, text);
    json_put_string(json, slice_of(text, sizeof text));
    return add_link(request, slice_of(text, sizeof text));
}
