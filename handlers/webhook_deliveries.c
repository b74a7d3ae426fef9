/* /v1/webhooks/{id}/deliveries: what was sent and what became of it; /test: a message that tells of
 * nothing; /deliveries/{delivery}/redeliver: one more try. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"
#include "handlers/webhook_json.h"
#include "hooks/message.h"

#include <stdio.h>
#include <time.h>

enum { TEST_BODY_MAX = 1024, MESSAGE_ID = 4 + STORAGE_ID_LENGTH };

static void write_optional(struct json_writer *json, const char *key, int64_t value) {
    if (value) {
        json_member_integer(json, key, value);
        return;
    }
    json_key(json, key);
    json_put_null(json);
}

static void write_delivery(struct json_writer *json, const struct stored_delivery *delivery) {
    char id[MESSAGE_ID + 1];
    bool waits = slice_equal(delivery->state, SLICE("waiting"));
    (void)snprintf(id, sizeof id, "msg_%s", delivery->id.hex); /* fits */
    json_begin_object(json);
    json_member_cstr(json, "id", id);
    write_optional(json, "event", delivery->event);
    json_member_string(json, "state", delivery->state);
    json_member_integer(json, "attempts", delivery->attempts);
    write_optional(json, "status", delivery->status);
    json_member_string(json, "problem", delivery->problem);
    json_member_instant(json, "changed_at", delivery->changed_at);
    if (waits) {
        json_member_instant(json, "next_at", delivery->next_at);
    } else {
        json_key(json, "next_at");
        json_put_null(json);
    }
    json_key(json, "body");
    json_put_raw(json, delivery->body);
    json_end_object(json);
}

void webhook_deliveries_list(struct request *request) {
    struct storage_id id;
    struct stored_webhook webhook;
    struct delivery_list list;
    int64_t before;
    uint32_t limit;
    if (!stored_id_read(request, &id) || !page_read(request, &before, &limit))
        return;
    struct storage *storage = request->service->storage;
    int error = storage_webhook_get(storage, request->arena, &id, &webhook);
    if (!error)
        error = storage_delivery_list(storage, request->arena, &id, before, limit, &list);
    if (error) {
        reply_error(request, error, "listing the deliveries");
        return;
    }
    struct json_writer json;
    page_begin(request, &json, "deliveries");
    for (uint32_t i = 0; i < list.count; i++)
        write_delivery(&json, &list.at[i]);
    page_end(request, &json, list.next);
}

/* ---- sending --------------------------------------------------------------------------------- */

static void finish(struct request *request) {
    const struct webhook_edit *edit = request->state;
    char id[MESSAGE_ID + 1];
    if (edit->write.error) {
        reply_error(request, edit->write.error, "queueing the message");
        return;
    }
    (void)snprintf(id, sizeof id, "msg_%s", edit->delivery.hex); /* fits */
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "id", id);
    json_member_cstr(&json, "state", "waiting");
    json_end_object(&json);
    reply_json(request, 202);
}

static int fill_test(struct request *request, struct webhook_edit *edit) {
    struct timespec now;
    struct buffer body;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    buffer_init(&body, TEST_BODY_MAX);
    message_write(&body, NULL, (int64_t)now.tv_sec * 1000);
    int error = buffer_error(&body);
    if (!error)
        error = storage_id_random(&edit->delivery);
    if (!error)
        error = arena_copy(request->arena, buffer_slice(&body), &edit->body);
    buffer_done(&body);
    return error;
}

void webhooks_test(struct request *request) {
    struct webhook_edit *edit = webhook_edit_new(request, WEBHOOK_TEST);
    if (!edit)
        return;
    int error = fill_test(request, edit);
    if (error)
        reply_error(request, error, "making the message");
    else
        webhook_edit_queue(request, edit, finish);
}

void webhook_redeliver(struct request *request) {
    struct slice id = request->path_ids[1];
    struct webhook_edit *edit = webhook_edit_new(request, WEBHOOK_REDELIVER);
    if (!edit)
        return;
    bool named = slice_starts(id, SLICE("msg_")) &&
                 storage_id_parse(slice_of(id.at + 4, id.length - 4), &edit->delivery);
    if (named)
        webhook_edit_queue(request, edit, finish);
    else
        reply_error(request, ERR_NOT_FOUND, "reading the id");
}
