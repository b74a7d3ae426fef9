/* One page of a list: what was asked for, and the envelope of the answer. */
#pragma once

#include "base/json_writer.h"
#include "handlers/cursor.h"

enum { PAGE_DEFAULT = 50 /* rows */ };

/* Reads "limit" and "cursor"; answers 422 and returns false when one of them, or an earlier
 * parameter, is wrong. */
bool page_read_keys(struct request *request, struct cursor *ret_cursor, uint32_t *ret_limit);
/* The same for lists with one key. */
bool page_read(struct request *request, int64_t *ret_before, uint32_t *ret_limit);

/* Begins {"KEY": [ … in the body. */
void page_begin(struct request *request, struct json_writer *ret_json, const char *key);

/* Ends the array and adds "next", from which the next page is read (NULL: this is the last), then
 * answers 200; or with the problem of `error`, what went wrong while rows were written. */
void page_end_keys(struct request *request, struct json_writer *json, int error,
                   const struct cursor *next);
/* The same for lists with one key, 0 on the last page, whose rows cannot go wrong. */
void page_end(struct request *request, struct json_writer *json, int64_t next);
