/* Overwriting what was deleted. SQLite zeroes freed space (secure_delete); what is left are the
 * words in FTS5's older segments, which a merge of all of them writes anew, and older pages in the
 * write-ahead log, which a checkpoint that cuts the log to nothing takes away. What the disk itself
 * keeps of overwritten blocks, and copies made before, are beyond a database's reach.
 *
 * Merging a large index takes seconds, so it goes by steps, between the groups of other writes. The
 * first step stands in the transaction that deletes: it lays all segments into one level, whose
 * merge FTS5 then goes on with until it is done; what comes meanwhile stands in newer segments and
 * holds none of the deleted words. The purge is told when the last step is done and the log is cut.
 * A file beside the database (PATH.purge) remembers an unfinished one, so that it goes on after a
 * crash.
 */
#include "base/error.h"
#include "storage/files.h"
#include "storage/sqlite.h"
#include "storage/store.h"

#include <unistd.h>

enum {
    READERS_WAIT_MS = 5000,
    STEP_PAGES = 500, /* of the index, written in one step: some ten milliseconds */
};

/* ---- the file beside ------------------------------------------------------------------------- */

static int name_mark(const struct storage *storage, char ret_path[PATH_MAX]) {
    char reason[STORAGE_REASON_MAX]; /* the path of the database itself was short enough */
    return file_beside(storage->path, ".purge", ret_path, reason);
}

/* Durable before the transaction is. */
static int set_mark(const struct storage *storage) {
    char path[PATH_MAX];
    char reason[STORAGE_REASON_MAX];
    int error = name_mark(storage, path);
    return error ? error : file_create(path, reason);
}

static bool has_mark(const struct storage *storage) {
    char path[PATH_MAX];
    return name_mark(storage, path) == 0 && access(path, F_OK) == 0;
}

/* Where it cannot be taken away, the next start merges once for nothing. */
static void clear_mark(const struct storage *storage) {
    char path[PATH_MAX];
    if (name_mark(storage, path) == 0)
        (void)unlink(path);
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* Below zero: all segments first become one level. */
static int merge(struct writer *writer, int64_t pages) {
    QUERY(query, &writer->connection, SQL_INDEX_MERGE);
    query_integer(&query, pages);
    return query_run(&query);
}

int purge_ask(struct storage *storage) {
    struct writer *writer = &storage->writer;
    if (storage->is_shared)
        return 0; /* what a deleted row leaves behind is the matter of the server's VACUUM */
    int error = set_mark(storage);
    if (!error)
        error = merge(writer, -STEP_PAGES);
    if (!error)
        writer->purge = PURGE_MERGING; /* if this is rolled back, steps find nothing to do */
    return error;
}

/* FTS5 tells by the changes that it counts whether there was anything to do. */
static int take_step(struct writer *writer) {
    enum { IDLE_CHANGES = 2 };
    int error = connection_run(&writer->connection, "BEGIN IMMEDIATE");
    if (error)
        return error;
    int64_t before = connection_changes(&writer->connection);
    error = merge(writer, STEP_PAGES);
    bool idle = connection_changes(&writer->connection) - before < IDLE_CHANGES;
    if (!error)
        error = connection_run(&writer->connection, "COMMIT");
    if (error)
        (void)connection_run(&writer->connection, "ROLLBACK"); /* the failure is told already */
    else if (idle)
        writer->purge = PURGE_MERGED;
    return error;
}

static int cut_log(struct writer *writer, int wait_ms) {
    sqlite3 *db = sqlite_of(&writer->connection);
    (void)sqlite3_busy_timeout(db, wait_ms); /* cannot fail */
    int code = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(db, READERS_WAIT_MS);
    writer->purge = code == SQLITE_OK ? PURGE_NONE : PURGE_WAITED;
    return code == SQLITE_OK ? 0 : sqlite_error(&writer->connection, code);
}

/* ---- whoever waits --------------------------------------------------------------------------- */

void purge_park(struct writer *writer, struct storage_write *write) {
    write->next = writer->purging;
    writer->purging = write;
}

static void tell(struct storage *storage, int error) {
    struct storage_write *write = storage->writer.purging;
    storage->writer.purging = NULL;
    while (write) {
        struct storage_write *next = write->next; /* `done` may free the write */
        write->error = error;
        write->done(write);
        write = next;
    }
}

bool purge_pending(const struct writer *writer) {
    return writer->purge == PURGE_MERGING || writer->purge == PURGE_MERGED;
}

void purge_step(struct storage *storage) {
    struct writer *writer = &storage->writer;
    int error = 0;
    if (writer->purge == PURGE_MERGING) {
        error = writer_reconnect(storage);
        if (!error)
            error = take_step(writer);
    } else if (writer->purge == PURGE_WAITED) {
        error = cut_log(writer, 0);
    }
    if (writer->purge == PURGE_MERGED) {
        clear_mark(storage);
        error = cut_log(writer, READERS_WAIT_MS);
        tell(storage, error);
    } else if (error && writer->purge == PURGE_MERGING) {
        writer->purge = PURGE_NONE; /* the mark stays: the next purge or start goes on */
        tell(storage, error);
    }
}

void purge_resume(struct storage *storage) {
    if (has_mark(storage))
        storage->writer.purge = PURGE_MERGING;
}
