/* What a person types into a search field → FTS5's query language, so that no input is a syntax
 * error and none reaches FTS5's operators. */
#pragma once

#include "base/arena.h"

/* Words, "phrases" and prefixes* become quoted strings, all of which must occur. An open quotation
 * mark runs to the end. Returns 0, ERR_INVALID (no word, or more than STORAGE_QUERY_TERMS_MAX) or
 * ERR_NO_MEMORY. */
int search_query_make(struct arena *arena, struct slice typed, struct slice *ret_query);
