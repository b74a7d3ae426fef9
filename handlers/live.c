/* The newest events stand in a ring, formatted once, whatever the number of streams that send them;
 * a stream that is further behind reads pages from the store until it has caught up with the ring.
 *
 * Locks: the bell is rung by the writer thread, which must never wait for a thousand wake-ups; all
 * else is guarded by `lock`. A waiter is parked with the lock held, so that nothing can happen
 * between its last look and its sleep. The bell is never waited for with the lock held.
 */
#include "handlers/live.h"

#include "base/error.h"
#include "handlers/event_json.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum {
    RING = 1024,                  /* events */
    RING_BYTES = 8 * 1024 * 1024, /* of their text */
    PAGE = 100,                   /* events read from the store at once */
    PAGE_MEMORY = 16 * 1024 * 1024,
    TICK_MS = 1000, /* how late a deadline may be noticed */
    PACE_MS = 20,   /* between two rounds of waking: busy writers make fuller packets, not more */
};

struct ring_event {
    int64_t number; /* the slot holds this event and no other */
    char story[STORAGE_ID_LENGTH + 1];
    char kind[LIVE_KIND_MAX + 1];
    char *text;
    size_t length;
};

struct live {
    struct storage *storage;
    struct storage_watcher watcher; /* leads back here */
    pthread_t thread;

    pthread_mutex_t bell_lock;
    pthread_cond_t bell;
    bool rung;
    bool stopping;

    pthread_mutex_t lock; /* guards all below */
    struct live_waiter *first;
    uint32_t count;
    uint32_t limit;
    bool draining;
    struct ring_event ring[RING];
    int64_t oldest; /* the ring holds [oldest, newest] */
    int64_t newest;
    size_t bytes;
    uint64_t refused;
};

