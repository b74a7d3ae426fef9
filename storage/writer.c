/* Group commit. Writes queue up while the writer commits; then it takes all that wait, runs them in
 * one transaction, commits once, and only then tells each of them. The disk is waited for once per
 * group, and no write is acknowledged before it is on disk.
 *
 * A write that fails alone (other content under its id, no such article) leaves the others be.
 * Where the disk or SQLite gave up, or the commit fails, every write of the group fails and nothing
 * of it is stored.
 */
#include "base/error.h"
#include "storage/ahead.h"

#include <assert.h>
#include <signal.h>
#include <time.h>

enum { GROUP_ARENA_LIMIT = 256 * 1024 * 1024 };

static int64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int run_statement(struct connection *connection, enum statement statement) {
    QUERY(query, connection, statement);
    return query_run(&query);
}

/* After a failed group the store is as before it, and so must be what we remember of it. */
static void forget_group(struct storage *storage) {
    struct writer *writer = &storage->writer;
    if (connection_in_transaction(&writer->connection))
        (void)run_statement(&writer->connection, SQL_ROLLBACK); /* the failure is told already */
    shared_forget(storage);
}

/* A failure that is the disk's or the machine's, not the write's: the next write would meet it too.
 */
static bool concerns_all(const struct writer *writer, int error) {
    return !connection_in_transaction(&writer->connection) || error == ERR_NO_SPACE ||
           error == ERR_NO_MEMORY || error == ERR_BUSY;
}

/* What the seal reads of the store is what the transaction has written so far. */
static int seal(struct storage *storage, struct storage_write *write) {
    readers_lend(&storage->writer.connection);
    int error = write->seal(storage, write);
    readers_lend(NULL);
    return error;
}

/* Runs the writes that have not failed yet. A write that fails before it has changed anything is
 * told so and passed over; one that fails half-way is named in *ret_culprit. */
static int attempt(struct storage *storage, struct storage_write *group,
                   struct storage_write **ret_culprit) {
    struct writer *writer = &storage->writer;
    writer->unaligned = (struct story_queue){0};
    writer->aligned = 0;
    writer->moves = false;
    writer->foreseen = 0;
    writer->compared = 0;
    writer->wanted = (struct wanted_list){0};
    int error = shared_begin(storage);
    writer->changes = connection_changes(&writer->connection);
    for (struct storage_write *write = group; write && !error; write = write->next) {
        if (write->error)
            continue;
        int64_t changes = connection_changes(&writer->connection);
        write->error = write->deed(storage, write);
        if (!write->error && write->seal)
            write->error = seal(storage, write);
        if (!write->error)
            write->error = connection_settle(&writer->connection);
        if (!write->error)
            continue;
        if (concerns_all(writer, write->error))
            return write->error;
        if (connection_changes(&writer->connection) != changes) {
            *ret_culprit = write;
            return write->error;
        }
    }
    if (!error)
        error = alignments_settle(storage);
    if (error || writer->wanted.count)
        return error; /* wanted: it stands back */
    if (!error)
        error = term_counts_save(writer->terms, &writer->connection);
    if (!error)
        error = shared_leave(storage);
    if (!error)
        error = run_statement(&writer->connection, SQL_COMMIT);
    return error;
}

/* Without the culprit once more: what went well before it goes well again, because the bodies have
 * no other effect than the transaction. Only a bug or a full address space makes a culprit, so that
 * doing the work twice is cheaper than a savepoint for each write, at which FTS5 flushes its words
 * to disk. */
static int run_group(struct storage *storage, struct storage_write *group) {
    for (;;) {
        struct storage_write *culprit = NULL;
        int error = attempt(storage, group, &culprit);
        if (!culprit)
            return error;
        forget_group(storage);
    }
}

static void tell(struct storage *storage, struct storage_write *group, int error) {
    while (group) {
        struct storage_write *write = group;
        group = write->next; /* `done` may free the write */
        if (error)
            write->error = error;
        bool failed = write->error && write->error != ERR_NOT_FOUND;
        atomic_fetch_add(failed ? &storage->failures : &storage->writes, 1);
        ahead_told(storage, write);
        if (!write->error && write->purges && purge_pending(&storage->writer))
            purge_park(&storage->writer, write);
        else
            write->done(write);
    }
}

static void publish_group(struct storage *storage) {
    atomic_fetch_add(&storage->foreseen, storage->writer.foreseen);
    atomic_fetch_add(&storage->compared, storage->writer.compared);
    shared_committed(storage);
}

static void commit_group(struct storage *storage, struct storage_write *group) {
    struct writer *writer = &storage->writer;
    writer->arena = arena_new(GROUP_ARENA_LIMIT);
    writer->now = now_ms();
    writer->postpones = ahead_may_postpone(storage, group);
    int error = writer->arena ? run_group(storage, group) : ERR_NO_MEMORY;
    bool stands_back = false;
    if (!error && writer->wanted.count) {
        forget_group(storage);
        stands_back = ahead_postpone(storage, group);
        writer->postpones = false;
        error = stands_back ? 0 : run_group(storage, group);
    }
    if (error)
        forget_group(storage);
    else if (!stands_back)
        publish_group(storage);
    arena_free(writer->arena);
    writer->arena = NULL;
    if (!stands_back)
        tell(storage, group, error);
}

/* The writes that wait, at most STORAGE_GROUP_MAX, and no chain in part; NULL when the queue is
 * empty and closing, or empty while there is other work. */
