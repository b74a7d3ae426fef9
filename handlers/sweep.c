#include "handlers/sweep.h"

#include "base/error.h"
#include "base/idle_memory.h"
#include "handlers/access.h"
#include "handlers/stored_input.h"
#include "handlers/stored_rows.h"
#include "handlers/submission.h"
#include "storage/keeping.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum {
    PERIOD_SECONDS = 1,
    TRIM_ROUNDS = 10, /* a trim walks all that malloc has and takes a few milliseconds */
    AT_ONCE = 16,
    ARENA_LIMIT = 1 << 30,
    ANSWER_LIMIT = 1 << 30
};

struct sweep {
    const struct resources *resources;
    struct storage *storage;
    struct access *access;
    uint64_t generation; /* of the store when the tokens were read last */
    sweep_failed *failed;
    uint32_t damaged; /* articles under embargo that cannot be read, told of already */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool ending;
};

static int64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- embargo --------------------------------------------------------------------------------- */

static int put(struct sweep *sweep, struct arena *arena, const struct article_record *record,
               int64_t retain_until) {
    struct storage_waiter waiter;
    struct article_put deed = {.record = record, .retain_until = retain_until};
    storage_wait_prepare(&waiter, &deed.write);
    return storage_wait(&waiter, &deed.write, storage_article_put(sweep->storage, arena, &deed));
}

static int release(struct sweep *sweep, struct arena *arena, const struct held_article *held) {
    struct article_input input;
    struct article_record record;
    struct buffer out;
    if (stored_input_read(held->input, &input) != 0)
        return ERR_FAILED; /* our own bytes */
    buffer_init(&out, ANSWER_LIMIT);
    int error = submission_prepare(sweep->resources, arena, &input, held->input, &out, &record);
    if (!error)
        error = put(sweep, arena, &record, held->retain_until);
    buffer_done(&out);
    return error;
}

static void tell_damaged(struct sweep *sweep, uint32_t damaged) {
    if (damaged > sweep->damaged)
        sweep->failed("reading an article under embargo", error_name(ERR_FAILED));
    sweep->damaged = damaged;
}

/* How many were due; one that fails stays held and is tried again. */
static int release_due(struct sweep *sweep, struct arena *arena, uint32_t *ret_count) {
    struct held_list due;
    int error = storage_held_due(sweep->storage, arena, now_ms(), AT_ONCE, &due);
    if (error)
        return error;
    tell_damaged(sweep, due.damaged);
    for (uint32_t i = 0; i < due.count; i++) { /* one that fails holds up no other */
        int failed = release(sweep, arena, &due.at[i]);
        error = error ? error : failed;
    }
    *ret_count = error ? 0 : due.count;
    return error;
}

/* ---- retention ------------------------------------------------------------------------------- */

static int delete_due(struct sweep *sweep, uint32_t *ret_count) {
    bool due = false;
    int error = storage_retention_due(sweep->storage, now_ms(), &due);
    if (error || !due)
        return error;
    struct storage_waiter waiter;
    struct retention_sweep deed = {.now = now_ms()};
    storage_wait_prepare(&waiter, &deed.write);
    error = storage_wait(&waiter, &deed.write, storage_retention_sweep(sweep->storage, &deed));
    *ret_count = error ? 0 : deed.more;
    return error;
}

/* ---- articles of an earlier schema ----------------------------------------------------------- */

static int index_one(struct sweep *sweep, struct arena *arena, uint32_t *ret_count) {
    struct stored_article article;
    struct article_record record;
    int error = storage_unsearchable(sweep->storage, arena, &article);
    if (error)
        return error == ERR_NOT_FOUND ? 0 : error;
    error = stored_rows_make(arena, article.analysis, &record);
    if (error == ERR_FAILED) { /* damaged: told once, and in nobody's way any more */
        sweep->failed("reading the analysis of an older article", error_name(error));
        record = (struct article_record){0};
        error = 0;
    }
    if (error)
        return error;
    struct storage_waiter waiter;
    struct article_index deed = {.id = article.summary.id, .record = &record};
    storage_wait_prepare(&waiter, &deed.write);
    error = storage_wait(&waiter, &deed.write, storage_article_index(sweep->storage, &deed));
    *ret_count = error ? 0 : 1;
    return error == ERR_NOT_FOUND ? 0 : error; /* deleted meanwhile */
}

