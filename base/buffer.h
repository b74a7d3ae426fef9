/* A growing byte buffer that is born with its limit.
 *
 * Appending past the limit or without memory sets a sticky error; later appends do nothing, so that
 * a writer checks once at its end with buffer_error(). The owner of the struct calls buffer_done().
 */
#pragma once

#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

struct buffer {
    char *at;
    size_t length;
    size_t capacity; /* at most the limit */
    size_t limit;
    int error;
};

static inline void buffer_init(struct buffer *buffer, size_t limit) {
    *buffer = (struct buffer){.limit = limit};
}

/* Frees the content; takes a zeroed struct calmly. */
void buffer_done(struct buffer *buffer);

/* Empties for reuse, keeps memory and limit, forgets the error. */
void buffer_clear(struct buffer *buffer);

void buffer_append(struct buffer *buffer, struct slice bytes);

char *buffer_grow(struct buffer *buffer, size_t more); /* for the next one */

/* Where the caller may write up to `more` bytes and add to the length what it has written; NULL
 * with an error set, also when `more` may go past the limit. */
static inline char *buffer_room(struct buffer *buffer, size_t more) {
    if (!buffer->error && more <= buffer->capacity - buffer->length)
        return buffer->at + buffer->length;
    return buffer_grow(buffer, more);
}

static inline void buffer_append_byte(struct buffer *buffer, char byte) {
    char *at = buffer_room(buffer, 1);
    if (at) {
        *at = byte;
        buffer->length++;
    }
}

void buffer_append_cstr(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* 0, ERR_TOO_LARGE or ERR_NO_MEMORY. */
static inline int buffer_error(const struct buffer *buffer) {
    return buffer->error;
}

/* What goes into it could not be made whole for want of memory: neither can this be. `part` is what
 * was to be appended; one that is merely too long counts as cut. */
static inline void buffer_needs(struct buffer *buffer, const struct buffer *part) {
    if (part->error == ERR_NO_MEMORY && !buffer->error)
        buffer->error = ERR_NO_MEMORY;
}

static inline struct slice buffer_slice(const struct buffer *buffer) {
    return slice_of(buffer->at, buffer->length);
}

/* Hands the bytes to the caller, who calls free(); the buffer is empty afterwards. NULL if empty.
 */
char *buffer_take(struct buffer *buffer, size_t *ret_length);
