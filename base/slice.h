/* Text is a slice: pointer and length in bytes, no terminating NUL, never owned by the slice.
 *
 * Everything past the HTTP edge passes text this way. A slice with `at == NULL` means "absent",
 * which is not the same as empty.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *at;
    size_t length; /* bytes */
};

/* A slice over a string literal. */
#define SLICE(literal) ((struct slice){("" literal), sizeof(literal) - 1})

/* For printf("%.*s", SLICE_ARGS(s)). */
#define SLICE_ARGS(s) (int)(s).length, (s).at

static inline struct slice slice_of(const char *at, size_t length) {
    return (struct slice){at, length};
}

/* A slice over a NUL-terminated string of ours (never article text); NULL becomes absent. */
static inline struct slice slice_from_cstr(const char *cstr) {
    return (struct slice){cstr, cstr ? strlen(cstr) : 0};
}

static inline bool slice_equal(struct slice a, struct slice b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* Byte order, shorter first on a common prefix: <0, 0, >0. */
static inline int slice_compare(struct slice a, struct slice b) {
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

static inline bool slice_starts(struct slice s, struct slice prefix) {
    return s.length >= prefix.length &&
           (prefix.length == 0 || memcmp(s.at, prefix.at, prefix.length) == 0);
}

static inline bool slice_ends(struct slice s, struct slice suffix) {
    return s.length >= suffix.length &&
           (suffix.length == 0 ||
            memcmp(s.at + s.length - suffix.length, suffix.at, suffix.length) == 0);
}

/* ASCII case is ignored, other bytes must be equal. */
bool slice_equal_ascii_case(struct slice a, struct slice b);

/* Without leading and trailing ASCII white space. */
struct slice slice_trim(struct slice s);

/* Where `part` first stands in `text`, or SLICE_NONE; an empty part is nowhere. */
#define SLICE_NONE SIZE_MAX
size_t slice_find(struct slice text, struct slice part);

static inline bool slice_contains(struct slice text, struct slice part) {
    return slice_find(text, part) != SLICE_NONE;
}

/* Tables of `count` rows, `size` bytes each, that begin with a slice and stand in slice_compare
 * order of it. Where `word` has its place: the first row that is not before it, `count` when all
 * are. */
size_t slice_place(struct slice word, const void *table, size_t count, size_t size);

/* The first row of `word`, NULL when it has none. */
const void *slice_row(struct slice word, const void *table, size_t count, size_t size);

/* True when `word` stands in `sorted`, which is in slice_compare order. */
bool slice_in_sorted(struct slice word, const struct slice *sorted, size_t count);

/* One of 64 kinds of words, by how they begin and by how they end. */
static inline uint32_t slice_head_kind(struct slice word) {
    return ((unsigned)word.at[0] << 1 & 62) | (word.length & 1);
}

static inline uint32_t slice_tail_kind(struct slice word) {
    return ((unsigned)word.at[word.length - 1] << 1 & 62) | (word.length >> 1 & 1);
}

/* False where a table whose rows the compiler knows has no word of these kinds: most words that are
 * asked for are told apart by that, and no row is read. Where it does not know them, the loop is
 * gone. */
__attribute__((always_inline)) static inline bool
slice_kinds_there(struct slice word, const void *table, size_t count, size_t size) {
#ifdef SLICE_KINDS /* meson.build */
    uint64_t heads = 0;
    uint64_t tails = 0;
#pragma GCC unroll 512
    for (size_t i = 0; i < count; i++) {
        struct slice key = *(const struct slice *)(const void *)((const char *)table + i * size);
        heads |= (uint64_t)1 << slice_head_kind(key);
        tails |= (uint64_t)1 << slice_tail_kind(key);
    }
    if (__builtin_constant_p(heads) && __builtin_constant_p(tails))
        return word.length && (heads >> slice_head_kind(word) & 1) &&
               (tails >> slice_tail_kind(word) & 1);
#endif
    (void)word, (void)table, (void)count, (void)size;
    return true;
}

__attribute__((always_inline)) static inline const void *
slice_row_known(struct slice word, const void *table, size_t count, size_t size) {
    return slice_kinds_there(word, table, count, size) ? slice_row(word, table, count, size) : NULL;
}

/* The same for arrays, the first as a pointer to its rows. No row is empty. */
#define SLICE_ROW(word, table)                                                                     \
    ((const __typeof__(*(table)) *)slice_row_known(                                                \
        (word), (table), sizeof(table) / sizeof *(table), sizeof *(table)))
#define SLICE_IN(word, sorted) (SLICE_ROW(word, sorted) != NULL)
