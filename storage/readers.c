/* A small pool of reading connections. Each sees the last committed state; in WAL mode readers and
 * the writer never wait for each other.
 */
#include "base/error.h"
#include "storage/store.h"

#include <assert.h>
#include <stdlib.h>

void readers_init(struct reader_pool *pool) {
    *pool = (struct reader_pool){0};
    int error = pthread_mutex_init(&pool->lock, NULL);
    assert(error == 0); /* default attributes: cannot fail on Linux */
    error = pthread_cond_init(&pool->returned, NULL);
    assert(error == 0);
}

void readers_done(struct reader_pool *pool) {
    assert(pool->idle_count == pool->open_count); /* storage_close: no other call may run */
    for (int i = 0; i < pool->idle_count; i++) {
        connection_close(pool->idle[i]);
        free(pool->idle[i]);
    }
    (void)pthread_cond_destroy(&pool->returned); /* nobody waits */
    (void)pthread_mutex_destroy(&pool->lock);
}

static int reader_open(struct storage *storage, struct connection **ret_reader) {
    struct connection *reader = calloc(1, sizeof *reader);
    if (!reader)
        return ERR_NO_MEMORY;

    int error = connection_open(storage->path, CONNECTION_READER, reader);
    if (error) {
        connection_close(reader);
        free(reader);
        return error;
    }

    *ret_reader = reader;
    return 0;
}

/* To this thread, which is in the middle of a transaction; NULL on all others. */
static _Thread_local struct connection *lent;

void readers_lend(struct connection *connection) {
    lent = connection;
}

int reader_borrow(struct storage *storage, struct connection **ret_reader) {
    struct reader_pool *pool = &storage->readers;
    if (lent) {
        *ret_reader = lent;
        return 0;
    }
    (void)pthread_mutex_lock(&pool->lock); /* a default mutex that this thread does not hold */
    while (pool->idle_count == 0 && pool->open_count == READERS_MAX)
        (void)pthread_cond_wait(&pool->returned, &pool->lock);
    struct connection *reader = pool->idle_count ? pool->idle[--pool->idle_count] : NULL;
    pool->open_count += reader == NULL;
    (void)pthread_mutex_unlock(&pool->lock);
    if (reader && connection_alive(reader)) {
        *ret_reader = reader;
        return 0;
    }
    if (reader) {
        connection_close(reader);
        free(reader);
    }

    int error = reader_open(storage, ret_reader);
    if (error) {
        (void)pthread_mutex_lock(&pool->lock);
        pool->open_count--;
        (void)pthread_cond_signal(&pool->returned);
        (void)pthread_mutex_unlock(&pool->lock);
    }
    return error;
}

void reader_return(struct storage *storage, struct connection *reader) {
    struct reader_pool *pool = &storage->readers;
    if (reader == lent)
        return;
    assert(!connection_in_transaction(reader)); /* it would hold back checkpoints */
    (void)pthread_mutex_lock(&pool->lock);
    pool->idle[pool->idle_count++] = reader;
    (void)pthread_cond_signal(&pool->returned);
    (void)pthread_mutex_unlock(&pool->lock);
}

int reader_begin(struct connection *reader) {
    if (reader == lent)
        return 0;
    QUERY(query, reader, SQL_BEGIN_READ);
    return query_run(&query);
}

void reader_end(struct connection *reader) {
    if (reader == lent)
        return;
    QUERY(query, reader, SQL_COMMIT);
    (void)query_run(&query); /* nothing was written; an error has ended the transaction already */
}
