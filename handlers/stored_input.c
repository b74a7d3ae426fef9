#include "handlers/stored_input.h"

#include "base/error.h"

enum { INPUT_FORMAT = 1, FIELD_HEAD = 1 + 8 };

static const size_t fields[] = {
    offsetof(struct article_input, text),   offsetof(struct article_input, html),
    offsetof(struct article_input, title),  offsetof(struct article_input, url),
    offsetof(struct article_input, source), offsetof(struct article_input, published_at),
    offsetof(struct article_input, byline),
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };

static struct slice field_get(const struct article_input *input, size_t index) {
    struct slice value;
    memcpy(&value, (const char *)input + fields[index], sizeof value);
    return value;
}

static void put_length(char *at, uint64_t length) {
    for (int i = 0; i < 8; i++)
        at[i] = (char)(length >> (8 * i) & 0xff);
}

static uint64_t get_length(const char *at) {
    uint64_t length = 0;
    for (int i = 0; i < 8; i++)
        length |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return length;
}

int stored_input_write(struct arena *arena, const struct article_input *input,
                       struct slice *ret_bytes) {
    size_t total = 1;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (__builtin_add_overflow(total, field_get(input, i).length + FIELD_HEAD, &total))
            return ERR_TOO_LARGE;
    }
    char *bytes = arena_alloc(arena, total);
    if (!bytes)
        return ERR_NO_MEMORY;

    size_t length = 0;
    bytes[length++] = INPUT_FORMAT;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        struct slice value = field_get(input, i);
        if (!value.at)
            continue;
        bytes[length] = (char)i;
        put_length(bytes + length + 1, value.length);
        length += FIELD_HEAD;
        if (value.length)
            memcpy(bytes + length, value.at, value.length);
        length += value.length;
    }
    *ret_bytes = slice_of(bytes, length);
    return 0;
}

int stored_input_read(struct slice bytes, struct article_input *ret_input) {
    if (bytes.length < 1 || bytes.at[0] != INPUT_FORMAT)
        return ERR_INVALID;

    struct article_input input = {0};
    size_t next = 0; /* the least index that may follow */
    for (size_t at = 1; at < bytes.length;) {
        if (bytes.length - at < FIELD_HEAD)
            return ERR_INVALID;
        size_t index = (unsigned char)bytes.at[at];
        uint64_t length = get_length(bytes.at + at + 1);
        at += FIELD_HEAD;
        if (index < next || index >= FIELD_COUNT || length > bytes.length - at)
            return ERR_INVALID;
        struct slice value = slice_of(bytes.at + at, (size_t)length);
        memcpy((char *)&input + fields[index], &value, sizeof value);
        next = index + 1;
        at += (size_t)length;
    }
    *ret_input = input;
    return 0;
}
