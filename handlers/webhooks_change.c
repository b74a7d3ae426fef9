/* PATCH and DELETE /v1/webhooks/{id}. */
#include "handlers/handlers.h"
#include "handlers/webhook_json.h"

static void finish_deletion(struct request *request) {
    const struct webhook_edit *edit = request->state;
    if (edit->write.error)
        reply_error(request, edit->write.error, "deleting the webhook");
    else
        reply_empty(request, 204);
}

void webhooks_delete(struct request *request) {
    struct webhook_edit *edit = webhook_edit_new(request, WEBHOOK_DELETE);
    if (edit)
        webhook_edit_queue(request, edit, finish_deletion);
}

static void finish_change(struct request *request) {
    const struct webhook_edit *edit = request->state;
    if (edit->write.error)
        reply_error(request, edit->write.error, "changing the webhook");
    else
        webhooks_get(request);
}

void webhooks_patch(struct request *request) {
    struct webhook_body body;
    struct webhook_edit *edit = webhook_edit_new(request, WEBHOOK_EDIT);
    if (!edit || !webhook_body_read(request, false, &body))
        return;
    edit->url = body.url;
    edit->paused = body.paused;
    webhook_edit_queue(request, edit, finish_change);
}
