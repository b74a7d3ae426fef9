#include "server/replay.h"

#include "base/error.h"
#include "server/exchange.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { KEY_MAX = 255 /* bytes */, RUNNING_MAX = 1024 };

/* Keys of requests that run now. */
struct replay_table {
    pthread_mutex_t lock;
    uint32_t count;
    char keys[RUNNING_MAX][DIGEST_HEX + 1];
};

int replay_start(struct replay_table **ret_table) {
    struct replay_table *table = calloc(1, sizeof *table);
    if (!table)
        return ERR_NO_MEMORY;
    (void)pthread_mutex_init(&table->lock, NULL); /* cannot fail with default attributes */
    *ret_table = table;
    return 0;
}

void replay_stop(struct replay_table *table) {
    if (!table)
        return;
    assert(table->count == 0);
    (void)pthread_mutex_destroy(&table->lock);
    free(table);
}

/* ---- keys that are in use -------------------------------------------------------------------- */

static uint32_t find(const struct replay_table *table, const char *key) {
    uint32_t i = 0;
    while (i < table->count && memcmp(table->keys[i], key, DIGEST_HEX) != 0)
        i++;
    return i;
}

/* 0, ERR_INVALID while another request holds the key, or ERR_BUSY. */
static int hold(struct replay_table *table, const char *key) {
    int error = 0;
    (void)pthread_mutex_lock(&table->lock); /* a default mutex that this thread does not hold */
    if (find(table, key) < table->count)
        error = ERR_INVALID;
    else if (table->count == RUNNING_MAX)
        error = ERR_BUSY;
    else
        memcpy(table->keys[table->count++], key, DIGEST_HEX + 1);
    (void)pthread_mutex_unlock(&table->lock);
    return error;
}

static void let_go(struct replay_table *table, const char *key) {
    (void)pthread_mutex_lock(&table->lock);
    uint32_t i = find(table, key);
    assert(i < table->count);
    memcpy(table->keys[i], table->keys[--table->count], DIGEST_HEX + 1);
    (void)pthread_mutex_unlock(&table->lock);
}

/* ---- what a key stands for ------------------------------------------------------------------- */

/* Only what stores: questions keep no answer on disk, and secrets are never kept. */
static bool concerns(const struct exchange *exchange) {
    const struct request *request = &exchange->request;
    return exchange->context->replays && strcmp(request->route->method, "POST") == 0 &&
           access_wanted(request->route) == TOKEN_WRITE && !exchange->streamed &&
           request_header(request, "Idempotency-Key").at;
}

static bool is_key(struct slice key) {
    for (size_t i = 0; i < key.length; i++)
        if ((unsigned char)key.at[i] <= ' ' || (unsigned char)key.at[i] >= 0x7F)
            return false;
    return key.length > 0 && key.length <= KEY_MAX;
}

/* Each part with its length, so that no two lists of parts look alike. */
static void add(struct digest_state *state, struct slice part) {
    uint64_t length = part.length;
    digest_add(state, slice_of((const char *)&length, sizeof length));
    digest_add(state, part);
}

static void make_digests(const struct exchange *exchange, struct kept_answer *answer) {
    const struct request *request = &exchange->request;
    struct digest_state state;
    digest_begin(&state);
    add(&state, slice_from_cstr(exchange->permit.id));
    add(&state, request->path);
    add(&state, request_header(request, "Idempotency-Key"));
    struct digest key = digest_end(&state);
    digest_hex(&key, answer->key);
    digest_begin(&state);
    add(&state, exchange->target);
    add(&state, request_header(request, "Content-Type"));
    add(&state, request->body);
    struct digest content = digest_end(&state);
    digest_hex(&content, answer->request);
}

/* ---- before the handler ---------------------------------------------------------------------- */

static void give_again(struct request *request, const struct kept_answer *kept) {
    struct slice type = {0};
    if (kept->content_type.at &&
        arena_printf(request->arena, &type, "%.*s", SLICE_ARGS(kept->content_type)) < 0) {
        reply_error(request, ERR_NO_MEMORY, "reading the kept answer");
        return;
    }
    reply_header(request, "Idempotency-Replayed", SLICE("true"));
    if (kept->location.at)
        reply_header(request, "Location", kept->location);
    if (!type.at) {
        reply_empty(request, kept->status);
        return;
    }
    buffer_append(&request->out, kept->body);
    reply_body(request, kept->status, type.at);
}

static int seal(struct request *request);

