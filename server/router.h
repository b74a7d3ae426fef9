/* From a path to its row in the table of operations. */
#pragma once

#include "handlers/route.h"

/* The row for a raw path (without query) and a method; HEAD finds the GET row. NULL when the path
 * has no such method. *ret_known tells whether any row has this path. Segments that stand in the
 * place of {…} are left raw in ret_ids. */
const struct route *route_find(struct slice method, struct slice path, bool *ret_known,
                               struct slice ret_ids[ROUTE_IDS_MAX]);

/* "GET, HEAD, DELETE" for the Allow field of a known path. */
int route_allow(struct arena *arena, struct slice path, struct slice *ret_allow);

/* Percent-decodes into the arena; with `plus` a '+' is a space. Returns 0, ERR_NO_MEMORY, or
 * ERR_INVALID when the outcome is not UTF-8 free of control characters. */
int percent_decode(struct arena *arena, struct slice raw, bool plus, struct slice *ret_text);

/* Parses "a=1&b=2" into the request's parameters. Returns 0, ERR_NO_MEMORY, or ERR_INVALID with
 * *ret_fault set; unknown and doubled names go to request->errors. */
int query_parse(struct request *request, struct slice query);
