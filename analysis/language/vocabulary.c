#include "analysis/language/vocabulary.h"

#include <xxhash.h>

enum {
    SHIFT_256 = 10,
    SHIFT_64 = 18,
    SHIFT_CLUSTERED = 24,
    SHIFT_AMBIGUITY = 25,
    SHIFT_LISTS = 35,
    SHIFT_CHECK = 40,
};

uint64_t vocabulary_hash(struct slice word) {
    return XXH3_64bits(word.at, word.length);
}

uint32_t vocabulary_home(uint64_t hash, uint32_t mask) {
    return (uint32_t)(hash >> 32) & mask;
}

/* The check comes from bits that choose no slot, and is never zero. */
static uint64_t check_of(uint64_t hash) {
    return (hash & ((UINT64_C(1) << (64 - SHIFT_CHECK)) - 1)) | 1;
}

uint64_t vocabulary_slot(uint64_t hash, struct vocabulary_entry entry) {
    uint64_t slot = check_of(hash) << SHIFT_CHECK | (uint64_t)entry.ambiguity << SHIFT_AMBIGUITY |
                    (uint64_t)entry.lists << SHIFT_LISTS;
    if (entry.cluster64 == VOCABULARY_UNKNOWN)
        return slot;
    return slot | UINT64_C(1) << SHIFT_CLUSTERED | (uint64_t)entry.cluster64 << SHIFT_64 |
           (uint64_t)entry.cluster256 << SHIFT_256 | entry.cluster1024;
}

static struct vocabulary_entry entry_of(uint64_t slot) {
    struct vocabulary_entry entry = {VOCABULARY_UNKNOWN, VOCABULARY_UNKNOWN, VOCABULARY_UNKNOWN,
                                     (uint16_t)(slot >> SHIFT_AMBIGUITY & (VOCABULARY_SETS - 1)),
                                     (uint16_t)(slot >> SHIFT_LISTS & ((1 << LIST_BITS) - 1))};
    if (slot >> SHIFT_CLUSTERED & 1) {
        entry.cluster64 = (uint16_t)(slot >> SHIFT_64 & 63);
        entry.cluster256 = (uint16_t)(slot >> SHIFT_256 & 255);
        entry.cluster1024 = (uint16_t)(slot & 1023);
    }
    return entry;
}

uint32_t vocabulary_place(const struct vocabulary *vocabulary, uint64_t hash) {
    uint64_t check = check_of(hash);
    uint32_t home = vocabulary_home(hash, vocabulary->mask);
    for (uint32_t step = 0; step <= vocabulary->mask; step++) {
        uint32_t place = (home + step) & vocabulary->mask;
        if (vocabulary->slots[place] == 0)
            break;
        if (vocabulary->slots[place] >> SHIFT_CHECK == check)
            return place;
    }
    return vocabulary->mask + 1;
}

struct vocabulary_entry vocabulary_entry_at(const struct vocabulary *vocabulary, uint32_t place) {
    if (place <= vocabulary->mask)
        return entry_of(vocabulary->slots[place]);
    return (struct vocabulary_entry){VOCABULARY_UNKNOWN, VOCABULARY_UNKNOWN, VOCABULARY_UNKNOWN, 0,
                                     0};
}
