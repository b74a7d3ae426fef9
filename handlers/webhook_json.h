/* Webhooks as clients see them: never with a secret. */
#pragma once

#include "base/json_writer.h"
#include "handlers/request.h"
#include "storage/webhooks.h"

/* The members of a webhook, into an open object. */
void webhook_write(struct json_writer *json, const struct stored_webhook *webhook);

/* What POST and PATCH take; absent slices where a member was not given. */
struct webhook_body {
    struct slice url; /* as the fetcher reads it */
    struct slice story;
    struct slice kinds; /* JSON array */
    int paused;         /* below 0: not given */
};

/* False when it has answered with a problem instead. A new webhook needs a url and may choose
 * events; a change may pause. */
bool webhook_body_read(struct request *request, bool is_new, struct webhook_body *ret_body);

/* Fills a new secret. Returns 0 or ERR_FAILED. */
int webhook_secret_make(struct arena *arena, struct slice *ret_secret);

/* An edit of the webhook in the path, in the arena; NULL when answered already. */
struct webhook_edit *webhook_edit_new(struct request *request, enum webhook_change change);

/* Queues it and parks the request until `finish`. */
void webhook_edit_queue(struct request *request, struct webhook_edit *edit,
                        request_handler *finish);
