#include "analysis/language/linear.h"

#include "base/large_memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    CACHE_LINE = 64,
    CLASS_BITS = 7,
    MATCH_AT_ONCE = 64, /* features */
    ROW_CLASSES = 16,   /* rows are whole multiples of so many, added at once */
};

_Static_assert(sizeof(struct sparse_line) == CACHE_LINE && CACHE_LINE == 1 << SPARSE_LINE_BITS,
               "one line of memory each");
_Static_assert((int)LARGE_MEMORY_ALIGNMENT == (int)CACHE_LINE, "and on its borders");
_Static_assert(1 << CLASS_BITS == LINEAR_CLASSES, "a weight holds any class");

uint32_t sparse_row_length(uint32_t class_count) {
    return (class_count + ROW_CLASSES - 1) / ROW_CLASSES * ROW_CLASSES;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* What a slot holds, in one number: its weights from the lowest bits, then what is behind them. */
static inline uint64_t slot_bits(const struct sparse_line *line, uint32_t slot) {
    uint64_t bits;
    memcpy(&bits, (const char *)line + slot * sizeof line->weights[0], sizeof bits);
    return bits;
}
_Static_assert(offsetof(struct sparse_line, weights) == 0, "read with what is behind them");

static inline int16_t weight_in(uint64_t bits, uint32_t index) {
    return (int16_t)(bits >> index * 16);
}

static inline uint32_t first_row(uint64_t bits) {
    return (uint32_t)bits >> SPARSE_ROW_BITS;
}

static inline uint32_t row_number(uint64_t bits) {
    return (uint32_t)bits & ((1U << SPARSE_ROW_BITS) - 1);
}
_Static_assert(SPARSE_ROWS_MAX < 1 << SPARSE_ROW_BITS, "any number of rows fits its name");

static bool slot_valid(uint64_t bits, size_t row_count, uint32_t class_count) {
    if (weight_in(bits, 2) == SPARSE_ROW_MARK)
        return first_row(bits) < row_count && row_number(bits) <= row_count - first_row(bits);
    for (uint32_t k = 0; k < SPARSE_SLOT_WEIGHTS; k++) {
        int16_t weight = weight_in(bits, k);
        if (weight != SPARSE_NO_WEIGHT && (uint32_t)(weight & (LINEAR_CLASSES - 1)) >= class_count)
            return false;
    }
    return true;
}

bool sparse_model_valid(const struct sparse_line *lines, size_t count, size_t value_count,
                        uint32_t class_count) {
    size_t row_length = sparse_row_length(class_count);
    if (count == 0 || count > UINT32_MAX || value_count > UINT32_MAX ||
        value_count % row_length != 0)
        return false;

    for (size_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < SPARSE_SLOTS; k++)
            if (lines[i].checks[k] != 0 &&
                !slot_valid(slot_bits(&lines[i], k), value_count / row_length, class_count))
                return false;
    return true;
}

bool sparse_model_open(const struct sparse_line *lines, size_t count, const int8_t *rows,
                       size_t value_count, uint32_t class_count, struct sparse_model *ret_model) {
    *ret_model = (struct sparse_model){
        .lines = large_memory_new(count * sizeof *lines),
        .rows = large_memory_new(value_count * sizeof *rows),
        .count = (uint32_t)count,
        .row_length = sparse_row_length(class_count),
    };
    if (!ret_model->lines || !ret_model->rows)
        return false;

    memcpy(ret_model->lines, lines, count * sizeof *lines);
    memcpy(ret_model->rows, rows, value_count * sizeof *rows);
    return true;
}

void sparse_model_done(struct sparse_model *model) {
    free(model->lines);
    free(model->rows);
    *model = (struct sparse_model){.count = 0};
}

/* ---- scoring --------------------------------------------------------------------------------- */

#ifdef __SSE2__
#include <emmintrin.h>

/* Bits of a slot, the lowest of which is set. */
enum { SLOT_BITS = 2 };

/* A bit for each slot with the check, which is odd: free ones are zero. */
static inline uint32_t slots_with(const struct sparse_line *line, uint16_t check) {
    __m128i checks = _mm_loadu_si128((const __m128i *)(const void *)line->checks);
    __m128i same = _mm_cmpeq_epi16(checks, _mm_set1_epi16((short)check));
    return (uint32_t)_mm_movemask_epi8(same) & 0x5555;
}
#else
enum { SLOT_BITS = 1 };

static inline uint32_t slots_with(const struct sparse_line *line, uint16_t check) {
    uint32_t slots = 0;
    for (uint32_t i = 0; i < SPARSE_SLOTS; i++)
        slots |= (uint32_t)(line->checks[i] == check) << i;
    return slots;
}
#endif

/* Writes where the rows of a slot begin. Returns behind the last. */
static inline uint32_t *note_rows(const int8_t *rows, uint32_t length, uint64_t bits,
                                  uint32_t *ret_rows) {
    uint32_t at = first_row(bits) * length;
    for (uint32_t left = row_number(bits); left > 0; left--) {
        __builtin_prefetch(rows + at);
        if (length > CACHE_LINE)
            __builtin_prefetch(rows + at + length - 1);
        *ret_rows++ = at;
        at += length;
    }
    return ret_rows;
}
_Static_assert(LINEAR_CLASSES <= 2 * CACHE_LINE, "a row lies in its first and its last line");

static inline void add_weight(int16_t weight, struct sparse_sums *sums) {
    int16_t *sum = &sums->at[weight & (LINEAR_CLASSES - 1)];
    *sum = (int16_t)(*sum + (weight >> CLASS_BITS));
}

/* Features that were found, and what their slots hold: weights and names of rows apart. */
struct found {
    uint32_t count;
    uint32_t light_count;
    uint32_t heavy_count;
    /* One more each, as one is written in vain. */
    const struct sparse_line *lines[MATCH_AT_ONCE + 1];
    uint32_t slots[MATCH_AT_ONCE + 1];
    uint64_t light[MATCH_AT_ONCE * SPARSE_SLOTS + 1];
    uint64_t heavy[MATCH_AT_ONCE * SPARSE_SLOTS + 1];
};

/* Whether a feature is there, nobody can foretell: it is written down without a branch, to count or
 * to be overwritten. */
__attribute__((always_inline)) static inline void find_lines(const struct sparse_model *model,
                                                             const uint64_t *hashes, uint32_t count,
                                                             struct found *found) {
    uint32_t there = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct sparse_line *line = &model->lines[sparse_home(hashes[i], model->count)];
        uint32_t slots = slots_with(line, sparse_check(hashes[i]));
        found->lines[there] = line;
        found->slots[there] = slots;
        there += slots != 0;
    }
    found->count = there;
}

