/* What the endpoints over stored things share. */
#pragma once

#include "handlers/request.h"
#include "storage/storage.h"

/* Reads the id in the path. An id that cannot be one is a thing that is not there: answered with
 * 404, false. */
bool stored_id_read(struct request *request, struct storage_id *ret_id);

/* Reads an article with `parts` (storage/storage.h) for a GET whose answer changes only with what
 * lists show of the article. False when answered already: 304, or with a problem. */
bool stored_article_read(struct request *request, const struct storage_id *id, unsigned parts,
                         struct stored_article *ret_article);

/* For a change of an article: true when If-Match, where it is given, has the tag of GET. Answered
 * otherwise. */
bool stored_article_holds(struct request *request, const struct article_summary *summary);
