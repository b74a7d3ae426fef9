#include "hooks/message.h"

#include "base/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/json_writer.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIGNATURE_TEXT = BASE64_LENGTH(DIGEST_SIZE) };

static void sign(struct slice secret, struct slice content, char ret_text[SIGNATURE_TEXT + 1]) {
    struct digest digest = digest_hmac(secret, content);
    base64_write(slice_of((const char *)digest.at, DIGEST_SIZE), ret_text);
    ret_text[SIGNATURE_TEXT] = '\0';
}

static void put_signatures(const struct stored_webhook *webhook, struct slice content, int64_t now,
                           char ret_field[MESSAGE_FIELD]) {
    char first[SIGNATURE_TEXT + 1];
    char second[SIGNATURE_TEXT + 1];
    bool two = webhook->old_secret.at && webhook->old_until > now * 1000;
    sign(webhook->secret, content, first);
    if (two)
        sign(webhook->old_secret, content, second);
    (void)snprintf(ret_field, MESSAGE_FIELD, "webhook-signature: v1,%s%s%s", first,
                   two ? " v1," : "", two ? second : ""); /* fits */
}

int message_sign(const struct stored_webhook *webhook, const struct storage_id *id,
                 struct slice body, int64_t now, struct message_headers *ret_headers) {
    enum { HEAD_MAX = 80 };
    struct buffer content;
    buffer_init(&content, body.length + HEAD_MAX);
    buffer_printf(&content, "msg_%s.%" PRId64 ".", id->hex, now);
    buffer_append(&content, body);
    int error = buffer_error(&content);
    if (!error) {
        (void)snprintf(ret_headers->id, MESSAGE_FIELD, "webhook-id: msg_%s", id->hex);
        (void)snprintf(ret_headers->timestamp, MESSAGE_FIELD, "webhook-timestamp: %" PRId64, now);
        put_signatures(webhook, buffer_slice(&content), now, ret_headers->signature);
    }
    buffer_done(&content);
    return error;
}

int64_t message_delay(int64_t attempts, unsigned chance) {
    static const int64_t second = 1000;
    static const int64_t minute = 60 * second;
    static const int64_t hour = 60 * minute;
    const int64_t delays[] = {5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour,
                              10 * hour,  14 * hour,  20 * hour,   24 * hour};
    assert(attempts > 0 && chance < 1000);
    if (attempts > (int64_t)(sizeof delays / sizeof *delays))
        return 0;
    int64_t delay = delays[attempts - 1];
    return delay + delay * ((int64_t)chance - 500) / 2500;
}

static void put_instant(struct json_writer *json, const char *key, int64_t ms) {
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    char date[11];
    char text[40];
    int rest = (int)(ms % DAY_MS);
    date_format_iso((day_number)(ms / DAY_MS), date);
    (void)snprintf(text, sizeof text, "%sT%02d:%02d:%02d.%03dZ", date, rest / 3600000,
                   rest / 60000 % 60, rest / 1000 % 60, rest % 1000); /* fits */
    json_member_cstr(json, key, text);
}

static void put_data(struct json_writer *json, const struct stored_event *event) {
    json_begin_object(json);
    if (event) {
        json_member_integer(json, "id", event->number);
        json_member_string(json, "subject", event->subject);
        json_member_string(json, "story", event->story);
        json_key(json, "payload");
        json_put_raw(json, event->payload);
    }
    json_end_object(json);
}

void message_write(struct buffer *out, const struct stored_event *event, int64_t now_ms) {
    struct json_writer json;
    json_init(&json, out);
    json_begin_object(&json);
    json_member_string(&json, "type", event ? event->kind : SLICE("ping"));
    put_instant(&json, "timestamp", event ? event->at : now_ms);
    json_key(&json, "data");
    put_data(&json, event);
    json_end_object(&json);
}

void message_secret_text(struct slice secret, char ret_text[MESSAGE_SECRET_TEXT]) {
    assert(secret.length <= WEBHOOK_SECRET_MAX);
    memcpy(ret_text, "whsec_", 6);
    base64_write(secret, ret_text + 6);
    ret_text[6 + BASE64_LENGTH(secret.length)] = '\0';
}
