#include "handlers/highlight.h"

#include "base/arena.h"
#include "base/error.h"

enum { MARK_BEGIN = 2, MARK_END = 3 };

int highlight_write(struct json_writer *json, struct arena *arena, struct slice marked) {
    if (!marked.at) {
        json_put_null(json);
        return 0;
    }
    char *text = arena_alloc(arena, marked.length + 1);
    if (!text)
        return ERR_NO_MEMORY;

    json_begin_object(json);
    json_key(json, "marks");
    json_begin_array(json);
    size_t length = 0;
    int64_t points = 0;
    int64_t begin = -1;
    for (size_t i = 0; i < marked.length; i++) {
        unsigned char c = (unsigned char)marked.at[i];
        if (c == MARK_BEGIN) {
            begin = points;
        } else if (c == MARK_END && begin >= 0) {
            json_begin_array(json);
            json_put_integer(json, begin);
            json_put_integer(json, points);
            json_end_array(json);
            begin = -1;
        } else if (c != MARK_END) {
            text[length++] = (char)c;
            points += (c & 0xC0) != 0x80;
        }
    }
    json_end_array(json);
    json_member_string(json, "text", slice_of(text, length));
    json_end_object(json);
    return 0;
}
