/* Streaming JSON into a buffer (RFC 8259): answers are written, never built as a tree.
 *
 * The writer places commas; the caller keeps begin and end in pairs. Strings must be well-formed
 * UTF-8. Doubles print the shortest digits that read back to the same value, always with '.', and
 * whole numbers without a fraction, so that the same value gives the same bytes under any locale.
 */
#pragma once

#include "base/buffer.h"

enum { JSON_DEPTH = 32 };

struct json_writer {
    struct buffer *out;
    unsigned depth;
    bool filled[JSON_DEPTH]; /* does the open object or array hold anything yet? */
    bool after_key;
};

static inline void json_init(struct json_writer *json, struct buffer *out) {
    *json = (struct json_writer){.out = out};
}

void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
void json_end_array(struct json_writer *json);
void json_key(struct json_writer *json, const char *key);

/* An absent slice (at == NULL) is written as null. */
void json_put_string(struct json_writer *json, struct slice text);
void json_put_cstr(struct json_writer *json, const char *text);
void json_put_integer(struct json_writer *json, int64_t value);
/* NaN and infinities are written as null. */
void json_put_double(struct json_writer *json, double value);
void json_put_bool(struct json_writer *json, bool value);
void json_put_null(struct json_writer *json);
/* Bytes that are JSON already. */
void json_put_raw(struct json_writer *json, struct slice bytes);

/* Key and value in one line. */
void json_member_string(struct json_writer *json, const char *key, struct slice text);
void json_member_cstr(struct json_writer *json, const char *key, const char *text);
void json_member_integer(struct json_writer *json, const char *key, int64_t value);
void json_member_double(struct json_writer *json, const char *key, double value);
void json_member_bool(struct json_writer *json, const char *key, bool value);

/* The shortest text of a finite double that reads back to it; at most 32 bytes with the NUL.
 * Returns its length. */
size_t json_format_double(double value, char ret_text[32]);
