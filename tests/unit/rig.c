#include "tests/unit/rig.h"

#include "base/error.h"
#include "handlers/comparers.h"
#include "handlers/live.h"
#include "handlers/story_aligner.h"
#include "handlers/story_decider.h"
#include "server/answer.h"
#include "server/fetching.h"
#include "server/known.h"
#include "server/ready.h"
#include "tests/database.h"
#include "tests/unit/refusal.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <assert.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { EVENT_STREAMS = 4, BODY_MAX = 1 << 22 };

static struct {
    char folder[64];
    char database[DATABASE_WHERE_MAX];
    struct arena *arena;
    struct config config;
    struct comparers *comparers;
    struct storage *storage;
    struct access *access;
    struct live *live;
    struct fetching fetching;
    struct known_table *known;
    struct service service;
    struct exchange_context context;
} rig;

/* ---- in the place of server/http.c ----------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;

void exchange_hold(struct exchange *exchange) {
    atomic_fetch_add(&exchange->holds, 1);
}

void exchange_release(struct exchange *exchange) {
    pthread_mutex_lock(&lock);
    atomic_fetch_sub(&exchange->holds, 1);
    pthread_cond_broadcast(&released);
    pthread_mutex_unlock(&lock);
}

static void wait_for(struct exchange *exchange) {
    pthread_mutex_lock(&lock);
    while (atomic_load(&exchange->holds))
        pthread_cond_wait(&released, &lock);
    pthread_mutex_unlock(&lock);
}

static struct exchange *exchange_of(struct request *request) {
    return (struct exchange *)(void *)request;
}

void request_suspend(struct request *request, request_handler *then) {
    exchange_of(request)->then = then;
    exchange_hold(exchange_of(request));
}

void request_resume(struct request *request) {
    exchange_release(exchange_of(request));
}

void stream_park(struct request *request) {
    exchange_hold(exchange_of(request));
}

void stream_wake(struct request *request) {
    exchange_release(exchange_of(request));
}

void body_pause(struct request *request) {
    exchange_hold(exchange_of(request));
}

void body_continue(struct request *request) {
    exchange_release(exchange_of(request));
}

/* ---- life ------------------------------------------------------------------------------------ */

static bool is_ready(const struct service *service) {
    (void)service;
    return true;
}

static void write_no_metrics(struct buffer *out) {
    buffer_append_cstr(out, "claimd_of_the_process 1\n");
}

