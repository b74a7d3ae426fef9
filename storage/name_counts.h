/* How often each name is said, in the newest versions of articles alone: kept in step by whatever
 * stores, replaces or removes one, so that no search has to count.
 */
#pragma once

#include "storage/connection.h"

/* Counts the names of an article whose rows are there; nothing for an older version. In the open
 * transaction. */
int name_counts_add(struct connection *connection, int64_t article);

/* The reverse, for an article that was counted: before its rows go or it stops being the newest. */
int name_counts_take(struct connection *connection, int64_t article);
