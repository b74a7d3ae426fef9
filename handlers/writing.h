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

/* The same for what an Idempotency-Key may come with: where there is one, `finish` makes the answer
 * inside the transaction, reading what that has written, and deed and kept answer are one commit.
 * So `finish` may run twice and does nothing but answer; `then` (or NULL) runs after a commit that
 * went well. False when there is no memory, which has been answered. */
bool writing_begin_sealed(struct request *request, struct storage_write *write,
                          request_handler *finish, request_handler *then);

/* `error` is what queueing returned; after 0 the request may be gone already. */
void writing_queued(struct request *request, struct storage_write *write, int error);
