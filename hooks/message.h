/* A message as Standard Webhooks has it (standardwebhooks.com): signed with HMAC-SHA-256 over
 * "id.timestamp.body", tried again for three days. */
#pragma once

#include "storage/webhooks.h"

enum { MESSAGE_FIELD = 256 };

struct message_headers {
    char id[MESSAGE_FIELD]; /* "webhook-id: msg_…" and so on */
    char timestamp[MESSAGE_FIELD];
    char signature[MESSAGE_FIELD];
};

/* The three header fields of an attempt at `now` (seconds since 1970). While a rotation lasts both
 * secrets sign, parted by a space. Returns 0 or ERR_NO_MEMORY. */
int message_sign(const struct stored_webhook *webhook, const struct storage_id *id,
                 struct slice body, int64_t now, struct message_headers *ret_headers);

/* Milliseconds from the end of the attempt number `attempts` (from 1) to the next, 0 when there is
 * none. `chance` below 1000 spreads it by a fifth to either side, so that many messages that failed
 * together do not come together again. */
int64_t message_delay(int64_t attempts, unsigned chance);

/* {"type": …, "timestamp": …, "data": …} for an event, or of type "ping" for NULL. */
struct buffer;
void message_write(struct buffer *out, const struct stored_event *event, int64_t now_ms);

/* "whsec_" and base64. */
enum { MESSAGE_SECRET_TEXT = 6 + 88 + 1 };
void message_secret_text(struct slice secret, char ret_text[MESSAGE_SECRET_TEXT]);
