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

char *buffer_grow(struct buffer *buffer, size_t more) {
    if (buffer->error)
        return NULL;
    if (more > buffer->limit - buffer->length) {
        buffer->error = ERR_TOO_LARGE;
        return NULL;
    }

    size_t need = buffer->length + more;
    size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST;
    while (capacity < need)
        capacity *= 2;
    capacity = capacity < buffer->limit ? capacity : buffer->limit;
    char *grown = realloc(buffer->at, capacity);
    if (!grown) {
        buffer->error = ERR_NO_MEMORY;
        return NULL;
    }

    buffer->at = grown;
    buffer->capacity = capacity;
    return grown + buffer->length;
}

void buffer_append(struct buffer *buffer, struct slice bytes) {
    char *at = bytes.length ? buffer_room(buffer, bytes.length) : NULL;
    if (!at)
        return;
    memcpy(at, bytes.at, bytes.length);
    buffer->length += bytes.length;
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
    char *at = buffer_room(buffer, (size_t)length + 1); /* one more for vsnprintf's NUL */
    if (!at)
        return;

    va_start(list, format);
    (void)vsnprintf(at, (size_t)length + 1, format, list);
    va_end(list);
    buffer->length += (size_t)length;
}

char *buffer_take(struct buffer *buffer, size_t *ret_length) {
    char *at = buffer->at;
    *ret_length = buffer->length;
    *buffer = (struct buffer){.limit = buffer->limit};
    return at;
}
