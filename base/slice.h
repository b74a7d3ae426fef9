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

/* The same for an array, as a pointer to its rows. */
#define SLICE_ROW(word, table)                                                                     \
    ((const __typeof__(*(table)) *)slice_row((word), (table), sizeof(table) / sizeof *(table),     \
                                             sizeof *(table)))

/* True when `word` stands in `sorted`, which is in slice_compare order. */
bool slice_in_sorted(struct slice word, const struct slice *sorted, size_t count);

/* The same for an array. */
#define SLICE_IN(word, sorted) slice_in_sorted((word), (sorted), sizeof(sorted) / sizeof *(sorted))