/* Holds the key and looks whether it has an answer. */
static void look(struct exchange *exchange) {
    struct request *request = &exchange->request;
    struct kept_answer *wanted = &exchange->replay.keep.answer;
    int error = hold(exchange->context->replays, wanted->key);
    if (error == ERR_INVALID) {
        reply_header(request, "Retry-After", SLICE("1"));
        reply_problem(request, PROBLEM_KEY_IN_USE, "Wait for its answer, then ask again.");
        return;
    }
    if (error) {
        reply_error(request, error, "holding the Idempotency-Key");
        return;
    }
    exchange->replay.table = exchange->context->replays;
    request->seal = seal;
    struct kept_answer kept;
    error = storage_answer_get(request->service->storage, request->arena, wanted->key, &kept);
    if (error == ERR_NOT_FOUND)
        return;
    if (error)
        reply_error(request, error, "reading the kept answer");
    else if (memcmp(kept.request, wanted->request, DIGEST_HEX) != 0)
        reply_problem(request, PROBLEM_KEY_REUSED,
                      "Its first request had another body, type or query.");
    else
        give_again(request, &kept);
}

bool replay_judge(struct exchange *exchange) {
    struct request *request = &exchange->request;
    if (!concerns(exchange))
        return true;
    if (!is_key(request_header(request, "Idempotency-Key"))) {
        reply_problem(request, PROBLEM_MALFORMED_REQUEST,
                      "Idempotency-Key is 1 to %d visible ASCII characters.", KEY_MAX);
        return false;
    }
    make_digests(exchange, &exchange->replay.keep.answer);
    look(exchange);
    if (request->reply.status)
        replay_end(exchange);
    return !request->reply.status;
}

/* ---- after the handler ----------------------------------------------------------------------- */

static void wake(struct storage_write *write) {
    stream_wake(write->context);
}

static int64_t expiry(const struct exchange *exchange) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return ((int64_t)now.tv_sec + exchange->context->config->idempotency_time) * 1000;
}

static struct slice location_of(const struct reply *reply) {
    for (uint32_t i = 0; i < reply->headers.count; i++)
        if (slice_equal(reply->headers.at[i].name, SLICE("Location")))
            return reply->headers.at[i].value;
    return (struct slice){0};
}

/* Of a mistake of ours, or of the moment, nothing is kept: it may go well the next time. */
static bool is_lasting(const struct reply *reply) {
    return reply->status < 500 && !reply->source;
}

static void take_answer(struct exchange *exchange) {
    const struct request *request = &exchange->request;
    struct kept_answer *answer = &exchange->replay.keep.answer;
    answer->status = request->reply.status;
    answer->content_type = slice_from_cstr(request->reply.content_type);
    answer->location = location_of(&request->reply);
    answer->body = buffer_slice(&request->out);
    answer->expires_at = expiry(exchange);
}

/* On the writer's thread, while the request is parked. */
static int seal(struct request *request) {
    struct exchange *exchange = (struct exchange *)(void *)request;
    struct replay *replay = &exchange->replay;
    replay->sealed = is_lasting(&request->reply);
    if (!replay->sealed)
        return 0;
    take_answer(exchange);
    return storage_answer_seal(request->service->storage, request->arena, &replay->keep);
}

void replay_keep(struct exchange *exchange) {
    struct request *request = &exchange->request;
    struct replay *replay = &exchange->replay;
    if (!replay->table || replay->keeping)
        return;
    bool sealed = replay->sealed && replay->keep.answer.status == request->reply.status;
    if (sealed || !is_lasting(&request->reply)) {
        replay_end(exchange); /* before the answer is sent: whoever has it may use the key */
        return;
    }
    take_answer(exchange);
    replay->keeping = true;
    replay->keep.write.done = wake;
    replay->keep.write.context = request;
    stream_park(request);
    int error = storage_answer_keep(request->service->storage, request->arena, &replay->keep);
    if (!error)
        return;
    replay->keep.write.error = error; /* it was not queued: nobody else will wake the request */
    stream_wake(request);
}

void replay_end(struct exchange *exchange) {
    struct replay *replay = &exchange->replay;
    if (!replay->table)
        return;
    let_go(replay->table, replay->keep.answer.key);
    if (replay->keeping &&
        replay->keep.write.error) { /* the deed is done: tell of it all the same */
        exchange->request.reply.error = replay->keep.write.error;
        exchange->request.reply.failure = "keeping the answer";
    }
    replay->table = NULL;
    replay->keeping = false;
}
