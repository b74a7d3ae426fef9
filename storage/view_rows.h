/* What alignment reads of the articles (alignment/analysis_blob.h), as it is stored: packed. */
#pragma once

#include "storage/connection.h"

/* The views of those articles (ids of `count` of them) that are wanted; absent for the others,
 * where none is stored and where it is damaged: then it is made anew. */
int view_rows_read(struct connection *connection, struct arena *arena, const char *const *ids,
                   const bool *wanted, uint32_t count, struct slice *ret_views);

/* Stores one that was made anew, for the article of this number. */
int view_rows_keep(struct connection *connection, struct arena *arena, int64_t article,
                   struct slice view);
