/* The store's part in webhooks: who wants to be told, and what was sent. In whole deeds, as
 * storage.h. */
#pragma once

#include "storage/storage.h"

enum {
    WEBHOOKS_MAX = 100,
    WEBHOOK_URL_MAX = 2000,    /* bytes */
    WEBHOOK_SECRET_BYTES = 32, /* of those that are made here */
    WEBHOOK_SECRET_MAX = 64,
    WEBHOOK_FILL_MAX = 100, /* deliveries that one deed makes */
    WEBHOOK_KEPT_DAYS = 30, /* of the log of what was sent */
};

struct stored_webhook {
    int64_t number;
    struct storage_id id;
    struct slice url;
    struct slice story;      /* absent: all */
    struct slice kinds;      /* JSON array; absent: all */
    struct slice secret;     /* bytes */
    struct slice old_secret; /* absent, or signs too until old_until */
    int64_t old_until;       /* milliseconds since 1970, as all */
    bool paused;
    int64_t after;
    int64_t created_at;
};

struct webhook_list {
    struct stored_webhook *at;
    uint32_t count;
    uint32_t capacity;
};

/* All of them, oldest first; there are WEBHOOKS_MAX at most. */
int storage_webhook_list(struct storage *storage, struct arena *arena,
                         struct webhook_list *ret_webhooks);
int storage_webhook_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                        struct stored_webhook *ret_webhook);

/* ---- deeds on one webhook: ERR_NOT_FOUND through the write, unless it says otherwise ----------
 */

enum webhook_change {
    WEBHOOK_CREATE, /* begins with the events to come; ERR_INVALID when there are too many */
    WEBHOOK_EDIT,   /* url (absent: as it is) and paused (below 0: as it is) */
    WEBHOOK_ROTATE, /* secret becomes old_secret for old_until - now */
    WEBHOOK_DELETE,
    WEBHOOK_TEST,      /* a message without an event; delivery */
    WEBHOOK_REDELIVER, /* delivery, once more from the start */
};

struct webhook_edit {
    struct storage_write write;
    enum webhook_change change;
    struct storage_id id;
    struct slice url;
    struct slice story;
    struct slice kinds;
    struct slice secret;
    int paused;
    int64_t old_until;
    struct storage_id delivery;
    struct slice body; /* of a test */
};
int storage_webhook_edit(struct storage *storage, struct webhook_edit *edit);

/* ---- deliveries ------------------------------------------------------------------------------ */

struct stored_delivery {
    int64_t number;
    struct storage_id id;
    int64_t event;     /* 0: a test */
    struct slice body; /* JSON */
    struct slice state;
    int64_t attempts;
    int64_t next_at;
    int64_t changed_at;
    int64_t status; /* of the last answer; 0: none */
    struct slice problem;
};

struct delivery_list {
    struct stored_delivery *at;
    uint32_t count;
    uint32_t capacity;
    int64_t next;
};

/* Newest first; `before` and `limit` as in struct article_filter. */
int storage_delivery_list(struct storage *storage, struct arena *arena, const struct storage_id *id,
                          int64_t before, uint32_t limit, struct delivery_list *ret_deliveries);

/* The oldest delivery of this webhook that is due; ERR_NOT_FOUND when none is. */
int storage_delivery_due(struct storage *storage, struct arena *arena, int64_t webhook, int64_t now,
                         struct stored_delivery *ret_delivery);

/* When the next one is due, INT64_MAX when none waits. */
int storage_delivery_next(struct storage *storage, int64_t *ret_at);

/* How many of this webhook wait; counts to `most` and no further. */
int storage_delivery_waiting(struct storage *storage, int64_t webhook, int64_t most,
                             int64_t *ret_count);

/* Makes deliveries for events, in the order given, and moves the webhook's `after` to `through`. */
struct delivery_fill {
    struct storage_write write;
    int64_t webhook; /* number */
    int64_t after;   /* as it was read: another process may have been faster (ERR_NOT_FOUND) */
    int64_t through;
    struct {
        struct storage_id id;
        int64_t event;
        struct slice body;
    } at[WEBHOOK_FILL_MAX];
    uint32_t count;
};
int storage_delivery_fill(struct storage *storage, struct delivery_fill *fill);

/* What became of an attempt. `next_at` 0 ends it, with `state`. Forgets some that ended long ago.
 */
struct delivery_end {
    struct storage_write write;
    int64_t number;
    const char *state;
    int64_t next_at;
    int64_t status; /* 0: none */
    struct slice problem;
    int64_t pause; /* number of the webhook to pause, or 0 */
};
int storage_delivery_end(struct storage *storage, struct delivery_end *end);