/* Nor whether a slot has weights or a row. */
__attribute__((always_inline)) static inline void read_slots(struct found *found) {
    uint64_t *light = found->light;
    uint64_t *heavy = found->heavy;
    for (uint32_t i = 0; i < found->count; i++) {
        uint32_t slots = found->slots[i];
        do {
            uint64_t bits = slot_bits(found->lines[i], (uint32_t)__builtin_ctz(slots) / SLOT_BITS);
            bool has_row = weight_in(bits, 2) == SPARSE_ROW_MARK;
            *light = bits;
            *heavy = bits;
            light += !has_row;
            heavy += has_row;
            slots &= slots - 1;
        } while (slots);
    }
    found->light_count = (uint32_t)(light - found->light);
    found->heavy_count = (uint32_t)(heavy - found->heavy);
}

__attribute__((always_inline)) static inline void match_some(const struct sparse_model *model,
                                                             const uint64_t *hashes, uint32_t count,
                                                             struct sparse_sums *sums) {
    struct found found;
    uint32_t *rows = sums->rows + sums->row_count;
    find_lines(model, hashes, count, &found);
    read_slots(&found);
    for (uint32_t i = 0; i < found.heavy_count; i++)
        rows = note_rows(model->rows, model->row_length, found.heavy[i], rows);
    for (uint32_t i = 0; i < found.light_count; i++)
        for (uint32_t k = 0; k < SPARSE_SLOT_WEIGHTS; k++)
            add_weight(weight_in(found.light[i], k), sums);
    sums->row_count = (uint32_t)(rows - sums->rows);
}

__attribute__((always_inline)) static inline void match(const struct sparse_model *model,
                                                        const uint64_t *hashes, uint32_t count,
                                                        struct sparse_sums *sums) {
    const struct sparse_model its = *model;
    for (; count > MATCH_AT_ONCE; count -= MATCH_AT_ONCE, hashes += MATCH_AT_ONCE)
        match_some(&its, hashes, MATCH_AT_ONCE, sums);
    match_some(&its, hashes, count, sums);
}

static void add_rows(const struct sparse_model *model, struct sparse_sums *sums) {
    for (uint32_t i = 0; i < sums->row_count; i++)
        for (uint32_t class = 0; class < model->row_length; class ++)
            sums->at[class] = (int16_t)(sums->at[class] + model->rows[sums->rows[i] + class]);
}

#ifdef __x86_64__
#include <immintrin.h>

