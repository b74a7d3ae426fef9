/* Linear models over hashed features, pruned and quantised, used as they lie in a mapped file.
 *
 * Sparse: many classes, few of which a feature speaks for. A slot of 8 bytes holds a 25-bit check,
 * the number of weights and where they begin; a weight of 16 bits holds class (7 bits) and value (9
 * bits, signed). Empty slots are zero and end the probing.
 *
 * Triple: three classes (the transitions of the parser). A slot of 8 bytes holds a 16-bit check and
 * the three weights: one cache line a feature.
 *
 * All sums are of integers, so that their order does not matter. What a feature costs is waiting
 * for memory: scoring goes over all features once for their tags, once for their slots and once for
 * their weights, and each time the next is asked for long before it is read.
 */
#pragma once

#include "analysis/language/slot_tags.h"

#include <stdbool.h>

enum { LINEAR_CLASSES = 128, LINEAR_WEIGHT_MAX = 255, TRIPLE_WEIGHT_MAX = 32767 };

struct sparse_slot {
    uint32_t check_count; /* check << 7 | count; never zero when taken */
    uint32_t first;
};

struct sparse_model {
    const struct sparse_slot *slots;
    const int16_t *weights; /* value × 128 + class */
    uint32_t size;          /* slots */
    uint8_t *tags;          /* owned: of slot_tags.h */
};

struct triple_slot {
    uint16_t check; /* never zero when taken */
    int16_t weights[3];
};

struct triple_model {
    const struct triple_slot *slots;
    uint32_t size;
    uint8_t *tags; /* owned */
};

/* Where probing begins: the upper half of the hash scaled to the table (Lemire 2019), so that a
 * table may have any size. */
static inline uint32_t linear_home(uint64_t hash, uint32_t size) {
    return (uint32_t)((hash >> 32) * size >> 32);
}

static inline uint32_t linear_next(uint32_t at, uint32_t size) {
    return at + 1 == size ? 0 : at + 1;
}

static inline uint32_t sparse_check(uint64_t hash) {
    return (uint32_t)(hash & 0x1FFFFFF) | 1;
}

static inline uint16_t triple_check(uint64_t hash) {
    return (uint16_t)(hash | 1);
}

/* True when the arrays hold what their own slots point at, so that scoring needs no checks:
 * at least one slot is free and free ones weigh nothing, every list of weights lies inside, every
 * class is below `class_count`. */
bool sparse_model_valid(const struct sparse_slot *slots, size_t slot_count, const int16_t *weights,
                        size_t weight_count, uint32_t class_count);
bool triple_model_valid(const struct triple_slot *slots, size_t slot_count);

/* Fill in the tags of a valid model's slots; false without memory. The caller frees them. */
bool sparse_model_tag(struct sparse_model *model);
bool triple_model_tag(struct triple_model *model);

/* Adds the weights of all features, at most FEATURES_MAX, to `scores`. */
void sparse_score(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  int32_t *scores);
void triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count,
                  int32_t scores[3]);
