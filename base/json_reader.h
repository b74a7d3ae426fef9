/* Reading JSON with jansson without losing any of it. jansson 2.14 collects a string byte by byte
 * and does not look whether its buffer could grow: out of memory, bytes go missing, and without its
 * last quotation mark the string is read, and written, beyond its end. Here a read is left on the
 * spot where an allocation fails (longjmp), and all that it had allocated is freed.
 *
 * All memory of jansson's has a word of ours before it: what it gives away, as json_dumps does, is
 * freed by json_release, never by free.
 */
#pragma once

#include "base/slice.h"

#include <jansson.h>

/* What jansson would spend hundreds of bytes on each; strings count as one value. */
struct json_limits {
    unsigned depth;
    unsigned values; /* and names of members, nearly */
};

/* As json_read below, but ERR_TOO_LARGE, with *ret_error's text saying what of, beyond `limits`. */
int json_read_within(struct slice bytes, size_t flags, const struct json_limits *limits,
                     json_t **ret_root, json_error_t *ret_error);

/* What json_loadb does, with its flags. Returns 0, ERR_NO_MEMORY, or ERR_INVALID with *ret_error,
 * which is untouched otherwise and may be NULL. The caller owns the root. */
int json_read(struct slice bytes, size_t flags, json_t **ret_root, json_error_t *ret_error);

/* Frees what jansson has given away; NULL is taken calmly. */
void json_release(void *at);
