/* Copies of a database, and the way back to one. SQLite's backup reads the source inside one read
 * transaction: the copy is the state of one moment, while the writer goes on. A copy becomes
 * visible under its name only when it is whole, checked and on disk: write beside, sync, rename,
 * sync the folder.
 */
#include "base/error.h"
#include "storage/care.h"
#include "storage/files.h"
#include "storage/migrate.h"
#include "storage/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char elsewhere[] =
    "a PostgreSQL store is backed up and restored with PostgreSQL's tools: pg_dump and pg_restore, "
    "or pg_basebackup and the archived log";

static uint64_t size_of(const char *path) {
    struct stat file;
    return stat(path, &file) == 0 ? (uint64_t)file.st_size : 0;
}

/* ---- checking -------------------------------------------------------------------------------- */

/* The first thing that SQLite finds wrong. A page for which it had no memory is among that, by the
 * number of its error: no damage. */
static int check_integrity(struct connection *connection, char ret_reason[STORAGE_REASON_MAX]) {
    int64_t sound = 0;
    int64_t strays = 0;
    int error = connection_number(
        connection,
        "SELECT CASE WHEN integrity_check LIKE '%error code_7' THEN -1 ELSE integrity_check = 'ok' "
        "END FROM pragma_integrity_check(1)",
        &sound);
    if (!error)
        error =
            connection_number(connection, "SELECT count(*) FROM pragma_foreign_key_check", &strays);
    if (error)
        return reason_set(ret_reason, error, "%s", connection_reason(connection));
    if (sound < 0)
        return reason_set(ret_reason, ERR_NO_MEMORY, "out of memory while the copy was checked");
    if (!sound)
        return reason_set(ret_reason, ERR_FAILED, "integrity_check finds damage in the copy");
    if (strays)
        return reason_set(ret_reason, ERR_FAILED, "%lld rows of the copy point nowhere",
                          (long long)strays);
    return 0;
}

static int read_facts(struct connection *connection, const char *path,
                      struct storage_facts *ret_facts, char ret_reason[STORAGE_REASON_MAX]) {
    struct storage_facts facts = {.newest_schema = migration_plan.count};
    int error = migrate_judge(connection, &migration_plan, &facts.schema, ret_reason);
    if (error)
        return error;
    if (facts.schema)
        error = connection_number(connection, "SELECT count(*) FROM article", &facts.articles);
    if (error)
        return reason_set(ret_reason, error, "%s", connection_reason(connection));
    facts.file_bytes = size_of(path);
    *ret_facts = facts;
    return 0;
}

/* ---- copying --------------------------------------------------------------------------------- */

/* A file of its own, readable by its owner alone, without a log beside it. */
static int prepare_target(const char *path, char ret_reason[STORAGE_REASON_MAX]) {
    if (unlink(path) != 0 && errno != ENOENT)
        return reason_set(ret_reason, ERR_FAILED, "an older unfinished copy cannot be removed: %s",
                          strerror(errno));
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        return reason_set(ret_reason, errno == ENOSPC ? ERR_NO_SPACE : ERR_FAILED,
                          "the copy cannot be created: %s", strerror(errno));
    (void)close(file); /* empty */
    return 0;
}

/* The copy says in its header that it has a log; as one file it shall not. */
static int finish_copy(const char *path, struct storage_facts *ret_facts,
                       char ret_reason[STORAGE_REASON_MAX]) {
    struct connection copy;
    int error = connection_open(path, CONNECTION_WRITER, &copy);
    if (!error)
        error = connection_run(&copy, "PRAGMA journal_mode = DELETE");
    if (error)
        (void)reason_set(ret_reason, error, "%s", connection_reason(&copy));
    if (!error)
        error = check_integrity(&copy, ret_reason);
    if (!error)
        error = read_facts(&copy, path, ret_facts, ret_reason);
    connection_close(&copy);
    if (!error && file_sync(path) < 0)
        error =
            reason_set(ret_reason, ERR_FAILED, "the copy cannot be synced: %s", strerror(errno));
    return error;
}

static int copy_from(const char *source, const char *path, struct storage_facts *ret_facts,
                     char ret_reason[STORAGE_REASON_MAX]) {
    if (access(source, F_OK) != 0)
        return reason_set(ret_reason, ERR_NOT_FOUND, "there is no file %s", source);
    struct connection connection;
    int64_t version;
    int error = connection_open(source, CONNECTION_READER, &connection);
    if (error)
        (void)reason_set(ret_reason, error, "%s", connection_reason(&connection));
    else
        error = migrate_judge(&connection, &migration_plan, &version, ret_reason);
    if (!error)
        error = prepare_target(path, ret_reason);
    if (!error) {
        int code = migrate_copy_pages(&connection, path);
        if (code != SQLITE_OK) {
            error = sqlite_error(&connection, code);
            (void)reason_set(ret_reason, error, "%s", connection_reason(&connection));
        }
    }
    connection_close(&connection);
    return error ? error : finish_copy(path, ret_facts, ret_reason);
}

