#include "analysis/text/lines.h"

#include "analysis/text/characters.h"
#include "base/error.h"
#include "base/utf8.h"

enum {
    WRAP_WIDTH_MAX = 100, /* bytes; wider lines were not broken at a column */
    WRAP_WIDTH_MIN = 40,  /* all lines of a wrapped block but the last are at least so wide */
    PROSE_WORDS = 25,     /* without a full stop: longer than any headline */
    PROSE_CLOSED_WORDS = 5,
};

static bool ends_line(uint32_t cp) {
    return cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

/* What most text is made of: no space, no end of a line, one byte. */
static bool is_plain(char byte) {
    return byte > ' ' && byte < 0x7F;
}

static bool is_digit_byte(struct slice text, size_t at) {
    return at < text.length && text.at[at] >= '0' && text.at[at] <= '9';
}

/* Writes the text with '\n' ends and single spaces; lines hold no leading or trailing space. */
static size_t set_spaces(struct slice text, char *out) {
    size_t length = 0;
    bool space = false;
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        if (is_plain(text.at[at])) {
            if (space)
                out[length++] = ' ';
            space = false;
            out[length++] = text.at[at++];
            continue;
        }
        uint32_t cp = utf8_next(text, &at);
        if (cp == '\r' && at < text.length && text.at[at] == '\n')
            continue;
        if (ends_line(cp)) {
            out[length++] = '\n';
            space = false;
            continue;
        }
        bool grouping = (cp == 0xA0 || cp == 0x202F) && start > 0 &&
                        is_digit_byte(text, start - 1) && is_digit_byte(text, at);
        if (char_class(cp) == CHAR_SPACE && !grouping) {
            space = length > 0 && out[length - 1] != '\n';
            continue;
        }
        if (space)
            out[length++] = ' ';
        space = false;
        memcpy(out + length, text.at + start, at - start);
        length += at - start;
    }
    return length;
}

static int add_line(struct arena *arena, struct slice text, bool gap, struct line_list *lines) {
    struct line line = {.text = text, .gap = gap};
    char *lower = arena_alloc(arena, text.length + text.length / 2 + 4);
    if (!lower)
        return ERR_NO_MEMORY;
    size_t length = char_lower_word(text, lower);
    while (length && strchr(":.!?,;>", lower[length - 1]))
        length--;
    line.lower = slice_of(lower, length);
    for (size_t i = 0; i < text.length; i++)
        line.words += text.at[i] == ' ';
    line.words++;
    return list_push(arena, lines, line) ? 0 : ERR_NO_MEMORY;
}

static size_t line_end(struct slice text, size_t start) {
    const char *end = memchr(text.at + start, '\n', text.length - start);
    return end ? (size_t)(end - text.at) : text.length;
}

/* Past the block of lines that starts at `start`: the next empty line or the end. */
static size_t block_end(struct slice text, size_t start) {
    size_t at = line_end(text, start);
    while (at + 1 < text.length && text.at[at + 1] != '\n')
        at = line_end(text, at + 1);
    return at < text.length ? at : text.length;
}

/* Were the lines of [start, end) broken at a column? Then most go on with a small letter and all
 * but the last reach far. */
static bool is_wrapped(struct slice text, size_t start, size_t end) {
    size_t continued = 0;
    size_t small = 0;
    for (size_t at = start; at < end;) {
        size_t stop = line_end(text, at);
        stop = stop < end ? stop : end;
        size_t width = stop - at;
        if (width > WRAP_WIDTH_MAX || (width < WRAP_WIDTH_MIN && stop < end))
            return false;
        if (at > start) {
            continued++;
            small += text.at[at] >= 'a' && text.at[at] <= 'z';
        }
        at = stop + 1;
    }
    return continued > 0 && 2 * small >= continued;
}

int lines_split(struct arena *arena, struct slice text, struct line_list *ret_lines) {
    char *out = arena_alloc(arena, text.length + 1);
    if (!out)
        return ERR_NO_MEMORY;
    struct slice clean = slice_of(out, set_spaces(text, out));
    bool gap = false;
    for (size_t at = 0; at < clean.length;) {
        if (clean.at[at] == '\n') {
            gap = true;
            at++;
            continue;
        }
        size_t past = block_end(clean, at);
        if (is_wrapped(clean, at, past))
            for (size_t i = at; i < past; i++)
                out[i] = out[i] == '\n' ? ' ' : out[i];
        while (at < past) {
            size_t stop = line_end(clean, at);
            stop = stop < past ? stop : past;
            int result = add_line(arena, slice_of(clean.at + at, stop - at), gap, ret_lines);
            if (result < 0)
                return result;
            gap = false;
            at = stop + 1;
        }
    }
    return 0;
}

bool line_is_closed(const struct line *line) {
    size_t at = line->text.length;
    uint32_t last = utf8_previous(line->text, &at);
    return last == '.' || last == '!' || last == '?' || last == '"' || last == 0x201D ||
           last == 0x2026;
}

bool line_is_prose(const struct line *line) {
    return line->words >= PROSE_WORDS ||
           (line->words >= PROSE_CLOSED_WORDS && line_is_closed(line));
}
