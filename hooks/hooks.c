/* The thread's round: write down the attempts that ended, make deliveries for new events, begin the
 * attempts that are due (one at a time per webhook, so that messages come in order unless one had
 * to be tried again), sleep until the next is due or the bell rings.
 *
 * The bell is rung by commits (new events, tests, redeliveries) and by ended attempts.
 */
#include "hooks/hooks.h"

#include "base/error.h"
#include "hooks/message.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    ROUND_MEMORY = 32 * 1024 * 1024,
    MESSAGE_MAX = 128 * 1024,
    WAITING_MAX = 10000, /* deliveries of one webhook; its events wait in the log beyond */
    ANSWER_MAX = 64 * 1024,
    ATTEMPT_MS = 15 * 1000,
    LEASE_MS = 4 * ATTEMPT_MS, /* then another process may try, if this one died */
    TICK_MS = 1000,
    LONGEST_MS = 60 * 1000,
    DAY_SECONDS = 24 * 60 * 60,
};

struct attempt {
    struct fetch_request fetch; /* first: leads back here */
    struct hooks *hooks;
    struct attempt *next;
    struct storage_id hook_id;
    int64_t webhook;
    int64_t delivery;
    int64_t attempts; /* with this one */
    struct message_headers fields;
    const char *headers[5];
    char *body;
};

struct hooks {
    struct hooks_settings settings;
    struct storage_watcher watcher;
    pthread_t thread;

    pthread_mutex_t lock; /* guards the next four */
    pthread_cond_t bell;
    bool rung;
    bool stopping;
    struct attempt *ended;

    /* The thread's own. */
    int64_t busy[WEBHOOKS_MAX]; /* webhooks with an attempt on its way */
    uint32_t busy_count;
    int64_t patience_ms; /* until a round that failed is made again; 0: the last one did not */

    pthread_mutex_t submitting; /* held while the fetcher is spoken to */
    _Atomic bool quiet;
    _Atomic uint64_t delivered;
    _Atomic uint64_t retried;
    _Atomic uint64_t failed;
};

static int64_t clock_ms(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now); /* cannot fail for these clocks */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void ring(struct hooks *hooks) {
    (void)pthread_mutex_lock(&hooks->lock); /* a default mutex that this thread does not hold */
    hooks->rung = true;
    (void)pthread_cond_signal(&hooks->bell);
    (void)pthread_mutex_unlock(&hooks->lock);
}

static void on_commit(struct storage_watcher *watcher) {
    ring((struct hooks *)(void *)((char *)watcher - offsetof(struct hooks, watcher)));
}

/* ---- attempts that ended --------------------------------------------------------------------- */

/* On the fetching thread. */
static void on_done(struct fetch_request *request) {
    struct attempt *attempt = (struct attempt *)(void *)request;
    struct hooks *hooks = attempt->hooks;
    (void)pthread_mutex_lock(&hooks->lock);
    attempt->next = hooks->ended;
    hooks->ended = attempt;
    hooks->rung = true;
    (void)pthread_cond_signal(&hooks->bell);
    (void)pthread_mutex_unlock(&hooks->lock);
}

static void attempt_free(struct attempt *attempt) {
    fetch_request_done(&attempt->fetch);
    free(attempt->body);
    free(attempt);
}

static void put_idle(struct hooks *hooks, int64_t webhook) {
    for (uint32_t i = 0; i < hooks->busy_count; i++) {
        if (hooks->busy[i] == webhook) {
            hooks->busy[i] = hooks->busy[--hooks->busy_count];
            return;
        }
    }
}

static bool is_busy(const struct hooks *hooks, int64_t webhook) {
    for (uint32_t i = 0; i < hooks->busy_count; i++)
        if (hooks->busy[i] == webhook)
            return true;
    return false;
}

/* Nothing that time could heal. */
static bool is_hopeless(const struct fetch_answer *answer) {
    return answer->outcome == FETCH_BAD_URL || answer->outcome == FETCH_REFUSED ||
           (answer->outcome == FETCH_ANSWERED && answer->status == 410);
}

static int64_t next_try(const struct hooks *hooks, const struct attempt *attempt) {
    const struct fetch_answer *answer = &attempt->fetch.answer;
    unsigned chance = 500;
    if (getrandom(&chance, sizeof chance, 0) != sizeof chance)
        chance = 500; /* without chance it comes on the dot */
    int64_t delay = message_delay(attempt->attempts, chance % 1000);
    if (is_hopeless(answer) || !delay)
        return 0;
    int64_t asked = answer->outcome == FETCH_ANSWERED ? answer->retry_after : 0;
    asked = (asked < DAY_SECONDS ? asked : DAY_SECONDS) * INT64_C(1000);
    delay = delay > asked ? delay : asked;
    int64_t speed = hooks->settings.clock_speed > 1 ? hooks->settings.clock_speed : 1;
    return clock_ms(CLOCK_REALTIME) + delay / speed + 1;
}

