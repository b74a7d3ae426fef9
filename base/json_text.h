/* The bytes of a JSON string (RFC 8259, section 7), for who writes them, passes over them or takes
 * long ones out: most of what a newsroom sends and gets is the inside of a few strings. */
#pragma once

#include "base/slice.h"

/* Where the first byte at or after `from` stands that may not stand for itself in a string: a
 * quote, a backslash, a control character or DEL (which may, and which we escape). `json.length` if
 * none does. Reads eight bytes at a time. */
size_t json_plain_end(struct slice json, size_t from);

/* `from` is behind the opening quote of a string; returns where its closing quote stands, or
 * json.length. Nothing else is judged. */
size_t json_string_end(struct slice json, size_t from);
