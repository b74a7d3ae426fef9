#include "base/json_writer.h"

#include "base/json_text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Does a comma stand before what comes now, no value of a key? What encloses it is filled then. */
static bool takes_comma(struct json_writer *json) {
    bool filled = json->depth && json->filled[json->depth - 1];
    if (json->depth)
        json->filled[json->depth - 1] = true;
    return filled;
}

static void before_value(struct json_writer *json) {
    if (!json->after_key && takes_comma(json))
        buffer_append_byte(json->out, ',');
    json->after_key = false;
}

static void open_bracket(struct json_writer *json, char bracket) {
    before_value(json);
    assert(json->depth < JSON_DEPTH);
    json->filled[json->depth++] = false;
    buffer_append_byte(json->out, bracket);
}

static void close_bracket(struct json_writer *json, char bracket) {
    assert(json->depth > 0 && !json->after_key);
    json->depth--;
    buffer_append_byte(json->out, bracket);
}

void json_begin_object(struct json_writer *json) {
    open_bracket(json, '{');
}

void json_end_object(struct json_writer *json) {
    close_bracket(json, '}');
}

void json_begin_array(struct json_writer *json) {
    open_bracket(json, '[');
}

void json_end_array(struct json_writer *json) {
    close_bracket(json, ']');
}

static void write_escape(struct buffer *out, unsigned char c) {
    switch (c) {
    case '"':
        buffer_append_cstr(out, "\\\"");
        break;
    case '\\':
        buffer_append_cstr(out, "\\\\");
        break;
    case '\n':
        buffer_append_cstr(out, "\\n");
        break;
    case '\r':
        buffer_append_cstr(out, "\\r");
        break;
    case '\t':
        buffer_append_cstr(out, "\\t");
        break;
    default:
        buffer_printf(out, "\\u%04x", c);
    }
}

/* Most strings stand for themselves as wholes. */
static bool write_plain(struct buffer *out, struct slice text) {
    char *at = json_plain_end(text, 0) == text.length ? buffer_room(out, text.length + 2) : NULL;
    if (!at)
        return false;
    at[0] = '"';
    memcpy(at + 1, text.at, text.length);
    at[text.length + 1] = '"';
    out->length += text.length + 2;
    return true;
}

static void write_string(struct buffer *out, struct slice text) {
    if (write_plain(out, text))
        return;
    buffer_append_byte(out, '"');
    for (size_t from = 0; from < text.length;) {
        size_t end = json_plain_end(text, from);
        buffer_append(out, slice_of(text.at + from, end - from));
        if (end < text.length)
            write_escape(out, (unsigned char)text.at[end++]);
        from = end;
    }
    buffer_append_byte(out, '"');
}

/* The key with all that stands around it, in one go: most strings are keys. */
static bool write_plain_key(struct buffer *out, bool comma, struct slice key) {
    size_t length = comma + key.length + 3;
    char *at = json_plain_end(key, 0) == key.length ? buffer_room(out, length) : NULL;
    if (!at)
        return false;
    *at = ',';
    at += comma;
    *at++ = '"';
    memcpy(at, key.at, key.length);
    memcpy(at + key.length, "\":", 2);
    out->length += length;
    return true;
}

void json_key(struct json_writer *json, const char *key) {
    assert(!json->after_key);
    struct slice text = slice_from_cstr(key);
    bool comma = takes_comma(json);
    if (!write_plain_key(json->out, comma, text)) {
        if (comma)
            buffer_append_byte(json->out, ',');
        write_string(json->out, text);
        buffer_append_byte(json->out, ':');
    }
    json->after_key = true;
}

void json_put_string(struct json_writer *json, struct slice text) {
    if (!text.at) {
        json_put_null(json);
        return;
    }
    before_value(json);
    write_string(json->out, text);
}

void json_put_cstr(struct json_writer *json, const char *text) {
    json_put_string(json, slice_from_cstr(text));
}

