/* What a few words or tags settle: contexts of which training saw many cases and, all but a few in
 * a thousand, one outcome (what "the" is to a noun behind it). Such a decision is taken without
 * asking a linear model for a hundred features. The tables are small enough to stay in the
 * processor's cache.
 *
 * A context is a feature of features.h. A slot of 4 bytes holds a check of 25 bits and the outcome
 * (7 bits); empty slots are zero and end the probing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CERTAIN_OUTCOMES = 128, CERTAIN_NOTHING = CERTAIN_OUTCOMES };

struct certain_table {
    const uint32_t *slots; /* of the model file */
    uint32_t size;
};

/* Says of a context that its outcome is certain. The table must have a free slot. */
void certain_put(uint32_t *slots, uint32_t size, uint64_t context, uint32_t outcome);

/* True when a slot is free and every outcome is below `outcomes`. */
bool certain_table_valid(const uint32_t *slots, size_t size, uint32_t outcomes);

/* The outcome of the first of the contexts that settles it; CERTAIN_NOTHING when none does. */
uint32_t certain_outcome(const struct certain_table *table, const uint64_t *contexts,
                         uint32_t count);
