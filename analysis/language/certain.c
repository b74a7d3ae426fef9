#include "analysis/language/certain.h"

enum { OUTCOME_BITS = 7 };
_Static_assert(1 << OUTCOME_BITS == CERTAIN_OUTCOMES, "a slot holds any outcome");

/* Odd, so that no taken slot is zero. */
static uint32_t check_of(uint64_t context) {
    return (uint32_t)(context | 1) << OUTCOME_BITS;
}

static uint32_t home_of(uint64_t context, uint32_t size) {
    return (uint32_t)((context >> 32) * size >> 32);
}

static uint32_t next_of(uint32_t at, uint32_t size) {
    return at + 1 == size ? 0 : at + 1;
}

static uint32_t outcome_in(uint32_t slot) {
    return slot & (CERTAIN_OUTCOMES - 1);
}

void certain_put(uint32_t *slots, uint32_t size, uint64_t context, uint32_t outcome) {
    uint32_t at = home_of(context, size);
    while (slots[at] != 0)
        at = next_of(at, size);
    slots[at] = check_of(context) | outcome;
}

bool certain_table_valid(const uint32_t *slots, size_t size, uint32_t outcomes) {
    bool free_slot = false;
    for (size_t i = 0; i < size; i++) {
        free_slot = free_slot || slots[i] == 0;
        if (slots[i] != 0 && outcome_in(slots[i]) >= outcomes)
            return false;
    }
    return free_slot && size <= UINT32_MAX;
}

static uint32_t outcome_of(const struct certain_table *table, uint64_t context) {
    uint32_t check = check_of(context);
    uint32_t at = home_of(context, table->size);
    for (; table->slots[at] != 0; at = next_of(at, table->size))
        if (table->slots[at] - outcome_in(table->slots[at]) == check)
            return outcome_in(table->slots[at]);
    return CERTAIN_NOTHING;
}

uint32_t certain_outcome(const struct certain_table *table, const uint64_t *contexts,
                         uint32_t count) {
    uint32_t outcome = CERTAIN_NOTHING;
    for (uint32_t i = 0; i < count && outcome == CERTAIN_NOTHING; i++)
        outcome = outcome_of(table, contexts[i]);
    return outcome;
}