int64_t live_now(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void ring_bell(struct live *live) {
    (void)pthread_mutex_lock(&live->bell_lock); /* a default mutex that this thread does not hold */
    live->rung = true;
    (void)pthread_cond_signal(&live->bell);
    (void)pthread_mutex_unlock(&live->bell_lock);
}

static void on_commit(struct storage_watcher *watcher) {
    ring_bell((struct live *)(void *)((char *)watcher - offsetof(struct live, watcher)));
}

/* ---- the ring (lock held) -------------------------------------------------------------------- */

static void forget_oldest(struct live *live) {
    struct ring_event *event = &live->ring[live->oldest % RING];
    live->bytes -= event->length;
    free(event->text);
    *event = (struct ring_event){0};
    live->oldest++;
}

/* Nobody listens: begin anew behind `newest`. */
static void restart_ring(struct live *live, int64_t newest) {
    while (live->oldest <= live->newest)
        forget_oldest(live);
    live->oldest = newest + 1;
    live->newest = newest;
}

/* The ring reaches to `newest`; numbers between that nobody may see stay empty slots. */
static void reach(struct live *live, int64_t newest) {
    while (live->newest < newest) {
        if (live->newest - live->oldest + 1 == RING)
            forget_oldest(live);
        live->newest++;
    }
}

static void copy_name(char *to, size_t room, struct slice name) {
    size_t length = name.length < room ? name.length : room - 1;
    if (length)
        memcpy(to, name.at, length);
    to[length] = '\0';
}

static int remember(struct live *live, const struct stored_event *event) {
    if (event->number <= live->newest)
        return 0; /* the ring began anew while this page was read */
    struct buffer text;
    buffer_init(&text, RING_BYTES);
    event_write_stream(&text, event);
    if (buffer_error(&text)) {
        buffer_done(&text);
        return ERR_NO_MEMORY;
    }
    reach(live, event->number);
    struct ring_event *slot = &live->ring[event->number % RING];
    slot->number = event->number;
    copy_name(slot->story, sizeof slot->story, event->story);
    copy_name(slot->kind, sizeof slot->kind, event->kind);
    slot->text = buffer_take(&text, &slot->length);
    live->bytes += slot->length;
    while (live->bytes > RING_BYTES)
        forget_oldest(live);
    return 0;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool fits(const struct live_filter *filter, const struct ring_event *event) {
    if (filter->story.at && !slice_equal(filter->story, slice_from_cstr(event->story)))
        return false;
    for (uint32_t i = 0; i < filter->kind_count; i++)
        if (slice_equal(filter->kinds[i], slice_from_cstr(event->kind)))
            return true;
    return filter->kind_count == 0;
}

/* False when the ring does not reach back so far. */
static bool read_ring(struct live *live, const struct live_filter *filter, int64_t *after,
                      struct buffer *out) {
    (void)pthread_mutex_lock(&live->lock);
    bool reaches = *after + 1 >= live->oldest;
    while (reaches && *after < live->newest && out->length < LIVE_CHUNK) {
        const struct ring_event *event = &live->ring[++*after % RING];
        if (event->number == *after && fits(filter, event))
            buffer_append(out, slice_of(event->text, event->length));
    }
    (void)pthread_mutex_unlock(&live->lock);
    return reaches;
}

static int read_page(struct live *live, const struct event_filter *wanted, struct arena *arena,
                     int64_t *after, struct buffer *out) {
    struct stored_event_list list;
    int error = storage_event_find(live->storage, arena, wanted, &list);
    if (error)
        return error;
    for (uint32_t i = 0; i < list.count; i++) {
        event_write_stream(out, &list.at[i]);
        *after = list.at[i].number;
        if (out->length >= LIVE_CHUNK)
            return 0;
    }
    *after = list.through;
    return 0;
}

static int read_store(struct live *live, const struct live_filter *filter, int64_t *after,
                      struct buffer *out) {
    struct arena *arena = arena_new(PAGE_MEMORY);
    if (!arena)
        return ERR_NO_MEMORY;
    const struct event_filter wanted = {
        .after = *after, .story = filter->story, .kinds = filter->kinds_json, .limit = PAGE};
    int error = read_page(live, &wanted, arena, after, out);
    arena_free(arena);
    return error;
}

int live_read(struct live *live, const struct live_filter *filter, int64_t *after,
              struct buffer *out) {
    int error = 0;
    if (!read_ring(live, filter, after, out))
        error = read_store(live, filter, after, out);
    return error ? error : buffer_error(out);
}

/* ---- waiters --------------------------------------------------------------------------------- */

bool live_join(struct live *live, struct live_waiter *waiter) {
    (void)pthread_mutex_lock(&live->lock);
    bool joins = !live->draining && live->count < live->limit;
    if (joins) {
        waiter->previous = NULL;
        waiter->next = live->first;
        if (waiter->next)
            waiter->next->previous = waiter;
        live->first = waiter;
        if (live->count++ == 0)
            restart_ring(live, storage_event_newest(live->storage));
    } else {
        live->refused++;
    }
    (void)pthread_mutex_unlock(&live->lock);
    if (joins)
        ring_bell(live);
    return joins;
}

void live_leave(struct live *live, struct live_waiter *waiter) {
    (void)pthread_mutex_lock(&live->lock);
    if (waiter->next)
        waiter->next->previous = waiter->previous;
    if (waiter->previous)
        waiter->previous->next = waiter->next;
    else
        live->first = waiter->next;
    live->count--;
    (void)pthread_mutex_unlock(&live->lock);
}

bool live_park(struct live *live, struct live_waiter *waiter, int64_t after, int64_t deadline) {
    (void)pthread_mutex_lock(&live->lock);
    bool parks = !live->draining && live->newest <= after && deadline > live_now();
    if (parks) {
        waiter->after = after;
        waiter->deadline = deadline;
        waiter->parked = true;
        waiter->park(waiter->request);
    }
    (void)pthread_mutex_unlock(&live->lock);
    return parks;
}

/* Lock held. Returns true when somebody was woken because of news. */
static bool wake_waiters(struct live *live) {
    int64_t now = live_now();
    bool news = false;
    for (struct live_waiter *waiter = live->first; waiter; waiter = waiter->next) {
        bool told = waiter->after < live->newest;
        if (!waiter->parked || (!told && !live->draining && waiter->deadline > now))
            continue;
        waiter->parked = false;
        waiter->wake(waiter->request);
        news = news || told;
    }
    return news;
}

/* ---- the thread ------------------------------------------------------------------------------ */

static int64_t ring_newest(struct live *live) {
    (void)pthread_mutex_lock(&live->lock);
    int64_t newest = live->newest;
    (void)pthread_mutex_unlock(&live->lock);
    return newest;
}

/* A failure is met again at the next tick, and then the streams go on where they were. */
static void load_page(struct live *live, int64_t after, struct arena *arena) {
    struct stored_event_list list;
    const struct event_filter filter = {.after = after, .limit = PAGE};
    if (storage_event_find(live->storage, arena, &filter, &list))
        return;
    (void)pthread_mutex_lock(&live->lock);
    int error = 0;
    for (uint32_t i = 0; i < list.count && !error; i++)
        error = remember(live, &list.at[i]);
    if (!error)
        reach(live, list.through);
    (void)pthread_mutex_unlock(&live->lock);
}

static void load(struct live *live) {
    int64_t before = -1;
    int64_t newest = ring_newest(live);
    while (newest != before && newest < storage_event_newest(live->storage)) {
        struct arena *arena = arena_new(PAGE_MEMORY);
        if (arena)
            load_page(live, newest, arena);
        arena_free(arena);
        before = newest;
        newest = ring_newest(live);
    }
}

/* True when news were told. */
static bool serve(struct live *live) {
    (void)pthread_mutex_lock(&live->lock);
    bool idle = live->count == 0;
    (void)pthread_mutex_unlock(&live->lock);
    if (idle)
        return false;
    load(live);
    (void)pthread_mutex_lock(&live->lock);
    bool news = wake_waiters(live);
    (void)pthread_mutex_unlock(&live->lock);
    return news;
}

static struct timespec in_milliseconds(int64_t milliseconds) {
    int64_t at = live_now() + milliseconds;
    return (struct timespec){.tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000};
}

/* False when it is time to stop. */
static bool wait_for_bell(struct live *live) {
    const struct timespec tick = in_milliseconds(TICK_MS);
    (void)pthread_mutex_lock(&live->bell_lock);
    if (!live->rung && !live->stopping)
        (void)pthread_cond_timedwait(&live->bell, &live->bell_lock, &tick);
    live->rung = false;
    bool goes_on = !live->stopping;
    (void)pthread_mutex_unlock(&live->bell_lock);
    return goes_on;
}

static void *live_main(void *context) {
    struct live *live = context;
    const struct timespec pace = {.tv_nsec = PACE_MS * 1000000L};
    while (wait_for_bell(live))
        if (serve(live))
            (void)nanosleep(&pace, NULL); /* an interruption only makes it shorter */
    return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void init_locks(struct live *live) {
    pthread_condattr_t monotonic; /* with default attributes none of these can fail on Linux */
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&live->bell, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&live->bell_lock, NULL);
    (void)pthread_mutex_init(&live->lock, NULL);
}

static void discard(struct live *live) {
    restart_ring(live, live->newest);
    (void)pthread_cond_destroy(&live->bell);
    (void)pthread_mutex_destroy(&live->bell_lock);
    (void)pthread_mutex_destroy(&live->lock);
    free(live);
}

int live_start(struct storage *storage, uint32_t limit, struct live **ret_live) {
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        return ERR_NO_MEMORY;
    live->storage = storage;
    live->limit = limit;
    live->watcher.committed = on_commit;
    live->newest = storage_event_newest(storage);
    live->oldest = live->newest + 1;
    init_locks(live);
    if (pthread_create(&live->thread, NULL, live_main, live) != 0) {
        discard(live);
        return ERR_FAILED;
    }
    storage_watch(storage, &live->watcher);
    *ret_live = live;
    return 0;
}

void live_drain(struct live *live) {
    if (!live)
        return;
    (void)pthread_mutex_lock(&live->lock);
    live->draining = true;
    (void)pthread_mutex_unlock(&live->lock);
    ring_bell(live);
}

bool live_is_draining(struct live *live) {
    (void)pthread_mutex_lock(&live->lock);
    bool draining = live->draining;
    (void)pthread_mutex_unlock(&live->lock);
    return draining;
}

void live_stop(struct live *live) {
    if (!live)
        return;
    storage_unwatch(live->storage, &live->watcher);
    (void)pthread_mutex_lock(&live->bell_lock);
    live->stopping = true;
    (void)pthread_cond_signal(&live->bell);
    (void)pthread_mutex_unlock(&live->bell_lock);
    (void)pthread_join(live->thread, NULL); /* started once, joined once */
    assert(live->count == 0);
    discard(live);
}

void live_metrics_write(struct live *live, struct buffer *out) {
    (void)pthread_mutex_lock(&live->lock);
    uint32_t count = live->count;
    uint64_t refused = live->refused;
    (void)pthread_mutex_unlock(&live->lock);
    buffer_printf(out,
                  "# HELP claimd_event_waiters Open event streams and long polls.\n"
                  "# TYPE claimd_event_waiters gauge\nclaimd_event_waiters %u\n"
                  "# HELP claimd_event_waiters_refused_total Those that were one too many.\n"
                  "# TYPE claimd_event_waiters_refused_total counter\n"
                  "claimd_event_waiters_refused_total %llu\n",
                  (unsigned)count, (unsigned long long)refused);
}
