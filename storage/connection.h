/* One connection to the store with its prepared statements, and the small language in which the
 * rest of storage/ speaks to it:
 *
 *     QUERY(query, connection, SQL_ARTICLE_FIND);
 *     query_text(&query, id);
 *     int row = query_row(&query);
 *
 * Values bind in order; a failed bind shows in query_row. A query resets itself at the end of its
 * scope. A connection belongs to one thread at a time. Which database answers is the matter of the
 * engine behind it (engine.h): nothing above this header knows.
 */
#pragma once

#include "base/arena.h"
#include "storage/statements.h"

#include <stdbool.h>
#include <stdint.h>

struct engine;

struct connection {
    const struct engine *engine;
    void *handle; /* the engine's */
    void *statements[SQL_COUNT];
    struct ZSTD_DCtx_s *unpacker; /* packed.h */
    int last_code;                /* of the last failure, for the reason: the engine's own */
    int last_errno;
    bool is_spoiled; /* what the engine remembers may be wrong: not alive any more */
};

/* How long a statement waits for another program's lock. */
enum { CONNECTION_BUSY_MS = 5000 };

enum connection_kind { CONNECTION_WRITER, CONNECTION_READER };

/* Opens the file or the server that `where` names (engine_of) and changes nothing there. On failure
 * the connection is still to be closed, and connection_reason tells why. */
int connection_open(const char *where, enum connection_kind kind,
                    struct connection *ret_connection);

void connection_close(struct connection *connection);

/* Runs SQL without results (several statements are fine). */
int connection_run(struct connection *connection, const char *sql);

/* The first column of the first row of `sql` as a number. */
int connection_number(struct connection *connection, const char *sql, int64_t *ret_number);

/* What the last failure means for the operator: a string that lives as long as the connection. */
const char *connection_reason(const struct connection *connection);

/* A transaction is open; it may have failed already. */
bool connection_in_transaction(const struct connection *connection);

/* A number that grows with each change that the open transaction has made or tried. */
int64_t connection_changes(const struct connection *connection);

/* An engine may hold statements without rows back and send them together: after this all of them
 * have run. Returns 0 or the first error of theirs. */
int connection_settle(struct connection *connection);

/* False when a connection must be opened anew: it has been cut while it waited in the pool, or met
 * a failure in the middle of the engine's own work. */
bool connection_alive(struct connection *connection);

struct query {
    struct connection *connection;
    void *statement; /* the engine's; NULL when it could not be prepared */
    int error;
    int bound;
};

struct query query_start(struct connection *connection, enum statement statement);
void query_end(struct query *query);

#define QUERY(name, connection, statement)                                                         \
    struct query name __attribute__((cleanup(query_end))) = query_start((connection), (statement))

/* A query in words that stand in no table, for those who ask once: ended by query_discard. */
struct query query_compose(struct connection *connection, const char *sql);
void query_discard(struct query *query);

void query_text(struct query *query, struct slice text); /* absent becomes NULL */
void query_blob(struct query *query, struct slice bytes);
void query_optional_blob(struct query *query, struct slice bytes); /* absent becomes NULL */
void query_integer(struct query *query, int64_t value);
void query_number(struct query *query, double value);                  /* not finite becomes NULL */
void query_optional(struct query *query, int64_t value, int64_t none); /* `none` becomes NULL */
void query_real(struct query *query, double value);

/* Back to the start, to be bound and run again. */
void query_again(struct query *query);

/* 1 with a row, 0 at the end, or a negative error. */
int query_row(struct query *query);

/* Runs a statement without rows: 0 or an error. An engine may tell the error later (see
 * connection_settle), but never after it told that the transaction was committed. */
int query_run(struct query *query);

/* Runs an INSERT of one row into a table with a `number` and tells it. */
int query_insert(struct query *query, int64_t *ret_number);

/* Runs a statement without rows and tells how many rows it changed. */
int query_change(struct query *query, int64_t *ret_changed);

/* One statement asked for many things: `bind` gives the query the values of the i-th, `take` each
 * row of its answer, and returns 0, 1 to have enough of all, or an error. */
struct query_series {
    enum statement statement;
    uint32_t count;
    void (*bind)(void *context, struct query *query, uint32_t i);
    int (*take)(void *context, struct query *query, uint32_t i);
};

/* Asks all of them, the first series first, and takes the answers in that order. An engine behind a
 * wire is asked up to CONNECTION_TOGETHER_MAX at a time and waited for once; there `bind` must not
 * wait for what `take` learns from the same series or one before it. Others are asked one after the
 * other, and not asked what nobody wants any more. SERIES_MAX series at most, each of another
 * statement. */
enum { CONNECTION_TOGETHER_MAX = 128, SERIES_MAX = 4 };
int query_together(struct connection *connection, const struct query_series *series, uint32_t count,
                   void *context);

/* Whether it pays to ask for more than is needed, if that can be asked for at once. */
bool connection_is_far(const struct connection *connection);

int64_t query_column_integer(struct query *query, int column);
double query_column_real(struct query *query, int column);
int64_t query_column_optional(struct query *query, int column, int64_t none); /* for NULL */
double query_column_number(struct query *query, int column, double none);     /* for NULL */

/* Borrowed until the next row; absent for NULL. */
struct slice query_column_borrow(struct query *query, int column);

/* Copied into the arena; absent for NULL. Returns 0 or ERR_NO_MEMORY. */
int query_column(struct query *query, struct arena *arena, int column, struct slice *ret_value);
