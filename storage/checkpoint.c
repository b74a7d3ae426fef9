#include "storage/checkpoint.h"

#include "storage/sqlite.h"

static void insist(struct checkpoint *checkpoint, sqlite3 *db, const char *name, int pages) {
    (void)sqlite3_busy_timeout(db, checkpoint->patience); /* fails for a closed connection only */
    int code = sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(db, CONNECTION_BUSY_MS);
    checkpoint->next = code == SQLITE_OK ? checkpoint->insist : pages + checkpoint->insist / 4;
}

/* After a commit that left `pages` in the log. A checkpoint that does not come through harms
 * nothing: a later commit asks again. */
static int after_commit(void *context, sqlite3 *db, const char *name, int pages) {
    struct checkpoint *checkpoint = context;
    if (pages >= checkpoint->next)
        insist(checkpoint, db, name, pages);
    else if (pages >= checkpoint->ask)
        (void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (pages < checkpoint->insist)
        checkpoint->next = checkpoint->insist; /* the log has begun anew by itself */
    return SQLITE_OK;
}

void checkpoint_keep(struct connection *connection, struct checkpoint *checkpoint) {
    checkpoint->next = checkpoint->insist;
    (void)sqlite3_wal_hook(sqlite_of(connection), after_commit,
                           checkpoint); /* tells the former hook */
}
