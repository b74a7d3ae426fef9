/* What is known of a word before its sentence is read: its clusters and the tags it had in
 * training.
 *
 * One hash table of 64-bit slots, laid out by the trainer and mapped as it lies:
 *
 *     bits 0–9 cluster of 1,024 · 10–17 of 256 · 18–23 of 64 · 24 has clusters
 *     bits 25–34 ambiguity set · 35–39 lists of names it stands in · 40–63 check
 *
 * Probing is linear from the hash's top bits; a slot of zero ends it. The word itself is not kept:
 * a foreign word passes for a known one about once in 2^24 probes.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum { VOCABULARY_SETS = 1 << 10 }; /* ambiguity sets; 0 is "not seen often enough" */

struct vocabulary {
    const uint64_t *slots;
    uint32_t mask; /* number of slots, a power of two, minus one */
};

/* Lists of names; a part is one word of a name of several. */
enum vocabulary_list {
    LIST_FIRST_NAME = 1 << 0,
    LIST_CITY = 1 << 1,
    LIST_CITY_PART = 1 << 2,
    LIST_REGION = 1 << 3,
    LIST_REGION_PART = 1 << 4,
};
enum { LIST_BITS = 5 };

struct vocabulary_entry {
    uint16_t cluster64; /* VOCABULARY_UNKNOWN where the word has no clusters */
    uint16_t cluster256;
    uint16_t cluster1024;
    uint16_t ambiguity;
    uint16_t lists; /* enum vocabulary_list */
};
#define VOCABULARY_UNKNOWN UINT16_MAX

/* The hash of a word as ATTRIBUTE_WORD spells it. */
uint64_t vocabulary_hash(struct slice word);

/* The slot of a word by its hash; `mask` + 1 where there is none. */
uint32_t vocabulary_place(const struct vocabulary *vocabulary, uint64_t hash);

/* The entry in a slot; an entry of unknowns for none. */
struct vocabulary_entry vocabulary_entry_at(const struct vocabulary *vocabulary, uint32_t place);

/* The slot for an entry, for the trainer. */
uint64_t vocabulary_slot(uint64_t hash, struct vocabulary_entry entry);
uint32_t vocabulary_home(uint64_t hash, uint32_t mask);
