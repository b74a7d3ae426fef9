/* What an article says, as rows: inserted with the article, or later for one of an older schema. */
#pragma once

#include "storage/connection.h"
#include "storage/storage.h"

/* Inserts the claims, numbers, quotations and names of `record`, in the open transaction. */
int article_rows_insert(struct connection *connection, const struct article_record *record,
                        int64_t article);

/* The same for an article whose claims are there already, as schemas before 5 kept them: those get
 * what they lack. */
int article_rows_complete(struct connection *connection, const struct article_record *record,
                          int64_t article);
