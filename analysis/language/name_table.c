/* Open addressing over 64-bit hashes (XXH3); words are compared by hash alone, and with the
 * namespace, which is no part of the hash: seeds that are near each other give short words that are
 * near each other one hash ("bb_" with 2, "bbc" with 6). The table is made for a known number of
 * keys and never grows, so that it costs one allocation. */
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
    table.slots = ARENA_ARRAY(arena, struct name_slot, size);
    if (!table.slots)
        return ERR_NO_MEMORY;

    for (uint64_t i = 0; i < size; i++)
        table.slots[i].value = NO_INDEX;
    *ret_table = table;
    return 0;
}

static uint64_t words_hash(struct slice first, struct slice second) {
    return XXH3_64bits_withSeed(second.at, second.length, XXH3_64bits(first.at, first.length));
}

/* The slot of a key, or the free slot where it belongs. */
static struct name_slot *slot_of(const struct name_table *table, enum name_key space,
                                 uint64_t hash) {
    uint32_t at = (uint32_t)hash & table->mask;
    struct name_slot *slot = &table->slots[at];
    while (slot->value != NO_INDEX && (slot->hash != hash || slot->space != space)) {
        at = (at + 1) & table->mask;
        slot = &table->slots[at];
    }
    return slot;
}

uint32_t name_table_get(const struct name_table *table, enum name_key space, struct slice first,
                        struct slice second) {
    return slot_of(table, space, words_hash(first, second))->value;
}

/* The slot of a key, which is entered where there is room; NULL where there is none. */
static struct name_slot *enter(struct name_table *table, enum name_key space, struct slice first,
                               struct slice second, uint32_t value) {
    assert(value < NAME_AMBIGUOUS);
    uint64_t hash = words_hash(first, second);
    struct name_slot *slot = slot_of(table, space, hash);
    if (slot->value != NO_INDEX)
        return slot;
    if (table->count >= table->mask / 2 + 1)
        return NULL;
    *slot = (struct name_slot){.hash = hash, .value = value, .space = space};
    table->count++;
    return slot;
}

void name_table_add(struct name_table *table, enum name_key space, struct slice first,
                    struct slice second, uint32_t value) {
    (void)enter(table, space, first, second, value);
}

void name_table_add_only(struct name_table *table, enum name_key space, struct slice first,
                         struct slice second, uint32_t value) {
    struct name_slot *slot = enter(table, space, first, second, value);
    if (slot && slot->value != value)
        slot->value = NAME_AMBIGUOUS;
}
