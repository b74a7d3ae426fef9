/* The rows that searches read, from an analysis as it was stored: for articles of schemas that did
 * not keep them. What was told then stays told; nothing is analysed anew. */
#pragma once

#include "storage/storage.h"

/* Reads `analysis` (the JSON of POST /v1/analyze) into the claims, quantities, quotations and
 * mentions of a record; the rest of it stays empty. Of the claims only what schema 5 added is
 * filled. Slices live in the arena. Returns 0, ERR_NO_MEMORY, or ERR_FAILED for bytes that this
 * program did not write. */
int stored_rows_make(struct arena *arena, struct slice analysis, struct article_record *ret_record);