static int give_name(const char *from, const char *to, char ret_reason[STORAGE_REASON_MAX]) {
    if (rename(from, to) != 0 || file_sync_folder(to) < 0)
        return reason_set(ret_reason, ERR_FAILED, "the copy cannot take its name: %s",
                          strerror(errno));
    return 0;
}

static bool same_file(const char *a, const char *b) {
    struct stat left;
    struct stat right;
    return stat(a, &left) == 0 && stat(b, &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

int storage_backup(const char *path, const char *target, struct storage_facts *ret_facts,
                   char ret_reason[STORAGE_REASON_MAX]) {
    if (storage_on_server(path))
        return reason_set(ret_reason, ERR_UNSUPPORTED, "%s", elsewhere);
    char partial[PATH_MAX];
    struct storage_facts facts;
    if (same_file(path, target))
        return reason_set(ret_reason, ERR_INVALID, "the copy would replace the database itself");
    int error = file_name_check(path, ret_reason);
    if (!error)
        error = file_beside(target, ".partial", partial, ret_reason);
    if (error)
        return error;
    error = copy_from(path, partial, &facts, ret_reason);
    if (!error)
        error = give_name(partial, target, ret_reason);
    if (error)
        (void)unlink(partial); /* half a copy is worse than none */
    else
        *ret_facts = facts;
    return error;
}

/* ---- going back ------------------------------------------------------------------------------ */

/* Empties the log into the file, so that the file alone is the database. One that cannot be read
 * keeps its log. */
static void settle(const char *path) {
    struct connection connection;
    int64_t log;
    if (connection_open(path, CONNECTION_WRITER, &connection) == 0)
        (void)connection_number(&connection, "PRAGMA wal_checkpoint(TRUNCATE)", &log);
    connection_close(&connection); /* the last one to close removes an empty log */
}

/* Moves PATH+SUFFIX to PATH.replaced+SUFFIX; nothing to move is fine. */
static int set_aside(const char *path, const char *suffix, char ret_reason[STORAGE_REASON_MAX]) {
    char from[PATH_MAX];
    char to[PATH_MAX];
    int error = file_beside(path, suffix, from, ret_reason);
    if (!error)
        error = file_beside(path, ".replaced", to, ret_reason);
    if (error)
        return error;
    size_t length = strlen(to);
    if (length + strlen(suffix) >= sizeof to)
        return reason_set(ret_reason, ERR_FAILED, "the path of the database is too long");
    (void)snprintf(to + length, sizeof to - length, "%s", suffix); /* fits */
    if (rename(from, to) != 0 && errno != ENOENT)
        return reason_set(ret_reason, ERR_FAILED, "%s cannot be set aside: %s", from,
                          strerror(errno));
    return 0;
}

/* The log goes first: a log beside another database would be read into it. */
static int replace(const char *partial, const char *path, char ret_reason[STORAGE_REASON_MAX]) {
    char shared[PATH_MAX];
    int error = file_beside(path, "-shm", shared, ret_reason);
    if (error)
        return error;
    if (access(path, F_OK) == 0)
        settle(path);
    error = set_aside(path, "-wal", ret_reason);
    if (!error)
        error = set_aside(path, "", ret_reason);
    if (error)
        return error;
    (void)unlink(shared); /* SQLite's index of the log; made anew when missing */
    return give_name(partial, path, ret_reason);
}

int storage_restore(const char *backup, const char *path, struct storage_facts *ret_facts,
                    char ret_reason[STORAGE_REASON_MAX]) {
    if (storage_on_server(path))
        return reason_set(ret_reason, ERR_UNSUPPORTED, "%s", elsewhere);
    char partial[PATH_MAX];
    struct storage_facts facts;
    int lock;
    if (same_file(backup, path))
        return reason_set(ret_reason, ERR_INVALID, "the backup is the database itself");
    int error = file_name_check(path, ret_reason);
    if (!error)
        error = file_beside(path, ".partial", partial, ret_reason);
    if (!error)
        error = file_lock(path, &lock, ret_reason);
    if (error)
        return error;

    error = copy_from(backup, partial, &facts, ret_reason);
    if (!error)
        error = replace(partial, path, ret_reason);
    if (error)
        (void)unlink(partial); /* the database is as it was, or set aside whole */
    else
        *ret_facts = facts;
    (void)close(lock); /* drops the lock */
    return error;
}