static bool is_wide(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

__attribute__((target("avx2,bmi"))) static void match_wide(const struct sparse_model *model,
                                                           const uint64_t *hashes, uint32_t count,
                                                           struct sparse_sums *sums) {
    match(model, hashes, count, sums);
}

/* Adds the rows in some parts of sixteen classes from one, whose sums stay in registers. */
__attribute__((always_inline, target("avx2"))) static inline void
add_parts(const struct sparse_model *model, uint32_t from, uint32_t parts,
          struct sparse_sums *sums) {
    __m256i added[4] = {_mm256_setzero_si256()};
    const int8_t *rows = model->rows + from;
    const uint32_t *past = sums->rows + sums->row_count;
    for (const uint32_t *row = sums->rows; row < past; row++) {
        const __m128i *at = (const __m128i *)(const void *)(rows + *row);
#pragma GCC unroll 4
        for (uint32_t k = 0; k < parts; k++)
            added[k] = _mm256_add_epi16(added[k], _mm256_cvtepi8_epi16(_mm_load_si128(at + k)));
    }
    __m256i *at = (__m256i *)(void *)(sums->at + from);
    for (uint32_t k = 0; k < parts; k++)
        _mm256_storeu_si256(at + k, _mm256_add_epi16(_mm256_loadu_si256(at + k), added[k]));
}

__attribute__((target("avx2"))) static void add_rows_wide(const struct sparse_model *model,
                                                          struct sparse_sums *sums) {
    uint32_t from = 0;
    for (; model->row_length - from >= 4 * ROW_CLASSES; from += 4 * ROW_CLASSES)
        add_parts(model, from, 4, sums);
    if (model->row_length & 2 * ROW_CLASSES) {
        add_parts(model, from, 2, sums);
        from += 2 * ROW_CLASSES;
    }
    if (model->row_length & ROW_CLASSES)
        add_parts(model, from, 1, sums);
}

#else
#define match_wide match
#define add_rows_wide add_rows

static bool is_wide(void) {
    return false;
}
#endif

void sparse_match(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  struct sparse_sums *sums) {
    if (is_wide())
        match_wide(model, hashes, count, sums);
    else
        match(model, hashes, count, sums);
}

void sparse_finish(const struct sparse_model *model, struct sparse_sums *sums) {
    if (is_wide())
        add_rows_wide(model, sums);
    else
        add_rows(model, sums);
}

#ifdef __SSE2__
enum { MOST_CLASSES = 8 }; /* compared at once */

/* The greatest of the first sums, `count` of them in whole parts. */
static int16_t most_of(const int16_t *sums, uint32_t count) {
    __m128i most = _mm_set1_epi16(INT16_MIN);
    for (uint32_t i = 0; i < count; i += MOST_CLASSES)
        most = _mm_max_epi16(most, _mm_loadu_si128((const __m128i *)(const void *)(sums + i)));
    most = _mm_max_epi16(most, _mm_srli_si128(most, 8));
    most = _mm_max_epi16(most, _mm_srli_si128(most, 4));
    most = _mm_max_epi16(most, _mm_srli_si128(most, 2));
    return (int16_t)_mm_extract_epi16(most, 0);
}
#else
enum { MOST_CLASSES = 1 };

static int16_t most_of(const int16_t *sums, uint32_t count) {
    int16_t most = INT16_MIN;
    for (uint32_t i = 0; i < count; i++)
        most = sums[i] > most ? sums[i] : most;
    return most;
}
#endif

uint32_t sparse_best(const struct sparse_sums *sums, uint32_t class_count) {
    uint32_t whole = class_count / MOST_CLASSES * MOST_CLASSES;
    int16_t most = most_of(sums->at, whole);
    for (uint32_t i = whole; i < class_count; i++)
        most = sums->at[i] > most ? sums->at[i] : most;
    uint32_t best = 0;
    while (sums->at[best] != most)
        best++;
    return best;
}

/* ---- turns ----------------------------------------------------------------------------------- */

static void hash_turn(struct sparse_turns *turns, uint32_t turn) {
    struct sparse_ahead *ahead = &turns->ahead[turn % SPARSE_AHEAD];
    if (turn >= turns->count)
        return;
    ahead->count = turns->features(turns->subject, turn, ahead->hashes);
    sparse_ask(turns->model, ahead->hashes, ahead->count);
}

static void match_turn(struct sparse_turns *turns, uint32_t turn) {
    struct sparse_ahead *ahead = &turns->ahead[turn % SPARSE_AHEAD];
    if (turn >= turns->count)
        return;
    sparse_sums_clear(&ahead->sums);
    sparse_match(turns->model, ahead->hashes, ahead->count, &ahead->sums);
}

void sparse_turns_start(const struct sparse_model *model, sparse_features *features,
                        const void *subject, uint32_t count, struct sparse_turns *ret_turns) {
    ret_turns->model = model;
    ret_turns->features = features;
    ret_turns->subject = subject;
    ret_turns->count = count;
    hash_turn(ret_turns, 0);
    hash_turn(ret_turns, 1);
    match_turn(ret_turns, 0);
}

void sparse_turns_hash(struct sparse_turns *turns, uint32_t turn) {
    hash_turn(turns, turn + 2);
}

void sparse_turns_match(struct sparse_turns *turns, uint32_t turn) {
    match_turn(turns, turn + 1);
}
