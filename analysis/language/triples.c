#include "analysis/language/triples.h"

#include "base/large_memory.h"

#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

_Static_assert(sizeof(struct triple_line) == CACHE_LINE, "one line of memory each");
_Static_assert(offsetof(struct triple_line, weights) == 0, "read with what is behind them");
_Static_assert((int)LARGE_MEMORY_ALIGNMENT == (int)CACHE_LINE, "and on its borders");

static bool is_free(const struct triple_line *line, uint32_t slot) {
    static const int8_t nothing[TRIPLE_CLASSES];
    return line->checks[slot] == 0 && memcmp(line->weights[slot], nothing, sizeof nothing) == 0;
}

static bool line_valid(const struct triple_line *line) {
    uint32_t taken = 0;
    while (taken < TRIPLE_SLOTS && line->checks[taken] != 0)
        taken++;
    for (uint32_t i = taken; i < TRIPLE_SLOTS; i++)
        if (!is_free(line, i))
            return false;
    return true;
}

bool triple_model_valid(const struct triple_line *lines, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!line_valid(&lines[i]))
            return false;
    return count > 0 && count <= UINT32_MAX;
}

bool triple_model_open(const struct triple_line *lines, size_t count,
                       struct triple_model *ret_model) {
    *ret_model = (struct triple_model){large_memory_new(count * sizeof *lines), (uint32_t)count};
    if (ret_model->lines)
        memcpy(ret_model->lines, lines, count * sizeof *lines);
    return ret_model->lines != NULL;
}

void triple_model_done(struct triple_model *model) {
    free(model->lines);
    *model = (struct triple_model){.count = 0};
}

/* ---- scoring --------------------------------------------------------------------------------- */

enum { SHIFT_MASK = (1 << TRIPLE_SHIFT_BITS) - 1, WORD_BITS = 32, BYTE_BITS = 8 };

#ifdef __SSE2__
#include <emmintrin.h>

/* A bit for each slot with the check, which is odd: the four that are none are zero. */
static inline uint32_t slots_with(const struct triple_line *line, uint16_t check) {
    const uint16_t *checks = line->checks;
    __m128i wanted = _mm_set1_epi16((short)check);
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)checks);
    __m128i high = _mm_loadl_epi64((const __m128i *)(const void *)(checks + BYTE_BITS));
    __m128i same = _mm_packs_epi16(_mm_cmpeq_epi16(low, wanted), _mm_cmpeq_epi16(high, wanted));
    return (uint32_t)_mm_movemask_epi8(same);
}

/* A slot's weights: each byte at the top of its number, then shifted down with its sign. */
static inline triple_sums weights_of(const struct triple_line *line, uint32_t slot) {
    uint32_t bytes; /* the fourth means nothing */
    memcpy(&bytes, (const char *)line + (size_t)slot * TRIPLE_CLASSES, sizeof bytes);
    uint32_t shift = line->shifts >> slot * TRIPLE_SHIFT_BITS & SHIFT_MASK;
    __m128i zero = _mm_setzero_si128();
    __m128i shorts = _mm_unpacklo_epi8(zero, _mm_cvtsi32_si128((int)bytes));
    __m128i words = _mm_unpacklo_epi16(zero, shorts);
    __m128i places = _mm_cvtsi32_si128((int)(WORD_BITS - BYTE_BITS - shift));
    return (triple_sums)_mm_sra_epi32(words, places);
}
#else
static inline uint32_t slots_with(const struct triple_line *line, uint16_t check) {
    uint32_t slots = 0;
    for (uint32_t i = 0; i < TRIPLE_SLOTS; i++)
        slots |= (uint32_t)(line->checks[i] == check) << i;
    return slots;
}

static inline triple_sums weights_of(const struct triple_line *line, uint32_t slot) {
    uint32_t shift = line->shifts >> slot * TRIPLE_SHIFT_BITS & SHIFT_MASK;
    const int8_t *weights = line->weights[slot];
    triple_sums sums = {0};
    for (uint32_t k = 0; k < TRIPLE_CLASSES; k++)
        sums[k] = (uint32_t)(weights[k] * (1 << shift));
    return sums;
}
#endif

/* Features are known or not as chance will have it: for those that are not, masking what stands in
 * the last slot costs less than a branch. */
static inline triple_sums find(const struct triple_model *model, uint64_t hash) {
    const struct triple_line *line = &model->lines[triple_home(hash, model->count)];
    uint32_t slots = slots_with(line, triple_check(hash));
    uint32_t known = 0 - (uint32_t)(slots != 0);
    triple_sums mask = {known, known, known, known};
    return weights_of(line, (uint32_t)__builtin_ctz(slots | 1U << (TRIPLE_SLOTS - 1))) & mask;
}

void triple_ask(const struct triple_model *model, const uint64_t *hashes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&model->lines[triple_home(hashes[i], model->count)]);
}

triple_sums triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count) {
    triple_sums sums = {0};
    for (uint32_t i = 0; i < count; i++)
        sums += find(model, hashes[i]);
    return sums;
}