static void count(struct hooks *hooks, const struct delivery_end *end) {
    if (end->next_at)
        atomic_fetch_add(&hooks->retried, 1);
    else
        atomic_fetch_add(end->problem.at ? &hooks->failed : &hooks->delivered, 1);
}

/* Until it is written down the delivery is due, and would be sent again: so is done at the next
 * start, if the disk fails now. */
static void write_down(struct hooks *hooks, struct attempt *attempt) {
    const struct fetch_answer *answer = &attempt->fetch.answer;
    bool answered = answer->outcome == FETCH_ANSWERED;
    bool fine = answered && answer->status >= 200 && answer->status < 300;
    char problem[64] = "";
    (void)snprintf(problem, sizeof problem, "%s",
                   answered ? "bad-status" : fetch_outcome_slug(answer->outcome));
    struct delivery_end end = {
        .number = attempt->delivery,
        .status = answered ? answer->status : 0,
        .next_at = fine ? 0 : next_try(hooks, attempt),
        .problem = slice_from_cstr(fine ? NULL : problem),
        .pause = answered && answer->status == 410 ? attempt->webhook : 0,
    };
    end.state = fine ? "delivered" : end.next_at ? "waiting" : "failed";
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &end.write);
    int error =
        storage_wait(&waiter, &end.write, storage_delivery_end(hooks->settings.storage, &end));
    count(hooks, &end);
    if (error)
        hooks->settings.log("webhook delivery not written down", attempt->hook_id.hex,
                            error_name(error));
    else if (!fine && !end.next_at)
        hooks->settings.log("webhook delivery given up", attempt->hook_id.hex, problem);
}

static void take_ended(struct hooks *hooks) {
    (void)pthread_mutex_lock(&hooks->lock);
    struct attempt *ended = hooks->ended;
    hooks->ended = NULL;
    (void)pthread_mutex_unlock(&hooks->lock);
    while (ended) {
        struct attempt *attempt = ended;
        ended = attempt->next;
        put_idle(hooks, attempt->webhook);
        if (attempt->fetch.answer.outcome !=
            FETCH_CANCELLED) /* the end: it waits for the next start */
            write_down(hooks, attempt);
        attempt_free(attempt);
    }
}

/* ---- new events ------------------------------------------------------------------------------ */

static int make_body(struct arena *arena, const struct stored_event *event,
                     struct slice *ret_body) {
    struct buffer body;
    buffer_init(&body, MESSAGE_MAX);
    message_write(&body, event, event->at);
    int error = buffer_error(&body);
    if (!error)
        error = arena_copy(arena, buffer_slice(&body), ret_body);
    buffer_done(&body);
    return error;
}

static int prepare_fill(struct arena *arena, const struct stored_event_list *events,
                        struct delivery_fill *filling) {
    filling->through = events->through;
    for (uint32_t i = 0; i < events->count; i++) {
        int error = storage_id_random(&filling->at[i].id);
        if (!error)
            error = make_body(arena, &events->at[i], &filling->at[i].body);
        if (error)
            return error;
        filling->at[i].event = events->at[i].number;
        filling->count++;
    }
    return 0;
}

/* One page of the log; *after moves over it. */
static int fill_page(struct hooks *hooks, struct arena *arena, const struct stored_webhook *webhook,
                     int64_t *after) {
    struct storage *storage = hooks->settings.storage;
    const struct event_filter filter = {.after = *after,
                                        .story = webhook->story,
                                        .kinds = webhook->kinds,
                                        .limit = WEBHOOK_FILL_MAX};
    struct stored_event_list events;
    struct delivery_fill *filling = ARENA_NEW(arena, struct delivery_fill);
    int error = filling ? storage_event_find(storage, arena, &filter, &events) : ERR_NO_MEMORY;
    if (!error) {
        filling->webhook = webhook->number;
        filling->after = *after;
        error = prepare_fill(arena, &events, filling);
    }
    if (error)
        return error;
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &filling->write);
    error = storage_wait(&waiter, &filling->write, storage_delivery_fill(storage, filling));
    *after = events.through;
    return error;
}

