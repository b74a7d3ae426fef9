/* A byte for every slot of a hash table in a mapped model, so that probing reads sixteen slots in
 * one comparison and features that the model does not know (most of them) never touch the table
 * itself (the idea of Abseil's Swiss tables; Kulukundis 2017). The order of probing stays that of
 * the table, and with it every answer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    SLOT_TAGS_GROUP = 16, /* compared at once */
    SLOT_TAG_FREE = 0,
};

/* The tag of a taken slot, from the check that is kept there; never SLOT_TAG_FREE. The lowest bit
 * of a check is always set and says nothing. */
static inline uint8_t slot_tag(uint32_t check) {
    uint8_t tag = (uint8_t)(check >> 1);
    return tag == SLOT_TAG_FREE ? 1 : tag;
}

/* Zeroed tags of `size` slots with room for slot_tags_close; NULL without memory. The caller
 * frees. */
uint8_t *slot_tags_new(size_t size);

/* Repeats the beginning behind the end, so that a group may begin at any slot. */
void slot_tags_close(uint8_t *tags, size_t size);

/* A bit for each of the group's slots: those with this tag before the first free one, and the free
 * ones. */
struct tag_group {
    uint32_t same;
    uint32_t free;
};

#ifdef __SSE2__
#include <emmintrin.h>

static inline struct tag_group tag_group_at(const uint8_t *tags, uint8_t tag) {
    __m128i group = _mm_loadu_si128((const __m128i *)(const void *)tags);
    uint32_t same = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(group, _mm_set1_epi8((char)tag)));
    uint32_t none = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(group, _mm_setzero_si128()));
    return (struct tag_group){same & (none - 1) & ~none, none};
}
#else
static inline struct tag_group tag_group_at(const uint8_t *tags, uint8_t tag) {
    uint32_t same = 0;
    uint32_t none = 0;
    for (uint32_t i = 0; i < SLOT_TAGS_GROUP; i++) {
        same |= (uint32_t)(tags[i] == tag) << i;
        none |= (uint32_t)(tags[i] == SLOT_TAG_FREE) << i;
    }
    return (struct tag_group){same & (none - 1) & ~none, none};
}
#endif
