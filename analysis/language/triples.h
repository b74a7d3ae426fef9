/* Linear models of three classes (the transitions of the parser) over hashed features, pruned and
 * quantised for speed: the hash names a set of eight slots in half a cache line. A slot is four
 * bytes, the weights and a check of eight bits; all slots of a set are compared at once, what does
 * not match is masked away, and the rest is added, without a branch and without looking which it
 * was. So a feature whose weights are more than a byte simply has several slots.
 *
 * One absent feature in fifty finds another's check and takes its weights: among the sixty features
 * of a state that does no harm that could be measured. Where more features meet in a set than it
 * has room, or two have one check, the trainer leaves out those that weigh least.
 *
 * Model files hold the sets as they are. What a feature costs beside this is waiting for memory:
 * callers ask for the sets of many features, do other work, and add their weights. All sums are of
 * integers, so that their order does not matter.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TRIPLE_CLASSES = 3,
    TRIPLE_SLOTS = 8,
    TRIPLE_WEIGHT_MAX = 127,  /* of one slot */
    TRIPLE_FEATURES_MAX = 32, /* so many of the greatest weights still fit 16 bits */
    TRIPLE_SET_BITS_MAX = 24,
    TRIPLE_SET_SIZE_BITS = 5,
    TRIPLE_CHECK_BYTE = 4, /* of a hash, from the lowest */
};

/* Of each slot the check, then its weights; one of no weight is free. */
struct triple_set {
    uint8_t checks[TRIPLE_SLOTS];
    int8_t weights[TRIPLE_CLASSES][TRIPLE_SLOTS];
};
_Static_assert(sizeof(struct triple_set) == 1 << TRIPLE_SET_SIZE_BITS, "a register");

struct triple_model {
    struct triple_set *sets; /* owned */
    uint32_t shift;          /* of a hash, for its set */
};

/* The shift for a power of two of sets. */
static inline uint32_t triple_shift(size_t set_count) {
    return 64 - (uint32_t)__builtin_ctzll(set_count);
}

static inline uint32_t triple_check(uint64_t hash) {
    return (uint32_t)(hash >> TRIPLE_CHECK_BYTE * 8) & UINT8_MAX;
}

/* True when `count`, of sets, is a power of two that hashes reach; what they hold needs no proof.
 */
bool triple_count_valid(size_t count);

/* Copies a valid number of sets into memory that is quick to reach; false without memory. The
 * caller ends the model with _done, which takes a zeroed model calmly. */
bool triple_model_open(const struct triple_set *sets, size_t count, struct triple_model *ret_model);
void triple_model_done(struct triple_model *model);

/* Asks for the memory that looking these features up will read: for some byte of each set, which
 * saves masking the others away. */
static inline void triple_ask(const struct triple_model *model, const uint64_t *hashes,
                              uint32_t count) {
    const char *sets = (const char *)model->sets;
    uint32_t shift = model->shift - TRIPLE_SET_SIZE_BITS;
#pragma GCC unroll 4
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(sets + (hashes[i] >> shift));
}

/* Sums of weights; of the four, the last means nothing. Unsigned, so that a model of nonsense
 * wraps. */
typedef uint32_t triple_sums __attribute__((vector_size(16)));

/* The sums of some groups of features, whose hashes follow on each other: `counts` of each group,
 * TRIPLE_FEATURES_MAX at most. */
void triple_score(const struct triple_model *model, const uint64_t *hashes, const uint8_t *counts,
                  uint32_t group_count, triple_sums *ret_sums);
