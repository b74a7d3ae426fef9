/* Where the next page of a list begins, as an opaque token: base64url (RFC 4648) of the last row's
 * keys and a check value over them and the query they belong to, made with a key that only this
 * store has. A damaged cursor, one of another query, of another store, or a made-up one is told
 * apart instead of answering with the wrong rows. */
#pragma once

#include "handlers/request.h"

struct json_writer;

/* The keys of a row by which its list is ordered. */
struct cursor {
    int64_t major; /* above 0 */
    int64_t minor;
    struct slice text; /* CURSOR_TEXT_MAX bytes at most; absent for lists by number */
};

enum { CURSOR_TEXT_MAX = 600 };

/* Reads the parameter "cursor": all zero when it was not given. A bad one adds to request->errors.
 * Returns 0, ERR_INVALID or ERR_NO_MEMORY. */
int cursor_read(struct request *request, struct cursor *ret_cursor);

/* Writes the member "next" (null when `next` is NULL) and the header Link with rel="next"
 * (RFC 8288). Returns 0 or ERR_NO_MEMORY. */
int cursor_write(struct request *request, struct json_writer *json, const struct cursor *next);
