/* Reading JSON with jansson without losing any of it. jansson 2.14 collects a string byte by byte
 * and does not look whether its buffer could grow: out of memory, bytes go missing and the rest is
 * taken for the text, or for a grammar mistake of the client's. Here each allocation of a read is
 * watched, and one that fails fails the read.
 */
#pragma once

#include "base/slice.h"

#include <jansson.h>

/* What json_loadb does, with its flags. Returns 0, ERR_NO_MEMORY, or ERR_INVALID with *ret_error,
 * which is untouched otherwise and may be NULL. The caller owns the root. */
int json_read(struct slice bytes, size_t flags, json_t **ret_root, json_error_t *ret_error);
