/* GET /v1/webhooks and /v1/webhooks/{id}: who is told of what. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/webhook_json.h"

void webhooks_list(struct request *request) {
    struct webhook_list webhooks;
    int error = storage_webhook_list(request->service->storage, request->arena, &webhooks);
    if (error) {
        reply_error(request, error, "listing the webhooks");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "webhooks");
    json_begin_array(&json);
    for (uint32_t i = 0; i < webhooks.count; i++) {
        json_begin_object(&json);
        webhook_write(&json, &webhooks.at[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    reply_json(request, 200);
}

void webhooks_get(struct request *request) {
    struct storage_id id;
    struct stored_webhook webhook;
    if (!stored_id_read(request, &id))
        return;
    int error = storage_webhook_get(request->service->storage, request->arena, &id, &webhook);
    if (error) {
        reply_error(request, error, "reading the webhook");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    webhook_write(&json, &webhook);
    json_end_object(&json);
    reply_json(request, 200);
}
