#include "models/train/word_vectors.h"

#include "analysis/language/token_features.h"
#include "base/error.h"
#include "models/train/treebank.h"

#include <math.h>
#include <stdio.h>

enum { HEAD_BYTES = 16, WORDS_MAX = 1 << 20, WIDTH_MAX = 1024 };

static uint32_t number_at(struct slice bytes, size_t at) {
    uint32_t number;
    memcpy(&number, bytes.at + at, sizeof number);
    return number;
}

static void fill_vector(const char *bytes, uint32_t dimensions, float *ret_values) {
    double square = 0;
    for (uint32_t k = 0; k < dimensions; k++) {
        double value = (int8_t)bytes[k];
        square += value * value;
    }
    double scale = square > 0 ? VECTOR_LENGTH / sqrt(square) : 0;
    for (uint32_t k = 0; k < dimensions; k++)
        ret_values[k] = (float)((int8_t)bytes[k] * scale);
    ret_values[dimensions] = 1;
}

static int fill(struct slice bytes, struct arena *arena, struct word_vectors *vectors) {
    uint32_t dimensions = number_at(bytes, 8);
    size_t block = number_at(bytes, 12);
    size_t numbers = (size_t)vectors->count * (sizeof(float) + dimensions);
    if (block > bytes.length - HEAD_BYTES || numbers > bytes.length - HEAD_BYTES - block)
        return ERR_INVALID;

    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, vectors->count);
    float *values = ARENA_ARRAY(arena, float, (size_t)vectors->count * vectors->width);
    if (!hashes || !values)
        return ERR_NO_MEMORY;

    struct slice words = slice_of(bytes.at + HEAD_BYTES, block);
    const char *vector = bytes.at + HEAD_BYTES + block + (size_t)vectors->count * sizeof(float);
    for (uint32_t i = 0; i < vectors->count; i++) {
        struct slice word;
        if (!treebank_next_line(&words, &word))
            return ERR_INVALID;
        hashes[i] = token_word_hash(word);
        fill_vector(vector + (size_t)i * dimensions, dimensions,
                    values + (size_t)i * vectors->width);
    }
    vectors->hashes = hashes;
    vectors->values = values;
    return 0;
}

int word_vectors_read(const char *path, struct arena *arena, struct word_vectors *ret_vectors) {
    struct slice bytes;
    int result = treebank_read_file(path, arena, &bytes);
    if (result < 0)
        return result;

    struct word_vectors vectors = {.count = 0};
    bool known = bytes.length >= HEAD_BYTES && memcmp(bytes.at, "GV8\x01", 4) == 0;
    if (known) {
        vectors.count = number_at(bytes, 4);
        vectors.width = number_at(bytes, 8) + 1;
        known = vectors.count <= WORDS_MAX && vectors.width <= WIDTH_MAX;
    }
    result = known ? fill(bytes, arena, &vectors) : ERR_INVALID;
    if (result < 0)
        fprintf(stderr, "%s: %s\n", path, error_name(result));
    else
        *ret_vectors = vectors;
    return result;
}