/* False when it has to be tried again. */
static bool fill(struct hooks *hooks, struct arena *arena, const struct stored_webhook *webhook) {
    struct storage *storage = hooks->settings.storage;
    int64_t after = webhook->after;
    while (after < storage_event_newest(storage) && !atomic_load(&hooks->quiet)) {
        int64_t waiting = 0;
        int error = storage_delivery_waiting(storage, webhook->number, WAITING_MAX, &waiting);
        if (!error && waiting >= WAITING_MAX)
            return true;
        if (!error)
            error = fill_page(hooks, arena, webhook, &after);
        if (error == ERR_NOT_FOUND)
            return true; /* deleted meanwhile */
        if (error) {
            hooks->settings.log("webhook cannot be filled", webhook->id.hex, error_name(error));
            return false;
        }
    }
    return true;
}

/* ---- attempts -------------------------------------------------------------------------------- */

static struct attempt *attempt_new(struct hooks *hooks, const struct stored_webhook *webhook,
                                   const struct stored_delivery *delivery) {
    struct attempt *attempt = calloc(1, sizeof *attempt);
    if (!attempt)
        return NULL;
    attempt->body = malloc(delivery->body.length + 1);
    if (!attempt->body || webhook->url.length > FETCH_URL_MAX) {
        attempt_free(attempt);
        return NULL;
    }
    memcpy(attempt->body, delivery->body.at, delivery->body.length);
    memcpy(attempt->fetch.url, webhook->url.at, webhook->url.length);
    attempt->hooks = hooks;
    attempt->hook_id = webhook->id;
    attempt->webhook = webhook->number;
    attempt->delivery = delivery->number;
    attempt->attempts = delivery->attempts + 1;
    attempt->headers[0] = "Content-Type: application/json";
    attempt->headers[1] = attempt->fields.id;
    attempt->headers[2] = attempt->fields.timestamp;
    attempt->headers[3] = attempt->fields.signature;
    return attempt;
}

/* After hooks_quiesce() the fetcher may be gone. */
static int submit(struct hooks *hooks, struct attempt *attempt) {
    (void)pthread_mutex_lock(&hooks->submitting); /* a default mutex, not held by this thread */
    bool quiet = atomic_load(&hooks->quiet);
    int error = quiet ? ERR_BUSY : fetcher_submit(hooks->settings.fetcher, &attempt->fetch);
    (void)pthread_mutex_unlock(&hooks->submitting);
    return error;
}

static int begin(struct hooks *hooks, const struct stored_webhook *webhook,
                 const struct stored_delivery *delivery) {
    struct attempt *attempt = attempt_new(hooks, webhook, delivery);
    if (!attempt)
        return ERR_NO_MEMORY;
    struct slice body = slice_of(attempt->body, delivery->body.length);
    int error = message_sign(webhook, &delivery->id, body, clock_ms(CLOCK_REALTIME) / 1000,
                             &attempt->fields);
    attempt->fetch.method = FETCH_POST;
    attempt->fetch.body = body;
    attempt->fetch.headers = attempt->headers;
    attempt->fetch.limits =
        (struct fetch_limits){.body_bytes = ANSWER_MAX, .total_ms = ATTEMPT_MS, .redirects = -1};
    attempt->fetch.done = on_done;
    if (!error) {
        hooks->busy[hooks->busy_count++] = webhook->number;
        error = submit(hooks, attempt);
        if (error)
            put_idle(hooks, webhook->number);
    }
    if (error)
        attempt_free(attempt);
    return error;
}

/* False when it has to be tried again. */
static bool send_due(struct hooks *hooks, struct arena *arena,
                     const struct stored_webhook *webhook) {
    struct stored_delivery delivery;
    if (is_busy(hooks, webhook->number) || hooks->busy_count == WEBHOOKS_MAX)
        return true;
    int error = storage_delivery_due(hooks->settings.storage, arena, webhook->number,
                                     clock_ms(CLOCK_REALTIME), &delivery);
    int64_t now = clock_ms(CLOCK_REALTIME);
    if (!error)
        error = storage_lease(hooks->settings.storage, LEASE_WEBHOOK, &webhook->id, now,
                              now + LEASE_MS);
    if (!error)
        error = begin(hooks, webhook, &delivery);
    if (!error || error == ERR_NOT_FOUND || error == ERR_BUSY) /* these pass by themselves */
        return true;
    hooks->settings.log("webhook cannot be told", webhook->id.hex, error_name(error));
    return false;
}

