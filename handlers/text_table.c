#include "handlers/text_table.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

static bool shown(uint32_t cp) {
    switch (u_charType((UChar32)cp)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
        return false;
    default:
        return true;
    }
}

static unsigned code_point_width(uint32_t cp) {
    if (!shown(cp))
        return 0;
    int8_t type = u_charType((UChar32)cp);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK)
        return 0;
    int width = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

unsigned text_width(struct slice text) {
    unsigned width = 0;
    for (size_t i = 0; i < text.length;)
        width += code_point_width(utf8_next(text, &i));
    return width;
}

static void append_code_point(struct buffer *out, uint32_t cp) {
    char bytes[4];
    if (shown(cp))
        buffer_append(out, slice_of(bytes, utf8_encode(cp, bytes)));
}

static void append_spaces(struct buffer *out, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        buffer_append_byte(out, ' ');
}

/* The next run without white space; false at the end. */
static bool next_word(struct slice text, size_t *at, struct slice *ret_word) {
    size_t start = *at;
    while (start < text.length) {
        size_t next = start;
        if (!u_isUWhiteSpace((UChar32)utf8_next(text, &next)))
            break;
        start = next;
    }
    size_t end = start;
    while (end < text.length) {
        size_t next = end;
        if (u_isUWhiteSpace((UChar32)utf8_next(text, &next)))
            break;
        end = next;
    }
    *at = end;
    *ret_word = slice_of(text.at + start, end - start);
    return end > start;
}

/* One word from `column` on; a word wider than a line is broken. Returns the new column. */
static unsigned append_word(struct buffer *out, struct slice word, unsigned column,
                            unsigned indent) {
    for (size_t i = 0; i < word.length;) {
        uint32_t cp = utf8_next(word, &i);
        unsigned width = code_point_width(cp);
        if (column + width > TEXT_COLUMNS) {
            buffer_append_byte(out, '\n');
            append_spaces(out, indent);
            column = indent;
        }
        append_code_point(out, cp);
        column += width;
    }
    return column;
}

void text_wrap(struct buffer *out, struct slice text, unsigned column, unsigned indent) {
    bool first = true;
    struct slice word;
    for (size_t at = 0; next_word(text, &at, &word); first = false) {
        unsigned gap = first ? 0 : 1;
        if (!first && column + gap + text_width(word) > TEXT_COLUMNS) {
            buffer_append_byte(out, '\n');
            append_spaces(out, indent);
            column = indent;
            gap = 0;
        }
        append_spaces(out, gap);
        column = append_word(out, word, column + gap, indent);
    }
    buffer_append_byte(out, '\n');
}

void text_cell(struct buffer *out, struct slice text, unsigned width) {
    bool cut = text_width(text) > width;
    unsigned room = cut ? width - 1 : width;
    unsigned used = 0;
    for (size_t i = 0; i < text.length;) {
        uint32_t cp = utf8_next(text, &i);
        unsigned wide = code_point_width(cp);
        if (used + wide > room)
            break;
        append_code_point(out, u_isUWhiteSpace((UChar32)cp) ? ' ' : cp);
        used += wide;
    }
    if (cut) {
        buffer_append_cstr(out, "…");
        used++;
    }
    append_spaces(out, width - used);
}
