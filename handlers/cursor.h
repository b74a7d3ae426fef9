/* Where the next page of a list begins, as an opaque token: base64url (RFC 4648) of the last row's
 * number and a checksum over it and the query it belongs to, so that a damaged cursor, or one of
 * another query, is told apart instead of answering with the wrong rows. */
#pragma once

#include "handlers/request.h"

/* Reads the parameter "cursor": 0 when it was not given. A bad one adds to request->errors. Returns
 * 0, ERR_INVALID or ERR_NO_MEMORY. */
int cursor_read(struct request *request, int64_t *ret_before);

/* Writes the member "next" (null when `next` is 0) and the header Link with rel="next" (RFC 8288).
 * Returns 0 or ERR_NO_MEMORY. */
struct json_writer;
int cursor_write(struct request *request, struct json_writer *json, int64_t next);
