/* Writing a model file at build time. */
#pragma once

#include "base/slice.h"

/* Writes all of `bytes` to `path`, over what was there. Not for files that are mapped meanwhile:
 * they are truncated in place. Returns 0 or ERR_FAILED (errno tells why). */
int whole_file_write(const char *path, struct slice bytes);
