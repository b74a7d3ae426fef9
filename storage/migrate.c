#include "storage/migrate.h"

#include "base/error.h"
#include "storage/sqlite.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

/* "clmd": what PRAGMA application_id of our files says. */
enum { APPLICATION_ID = 0x636C6D64 };

extern const char storage_schema_1[];
extern const char storage_schema_2[];
extern const char storage_schema_3[];
extern const char storage_schema_4[];
extern const char storage_schema_5[];
extern const char storage_schema_6[];
extern const char storage_schema_7[];
extern const char storage_schema_8[];
extern const char storage_schema_9[];
extern const char storage_schema_10[];
extern const char storage_schema_11[];
extern const char storage_schema_12[];
extern const char storage_schema_13[];
extern const char storage_schema_14[];
extern const char storage_schema_15[];

static const char *const steps[] = {
    storage_schema_1,  storage_schema_2,  storage_schema_3,  storage_schema_4,  storage_schema_5,
    storage_schema_6,  storage_schema_7,  storage_schema_8,  storage_schema_9,  storage_schema_10,
    storage_schema_11, storage_schema_12, storage_schema_13, storage_schema_14, storage_schema_15,
};
const struct migration_plan migration_plan = {steps, (int)(sizeof steps / sizeof *steps)};

static int refuse(char ret_reason[STORAGE_REASON_MAX], int error, const char *reason) {
    (void)snprintf(ret_reason, STORAGE_REASON_MAX, "%s", reason); /* cut is fine */
    return error;
}

int migrate_copy_pages(struct connection *from, const char *path) {
    sqlite3 *copy;
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", sqlite_of(from), "main");
        if (backup)
            (void)sqlite3_backup_step(backup, -1); /* finish repeats its error */
        code = backup ? sqlite3_backup_finish(backup) : sqlite3_errcode(copy);
    }
    int closed = sqlite3_close(copy);
    return code == SQLITE_OK ? closed : code;
}

/* Writes PATH.vN.backup, readable by its owner alone. An older copy of the same name comes from a
 * try that failed on the same data: it is replaced. */
static int back_up(struct connection *connection, const char *path, int64_t version,
                   char ret_reason[STORAGE_REASON_MAX]) {
    char copy_path[PATH_MAX];
    int length = snprintf(copy_path, sizeof copy_path, "%s.v%lld.backup", path, (long long)version);
    if (length < 0 || (size_t)length >= sizeof copy_path)
        return refuse(ret_reason, ERR_FAILED, "the path of the database is too long");

    int file = open(copy_path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0 || close(file) != 0)
        return refuse(ret_reason, ERR_FAILED,
                      "the backup before the schema change cannot be created");

    int code = migrate_copy_pages(connection, copy_path);
    if (code == SQLITE_OK)
        return 0;
    int error = sqlite_error(connection, code);
    (void)unlink(copy_path); /* half a backup is worse than none */
    return refuse(ret_reason, error, "the backup before the schema change failed");
}

static int run_steps(struct connection *connection, const struct migration_plan *plan,
                     int version) {
    char pragmas[96];
    (void)snprintf(pragmas, sizeof pragmas, "PRAGMA user_version = %d; PRAGMA application_id = %d",
                   plan->count, APPLICATION_ID);
    int error = connection_run(connection, "BEGIN IMMEDIATE");
    if (error)
        return error;

    for (int step = version; step < plan->count && !error; step++)
        error = connection_run(connection, plan->steps[step]);
    if (!error)
        error = connection_run(connection, pragmas);
    if (!error)
        error = connection_run(connection, "COMMIT");
    if (error && connection_in_transaction(connection))
        (void)connection_run(connection, "ROLLBACK"); /* told already */
    return error;
}

int migrate_judge(struct connection *connection, const struct migration_plan *plan,
                  int64_t *version, char ret_reason[STORAGE_REASON_MAX]) {
    int64_t application;
    int64_t objects;
    int error = connection_number(connection, "PRAGMA application_id", &application);
    if (!error)
        error = connection_number(connection, "PRAGMA user_version", version);
    if (!error)
        error = connection_number(connection, "SELECT count(*) FROM sqlite_schema", &objects);
    if (error)
        return refuse(ret_reason, error, connection_reason(connection));

    bool fresh = application == 0 && *version == 0 && objects == 0;
    if (!fresh && application != APPLICATION_ID)
        return refuse(ret_reason, ERR_FAILED,
                      "the file is an SQLite database of another program, not claimd's");
    if (*version > plan->count) {
        (void)snprintf(ret_reason, STORAGE_REASON_MAX,
                       "the database has schema %lld, written by a newer claimd; this one knows "
                       "schemas up to %d: run the newer program, or use another file",
                       (long long)*version, plan->count);
        return ERR_UNSUPPORTED;
    }
    return 0;
}

int migrate(struct connection *connection, const char *path, const struct migration_plan *plan,
            char ret_reason[STORAGE_REASON_MAX]) {
    int64_t version;
    int error = migrate_judge(connection, plan, &version, ret_reason);
    if (error)
        return error;

    if (version == plan->count)
        return 0;
    if (version > 0)
        error = back_up(connection, path, version, ret_reason);
    if (error)
        return error;
    error = run_steps(connection, plan, (int)version);
    return error ? refuse(ret_reason, error, connection_reason(connection)) : 0;
}
