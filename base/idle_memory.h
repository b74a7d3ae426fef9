/* Larger blocks that were used and will be again. malloc gives such blocks back to the system when
 * they are freed, and to get each of their pages anew took a tenth of what an article costs. A few
 * are kept instead, IDLE_MEMORY_MAX bytes of them in the whole process, zeroed: nothing of a
 * request outlives it. None is kept under AddressSanitizer, which tells of a use after it was
 * freed.
 */
#pragma once

#include <stddef.h>

enum {
    IDLE_MEMORY_FROM = 128 * 1024, /* smaller and larger ones are malloc's at once */
    IDLE_MEMORY_TO = 1024 * 1024 + 64,
    IDLE_MEMORY_MAX = 6 * 1024 * 1024
};

/* A block of exactly `size` zeroed bytes, from what is kept or from calloc; NULL without memory. */
void *idle_memory_take(size_t size);

/* Keeps or frees it. `used`: how many bytes from its beginning may not be zero. */
void idle_memory_leave(void *at, size_t size, size_t used);

/* Bytes that are kept just now. */
size_t idle_memory_kept(void);

/* Gives back to the system what malloc holds and nobody uses: between blocks that stay (pages of
 * databases, what is kept between requests) lie many that came and went. Blocks of ours stay. */
void idle_memory_trim(void);
