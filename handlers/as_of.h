/* The parameter `as_of`: a moment of the past, as the id of an event, as a date or as a date-time.
 */
#pragma once

#include "handlers/request.h"
#include "storage/alignments.h"

/* Milliseconds since 1970 of a date-time (RFC 3339), or of the end of a date's day (UTC). Returns 0
 * or ERR_INVALID. */
int instant_parse(struct slice text, int64_t *ret_milliseconds);

/* Without the parameter: now. What cannot be read adds to request->errors. Returns 0, ERR_INVALID
 * or ERR_NO_MEMORY. */
int as_of_read(struct request *request, struct as_of *ret_as_of);

/* The same for a handler without other parameters of its own to read: answers 422 or 503 itself and
 * returns false then. */
bool as_of_take(struct request *request, struct as_of *ret_as_of);
