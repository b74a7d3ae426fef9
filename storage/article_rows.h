/* What an article says, as rows: inserted with the article, or later for one of an older schema. */
#pragma once

#include "storage/connection.h"
#include "storage/storage.h"

/* Inserts the claims, numbers, quotations and names of `record`, in the open transaction. */
int article_rows_insert(struct connection *connection, const struct article_record *record,
                        int64_t article);
