#include "base/buffer.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUFFER_FIRST = 1024 };

void buffer_done(struct buffer *buffer) {
    free(buffer->at);
    *buffer = (struct buffer){.limit = buffer->limit};
}

void buffer_clear(struct buffer *buffer) {
    buffer->length = 0;
    buffer->error = 0;
}

static bool reserve(struct buffer *buffer, size_t more) {
    if (buffer->error)
        return false;
    if (more > buffer->limit - buffer->length) {
        buffer->error = ERR_TOO_LARGE;
        return false;
    }

    size_t need = buffer->length + more;
    if (need <= buffer->capacity)
        return true;

    size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST;
    while (capacity < need)
        capacity *= 2;
    char *grown = realloc(buffer->at, capacity);
    if (!grown) {
        buffer->error = ERR_NO_MEMORY;
        return false;
    }

    buffer->at = grown;
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, struct slice bytes) {
    if (!bytes.length || !reserve(buffer, bytes.length))
        return;
    memcpy(buffer->at + buffer->length, bytes.at, bytes.length);
    buffer->length += bytes.length;
}

void buffer_append_byte(struct buffer *buffer, char byte) {
    if (!reserve(buffer, 1))
        return;
    buffer->at[buffer->length++] = byte;
}

void buffer_append_cstr(struct buffer *buffer, const char *text) {
    buffer_append(buffer, slice_from_cstr(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...) {
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (length < 0) {
        buffer->error = ERR_FAILED;
        return;
    }
    if (buffer->error || !reserve(buffer, (size_t)length + 1)) /* one more for vsnprintf's NUL */
        return;

    va_start(list, format);
    (void)vsnprintf(buffer->at + buffer->length, (size_t)length + 1, format, list);
    va_end(list);
    buffer->length += (size_t)length;
}

char *buffer_take(struct buffer *buffer, size_t *ret_length) {
    char *at = buffer->at;
    *ret_length = buffer->length;
    *buffer = (struct buffer){.limit = buffer->limit};
    return at;
}
