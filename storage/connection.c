#include "storage/connection.h"

#include "base/error.h"
#include "storage/excerpt.h"
#include "storage/packed.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <string.h>

enum { CACHE_KIB_WRITER = 16 * 1024, CACHE_KIB_READER = 2 * 1024 };

int connection_error(struct connection *connection, int sqlite_code) {
    connection->last_sqlite = sqlite_code;
    connection->last_errno = connection->db ? sqlite3_system_errno(connection->db) : 0;
    switch (sqlite_code & 0xff) {
    case SQLITE_NOMEM:
        return ERR_NO_MEMORY;
    case SQLITE_FULL:
        return ERR_NO_SPACE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_IOERR:
        return connection->last_errno == ENOSPC || connection->last_errno == EDQUOT ? ERR_NO_SPACE
                                                                                    : ERR_FAILED;
    default:
        return ERR_FAILED;
    }
}

const char *connection_reason(const struct connection *connection) {
    switch (connection->last_sqlite & 0xff) {
    case SQLITE_OK:
        return "nothing failed";
    case SQLITE_NOMEM:
        return "out of memory";
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program holds a lock on the database";
    case SQLITE_CORRUPT:
        return "the database file is damaged: restore a backup, or recover it with sqlite3's "
               ".recover";
    case SQLITE_NOTADB:
        return "the file is not an SQLite database";
    case SQLITE_CANTOPEN:
        return "the file cannot be opened: does its folder exist, and may this user write there?";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "this user may not write to the database file or its folder";
    case SQLITE_IOERR:
        return connection->last_errno == ENOSPC || connection->last_errno == EDQUOT
                   ? "the disk is full"
                   : "reading or writing the database file failed";
    default:
        return sqlite3_errstr(connection->last_sqlite);
    }
}

/* What SQLite should never do for us, whatever stands in a file from elsewhere. */
static int harden(struct connection *connection) {
    static const struct {
        int option;
        int value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        int code =
            sqlite3_db_config(connection->db, options[i].option, options[i].value, (int *)NULL);
        if (code != SQLITE_OK)
            return connection_error(connection, code);
    }
    (void)sqlite3_limit(connection->db, SQLITE_LIMIT_ATTACHED, 0); /* answers the former value */
    return 0;
}

static int set_cache(struct connection *connection, enum connection_kind kind) {
    char sql[64];
    (void)sqlite3_snprintf((int)sizeof sql, sql, "PRAGMA cache_size = -%d",
                           kind == CONNECTION_WRITER ? CACHE_KIB_WRITER : CACHE_KIB_READER);
    return connection_run(connection, sql);
}

int connection_open(const char *path, enum connection_kind kind,
                    struct connection *ret_connection) {
    struct connection *connection = ret_connection;
    *connection = (struct connection){0};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &connection->db, flags, NULL);
    if (code != SQLITE_OK)
        return connection_error(connection, code);

    code = sqlite3_busy_timeout(connection->db, CONNECTION_BUSY_MS);
    if (code != SQLITE_OK)
        return connection_error(connection, code);

    int error = harden(connection);
    if (!error)
        error = set_cache(connection, kind);
    if (!error && kind == CONNECTION_READER)
        error = excerpt_register(connection);
    if (error)
        return error;
    return connection_run(connection,
                          kind == CONNECTION_WRITER
                              ? "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                                "PRAGMA secure_delete = ON"
                              : "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                                "PRAGMA query_only = ON");
}

int connection_make_durable(struct connection *connection) {
    return connection_run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                      "PRAGMA journal_size_limit = 67108864");
}

void connection_close(struct connection *connection) {
    for (int i = 0; i < SQL_COUNT; i++)
        (void)sqlite3_finalize(connection->statements[i]); /* repeats the last step's error */
    unpacker_free(connection->unpacker);
    int code = sqlite3_close(connection->db);
    assert(code == SQLITE_OK); /* all statements are ours and were finalized just now */
    *connection = (struct connection){0};
}

int connection_run(struct connection *connection, const char *sql) {
    int code = sqlite3_exec(connection->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : connection_error(connection, code);
}

int connection_number(struct connection *connection, const char *sql, int64_t *ret_number) {
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(connection->db, sql, -1, &statement, NULL);
    if (code != SQLITE_OK)
        return connection_error(connection, code);

    code = sqlite3_step(statement);
    int64_t number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement); /* `code` holds its error already */
    if (code != SQLITE_ROW)
        return connection_error(connection, code);

    *ret_number = number;
    return 0;
}

