/* Opening, closing and counting: what binds the writer, the readers and the file together. */
#include "storage/storage.h"

#include "base/error.h"
#include "storage/ahead.h"
#include "storage/engine.h"
#include "storage/files.h"
#include "storage/migrate.h"
#include "storage/sqlite.h"
#include "storage/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(char ret_reason[STORAGE_REASON_MAX], int error, const char *reason) {
    (void)snprintf(ret_reason, STORAGE_REASON_MAX, "%s", reason); /* cut is fine */
    return error;
}

/* ---- opening and closing -------------------------------------------------------------------- */

static int read_tally(struct connection *connection, struct tally *ret_tally) {
    QUERY(query, connection, SQL_COUNTS);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* counts always have a row */
    *ret_tally = (struct tally){query_column_integer(&query, 0), query_column_integer(&query, 1),
                                query_column_integer(&query, 2)};
    return 0;
}

/* Others may have written since the counts of terms were read: the next transaction sees to it. */
static int read_change(struct storage *storage) {
    struct shared_state state;
    int error = shared_read(&storage->writer.connection, SQL_SHARED_READ, &state);
    if (!error)
        storage->published = state.change;
    storage->writer.change = -1;
    return error;
}

static int read_secret(struct connection *connection, char ret_secret[CURSOR_SECRET]) {
    QUERY(query, connection, SQL_SECRET);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* the schema has put it there */
    struct slice secret = query_column_borrow(&query, 0);
    if (secret.length != CURSOR_SECRET)
        return ERR_FAILED;
    memcpy(ret_secret, secret.at, CURSOR_SECRET);
    return 0;
}

/* What the writer's connection to a file is told, each time that it is opened. */
static int keep_file(struct writer *writer, struct connection *connection) {
    int error = sqlite_make_durable(connection);
    if (!error)
        checkpoint_keep(connection, &writer->checkpoint);
    return error;
}

int writer_reconnect(struct storage *storage) {
    struct writer *writer = &storage->writer;
    if (connection_alive(&writer->connection))
        return 0;

    struct connection fresh;
    int error = connection_open(storage->path, CONNECTION_WRITER, &fresh);
    if (!error && !storage->is_shared)
        error = keep_file(writer, &fresh);
    if (error) {
        connection_close(&fresh);
        return error;
    }
    connection_close(&writer->connection);
    writer->connection = fresh;
    if (storage->is_shared)
        writer->change = 0;
    return 0;
}

static int open_writer(struct storage *storage, char ret_reason[STORAGE_REASON_MAX]) {
    struct writer *writer = &storage->writer;
    int error = connection_open(storage->path, CONNECTION_WRITER, &writer->connection);
    if (error)
        return refuse(ret_reason, error, connection_reason(&writer->connection));
    error = storage->is_shared
                ? migrate_postgres(&writer->connection, ret_reason)
                : migrate(&writer->connection, storage->path, &migration_plan, ret_reason);
    if (error)
        return error;
    writer->checkpoint = CHECKPOINT_USUAL;
    if (!storage->is_shared)
        error = keep_file(writer, &writer->connection);
    if (error)
        return refuse(ret_reason, error, connection_reason(&writer->connection));

    writer->terms = calloc(1, sizeof *writer->terms);
    if (!writer->terms)
        return refuse(ret_reason, ERR_NO_MEMORY, "out of memory");
    error = term_counts_load(writer->terms, &writer->connection);
    if (!error)
        error = read_tally(&writer->connection, &writer->tally);
    if (!error && storage->is_shared)
        error = read_change(storage);
    if (!error)
        error = read_secret(&writer->connection, storage->cursor_secret);
    if (error)
        return refuse(ret_reason, error, connection_reason(&writer->connection));
    int64_t copying = 0;
    error = connection_number(&writer->connection,
                              "SELECT count(*) FROM secret WHERE name = 'copying'", &copying);
    if (error || copying)
        return refuse(ret_reason, error ? error : ERR_FAILED,
                      "a copy into it was broken off: run claimd copy again");

    atomic_store(&storage->articles, (uint64_t)writer->tally.articles);
    atomic_store(&storage->stories, (uint64_t)writer->tally.stories);
    atomic_store(&storage->events, (uint64_t)writer->tally.events);
    return 0;
}

