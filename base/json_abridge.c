#include "base/json_abridge.h"

#include "base/error.h"
#include "base/json_text.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LONG_STRING = 512, /* bytes as sent: shorter ones cost jansson less than this file's care */
    MARK_DIGITS = 8,   /* hexadecimal, of the string's number */
};
#define MARK_BEGIN "\\u0000"

/* ---- one string ------------------------------------------------------------------------------ */

static bool read_four(struct slice json, size_t at, uint32_t *ret_value) {
    uint32_t value = 0;
    if (json.length - at < 4)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        unsigned char c = (unsigned char)json.at[i];
        unsigned char letter = c | 0x20;
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if (letter >= 'a' && letter <= 'f')
            value = value << 4 | (uint32_t)(letter - 'a' + 10);
        else
            return false;
    }
    *ret_value = value;
    return true;
}

/* The digits of \uXXXX begin at `at`; returns how many bytes of the escape, and of the second one
 * of a surrogate pair, follow from there. 0: not for us. */
static size_t read_code_point(struct slice json, size_t at, uint32_t *ret_code_point) {
    uint32_t first;
    uint32_t second;
    if (!read_four(json, at, &first) || !first || (first >= 0xDC00 && first <= 0xDFFF))
        return 0;
    *ret_code_point = first;
    if (first < 0xD800 || first > 0xDBFF)
        return 4;
    if (json.length - at < 10 || json.at[at + 4] != '\\' || json.at[at + 5] != 'u' ||
        !read_four(json, at + 6, &second) || second < 0xDC00 || second > 0xDFFF)
        return 0;
    *ret_code_point = 0x10000 + ((first - 0xD800) << 10 | (second - 0xDC00));
    return 10;
}

/* The letter behind the backslash stands at `at`; returns how many bytes follow the backslash. */
static size_t read_escape(struct slice json, size_t at, char *out, size_t *length) {
    static const char means[128] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    unsigned char letter = (unsigned char)json.at[at];
    if (letter < sizeof means && means[letter]) {
        out[(*length)++] = means[letter];
        return 1;
    }
    uint32_t code_point;
    size_t digits = letter == 'u' ? read_code_point(json, at + 1, &code_point) : 0;
    if (!digits)
        return 0;
    *length += utf8_encode(code_point, out + *length);
    return 1 + digits;
}

/* What the string says that begins at `from`, behind its opening quote; never longer than itself,
 * but JSON_COPY_MORE bytes may be written behind it. *ret_end is where its closing quote stands.
 * False when jansson would refuse it for other bytes than those of UTF-8. */
static bool read_string(struct slice json, size_t from, char *out, size_t *ret_length,
                        size_t *ret_end) {
    size_t length = 0;
    for (size_t at = from; at < json.length;) {
        size_t end = json_copy_plain(json, at, out + length);
        length += end - at;
        at = end;
        if (at == json.length)
            break;
        char c = json.at[at];
        if (c == '"') {
            *ret_length = length;
            *ret_end = at;
            return true;
        }
        if (c == 0x7F) {
            out[length++] = json.at[at++];
            continue;
        }
        size_t escape =
            c == '\\' && at + 1 < json.length ? read_escape(json, at + 1, out, &length) : 0;
        if (!escape)
            break;
        at += 1 + escape;
    }
    return false;
}

/* ---- taking out ------------------------------------------------------------------------------ */

static bool is_key(struct slice json, size_t behind) {
    while (behind < json.length && memchr(" \t\r\n", json.at[behind], 4))
        behind++;
    return behind < json.length && json.at[behind] == ':';
}

static void take_out(struct json_abridged *abridged, struct slice text) {
    abridged->strings[abridged->count] = text;
    /* Room for its NUL: the mark is shorter than what it stands for. */
    abridged->length += (size_t)snprintf(abridged->json + abridged->length, LONG_STRING,
                                         "\"" MARK_BEGIN "%0*x\"", MARK_DIGITS, abridged->count);
    abridged->count++;
}

/* False for what could be taken for a mark. No piece begins or ends within an escape. */
static bool leave_in(struct json_abridged *abridged, struct slice bytes) {
    if (memmem(bytes.at, bytes.length, MARK_BEGIN, sizeof MARK_BEGIN - 1))
        return false;
    memcpy(abridged->json + abridged->length, bytes.at, bytes.length);
    abridged->length += bytes.length;
    return true;
}

static bool abridge(struct slice json, struct json_abridged *abridged) {
    size_t texts_length = 0;
    size_t kept = 0; /* up to here it is in the abridged one */
    size_t at = 0;
    for (;;) {
        const char *quote = memchr(json.at + at, '"', json.length - at);
        if (!quote)
            break;
        size_t begin = (size_t)(quote - json.at);
        char *text = abridged->texts + texts_length;
        size_t length;
        size_t end;
        bool sound = read_string(json, begin + 1, text, &length, &end);
        if (!sound)
            end = json_string_end(json, begin + 1);
        if (end == json.length)
            break;
        at = end + 1;
        if (end - begin < LONG_STRING || is_key(json, at))
            continue;
        if (!leave_in(abridged, slice_of(json.at + kept, begin - kept)))
            return false;
        kept = begin;
        if (sound && utf8_valid(slice_of(quote + 1, end - begin - 1), NULL)) {
            take_out(abridged, slice_of(text, length));
            texts_length += length;
            kept = at;
        }
    }
    return leave_in(abridged, slice_of(json.at + kept, json.length - kept));
}

int json_abridge(struct slice json, struct json_abridged *ret_abridged) {
    struct json_abridged abridged = {0};
    *ret_abridged = abridged;
    if (json.length < LONG_STRING)
        return 0;

    abridged.json = malloc(json.length);
    abridged.texts = malloc(json.length + JSON_COPY_MORE);
    abridged.strings = malloc((json.length / LONG_STRING) * sizeof *abridged.strings);
    if (!abridged.json || !abridged.texts || !abridged.strings) {
        json_abridged_done(&abridged);
        return ERR_NO_MEMORY;
    }
    if (abridge(json, &abridged) && abridged.count)
        *ret_abridged = abridged;
    else
        json_abridged_done(&abridged);
    return 0;
}

void json_abridged_done(struct json_abridged *abridged) {
    free(abridged->json);
    free(abridged->texts);
    free(abridged->strings);
    *abridged = (struct json_abridged){0};
}

/* ---- putting back ---------------------------------------------------------------------------- */

static int complete_string(json_t *value, const struct json_abridged *abridged) {
    const char *mark = json_string_value(value);
    if (!json_string_length(value) || mark[0])
        return 0;
    unsigned long number = strtoul(mark + 1, NULL, 16);
    struct slice text = abridged->strings[number];
    return json_string_setn_nocheck(value, text.at, text.length) < 0 ? ERR_NO_MEMORY : 0;
}

int json_complete(json_t *root, const struct json_abridged *abridged) {
    if (json_is_string(root))
        return complete_string(root, abridged);
    int result = 0;
    for (size_t i = 0; i < json_array_size(root) && result == 0; i++)
        result = json_complete(json_array_get(root, i), abridged);
    for (void *it = json_object_iter(root); it && result == 0; it = json_object_iter_next(root, it))
        result = json_complete(json_object_iter_value(it), abridged);
    return result;
}
