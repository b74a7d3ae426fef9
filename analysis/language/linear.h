/* Linear models over hashed features, pruned and quantised: many classes, few of which a feature
 * speaks for. (Of three classes: triples.h.)
 *
 * The hash names the one cache line in which a feature stands if it stands anywhere. A line has
 * eight slots of a check and three weights each; the checks are compared at once. A weight of 16
 * bits holds class (7 bits) and value (9 bits, signed). A feature with more than three weights has
 * several slots; one with many, and some where a line would overflow, has a single slot that names
 * a row: a byte for each class, sixteen of which are added at a time. Weights of more than a byte
 * are parted among some rows that follow on each other.
 *
 * Model files hold lines and rows as they are. What a feature costs beside this is waiting for
 * memory: callers ask for the lines of many features, do other work, match them, do other work, and
 * add their rows. All sums are of integers, so that their order does not matter.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LINEAR_CLASSES = 128, /* the last is no class */
    LINEAR_WEIGHT_MAX = 255,
    SPARSE_FEATURES_MAX = 127, /* so many of the greatest weights still fit 16 bits */
    SPARSE_SLOTS = 8,
    SPARSE_SLOT_WEIGHTS = 3,
    SPARSE_LINE_BITS = 6,                     /* of a byte's place in a line */
    SPARSE_NO_WEIGHT = LINEAR_CLASSES - 1,    /* in place of a weight: nothing for no class */
    SPARSE_ROW_MARK = 2 * LINEAR_CLASSES - 1, /* in place of the third: the others name rows */
    SPARSE_ROWS_MAX = 3, /* of one feature; the name is the first row × 4 + their number */
    SPARSE_ROW_BITS = 2,
};

struct sparse_line {
    int16_t weights[SPARSE_SLOTS][SPARSE_SLOT_WEIGHTS]; /* value × 128 + class */
    uint16_t checks[SPARSE_SLOTS];                      /* 0: free */
};

struct sparse_model {
    struct sparse_line *lines; /* owned */
    int8_t *rows;              /* owned: a value for each class, `row_length` a row */
    uint32_t count;            /* lines */
    uint32_t row_length;
};

/* The line of a feature: the upper half of the hash scaled to the table (Lemire 2019), so that a
 * table may have any size. */
static inline uint32_t sparse_home(uint64_t hash, uint32_t count) {
    return (uint32_t)((hash >> 32) * count >> 32);
}

static inline uint16_t sparse_check(uint64_t hash) {
    return (uint16_t)(hash | 1);
}

/* Values of a row: those of all classes, and some more. */
uint32_t sparse_row_length(uint32_t class_count);

/* True when there is a line, all rows are whole, named rows are there and not too many, every class
 * is below `class_count`, so that scoring needs no checks. `value_count` is that of all rows. */
bool sparse_model_valid(const struct sparse_line *lines, size_t count, size_t value_count,
                        uint32_t class_count);

/* Copies a valid model into memory that is quick to reach; false without memory. The caller ends
 * the model with _done also after a failure. */
bool sparse_model_open(const struct sparse_line *lines, size_t count, const int8_t *rows,
                       size_t value_count, uint32_t class_count, struct sparse_model *ret_model);

/* Takes a zeroed model calmly. */
void sparse_model_done(struct sparse_model *model);

/* Asks for the memory that looking these features up will read: for some byte of each line, as the
 * fraction of a line that a hash names may stay. */
static inline void sparse_ask(const struct sparse_model *model, const uint64_t *hashes,
                              uint32_t count) {
    const char *lines = (const char *)model->lines;
    uint64_t line_count = model->count;
#pragma GCC unroll 4
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(lines + ((hashes[i] >> 32) * line_count >> (32 - SPARSE_LINE_BITS)));
}

/* What features weigh together; of at[] only the classes mean something. */
struct sparse_sums {
    int16_t at[LINEAR_CLASSES];
    uint32_t row_count;
    uint32_t rows[SPARSE_FEATURES_MAX * SPARSE_SLOTS * SPARSE_ROWS_MAX]; /* still to be added */
};

static inline void sparse_sums_clear(struct sparse_sums *sums) {
    for (uint32_t i = 0; i < LINEAR_CLASSES; i++)
        sums->at[i] = 0;
    sums->row_count = 0;
}

/* Adds what the lines say of these features, SPARSE_FEATURES_MAX at most in all, and asks for their
 * rows. */
void sparse_match(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  struct sparse_sums *sums);

/* Adds the rows. */
void sparse_finish(const struct sparse_model *model, struct sparse_sums *sums);

/* The greatest sum's class; the lower class wins a tie. */
uint32_t sparse_best(const struct sparse_sums *sums, uint32_t class_count);

/* Decisions one after the other, each of which is worked on some turns before its own, as memory
 * answers late: features hashed and their lines asked for two turns ahead, matched and their rows
 * asked for one turn ahead. In between, a decision may look up what depends on those before it. */
enum { SPARSE_AHEAD = 4 }; /* a power of two, more than are under way */

struct sparse_ahead {
    uint32_t count;
    uint64_t hashes[SPARSE_FEATURES_MAX];
    struct sparse_sums sums;
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

/* Before the first of `count` turns. `subject` is what `features` is asked about. */
void sparse_turns_start(const struct sparse_model *model, sparse_features *features,
                        const void *subject, uint32_t count, struct sparse_turns *ret_turns);

/* In each turn, in this order, before sparse_finish of the turn's own sums. */
void sparse_turns_hash(struct sparse_turns *turns, uint32_t turn);
void sparse_turns_match(struct sparse_turns *turns, uint32_t turn);

static inline struct sparse_sums *sparse_sums_of(struct sparse_turns *turns, uint32_t turn) {
    return &turns->ahead[turn % SPARSE_AHEAD].sums;
}
