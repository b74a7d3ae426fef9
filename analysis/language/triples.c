#include "analysis/language/triples.h"

#include "base/large_memory.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64, CHECK_SHIFT = 24, BYTE_BITS = 8, HALF_BITS = 16 };

_Static_assert(CACHE_LINE % sizeof(struct triple_set) == 0, "a set crosses no border");
_Static_assert((int)LARGE_MEMORY_ALIGNMENT == (int)CACHE_LINE, "of lines of memory");
_Static_assert(TRIPLE_FEATURES_MAX *TRIPLE_SLOTS *TRIPLE_WEIGHT_MAX <= INT16_MAX,
               "sums of 16 bits do not overflow");

bool triple_count_valid(size_t count) {
    return count > 1 && (count & (count - 1)) == 0 && count <= (size_t)1 << TRIPLE_SET_BITS_MAX;
}

bool triple_model_open(const struct triple_set *sets, size_t count,
                       struct triple_model *ret_model) {
    *ret_model = (struct triple_model){large_memory_new(count * sizeof *sets), triple_shift(count)};
    if (ret_model->sets)
        memcpy(ret_model->sets, sets, count * sizeof *sets);
    return ret_model->sets != NULL;
}

void triple_model_done(struct triple_model *model) {
    free(model->sets);
    *model = (struct triple_model){.shift = 0};
}

/* ---- scoring --------------------------------------------------------------------------------- */

/* A set as its slots and as halves of slots, in one register or two. */
typedef uint32_t slots_part __attribute__((vector_size(sizeof(struct triple_set))));
typedef int16_t halves_part __attribute__((vector_size(sizeof(struct triple_set))));

/* Unsigned, so that a model of nonsense wraps. */
typedef uint16_t sums_part __attribute__((vector_size(sizeof(struct triple_set))));
typedef uint16_t half_sums __attribute__((vector_size(sizeof(struct triple_set) / 2)));

/* Adds both halves, then pairs of slots, until one slot is left. */
static inline uint32_t add_slots(const sums_part *sums) {
    half_sums halves[2];
    memcpy(halves, sums, sizeof halves);
    half_sums four = halves[0] + halves[1];
    half_sums two = four + __builtin_shufflevector(four, four, 4, 5, 6, 7, 0, 1, 2, 3);
    half_sums one = two + __builtin_shufflevector(two, two, 2, 3, 0, 1, 6, 7, 4, 5);
    uint32_t slot;
    memcpy(&slot, &one, sizeof slot);
    return slot;
}

/* The first and the third weight are the lower bytes of a slot's halves, the second is the upper
 * byte of the lower half. */
__attribute__((always_inline)) static inline triple_sums
add_sets(const struct triple_model *model, const uint64_t *hashes, uint32_t count) {
    sums_part outer = {0};
    sums_part middle = {0};
    for (uint32_t i = 0; i < count; i++) {
        slots_part slots;
        memcpy(&slots, &model->sets[hashes[i] >> model->shift], sizeof slots);
        slots &= (slots_part)((slots >> CHECK_SHIFT) == triple_check(hashes[i]));
        outer += (sums_part)((halves_part)((sums_part)slots << BYTE_BITS) >> BYTE_BITS);
        middle += (sums_part)((halves_part)slots >> BYTE_BITS);
    }
    uint32_t first_third = add_slots(&outer);
    uint32_t second = add_slots(&middle);
    return (triple_sums){(uint32_t)(int16_t)first_third, (uint32_t)(int16_t)second,
                         (uint32_t)(int16_t)(first_third >> HALF_BITS), 0};
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static triple_sums
add_sets_wide(const struct triple_model *model, const uint64_t *hashes, uint32_t count) {
    return add_sets(model, hashes, count);
}

triple_sums triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count) {
    return __builtin_cpu_supports("avx2") ? add_sets_wide(model, hashes, count)
                                          : add_sets(model, hashes, count);
}
#else
triple_sums triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count) {
    return add_sets(model, hashes, count);
}
#endif
