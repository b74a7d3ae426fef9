/* What a client sent for one article, as the canonical bytes that name it (its id is their hash)
 * and from which it can be analysed again.
 *
 * A format byte, then for each field that was given, in the order of struct article_input: its
 * index (one byte), its length (eight bytes, little-endian), its bytes. Not JSON, because an HTML
 * page may come in any encoding.
 */
#pragma once

#include "analysis/analysis.h"

/* Returns 0, ERR_NO_MEMORY or ERR_TOO_LARGE. */
int stored_input_write(struct arena *arena, const struct article_input *input,
                       struct slice *ret_bytes);

/* The slices point into `bytes`. ERR_INVALID for bytes that stored_input_write did not make. */
int stored_input_read(struct slice bytes, struct article_input *ret_input);