static struct storage_write *take_group(struct write_queue *queue, bool other_work) {
    (void)pthread_mutex_lock(&queue->lock); /* a default mutex that this thread does not hold */
    while (!queue->first && !queue->closing && !other_work)
        (void)pthread_cond_wait(&queue->arrived, &queue->lock);
    struct storage_write *group = queue->first;
    struct storage_write *last = group;
    uint32_t taken = group ? 1 : 0;
    while (last && last->next && taken < STORAGE_GROUP_MAX &&
           taken + last->next->chain <= STORAGE_GROUP_MAX) {
        last = last->next;
        taken++;
    }
    if (last) {
        queue->first = last->next;
        last->next = NULL;
    }
    queue->count -= taken;
    (void)pthread_mutex_unlock(&queue->lock);
    return group;
}

static void *writer_main(void *context) {
    (void)pthread_setname_np(pthread_self(), "writer"); /* for top -H; cannot fail: short */
    struct storage *storage = context;
    purge_resume(storage);
    for (;;) {
        bool purging = purge_pending(&storage->writer);
        struct storage_write *group = take_group(&storage->queue, purging);
        if (group)
            commit_group(storage, group);
        else if (!purging)
            return NULL;
        purge_step(storage);
    }
}

void writer_prepare(struct storage_write *write, storage_deed *deed) {
    assert(write->done);
    write->error = 0;
    write->deed = deed;
    write->foresee = NULL;
    write->brings = NULL;
    write->place = NULL;
    write->is_ahead = false;
    write->is_postponed = false;
    write->purges = false;
    write->chain = 0;
    write->next = NULL;
}

int writer_enqueue(struct storage *storage, struct storage_write *write, storage_deed *deed) {
    struct write_queue *queue = &storage->queue;
    writer_prepare(write, deed);
    (void)pthread_mutex_lock(&queue->lock);
    bool refused = queue->closing || queue->count >= STORAGE_QUEUE_MAX;
    if (!refused) {
        if (queue->first)
            queue->last->next = write;
        else
            queue->first = write;
        queue->last = write;
        queue->count++;
        (void)pthread_cond_signal(&queue->arrived);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return refused ? ERR_BUSY : 0;
}

void writer_enqueue_chain(struct storage *storage, struct storage_write *const *writes,
                          uint32_t count) {
    struct write_queue *queue = &storage->queue;
    assert(count > 0 && count <= STORAGE_GROUP_MAX);
    for (uint32_t i = 0; i < count; i++)
        writes[i]->next = i + 1 < count ? writes[i + 1] : NULL;
    writes[0]->chain = count;
    (void)pthread_mutex_lock(&queue->lock);
    assert(!queue->closing); /* who sends chains ends before the writer */
    if (queue->first)
        queue->last->next = writes[0];
    else
        queue->first = writes[0];
    queue->last = writes[count - 1];
    queue->count += count;
    (void)pthread_cond_signal(&queue->arrived);
    (void)pthread_mutex_unlock(&queue->lock);
}

void writer_enqueue_again(struct storage *storage, struct storage_write *group) {
    struct write_queue *queue = &storage->queue;
    struct storage_write *last = group;
    uint32_t count = 1;
    for (; last->next; last = last->next) {
        last->next->chain = 0;
        count++;
    }
    group->chain = count;
    (void)pthread_mutex_lock(&queue->lock);
    last->next = queue->first;
    queue->last = queue->first ? queue->last : last;
    queue->first = group;
    queue->count += count;
    (void)pthread_cond_signal(&queue->arrived);
    (void)pthread_mutex_unlock(&queue->lock);
}

int writer_start(struct storage *storage) {
    struct write_queue *queue = &storage->queue;
    int error = pthread_mutex_init(&queue->lock, NULL);
    assert(error == 0); /* default attributes: cannot fail on Linux */
    error = pthread_cond_init(&queue->arrived, NULL);
    assert(error == 0);

    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&storage->thread, NULL, writer_main, storage);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error ? ERR_NO_MEMORY : 0;
}

void writer_stop(struct storage *storage) {
    struct write_queue *queue = &storage->queue;
    (void)pthread_mutex_lock(&queue->lock);
    queue->closing = true;
    (void)pthread_cond_signal(&queue->arrived);
    (void)pthread_mutex_unlock(&queue->lock);
    int error = pthread_join(storage->thread, NULL);
    assert(error == 0); /* started once, joined once */
    (void)pthread_cond_destroy(&queue->arrived);
    (void)pthread_mutex_destroy(&queue->lock);
}

/* ---- waiting for a write --------------------------------------------------------------------- */

static void wake(struct storage_write *write) {
    struct storage_waiter *waiter = write->context;
    (void)pthread_mutex_lock(&waiter->lock); /* a default mutex that this thread does not hold */
    waiter->is_done = true;
    (void)pthread_cond_signal(&waiter->told);
    (void)pthread_mutex_unlock(&waiter->lock);
}

void storage_wait_prepare(struct storage_waiter *waiter, struct storage_write *write) {
    *waiter = (struct storage_waiter){.is_done = false};
    (void)pthread_mutex_init(&waiter->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&waiter->told, NULL);
    write->done = wake;
    write->context = waiter;
}

int storage_wait(struct storage_waiter *waiter, struct storage_write *write, int queued) {
    (void)pthread_mutex_lock(&waiter->lock);
    while (!queued && !waiter->is_done)
        (void)pthread_cond_wait(&waiter->told, &waiter->lock);
    (void)pthread_mutex_unlock(&waiter->lock);
    (void)pthread_cond_destroy(&waiter->told);
    (void)pthread_mutex_destroy(&waiter->lock);
    return queued ? queued : write->error;
}
