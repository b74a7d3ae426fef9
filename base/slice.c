#include "base/slice.h"

#include <assert.h>

static char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool slice_equal_ascii_case(struct slice a, struct slice b) {
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
            return false;
    return true;
}

static bool ascii_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_trim(struct slice s) {
    while (s.length && ascii_space(s.at[0])) {
        s.at++;
        s.length--;
    }
    while (s.length && ascii_space(s.at[s.length - 1]))
        s.length--;
    return s;
}

size_t slice_find(struct slice text, struct slice part) {
    if (!text.at || !part.length)
        return SLICE_NONE;
    const char *found = memmem(text.at, text.length, part.at, part.length);
    return found ? (size_t)(found - text.at) : SLICE_NONE;
}

static struct slice key_of(const void *table, size_t row, size_t size) {
    return *(const struct slice *)(const void *)((const char *)table + row * size);
}

/* As slice_compare, but inline: most keys part within their first bytes. */
static int order_of(struct slice word, struct slice key) {
    size_t common = word.length < key.length ? word.length : key.length;
    for (size_t i = 0; i < common; i++)
        if (word.at[i] != key.at[i])
            return (unsigned char)word.at[i] - (unsigned char)key.at[i];
    return (word.length > key.length) - (word.length < key.length);
}

/* A table out of order is searched without a word, and some of its words are never found. */
static void see_order(const void *table, size_t count, size_t size) {
#ifdef __SANITIZE_ADDRESS__
    for (size_t row = 1; row < count; row++)
        assert(slice_compare(key_of(table, row - 1, size), key_of(table, row, size)) <= 0);
#else
    (void)table, (void)count, (void)size;
#endif
}

size_t slice_place(struct slice word, const void *table, size_t count, size_t size) {
    see_order(table, count, size);
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (order_of(word, key_of(table, middle, size)) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* In a short table most words are ruled out by their length alone: their letters are not read. */
static const void *row_of_few(struct slice word, const char *table, size_t count, size_t size) {
    for (const char *row = table; row < table + count * size; row += size) {
        struct slice key = key_of(row, 0, size);
        if (key.length == word.length && (!word.length || *key.at == *word.at) &&
            slice_equal(key, word))
            return row;
    }
    return NULL;
}

const void *slice_row(struct slice word, const void *table, size_t count, size_t size) {
    enum { FEW = 16 };
    if (count <= FEW) {
        see_order(table, count, size);
        return row_of_few(word, table, count, size);
    }
    size_t place = slice_place(word, table, count, size);
    if (place == count || !slice_equal(word, key_of(table, place, size)))
        return NULL;
    return (const char *)table + place * size;
}

bool slice_in_sorted(struct slice word, const struct slice *sorted, size_t count) {
    return slice_row(word, sorted, count, sizeof *sorted) != NULL;
}
