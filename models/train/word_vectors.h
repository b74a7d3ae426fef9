/* Word vectors in the gv8 format: "GV8\x01", number of words, dimensions, length of the word block
 * (uint32 each), the words one a line, zeros to a multiple of 4 bytes, a float scale a word, then
 * int8 vectors; little-endian. Lengths are brought to VECTOR_LENGTH here, so scales do not matter.
 */
#pragma once

#include "base/arena.h"

#define VECTOR_LENGTH 3.0

struct word_vectors {
    const uint64_t *hashes; /* token_word_hash of each word */
    const float *values;    /* `width` each; the last is 1, for a regression's constant */
    uint32_t count;
    uint32_t width;
};

/* Reads a plain or gzip file into the arena; prints what went wrong. Returns 0, ERR_NOT_FOUND,
 * ERR_INVALID or ERR_NO_MEMORY. */
int word_vectors_read(const char *path, struct arena *arena, struct word_vectors *ret_vectors);