/* What storage_open made so far, without a running writer. */
static void discard(struct storage *storage) {
    readers_done(&storage->readers);
    (void)pthread_mutex_destroy(&storage->watch_lock);
    (void)pthread_mutex_destroy(&storage->publish_lock);
    connection_close(&storage->writer.connection); /* the last connection checkpoints the log */
    free(storage->writer.terms);
    if (storage->lock_file >= 0)
        (void)close(storage->lock_file); /* drops the lock */
    free(storage->path);
    free(storage);
}

static int take_file(struct storage *storage, char ret_reason[STORAGE_REASON_MAX]) {
    int error = file_name_check(storage->path, ret_reason);
    if (!error)
        error = file_lock(storage->path, &storage->lock_file, ret_reason);
    return error ? error : file_create(storage->path, ret_reason);
}

static int open_parts(struct storage *storage, char ret_reason[STORAGE_REASON_MAX]) {
    int error = storage->is_shared ? 0 : take_file(storage, ret_reason);
    if (!error)
        error = open_writer(storage, ret_reason);
    if (error)
        return error;
    error = listener_start(storage);
    if (!error)
        error = writer_start(storage);
    if (error)
        listener_stop(storage);
    return error ? refuse(ret_reason, error, "a thread of the store cannot be started") : 0;
}

int storage_open(const char *path, const struct story_decider *decider,
                 struct storage **ret_storage, char ret_reason[STORAGE_REASON_MAX]) {
    struct storage *storage = calloc(1, sizeof *storage);
    if (!storage)
        return refuse(ret_reason, ERR_NO_MEMORY, "out of memory");
    storage->lock_file = -1;
    storage->decider = decider;
    storage->is_shared = engine_of(path)->shared;
    (void)pthread_mutex_init(&storage->watch_lock, NULL); /* cannot fail with default attributes */
    (void)pthread_mutex_init(&storage->publish_lock, NULL);
    readers_init(&storage->readers);
    storage->path = strdup(path);
    int error = storage->path ? open_parts(storage, ret_reason)
                              : refuse(ret_reason, ERR_NO_MEMORY, "out of memory");
    if (error) {
        discard(storage);
        return error;
    }

    *ret_storage = storage;
    return 0;
}

void storage_set_aligner(struct storage *storage, story_aligner *align, void *context) {
    storage->align = align;
    storage->align_context = context;
    if (align)
        ahead_start(storage);
}

void storage_close(struct storage *storage) {
    if (!storage)
        return;
    ahead_stop(storage);
    writer_stop(storage);
    ahead_free(storage);
    listener_stop(storage);
    discard(storage);
}

struct slice storage_cursor_secret(const struct storage *storage) {
    return slice_of(storage->cursor_secret, CURSOR_SECRET);
}

/* ---- looking -------------------------------------------------------------------------------- */

static int probe(struct connection *reader) {
    QUERY(query, reader, SQL_PROBE);
    int row = query_row(&query);
    return row < 0 ? row : 0;
}

int storage_ready(struct storage *storage, char ret_reason[STORAGE_REASON_MAX]) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return refuse(ret_reason, error, "the database cannot be opened for reading");
    error = probe(reader);
    if (error)
        (void)refuse(ret_reason, error, connection_reason(reader));
    reader_return(storage, reader);
    return error;
}

void storage_count(struct storage *storage, struct storage_counts *ret_counts) {
    struct write_queue *queue = &storage->queue;
    (void)pthread_mutex_lock(&queue->lock); /* a default mutex that this thread does not hold */
    uint32_t waiting = queue->count;
    (void)pthread_mutex_unlock(&queue->lock);
    waiting += ahead_waiting(storage);
    struct stat file;
    *ret_counts = (struct storage_counts){
        .articles = atomic_load(&storage->articles),
        .stories = atomic_load(&storage->stories),
        .events = atomic_load(&storage->events),
        .foreseen = atomic_load(&storage->foreseen),
        .compared = atomic_load(&storage->compared),
        .made = atomic_load(&storage->made),
        .postponed = atomic_load(&storage->postponed),
        .writes = atomic_load(&storage->writes),
        .groups = atomic_load(&storage->groups),
        .failures = atomic_load(&storage->failures),
        .waiting = waiting,
        .file_size = stat(storage->path, &file) == 0 ? (uint64_t)file.st_size : 0,
    };
}
