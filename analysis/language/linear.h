/* Linear models over hashed features, pruned and quantised: many classes, few of which a feature
 * speaks for. (Of three classes: triples.h.)
 *
 * A slot of 8 bytes holds a 25-bit check, the number of weights and where they begin; a weight of
 * 16 bits holds class (7 bits) and value (9 bits, signed). Empty slots are zero and end the
 * probing.
 *
 * So they stand in the model files. Opening lays them out for speed: slots behind a byte of tag
 * each (slot_tags.h), and long lists of weights as rows over all classes, which are added sixteen
 * at a time. What else a feature costs is waiting for memory: callers ask for the lines of many
 * features, do other work, look them up, do other work, and add their weights. All sums are of
 * integers, so that their order does not matter.
 */
#pragma once

#include "analysis/language/slot_tags.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    LINEAR_CLASSES = 128,
    LINEAR_WEIGHT_MAX = 255,
    SPARSE_FEATURES_MAX = 127, /* so many of the greatest weights still fit 16 bits */
};

struct sparse_slot {
    uint32_t check_count; /* check << 7 | count; never zero when taken */
    uint32_t first;
};

/* A slot's count in memory when its weights are a row: `first` is where it begins in the rows. */
enum { SPARSE_ROW = LINEAR_CLASSES - 1 };

struct sparse_model {
    const int16_t *weights;    /* of the file: value × 128 + class */
    uint8_t *tags;             /* owned: of slot_tags.h */
    struct sparse_slot *slots; /* owned: the file's, but for rows */
    int16_t *rows;             /* owned: a value for each class, `row_length` a row */
    uint32_t size;             /* slots */
    uint32_t row_length;       /* whole cache lines */
};

/* A slot that may be a feature's, and the check that proves it. */
struct slot_probe {
    uint32_t at;
    uint32_t check;
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

/* True when the arrays hold what their own slots point at, so that scoring needs no checks:
 * at least one slot is free and free ones weigh nothing, every list of weights lies inside, every
 * class is below `class_count`. */
bool sparse_model_valid(const struct sparse_slot *slots, size_t slot_count, const int16_t *weights,
                        size_t weight_count, uint32_t class_count);

/* Lay out valid slots; false without memory. The weights must outlive the model, the slots need
 * not. The caller ends the model with _done also after a failure. */
bool sparse_model_open(const struct sparse_slot *slots, size_t slot_count, const int16_t *weights,
                       uint32_t class_count, struct sparse_model *ret_model);

/* Takes a zeroed model calmly. */
void sparse_model_done(struct sparse_model *model);

/* Asks for the memory that looking these features up will read. */
void sparse_ask(const struct sparse_model *model, const uint64_t *hashes, uint32_t count);

/* Features on their way through a model: from their tags by their slots to their weights. */
struct sparse_found {
    uint32_t probe_count;
    uint32_t row_count;
    uint32_t list_count;
    struct slot_probe probes[SPARSE_FEATURES_MAX];
    uint32_t rows[SPARSE_FEATURES_MAX + 1]; /* the last is written over, never read */
    struct sparse_slot lists[SPARSE_FEATURES_MAX + 1];
};

static inline void sparse_found_clear(struct sparse_found *found) {
    found->probe_count = found->row_count = found->list_count = 0;
}

/* Looks features up by their tags, SPARSE_FEATURES_MAX at most in all, and asks for their slots. */
void sparse_probe(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  struct sparse_found *found);

/* Looks up what the tags let pass, and asks for its weights. */
void sparse_find(const struct sparse_model *model, struct sparse_found *found);

/* Adds the weights of all features found to `scores`, which has LINEAR_CLASSES places. */
void sparse_add(const struct sparse_model *model, const struct sparse_found *found,
                int32_t *scores);

/* Decisions one after the other, each of which is worked on some turns before its own, as memory
 * answers late: features hashed and their tags asked for three turns ahead, slots asked for two
 * turns ahead, weights one. In between, a decision may look up what depends on those before it. */
enum { SPARSE_AHEAD = 4 }; /* a power of two, as many as are under way */

struct sparse_ahead {
    uint32_t count;
    uint64_t hashes[SPARSE_FEATURES_MAX];
    struct sparse_found found;
};

/* Writes the features of a turn that hang on no decision. Returns their number. */
typedef uint32_t sparse_features(const void *subject, uint32_t turn, uint64_t *ret_hashes);

struct sparse_turns {
    const struct sparse_model *model;
    sparse_features *features;
    const void *subject;
    uint32_t count;
    struct sparse_ahead ahead[SPARSE_AHEAD];
};

/* Before the first turn; all but `ahead` stands. */
void sparse_turns_start(struct sparse_turns *turns);

/* In each turn, in this order; after the last of them sparse_found_of holds what the turn's own
 * features weigh. */
void sparse_turns_hash(struct sparse_turns *turns, uint32_t turn);
void sparse_turns_probe(struct sparse_turns *turns, uint32_t turn);
void sparse_turns_find(struct sparse_turns *turns, uint32_t turn);

static inline struct sparse_found *sparse_found_of(struct sparse_turns *turns, uint32_t turn) {
    return &turns->ahead[turn % SPARSE_AHEAD].found;
}
