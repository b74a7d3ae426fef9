/* How a handler waits for a write without holding up an event-loop thread:
 *
 *     writing_begin(request, &deed->write, finish);
 *     writing_queued(request, &deed->write, storage_…(storage, …, deed));
 *
 * as its last deeds. `finish` runs once the outcome stands in deed->write.error. */
#pragma once

#include "handlers/request.h"
#include "storage/storage.h"

/* Parks the request and makes the end of the write wake it. */
void writing_begin(struct request *request, struct storage_write *write, request_handler *finish);

/* The same for a `finish` that answers from the write alone and reads nothing from the store: the
 * answer is then made inside the transaction, and where an Idempotency-Key asks for it to be kept,
 * deed and kept answer are one commit. */
void writing_begin_sealed(struct request *request, struct storage_write *write,
                          request_handler *finish);

/* `error` is what queueing returned; after 0 the request may be gone already. */
void writing_queued(struct request *request, struct storage_write *write, int error);
