#include "analysis/language/triples.h"

#include "base/large_memory.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

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

/* A weight or a check of each slot, and sums of such. Unsigned, so that a model of nonsense wraps.
 */
typedef int8_t slots_part __attribute__((vector_size(TRIPLE_SLOTS)));
typedef uint16_t sums_part __attribute__((vector_size(TRIPLE_SLOTS * sizeof(uint16_t))));

static uint32_t add_slots(sums_part sums) {
    int32_t sum = 0;
    for (uint32_t i = 0; i < TRIPLE_SLOTS; i++)
        sum += (int16_t)sums[i];
    return (uint32_t)sum;
}

static triple_sums add_group(const struct triple_model *model, const uint64_t *hashes,
                             uint32_t count) {
    sums_part sums[TRIPLE_CLASSES] = {0};
    for (uint32_t i = 0; i < count; i++) {
        const struct triple_set *set = &model->sets[hashes[i] >> model->shift];
        slots_part checks;
        memcpy(&checks, set->checks, sizeof checks);
        slots_part same = (slots_part)(checks == (int8_t)triple_check(hashes[i]));
        for (uint32_t k = 0; k < TRIPLE_CLASSES; k++) {
            slots_part weights;
            memcpy(&weights, set->weights[k], sizeof weights);
            sums[k] += __builtin_convertvector(weights & same, sums_part);
        }
    }
    return (triple_sums){add_slots(sums[0]), add_slots(sums[1]), add_slots(sums[2]), 0};
}

static void add_groups(const struct triple_model *model, const uint64_t *hashes,
                       const uint8_t *counts, uint32_t group_count, triple_sums *ret_sums) {
    for (uint32_t i = 0; i < group_count; i++) {
        ret_sums[i] = add_group(model, hashes, counts[i]);
        hashes += counts[i];
    }
}

#ifdef __x86_64__
#include <immintrin.h>

/* The set of a feature where it stands in one register, other slots zero, as numbers from 0 to 255
 * in place of -128 to 127. */
__attribute__((always_inline, target("avx2"))) static inline __m256i
matching_slots(const struct triple_model *model, const uint64_t *hash) {
    const struct triple_set *set = &model->sets[*hash >> model->shift];
    int64_t its_checks;
    memcpy(&its_checks, set->checks, sizeof its_checks);
    __m256i checks = _mm256_set1_epi64x(its_checks);
    __m256i wanted = _mm256_set1_epi8(((const char *)hash)[TRIPLE_CHECK_BYTE]);
    __m256i all = _mm256_load_si256((const __m256i *)(const void *)set);
    __m256i same = _mm256_and_si256(_mm256_cmpeq_epi8(checks, wanted), all);
    return _mm256_xor_si256(same, _mm256_set1_epi8(INT8_MIN));
}

/* Eight weights of a class stand in each part of a register but the first, which has the checks:
 * they are added at once. */
__attribute__((target("avx2"))) static void
add_groups_wide(const struct triple_model *model, const uint64_t *hashes, const uint8_t *counts,
                uint32_t group_count, triple_sums *ret_sums) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i low_halves = _mm256_setr_epi32(2, 4, 6, 7, 0, 0, 0, 0);
    for (uint32_t i = 0; i < group_count; i++) {
        const uint64_t *past = hashes + counts[i];
        __m256i sums = _mm256_set1_epi64x((int64_t)INT8_MIN * TRIPLE_SLOTS * counts[i]);
#pragma GCC unroll 4
        for (; hashes < past; hashes++)
            sums = _mm256_add_epi64(sums, _mm256_sad_epu8(matching_slots(model, hashes), zero));
        sums = _mm256_permutevar8x32_epi32(sums, low_halves);
        ret_sums[i] = (triple_sums)_mm256_castsi256_si128(sums);
    }
}

void triple_score(const struct triple_model *model, const uint64_t *hashes, const uint8_t *counts,
                  uint32_t group_count, triple_sums *ret_sums) {
    if (__builtin_cpu_supports("avx2"))
        add_groups_wide(model, hashes, counts, group_count, ret_sums);
    else
        add_groups(model, hashes, counts, group_count, ret_sums);
}
#else
void triple_score(const struct triple_model *model, const uint64_t *hashes, const uint8_t *counts,
                  uint32_t group_count, triple_sums *ret_sums) {
    add_groups(model, hashes, counts, group_count, ret_sums);
}
#endif