static void start_store(void) {
    char reason[STORAGE_REASON_MAX] = "";
    (void)snprintf(rig.folder, sizeof rig.folder, "/tmp/claimd-rig-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(rig.folder));
    database_place(rig.folder, "rig.db", rig.database);
    int error = storage_open(rig.database, &story_decider, &rig.storage, reason);
    ck_assert_msg(error == 0, "open: %s", reason);
    rig.comparers = comparers_new(test_resources(), COMPARERS_KEPT, TOLD_KEPT);
    ck_assert_ptr_nonnull(rig.comparers);
    storage_set_aligner(rig.storage, story_align, rig.comparers);
}

void rig_start(void) {
    rig.arena = arena_new(1 << 20);
    ck_assert_ptr_nonnull(rig.arena);
    ck_assert_int_eq(config_read(rig.arena, SCOPE_SERVE, 0, NULL, &rig.config), 0);
    start_store();
    ck_assert_int_eq(access_start(rig.storage, TOKEN_ADMIN, &rig.access), 0);
    ck_assert_int_eq(live_start(rig.storage, EVENT_STREAMS, &rig.live), 0);
    ck_assert_int_eq(fetching_start(&rig.config, test_resources(), rig.storage, &rig.fetching), 0);
    rig.service = (struct service){
        .resources = test_resources(),
        .storage = rig.storage,
        .cursor_secret = storage_cursor_secret(rig.storage),
        .live = rig.live,
        .intake = rig.fetching.intake,
        .hooks = rig.fetching.hooks,
        .access = rig.access,
        .ready = is_ready,
        .write_metrics = write_no_metrics,
        .database = rig.database,
    };
    rig.context.config = &rig.config;
    rig.context.service = &rig.service;
    ck_assert_int_eq(replay_start(&rig.context.replays), 0);
    ck_assert_int_eq(ready_start(&rig.context.ready), 0);
    ck_assert_int_eq(known_start(&rig.known), 0);
}

static int remove_entry(const char *name, const struct stat *info, int type, struct FTW *ftw) {
    (void)info;
    (void)type;
    (void)ftw;
    return remove(name);
}

void rig_stop(void) {
    fetching_stop(&rig.fetching);
    replay_stop(rig.context.replays);
    ready_stop(rig.context.ready);
    known_stop(rig.known);
    live_stop(rig.live);
    access_stop(rig.access);
    storage_close(rig.storage);
    comparers_free(rig.comparers);
    database_remove(rig.database);
    arena_free(rig.arena);
    ck_assert_int_eq(nftw(rig.folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
    memset(&rig, 0, sizeof rig); /* the next test may run in this process */
}

void rig_remember(bool on) {
    rig.context.known = on ? rig.known : NULL;
}

/* ---- a request ------------------------------------------------------------------------------- */

/* What libmicrohttpd would hand over. Lives as long as the test. */
static struct head make_head(const struct rig_request *request) {
    static struct parameter fields[RIG_FIELDS_MAX + 3];
    static char length[24];
    uint32_t count = 0;
    fields[count++] = (struct parameter){SLICE("Host"), SLICE("a")};
    fields[count++] = (struct parameter){SLICE("X-Request-Id"), SLICE("rig")};
    if (request->body) {
        (void)snprintf(length, sizeof length, "%zu", strlen(request->body));
        fields[count++] = (struct parameter){SLICE("Content-Length"), slice_from_cstr(length)};
    }
    for (int i = 0; i < RIG_FIELDS_MAX && request->fields[i].name.at; i++)
        fields[count++] = request->fields[i];
    return (struct head){.method = slice_from_cstr(request->method),
                         .target = slice_from_cstr(request->target),
                         .version = SLICE("HTTP/1.1"),
                         .fields = {fields, count, count}};
}

static void work(struct exchange *exchange, const struct rig_request *request) {
    struct head head = make_head(request);
    exchange_judge(exchange, &head);
    if (exchange->early)
        return;
    if (request->body) {
        struct slice body = slice_from_cstr(request->body);
        size_t taken = exchange_receive(exchange, body);
        assert(taken == body.length);
    }
    while (!exchange_work(exchange))
        wait_for(exchange);
}

/* Without an allocation, which could be refused, as a check of Check's may be. */
static void keep(struct rig_answer *answer, struct slice bytes) {
    static char body[BODY_MAX];
    assert(answer->body.length + bytes.length < sizeof body);
    if (bytes.length)
        memcpy(body + answer->body.length, bytes.at, bytes.length);
    answer->body = slice_of(body, answer->body.length + bytes.length);
}

/* As read_stream() of http.c. */
static void read_stream(struct exchange *exchange, struct rig_answer *answer) {
    struct request *request = &exchange->request;
    enum stream_step step = STREAM_MORE;
    while (step != STREAM_END && !answer->cut) {
        step = request->reply.source(request);
        if (step == STREAM_WAIT)
            wait_for(exchange);
        answer->cut = buffer_error(&request->out) != 0 || step == STREAM_CUT;
        if (!answer->cut)
            keep(answer, buffer_slice(&request->out));
        buffer_clear(&request->out);
    }
}

static void keep_location(const struct reply *reply, char ret_location[static 128]) {
    for (uint32_t i = 0; i < reply->headers.count; i++)
        if (slice_equal(reply->headers.at[i].name, SLICE("Location")))
            (void)snprintf(ret_location, 128, "%.*s", SLICE_ARGS(reply->headers.at[i].value));
}

/* The bytes that http.c would send. */
static void take(struct exchange *exchange, struct rig_answer *answer) {
    struct request *request = &exchange->request;
    answer->status = request->reply.status;
    keep_location(&request->reply, answer->location);
    if (exchange->ready)
        keep(answer, exchange->ready->body);
    else if (request->reply.source)
        read_stream(exchange, answer);
    else
        keep(answer, buffer_slice(&request->out));
}

void rig_ask(const struct rig_request *request, long refused, struct rig_answer *ret_answer) {
    *ret_answer = (struct rig_answer){0};
    refusal_watch(refused);
    struct exchange *exchange = exchange_new(&rig.context, request->target);
    if (exchange) {
        work(exchange, request);
        if (answer_finish(exchange))
            take(exchange, ret_answer);
    }
    ret_answer->allocations = refusal_end();
    exchange_free(exchange);
}
