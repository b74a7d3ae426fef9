#include "storage/excerpt.h"

enum { OPEN_MARK = 2, CLOSE_MARK = 3 };

void excerpt_init(struct excerpt *excerpt, int before, int after) {
    int words = before + 1 + after;
    *excerpt = (struct excerpt){.before = before,
                                .count = words < EXCERPT_WORDS_MAX ? words : EXCERPT_WORDS_MAX};
}

static void mark(struct excerpt *excerpt, int from, int count) {
    int first = from > excerpt->first ? from : excerpt->first;
    int last = from + count - 1;
    if (last >= excerpt->first + excerpt->count)
        last = excerpt->first + excerpt->count - 1;
    if (first > last)
        return;
    excerpt->opens[first - excerpt->first] = true;
    excerpt->closes[last - excerpt->first] = true;
}

bool excerpt_match(struct excerpt *excerpt, int word, int count) {
    if (!excerpt->placed)
        excerpt->first = word > excerpt->before ? word - excerpt->before : 0;
    excerpt->placed = true;
    if (word >= excerpt->first + excerpt->count)
        return false;
    mark(excerpt, word, count);
    return true;
}

bool excerpt_word(struct excerpt *excerpt, int start, int end) {
    int word = excerpt->seen++;
    if (word >= excerpt->first + excerpt->count) {
        excerpt->cut = true;
        return false;
    }
    if (word >= excerpt->first) {
        excerpt->starts[excerpt->kept] = start;
        excerpt->ends[excerpt->kept++] = end;
    }
    return true;
}

void excerpt_write(struct buffer *out, const struct excerpt *excerpt, struct slice text) {
    size_t at = excerpt->first && excerpt->kept ? (size_t)excerpt->starts[0] : 0;
    if (excerpt->first)
        buffer_append_cstr(out, "…");
    for (int i = 0; i < excerpt->kept; i++) {
        size_t start = (size_t)excerpt->starts[i];
        size_t end = (size_t)excerpt->ends[i];
        buffer_append(out, slice_of(text.at + at, start - at));
        if (excerpt->opens[i])
            buffer_append_byte(out, OPEN_MARK);
        buffer_append(out, slice_of(text.at + start, end - start));
        if (excerpt->closes[i])
            buffer_append_byte(out, CLOSE_MARK);
        at = end;
    }
    if (excerpt->cut)
        buffer_append_cstr(out, "…");
    else
        buffer_append(out, slice_of(text.at + at, text.length - at));
}
