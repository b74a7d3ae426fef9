/* One SQLite connection with its prepared statements, and the small language in which the rest of
 * storage/ speaks to it:
 *
 *     QUERY(query, connection, SQL_ARTICLE_FIND);
 *     query_text(&query, id);
 *     int row = query_row(&query);
 *
 * Values bind in order; a failed bind shows in query_row. A query resets itself at the end of its
 * scope. A connection belongs to one thread at a time.
 */
#pragma once

#include "base/arena.h"
#include "storage/statements.h"

#include <sqlite3.h>

struct connection {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    struct ZSTD_DCtx_s *unpacker; /* packed.h */
    int last_sqlite;              /* extended code of the last failure, for the reason */
    int last_errno;
};

/* How long a statement waits for another program's lock. */
enum { CONNECTION_BUSY_MS = 5000 };

enum connection_kind { CONNECTION_WRITER, CONNECTION_READER };

/* Opens without changing the file. On failure the connection is still to be closed, and
 * connection_reason tells why. */
int connection_open(const char *path, enum connection_kind kind, struct connection *ret_connection);

/* Write-ahead log, and each commit waits for the disk: what was acknowledged stays. */
int connection_make_durable(struct connection *connection);

void connection_close(struct connection *connection);

/* Runs SQL without results (several statements are fine). */
int connection_run(struct connection *connection, const char *sql);

/* The first column of the first row of `sql` as a number. */
int connection_number(struct connection *connection, const char *sql, int64_t *ret_number);

/* Our code for an SQLite result; remembers it. */
int connection_error(struct connection *connection, int sqlite_code);

/* What the last failure means for the operator: a static string. */
const char *connection_reason(const struct connection *connection);

struct query {
    struct connection *connection;
    sqlite3_stmt *statement;
    int error;
    int bound;
};

struct query query_start(struct connection *connection, enum statement statement);
void query_end(struct query *query);

#define QUERY(name, connection, statement)                                                         \
    struct query name __attribute__((cleanup(query_end))) = query_start((connection), (statement))

void query_text(struct query *query, struct slice text); /* absent becomes NULL */
void query_blob(struct query *query, struct slice bytes);
void query_integer(struct query *query, int64_t value);
void query_number(struct query *query, double value);                  /* not finite becomes NULL */
void query_optional(struct query *query, int64_t value, int64_t none); /* `none` becomes NULL */
void query_real(struct query *query, double value);
void query_null(struct query *query);

/* Back to the start, to be bound and run again. */
void query_again(struct query *query);

/* 1 with a row, 0 at the end, or a negative error. */
int query_row(struct query *query);

/* Runs a statement without rows: 0 or an error. */
int query_run(struct query *query);

int64_t query_column_integer(struct query *query, int column);
double query_column_real(struct query *query, int column);
int64_t query_column_optional(struct query *query, int column, int64_t none); /* for NULL */
double query_column_number(struct query *query, int column, double none);     /* for NULL */

/* Borrowed until the next row; absent for NULL. */
struct slice query_column_borrow(struct query *query, int column);

/* Copied into the arena; absent for NULL. Returns 0 or ERR_NO_MEMORY. */
int query_column(struct query *query, struct arena *arena, int column, struct slice *ret_value);
