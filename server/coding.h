/* Content codings of answers (RFC 9110, section 8.4): zstd (RFC 8878) and gzip (RFC 1952). */
#pragma once

#include "base/buffer.h"

enum coding { CODING_NONE, CODING_GZIP, CODING_ZSTD };

/* "gzip", "zstd"; NULL for none. */
const char *coding_name(enum coding coding);

/* The one that an Accept-Encoding field (absent: none) likes best; zstd on a tie. */
enum coding coding_of_answer(struct slice accept_encoding);

/* Replaces the content. False when it would not become smaller, or without memory: it is then as
 * before. */
bool coding_apply(enum coding coding, struct buffer *content);
