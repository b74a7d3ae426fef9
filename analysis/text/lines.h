/* The lines of a pasted text, with white space set right and hard wraps undone. */
#pragma once

#include "base/arena.h"

#include <stdint.h>

struct line {
    struct slice text;  /* trimmed, runs of spaces as one; never empty */
    struct slice lower; /* ASCII letters small, ’ as ', final marks off; for looking up */
    uint32_t words;
    bool gap;          /* an empty line stands before it */
    struct slice kind; /* why it is taken out; absent while it stays */
};

struct line_list {
    struct line *at;
    uint32_t count;
    uint32_t capacity;
};

/* Splits `text` into lines: CR LF, CR, U+2028, U+2029 and NEL end a line; tabs, no-break spaces and
 * runs of spaces become one space (a no-break space between two digits stays: it groups them).
 * Blocks whose lines were broken at a column are joined to one line. 0 or ERR_NO_MEMORY. */
int lines_split(struct arena *arena, struct slice text, struct line_list *ret_lines);

/* A line that reads as running text and not as a label or a heading. */
bool line_is_prose(const struct line *line);

/* Ends in . ! ? … or a closing quotation mark. */
bool line_is_closed(const struct line *line);
