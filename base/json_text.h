/* The bytes of a JSON string (RFC 8259, section 7), for who writes them, passes over them or takes
 * long ones out: most of what a newsroom sends and gets is the inside of a few strings. */
#pragma once

#include "base/slice.h"

/* Where the first byte at or after `from` stands that may not stand for itself in a string: a
 * quote, a backslash, a control character or DEL (which may, and which we escape). `json.length` if
 * none does. Reads many bytes at a time. */
size_t json_plain_end(struct slice json, size_t from);

/* The same, and copies the bytes up to there to `out`, which has room for JSON_COPY_MORE bytes
 * behind them. */
enum { JSON_COPY_MORE = 16 };
size_t json_copy_plain(struct slice json, size_t from, char *out);

/* `from` is behind the opening quote of a string; returns where its closing quote stands, or
 * json.length. Nothing else is judged. */
size_t json_string_end(struct slice json, size_t from);
