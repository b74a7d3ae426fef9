/* Overwriting what was deleted. SQLite zeroes freed space (secure_delete); what is left are the
 * words in FTS5's older segments, which a full merge writes anew, and older pages in the
 * write-ahead log, which a checkpoint that cuts the log to nothing takes away. What the disk itself
 * keeps of overwritten blocks, and copies made before, are beyond a database's reach.
 */
#include "base/error.h"
#include "storage/sqlite.h"
#include "storage/store.h"

enum { READERS_WAIT_MS = 5000 };

int purge_ask(struct writer *writer) {
    writer->purge = PURGE_ASKED;
    QUERY(query, &writer->connection, SQL_INDEX_MERGE);
    return query_run(&query);
}

int purge_finish(struct writer *writer) {
    if (writer->purge == PURGE_NONE)
        return 0;
    sqlite3 *db = sqlite_of(&writer->connection);
    int wait = writer->purge == PURGE_ASKED ? READERS_WAIT_MS : 0;
    (void)sqlite3_busy_timeout(db, wait); /* cannot fail */
    int code = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(db, READERS_WAIT_MS);
    writer->purge = code == SQLITE_OK ? PURGE_NONE : PURGE_WAITED;
    return code == SQLITE_OK ? 0 : sqlite_error(&writer->connection, code);
}
