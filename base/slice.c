#include "base/slice.h"

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

bool slice_in_sorted(struct slice word, const struct slice *sorted, size_t count) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct slice entry = sorted[middle];
        /* most probes part at the first byte: no call for those */
        int order = word.length && entry.length
                        ? (unsigned char)word.at[0] - (unsigned char)entry.at[0]
                        : 0;
        if (order == 0)
            order = slice_compare(word, entry);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
