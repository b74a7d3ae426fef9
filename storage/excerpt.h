/* The SQL function excerpt(document_index, column, before, after) for full-text queries: the words
 * around the first match in a column, all matches among them between \x02 and \x03, "…" where text
 * was left out.
 *
 * FTS5's own snippet() weighs every match against every other and reads each text to its end; a
 * common word in a page of long articles cost half a second. This one reads up to the first match
 * and some words further. */
#pragma once

#include "storage/connection.h"

enum { EXCERPT_WORDS_MAX = 64 /* of before + after + 1 */ };

/* Makes the function known to a connection. */
int excerpt_register(struct connection *connection);
