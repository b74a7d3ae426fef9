/* Byte offsets to code-point offsets, for answers that count as the W3C Web Annotation model does.
 *
 * One counter per 64 bytes of text; a lookup counts at most 63 bytes.
 */
#pragma once

#include "base/arena.h"

struct codepoint_index {
    struct slice text;
    const uint32_t *before; /* code points before each block of 64 bytes */
};

/* `text` is well-formed UTF-8 below 4 GiB and outlives the index. Returns 0 or ERR_NO_MEMORY. */
int codepoint_index_make(struct arena *arena, struct slice text, struct codepoint_index *ret_index);

/* The number of code points before byte `offset` (≤ length). */
uint32_t codepoint_offset(const struct codepoint_index *index, uint32_t offset);
