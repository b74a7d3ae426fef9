/* What a person types into a search field, in parts; and as FTS5's query language, so that no input
 * is a syntax error and none reaches FTS5's operators. */
#pragma once

#include "storage/storage.h"

struct search_term {
    struct slice words; /* one, or a phrase */
    bool prefix;        /* the last one may go on */
};

struct search_terms {
    struct search_term at[STORAGE_QUERY_TERMS_MAX];
    uint32_t count;
};

/* Words, "phrases" and prefixes*. An open quotation mark runs to the end. Returns 0, or ERR_INVALID
 * (no word, or more than STORAGE_QUERY_TERMS_MAX). */
int search_terms_read(struct slice typed, struct search_terms *ret_terms);

/* All of them as quoted strings, all of which must occur. Returns 0, ERR_INVALID or ERR_NO_MEMORY.
 */
int search_query_make(struct arena *arena, struct slice typed, struct slice *ret_query);
