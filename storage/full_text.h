/* The full-text index, and what people type to search it. On SQLite FTS5 keeps the index and reads
 * the words itself; on PostgreSQL the words are ours (words.h) and the index is a tsvector of them.
 *
 * Words, "phrases" and prefixes* must all occur. An open quotation mark runs to the end. What was
 * typed is quoted, so that no input is a syntax error and none reaches an engine's operators.
 */
#pragma once

#include "storage/connection.h"

/* What was typed as the engine reads it. Returns 0, ERR_INVALID (no word, or more than
 * STORAGE_QUERY_TERMS_MAX terms) or ERR_NO_MEMORY. */
int full_text_query(const struct connection *connection, struct arena *arena, struct slice typed,
                    struct slice *ret_match);

int full_text_add(struct connection *connection, int64_t article, struct slice title,
                  struct slice text);

/* The engine may have to be told what was added. */
int full_text_remove(struct connection *connection, int64_t article, struct slice title,
                     struct slice text);

/* The marked title and the excerpt of a row of SQL_ARTICLE_MARKS; absent where the row was not
 * asked for. */
int full_text_marks(struct query *row, struct arena *arena, struct slice typed,
                    struct slice *ret_title, struct slice *ret_excerpt);