void json_put_raw(struct json_writer *json, struct slice bytes) {
    before_value(json);
    buffer_append(json->out, bytes);
}

enum { DIGITS_MAX = 20 }; /* of 2^64 */

/* Writes the digits of `value` before `end` and returns where they begin. */
static char *write_digits(uint64_t value, char *end) {
    do
        *--end = (char)('0' + value % 10);
    while (value /= 10);
    return end;
}

void json_put_integer(struct json_writer *json, int64_t value) {
    char digits[1 + DIGITS_MAX];
    char *end = digits + sizeof digits;
    char *at = write_digits(value < 0 ? -(uint64_t)value : (uint64_t)value, end);
    if (value < 0)
        *--at = '-';
    before_value(json);
    buffer_append(json->out, slice_of(at, (size_t)(end - at)));
}

/* The decimal of at most six places and fifteen digits that `value` was read from, if there is one:
 * then it is what "%.15g" prints. A decimal of fifteen digits comes back from the nearest double as
 * it was; and the quotient of two whole numbers that a double holds is the double nearest to it. 0
 * for all others. */
static size_t format_short(double value, char ret_text[32]) {
    double size = fabs(value);
    double power = 1;
    unsigned places = 0;
    if (!(size < 1e15) || (size < 1e-4 && size != 0))
        return 0;
    while (rint(size * power) / power != size) {
        power *= 10;
        if (++places > 6 || size * power >= 1e15)
            return 0;
    }
    char digits[DIGITS_MAX];
    char *end = digits + sizeof digits;
    char *at = write_digits((uint64_t)rint(size * power), end);
    while ((size_t)(end - at) <= places) /* 0.05 is 5 of two places */
        *--at = '0';
    size_t whole = (size_t)(end - at) - places;
    size_t length = 0;
    if (value < 0)
        ret_text[length++] = '-';
    memcpy(ret_text + length, at, whole);
    length += whole;
    if (places) {
        ret_text[length++] = '.';
        memcpy(ret_text + length, at + whole, places);
        length += places;
    }
    ret_text[length] = '\0';
    return length;
}

size_t json_format_double(double value, char ret_text[32]) {
    size_t short_length = format_short(value, ret_text);
    if (short_length)
        return short_length;
    int length = 0;
    for (int precision = 15; precision <= 17; precision++) {
        length = snprintf(ret_text, 32, "%.*g", precision, value);
        if (strtod(ret_text, NULL) == value)
            break;
    }
    assert(length > 0 && length < 32);
    for (int i = 0; i < length; i++)
        if (ret_text[i] == ',') /* the decimal mark of a foreign locale */
            ret_text[i] = '.';
    return (size_t)length;
}

void json_put_double(struct json_writer *json, double value) {
    if (!isfinite(value)) {
        json_put_null(json);
        return;
    }
    char text[32];
    size_t length = json_format_double(value, text);
    before_value(json);
    buffer_append(json->out, slice_of(text, length));
}

void json_put_bool(struct json_writer *json, bool value) {
    before_value(json);
    buffer_append_cstr(json->out, value ? "true" : "false");
}

void json_put_null(struct json_writer *json) {
    before_value(json);
    buffer_append_cstr(json->out, "null");
}

void json_member_string(struct json_writer *json, const char *key, struct slice text) {
    json_key(json, key);
    json_put_string(json, text);
}

void json_member_cstr(struct json_writer *json, const char *key, const char *text) {
    json_key(json, key);
    json_put_cstr(json, text);
}

void json_member_integer(struct json_writer *json, const char *key, int64_t value) {
    json_key(json, key);
    json_put_integer(json, value);
}

void json_member_double(struct json_writer *json, const char *key, double value) {
    json_key(json, key);
    json_put_double(json, value);
}

void json_member_bool(struct json_writer *json, const char *key, bool value) {
    json_key(json, key);
    json_put_bool(json, value);
}
