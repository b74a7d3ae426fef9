/* POST /v1/webhooks: a new one; and POST /v1/webhooks/{id}/secret: a new secret for one, beside
 * which the old one signs for a day. The secret stands in these two answers and nowhere else. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/webhook_json.h"
#include "hooks/message.h"

#include <time.h>

enum { ROTATION_SECONDS = 24 * 60 * 60 };

/* Answers with the webhook as it is stored now, and its secret. */
static void answer(struct request *request, int status) {
    const struct webhook_edit *edit = request->state;
    struct stored_webhook webhook;
    char secret[MESSAGE_SECRET_TEXT];
    int error = storage_webhook_get(request->service->storage, request->arena, &edit->id, &webhook);
    if (error) {
        reply_error(request, error, "reading the webhook");
        return;
    }
    message_secret_text(edit->secret, secret);
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    webhook_write(&json, &webhook);
    json_member_cstr(&json, "secret", secret);
    json_end_object(&json);
    reply_json(request, status);
}

static void finish_creation(struct request *request) {
    const struct webhook_edit *edit = request->state;
    struct slice location;
    int error = edit->write.error;
    if (error == ERR_INVALID) {
        reply_problem(request, PROBLEM_CONFLICT, "There are %d webhooks already.", WEBHOOKS_MAX);
        return;
    }
    if (!error)
        error = arena_printf(request->arena, &location, "/v1/webhooks/%s", edit->id.hex);
    if (error) {
        reply_error(request, error, "making the webhook");
        return;
    }
    reply_header(request, "Location", location);
    answer(request, 201);
}

static int fill_creation(struct request *request, const struct webhook_body *body,
                         struct webhook_edit *edit) {
    edit->change = WEBHOOK_CREATE;
    edit->url = body->url;
    edit->story = body->story;
    edit->kinds = body->kinds;
    int error = storage_id_random(&edit->id);
    return error ? error : webhook_secret_make(request->arena, &edit->secret);
}

void webhooks_post(struct request *request) {
    struct webhook_body body;
    if (!request->service->intake) {
        reply_problem(request, PROBLEM_OFFLINE, "claimd runs with --offline and sends nothing.");
        return;
    }
    if (!webhook_body_read(request, true, &body))
        return;
    struct webhook_edit *edit = ARENA_NEW(request->arena, struct webhook_edit);
    int error = edit ? fill_creation(request, &body, edit) : ERR_NO_MEMORY;
    if (error)
        reply_error(request, error, "making the webhook");
    else
        webhook_edit_queue(request, edit, finish_creation);
}

static void finish_rotation(struct request *request) {
    const struct webhook_edit *edit = request->state;
    if (edit->write.error)
        reply_error(request, edit->write.error, "changing the secret");
    else
        answer(request, 200);
}

void webhooks_secret(struct request *request) {
    struct timespec now;
    struct webhook_edit *edit = webhook_edit_new(request, WEBHOOK_ROTATE);
    if (!edit)
        return;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    edit->old_until = ((int64_t)now.tv_sec + ROTATION_SECONDS) * 1000;
    int error = webhook_secret_make(request->arena, &edit->secret);
    if (error)
        reply_error(request, error, "changing the secret");
    else
        webhook_edit_queue(request, edit, finish_rotation);
}