/* ---- tokens ---------------------------------------------------------------------------------- */

/* In one process whoever changes a token has it read again. */
static int read_tokens(struct sweep *sweep) {
    uint64_t generation = storage_generation(sweep->storage);
    if (!storage_is_shared(sweep->storage) || generation == sweep->generation)
        return 0;
    int error = access_reload(sweep->access);
    if (!error)
        sweep->generation = generation;
    return error;
}

/* ---- the thread ------------------------------------------------------------------------------ */

static void tell_failure(struct sweep *sweep, const char *what, int error) {
    if (error && error != ERR_BUSY) /* a full queue empties by itself */
        sweep->failed(what, error_name(error));
}

/* True when more waits to be done at once. What fails keeps nothing else from being done. */
static bool round_of(struct sweep *sweep) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena) {
        tell_failure(sweep, "doing what is due", ERR_NO_MEMORY);
        return false;
    }
    uint32_t released = 0;
    uint32_t more = 0;
    uint32_t indexed = 0;
    tell_failure(sweep, "reading the tokens", read_tokens(sweep));
    tell_failure(sweep, "releasing articles from embargo", release_due(sweep, arena, &released));
    tell_failure(sweep, "deleting what was kept long enough", delete_due(sweep, &more));
    tell_failure(sweep, "making the rows of an older article", index_one(sweep, arena, &indexed));
    arena_free(arena);
    return released || more || indexed;
}

static void *sweep_main(void *context) {
    struct sweep *sweep = context;
    (void)pthread_mutex_lock(&sweep->lock); /* a default mutex that this thread does not hold */
    for (uint32_t round = 1; !sweep->ending; round++) {
        (void)pthread_mutex_unlock(&sweep->lock);
        bool more = round_of(sweep);
        if (round % TRIM_ROUNDS == 0)
            idle_memory_trim();
        (void)pthread_mutex_lock(&sweep->lock);
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until); /* cannot fail for this clock */
        until.tv_sec += PERIOD_SECONDS;
        if (!more && !sweep->ending)
            (void)pthread_cond_timedwait(&sweep->told, &sweep->lock, &until);
    }
    (void)pthread_mutex_unlock(&sweep->lock);
    return NULL;
}

struct sweep *sweep_start(const struct resources *resources, struct storage *storage,
                          struct access *access, sweep_failed *failed) {
    struct sweep *sweep = calloc(1, sizeof *sweep);
    if (!sweep)
        return NULL;
    *sweep = (struct sweep){
        .resources = resources, .storage = storage, .access = access, .failed = failed};
    /* None of these can fail on Linux. The wall clock may be set back while the thread sleeps: it
     * must not sleep until the old time comes again. */
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&sweep->lock, NULL);
    (void)pthread_cond_init(&sweep->told, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (pthread_create(&sweep->thread, NULL, sweep_main, sweep) != 0) {
        free(sweep);
        return NULL;
    }
    return sweep;
}

void sweep_stop(struct sweep *sweep) {
    if (!sweep)
        return;
    (void)pthread_mutex_lock(&sweep->lock);
    sweep->ending = true;
    (void)pthread_cond_signal(&sweep->told);
    (void)pthread_mutex_unlock(&sweep->lock);
    (void)pthread_join(sweep->thread, NULL); /* started once, joined once */
    (void)pthread_cond_destroy(&sweep->told);
    (void)pthread_mutex_destroy(&sweep->lock);
    free(sweep);
}
