/* Schema steps on PostgreSQL: numbered like those of the file, forward only, each with its number
 * in one transaction. Several processes may start at once: a lock lets one of them work and the
 * others see it done.
 */
#include "base/error.h"
#include "storage/files.h"
#include "storage/migrate.h"

#include <stdio.h>

extern const char storage_schema_postgres[];
extern const char storage_schema_postgres_10[];
extern const char storage_schema_postgres_11[];
extern const char storage_schema_postgres_12[];
extern const char storage_schema_postgres_13[];
extern const char storage_schema_postgres_14[];
extern const char storage_schema_postgres_15[];

/* The step that storage_schema_postgres stands for, and those after it. */
static const char *const steps[] = {storage_schema_postgres,    storage_schema_postgres_10,
                                    storage_schema_postgres_11, storage_schema_postgres_12,
                                    storage_schema_postgres_13, storage_schema_postgres_14,
                                    storage_schema_postgres_15};
enum { FIRST_STEP = 9, STEPS = sizeof steps / sizeof *steps, NEWEST = FIRST_STEP + STEPS - 1 };

/* "clmd": any number that nobody else locks. */
static const char lock_up[] = "BEGIN; SELECT pg_advisory_xact_lock(1668050276)";

static int count(struct connection *connection, const char *sql, int64_t *ret_count,
                 char ret_reason[STORAGE_REASON_MAX]) {
    int error = connection_number(connection, sql, ret_count);
    return error ? reason_set(ret_reason, error, "%s", connection_reason(connection)) : 0;
}

int migrate_postgres_judge(struct connection *connection, int64_t *ret_version,
                           char ret_reason[STORAGE_REASON_MAX]) {
    int64_t schemas;
    int64_t tables;
    *ret_version = 0;
    int error = count(connection, "SELECT count(current_schema())", &schemas, ret_reason);
    if (!error && !schemas)
        return reason_set(ret_reason, ERR_FAILED,
                          "the schema that the address names (search_path) does not exist");
    if (!error)
        error = count(connection,
                      "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
                      " AND tablename = 'claimd_schema'",
                      &tables, ret_reason);
    if (!error && tables)
        error = count(connection, "SELECT max(step) FROM claimd_schema", ret_version, ret_reason);
    if (error || *ret_version <= NEWEST)
        return error;
    return reason_set(ret_reason, ERR_UNSUPPORTED,
                      "the database has schema %lld, written by a newer claimd; this one knows "
                      "schemas up to %d: run the newer program, or use another database",
                      (long long)*ret_version, NEWEST);
}

int migrate_postgres_newest(void) {
    return NEWEST;
}

static int run_step(struct connection *connection, int step) {
    char number[96];
    (void)snprintf(number, sizeof number, "INSERT INTO claimd_schema (step) VALUES (%d)",
                   FIRST_STEP + step);
    int error = connection_run(connection, steps[step]);
    return error ? error : connection_run(connection, number);
}

static int run_steps(struct connection *connection, char ret_reason[STORAGE_REASON_MAX]) {
    int64_t version;
    int error = migrate_postgres_judge(connection, &version, ret_reason);
    if (error)
        return error;
    if (version == 0)
        error = connection_run(connection, "CREATE TABLE claimd_schema (step integer PRIMARY KEY)");
    int next = version ? (int)version - FIRST_STEP + 1 : 0;
    for (int step = next; step < STEPS && !error; step++)
        error = run_step(connection, step);
    return error ? reason_set(ret_reason, error, "%s", connection_reason(connection)) : 0;
}

int migrate_postgres(struct connection *connection, char ret_reason[STORAGE_REASON_MAX]) {
    int error = connection_run(connection, lock_up);
    if (error)
        return reason_set(ret_reason, error, "%s", connection_reason(connection));
    error = run_steps(connection, ret_reason);
    if (error) {
        (void)connection_run(connection, "ROLLBACK"); /* told already */
        return error;
    }
    error = connection_run(connection, "COMMIT");
    return error ? reason_set(ret_reason, error, "%s", connection_reason(connection)) : 0;
}
