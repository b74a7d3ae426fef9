/* Who waits for events: one thread hears of commits, keeps the newest events at hand as they are
 * sent, and wakes streams and polls. A thousand open streams cost a thousand connections, no thread
 * and, while nothing happens, nothing but a comment line each now and then.
 */
#pragma once

#include "base/buffer.h"
#include "handlers/request.h"

struct live;

/* One open stream or poll. It lives in the request's arena; `request`, `park` and `wake` are the
 * owner's, the rest is ours. */
struct live_waiter {
    struct request *request;
    void (*park)(struct request *request);
    void (*wake)(struct request *request);
    struct live_waiter *next;
    struct live_waiter *previous;
    int64_t after;
    int64_t deadline;
    bool parked;
};

enum { LIVE_KINDS_MAX = 16, LIVE_KIND_MAX = 40 /* bytes */ };

/* Which events a client wants. */
struct live_filter {
    struct slice story; /* id; absent: all */
    struct slice kinds[LIVE_KINDS_MAX];
    uint32_t kind_count;     /* 0: all */
    struct slice kinds_json; /* the same as a JSON array; absent: all */
};

/* Reads "article_stored,story_changed" into kinds and kinds_json. Returns 0, ERR_INVALID or
 * ERR_NO_MEMORY. */
int live_kinds_read(struct arena *arena, struct slice text, struct live_filter *ret_filter);

/* Starts the thread; at most `limit` may wait at once. Returns 0, ERR_NO_MEMORY or ERR_FAILED. */
int live_start(struct storage *storage, uint32_t limit, struct live **ret_live);

/* Nobody may wait any longer: whoever does is woken. Takes NULL calmly. */
void live_drain(struct live *live);
bool live_is_draining(struct live *live);

/* Nobody may be waiting. Takes NULL calmly. */
void live_stop(struct live *live);

/* False when too many wait already, or while draining. */
bool live_join(struct live *live, struct live_waiter *waiter);
void live_leave(struct live *live, struct live_waiter *waiter);

/* Parks the request until there is an event above `after`, or until `deadline` (live_now()). False
 * when it is not worth parking: there is news, or the time is over. After true the request belongs
 * to whoever wakes it. */
bool live_park(struct live *live, struct live_waiter *waiter, int64_t after, int64_t deadline);

/* Milliseconds of the monotonic clock. */
int64_t live_now(void);

/* Appends to `out` the events above *after that the filter wants, as server-sent events, until
 * LIVE_CHUNK bytes are there, and moves *after over what was looked at. Returns 0, ERR_NO_MEMORY,
 * ERR_BUSY or ERR_FAILED. */
enum { LIVE_CHUNK = 16 * 1024 };
int live_read(struct live *live, const struct live_filter *filter, int64_t *after,
              struct buffer *out);

void live_metrics_write(struct live *live, struct buffer *out);
