/* Eight neighbouring slots of a hash table compared at once. A table in memory is cut into blocks
 * of eight slots, one cache line each, checks together (after the buckets of Intel's DPDK hash and
 * Abseil's Swiss tables; Kulukundis 2017). The slots keep the order of the file, and with it every
 * answer that linear probing gives.
 */
#pragma once

#include <stdint.h>
#include <string.h>

enum { SLOT_LANES = 8 };

/* Four sums of 32 bits. */
typedef int32_t four_sums __attribute__((vector_size(16)));

#ifdef __SSE2__
#include <emmintrin.h>

/* A bit for each slot of a block: from the first on those with the check, from the ninth on the
 * free ones. */
static inline uint32_t slot_lanes(const uint16_t checks[SLOT_LANES], uint16_t check) {
    __m128i of = _mm_loadu_si128((const __m128i *)(const void *)checks);
    __m128i same = _mm_cmpeq_epi16(of, _mm_set1_epi16((short)check));
    __m128i none = _mm_cmpeq_epi16(of, _mm_setzero_si128());
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(same, none));
}

/* Four numbers of 16 bits, widened. */
static inline four_sums four_wide(const void *at) {
    __m128i shorts = _mm_loadl_epi64((const __m128i *)at);
    return (four_sums)_mm_srai_epi32(_mm_unpacklo_epi16(shorts, shorts), 16);
}
#else
static inline uint32_t slot_lanes(const uint16_t checks[SLOT_LANES], uint16_t check) {
    uint32_t lanes = 0;
    for (uint32_t i = 0; i < SLOT_LANES; i++)
        lanes |= (uint32_t)(checks[i] == check) << i | (uint32_t)(checks[i] == 0)
                                                           << (i + SLOT_LANES);
    return lanes;
}

static inline four_sums four_wide(const void *at) {
    int16_t shorts[4];
    memcpy(shorts, at, sizeof shorts);
    return (four_sums){shorts[0], shorts[1], shorts[2], shorts[3]};
}
#endif
