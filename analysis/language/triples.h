/* Linear models of three classes (the transitions of the parser) over hashed features, pruned and
 * quantised: the hash names the one cache line in which a feature stands if it stands anywhere, so
 * that looking it up touches one line and branches nowhere. A line has twelve slots, whose checks
 * are compared at once; where more features share a line, the trainer leaves out those that weigh
 * least. Weights are bytes; a slot says by how many bits its own are shifted, as the few features
 * that weigh most weigh a hundred times as much as the middle.
 *
 * Model files hold the lines as they are. What a feature costs is waiting for memory: callers ask
 * for the lines of many features, do other work, and add their weights. All sums are of integers,
 * so that their order does not matter.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRIPLE_CLASSES = 3,
    TRIPLE_SLOTS = 12,
    TRIPLE_BYTE_MAX = 127,
    TRIPLE_SHIFT_MAX = 3,
    TRIPLE_SHIFT_BITS = 2,
};

struct triple_line {
    int8_t weights[TRIPLE_SLOTS][TRIPLE_CLASSES];
    uint16_t checks[TRIPLE_SLOTS]; /* 0: free, and so are all behind it */
    uint32_t shifts;               /* TRIPLE_SHIFT_BITS a slot, from the lowest */
};

struct triple_model {
    struct triple_line *lines; /* owned */
    uint32_t count;
};

/* The line of a feature: the upper half of the hash scaled to the table (Lemire 2019), so that a
 * table may have any size. */
static inline uint32_t triple_home(uint64_t hash, uint32_t count) {
    return (uint32_t)((hash >> 32) * count >> 32);
}

static inline uint16_t triple_check(uint64_t hash) {
    return (uint16_t)(hash | 1);
}

/* True when there is a line and free slots weigh nothing. */
bool triple_model_valid(const struct triple_line *lines, size_t count);

/* Copies valid lines into memory that is quick to reach; false without memory. The caller ends the
 * model with _done, which takes a zeroed model calmly. */
bool triple_model_open(const struct triple_line *lines, size_t count,
                       struct triple_model *ret_model);
void triple_model_done(struct triple_model *model);

/* Asks for the memory that looking these features up will read. */
void triple_ask(const struct triple_model *model, const uint64_t *hashes, uint32_t count);

/* The sums of the features' weights; of the four, the last means nothing. Unsigned, so that a model
 * of nonsense wraps. */
typedef uint32_t triple_sums __attribute__((vector_size(16)));

triple_sums triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count);