/* ---- queries -------------------------------------------------------------------------------- */

struct query query_start(struct connection *connection, enum statement statement) {
    struct query query = {.connection = connection};
    sqlite3_stmt **cached = &connection->statements[statement];
    if (!*cached) {
        int code = sqlite3_prepare_v3(connection->db, statement_sql(statement), -1,
                                      SQLITE_PREPARE_PERSISTENT, cached, NULL);
        if (code != SQLITE_OK) {
            query.error = connection_error(connection, code);
            return query;
        }
    }
    assert(!sqlite3_stmt_busy(*cached)); /* the same statement twice at once is a bug of ours */
    query.statement = *cached;
    return query;
}

void query_end(struct query *query) {
    if (!query->statement)
        return;
    (void)sqlite3_reset(query->statement); /* repeats what query_row has reported */
    (void)sqlite3_clear_bindings(query->statement);
    query->statement = NULL;
}

void query_again(struct query *query) {
    if (query->statement)
        (void)sqlite3_reset(query->statement); /* as above */
    query->bound = 0;
}

static void bound(struct query *query, int code) {
    if (code != SQLITE_OK && !query->error)
        query->error = connection_error(query->connection, code);
}

void query_text(struct query *query, struct slice text) {
    if (query->error)
        return;
    if (!text.at) {
        query_null(query);
        return;
    }
    bound(query, sqlite3_bind_text64(query->statement, ++query->bound, text.at, text.length,
                                     SQLITE_STATIC, SQLITE_UTF8));
}

void query_blob(struct query *query, struct slice bytes) {
    if (query->error)
        return;
    bound(query, sqlite3_bind_blob64(query->statement, ++query->bound, bytes.at ? bytes.at : "",
                                     bytes.length, SQLITE_STATIC));
}

void query_integer(struct query *query, int64_t value) {
    if (query->error)
        return;
    bound(query, sqlite3_bind_int64(query->statement, ++query->bound, value));
}

void query_number(struct query *query, double value) {
    if (query->error)
        return;
    if (!isfinite(value))
        query_null(query);
    else
        bound(query, sqlite3_bind_double(query->statement, ++query->bound, value));
}

void query_optional(struct query *query, int64_t value, int64_t none) {
    if (value == none)
        query_null(query);
    else
        query_integer(query, value);
}

void query_real(struct query *query, double value) {
    if (query->error)
        return;
    bound(query, sqlite3_bind_double(query->statement, ++query->bound, value));
}

void query_null(struct query *query) {
    if (query->error)
        return;
    bound(query, sqlite3_bind_null(query->statement, ++query->bound));
}

int query_row(struct query *query) {
    if (query->error)
        return query->error;
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return 1;
    if (code == SQLITE_DONE)
        return 0;
    query->error = connection_error(query->connection, code);
    return query->error;
}

int query_run(struct query *query) {
    int row = query_row(query);
    assert(row <= 0); /* for statements without rows */
    return row;
}

int64_t query_column_integer(struct query *query, int column) {
    return sqlite3_column_int64(query->statement, column);
}

int64_t query_column_optional(struct query *query, int column, int64_t none) {
    bool empty = sqlite3_column_type(query->statement, column) == SQLITE_NULL;
    return empty ? none : sqlite3_column_int64(query->statement, column);
}

double query_column_number(struct query *query, int column, double none) {
    bool empty = sqlite3_column_type(query->statement, column) == SQLITE_NULL;
    return empty ? none : sqlite3_column_double(query->statement, column);
}

double query_column_real(struct query *query, int column) {
    return sqlite3_column_double(query->statement, column);
}

struct slice query_column_borrow(struct query *query, int column) {
    int type = sqlite3_column_type(query->statement, column);
    if (type == SQLITE_NULL)
        return (struct slice){0};
    const void *at = type == SQLITE_BLOB ? sqlite3_column_blob(query->statement, column)
                                         : sqlite3_column_text(query->statement, column);
    size_t length = (size_t)sqlite3_column_bytes(query->statement, column);
    return slice_of(at ? at : "", at ? length : 0);
}

int query_column(struct query *query, struct arena *arena, int column, struct slice *ret_value) {
    struct slice value = query_column_borrow(query, column);
    if (!value.at) {
        *ret_value = value;
        return 0;
    }
    return arena_copy(arena, value, ret_value);
}
