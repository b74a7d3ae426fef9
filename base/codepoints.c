#include "base/codepoints.h"

#include "base/error.h"
#include "base/utf8.h"

#include <assert.h>

enum { CODEPOINT_BLOCK = 64 };

int codepoint_index_make(struct arena *arena, struct slice text,
                         struct codepoint_index *ret_index) {
    size_t blocks = text.length / CODEPOINT_BLOCK + 1;
    uint32_t *before = ARENA_ARRAY(arena, uint32_t, blocks);
    if (!before)
        return ERR_NO_MEMORY;

    for (size_t block = 1; block < blocks; block++) {
        struct slice last = slice_of(text.at + (block - 1) * CODEPOINT_BLOCK, CODEPOINT_BLOCK);
        before[block] = before[block - 1] + (uint32_t)utf8_count(last);
    }
    *ret_index = (struct codepoint_index){text, before};
    return 0;
}

uint32_t codepoint_offset(const struct codepoint_index *index, uint32_t offset) {
    assert(offset <= index->text.length);
    size_t block = offset / CODEPOINT_BLOCK;
    struct slice rest =
        slice_of(index->text.at + block * CODEPOINT_BLOCK, offset - block * CODEPOINT_BLOCK);
    return index->before[block] + (uint32_t)utf8_count(rest);
}
