/* Open addressing over 64-bit hashes (XXH3); keys are compared by hash alone. The table is made for
 * a known number of keys and never grows, so that it costs one allocation. */
#include "analysis/language/name_table.h"

#include "analysis/analysis.h"
#include "base/error.h"

#include <assert.h>
#include <xxhash.h>

int name_table_make(struct arena *arena, uint32_t limit, struct name_table *ret_table) {
    uint64_t size = 16;
    while (size < 2 * (uint64_t)limit)
        size *= 2;
    if (size > UINT32_MAX / 2)
        return ERR_NO_MEMORY;

    struct name_table table = {.mask = (uint32_t)size - 1};
    table.keys = ARENA_ARRAY(arena, uint64_t, size);
    table.values = ARENA_ARRAY(arena, uint32_t, size);
    if (!table.keys || !table.values)
        return ERR_NO_MEMORY;

    memset(table.values, 0xFF, size * sizeof *table.values); /* NO_INDEX */
    *ret_table = table;
    return 0;
}

static uint64_t key_hash(enum name_key space, struct slice first, struct slice second) {
    uint64_t hash = XXH3_64bits_withSeed(first.at, first.length, (uint64_t)space);
    return XXH3_64bits_withSeed(second.at, second.length, hash);
}

/* The slot of a key, or the free slot where it belongs. */
static uint32_t slot_of(const struct name_table *table, uint64_t key) {
    uint32_t slot = (uint32_t)key & table->mask;
    while (table->values[slot] != NO_INDEX && table->keys[slot] != key)
        slot = (slot + 1) & table->mask;
    return slot;
}

uint32_t name_table_get(const struct name_table *table, enum name_key space, struct slice first,
                        struct slice second) {
    return table->values[slot_of(table, key_hash(space, first, second))];
}

static void put(struct name_table *table, uint32_t slot, uint64_t key, uint32_t value) {
    if (table->count >= table->mask / 2 + 1)
        return;
    table->keys[slot] = key;
    table->values[slot] = value;
    table->count++;
}

void name_table_add(struct name_table *table, enum name_key space, struct slice first,
                    struct slice second, uint32_t value) {
    assert(value < NAME_AMBIGUOUS);
    uint64_t key = key_hash(space, first, second);
    uint32_t slot = slot_of(table, key);
    if (table->values[slot] == NO_INDEX)
        put(table, slot, key, value);
}

void name_table_add_only(struct name_table *table, enum name_key space, struct slice first,
                         struct slice second, uint32_t value) {
    assert(value < NAME_AMBIGUOUS);
    uint64_t key = key_hash(space, first, second);
    uint32_t slot = slot_of(table, key);
    if (table->values[slot] == NO_INDEX)
        put(table, slot, key, value);
    else if (table->values[slot] != value)
        table->values[slot] = NAME_AMBIGUOUS;
}
