/* Plain text for an 80-column terminal: words wrapped by display width, control characters and bidi
 * marks of article text never reach the terminal.
 */
#pragma once

#include "base/buffer.h"

enum { TEXT_COLUMNS = 80 };

/* Columns that `text` takes: wide and fullwidth characters count two, combining marks none. */
unsigned text_width(struct slice text);

/* Writes `text` in lines of at most TEXT_COLUMNS, wrapped at white space. The first line goes on
 * where the cursor stands (`column`), the others are indented by `indent`; ends with a newline. */
void text_wrap(struct buffer *out, struct slice text, unsigned column, unsigned indent);

/* Writes `text`, cut with "…" where it is wider than `width`, and fills up with spaces. */
void text_cell(struct buffer *out, struct slice text, unsigned width);
