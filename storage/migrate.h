/* Numbered schema steps, forward only. A file says in user_version which step it has reached; all
 * that it lacks run in one transaction together with the number of the last, so that a crash leaves
 * the old schema or the new one, and a fresh file waits for the disk once and not for each step.
 * Before the first step on a file that holds data a copy is made beside it.
 */
#pragma once

#include "storage/connection.h"
#include "storage/storage.h"

/* Step i + 1 of the schema is steps[i]. */
struct migration_plan {
    const char *const *steps;
    int count;
};

/* The steps of this program. */
extern const struct migration_plan migration_plan;

/* Brings the file at `path`, open in `connection`, to plan->count. Errors as storage_open. */
int migrate(struct connection *connection, const char *path, const struct migration_plan *plan,
            char ret_reason[STORAGE_REASON_MAX]);

/* Brings the schema of a PostgreSQL store to this program's. Of several processes that start at
 * once one does it and the others wait. Errors as storage_open. */
int migrate_postgres(struct connection *connection, char ret_reason[STORAGE_REASON_MAX]);

/* diagnose_postgres.c: storage_diagnose of a server. */
struct storage_diagnosis;
void diagnose_postgres(const char *address, struct storage_diagnosis *diagnosis);

/* The step that this program knows last. */
int migrate_postgres_newest(void);

/* Its step in *ret_version; 0 for a schema without a store. Errors as storage_open, with a reason.
 */
int migrate_postgres_judge(struct connection *connection, int64_t *ret_version,
                           char ret_reason[STORAGE_REASON_MAX]);

/* Whose file is it? Tells its step in *ret_version; 0 for a file that nothing was written to yet.
 * Errors as storage_open, with a reason. */
int migrate_judge(struct connection *connection, const struct migration_plan *plan,
                  int64_t *ret_version, char ret_reason[STORAGE_REASON_MAX]);

/* Copies every page of an open database, as of one moment, over the file at `path`. Returns an
 * SQLite result. */
int migrate_copy_pages(struct connection *from, const char *path);
