/* Rows as RFC 4180 has them: every field in quotes, quotes doubled, CRLF. A field that a
 * spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection): the words
 * come from strangers. */
#pragma once

#include "base/buffer.h"

/* Absent fields stay empty. */
void csv_write_row(struct buffer *out, const struct slice *fields, size_t count);
void csv_write_field(struct buffer *out, struct slice text, bool last);
