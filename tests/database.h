/* Where a test keeps its store. Usually that is a file in the test's folder; with
 * CLAIMD_TEST_DATABASE=postgresql://… in the environment it is a schema of its own on that server,
 * so that the same test runs on both engines (scripts/test.sh starts one). Failures end the test.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { DATABASE_WHERE_MAX = 512 };

/* What to give to --database. The schema is made when it is not there. */
void database_place(const char *folder, const char *name, char ret_where[DATABASE_WHERE_MAX]);

/* Drops the schema; a file goes with its folder. */
void database_remove(const char *where);

/* False: what is about the file alone need not be tested. */
bool database_is_file(const char *where);

/* One number by SQL that both engines read; the test knows the schema. */
int64_t database_ask(const char *where, const char *sql);
void database_change(const char *where, const char *sql);

/* True when the engine does not do it. */
bool database_refuses(const char *where, const char *sql);