/* False when something of it failed. */
static bool make_round(struct hooks *hooks) {
    bool whole = true;
    struct webhook_list webhooks = {0};
    struct arena *arena = arena_new(ROUND_MEMORY);
    if (!arena || storage_webhook_list(hooks->settings.storage, arena, &webhooks)) {
        arena_free(arena);
        return false;
    }
    for (uint32_t i = 0; i < webhooks.count && !atomic_load(&hooks->quiet); i++) {
        if (webhooks.at[i].paused)
            continue;
        whole = fill(hooks, arena, &webhooks.at[i]) && whole;
        whole = send_due(hooks, arena, &webhooks.at[i]) && whole;
    }
    arena_free(arena);
    return whole;
}

/* What failed for want of memory or disk is not announced again: no bell would ring for it. */
static void have_patience(struct hooks *hooks, bool whole) {
    int64_t longer = hooks->patience_ms ? 2 * hooks->patience_ms : TICK_MS;
    hooks->patience_ms = whole ? 0 : longer < LONGEST_MS ? longer : LONGEST_MS;
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* What is due already waits for the end of an attempt, which rings. */
static int64_t sleep_ms(struct hooks *hooks) {
    int64_t next = INT64_MAX;
    int64_t longest = hooks->patience_ms ? hooks->patience_ms : LONGEST_MS;
    int64_t now = clock_ms(CLOCK_REALTIME);
    if (storage_delivery_next(hooks->settings.storage, &next))
        return TICK_MS;
    if (next <= now)
        return TICK_MS;
    return next - now < longest ? next - now : longest;
}

static bool wait_for_bell(struct hooks *hooks) {
    int64_t until = clock_ms(CLOCK_MONOTONIC) + sleep_ms(hooks);
    const struct timespec time = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
    (void)pthread_mutex_lock(&hooks->lock);
    if (!hooks->rung && !hooks->stopping)
        (void)pthread_cond_timedwait(&hooks->bell, &hooks->lock, &time);
    hooks->rung = false;
    bool goes_on = !hooks->stopping;
    (void)pthread_mutex_unlock(&hooks->lock);
    return goes_on;
}

static void *hooks_main(void *context) {
    struct hooks *hooks = context;
    do {
        take_ended(hooks);
        if (!atomic_load(&hooks->quiet))
            have_patience(hooks, make_round(hooks));
    } while (wait_for_bell(hooks));
    take_ended(hooks);
    return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void discard(struct hooks *hooks) {
    (void)pthread_cond_destroy(&hooks->bell);
    (void)pthread_mutex_destroy(&hooks->lock);
    (void)pthread_mutex_destroy(&hooks->submitting);
    free(hooks);
}

int hooks_start(const struct hooks_settings *settings, struct hooks **ret_hooks) {
    struct hooks *hooks = calloc(1, sizeof *hooks);
    if (!hooks)
        return ERR_NO_MEMORY;
    hooks->settings = *settings;
    hooks->watcher.committed = on_commit;
    pthread_condattr_t monotonic; /* with default attributes none of these can fail on Linux */
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&hooks->bell, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&hooks->lock, NULL);
    (void)pthread_mutex_init(&hooks->submitting, NULL);
    if (pthread_create(&hooks->thread, NULL, hooks_main, hooks) != 0) {
        discard(hooks);
        return ERR_FAILED;
    }
    storage_watch(settings->storage, &hooks->watcher);
    *ret_hooks = hooks;
    return 0;
}

void hooks_quiesce(struct hooks *hooks) {
    if (!hooks)
        return;
    (void)pthread_mutex_lock(&hooks->submitting);
    atomic_store(&hooks->quiet, true);
    (void)pthread_mutex_unlock(&hooks->submitting);
}

void hooks_stop(struct hooks *hooks) {
    if (!hooks)
        return;
    storage_unwatch(hooks->settings.storage, &hooks->watcher);
    (void)pthread_mutex_lock(&hooks->lock);
    hooks->stopping = true;
    (void)pthread_cond_signal(&hooks->bell);
    (void)pthread_mutex_unlock(&hooks->lock);
    (void)pthread_join(hooks->thread, NULL); /* started once, joined once */
    assert(hooks->busy_count == 0 && !hooks->ended);
    discard(hooks);
}

void hooks_metrics_write(struct hooks *hooks, struct buffer *out) {
    buffer_printf(out,
                  "# HELP claimd_webhook_attempts_total Messages to webhooks, by what became of "
                  "them.\n# TYPE claimd_webhook_attempts_total counter\n"
                  "claimd_webhook_attempts_total{outcome=\"delivered\"} %" PRIu64 "\n"
                  "claimd_webhook_attempts_total{outcome=\"retried\"} %" PRIu64 "\n"
                  "claimd_webhook_attempts_total{outcome=\"failed\"} %" PRIu64 "\n",
                  atomic_load(&hooks->delivered), atomic_load(&hooks->retried),
                  atomic_load(&hooks->failed));
}
