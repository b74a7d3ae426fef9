/* SQLite in the process: the engine of one claimd over one file. */
#include "base/error.h"
#include "storage/engine.h"
#include "storage/sqlite.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>

enum { CACHE_KIB_WRITER = 8 * 1024, CACHE_KIB_READER = 2 * 1024 };

/* At such a failure SQLite rolls back at once, under the feet of what runs: FTS5 is told to forget
 * its counts, and remembers, on its way out, those that it could not read. With them every deletion
 * finds the index "malformed" (3.40.1), until the connection is opened anew. */
int sqlite_error(struct connection *connection, int code) {
    connection->last_code = code;
    connection->last_errno = connection->handle ? sqlite3_system_errno(connection->handle) : 0;
    if ((code & 0xff) == SQLITE_NOMEM || (code & 0xff) == SQLITE_IOERR)
        connection->is_spoiled = true;
    if (code == SQLITE_IOERR_NOMEM)
        return ERR_NO_MEMORY;
    switch (code & 0xff) {
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

static const char *reason(const struct connection *connection) {
    switch (connection->last_code & 0xff) {
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
        return sqlite3_errstr(connection->last_code);
    }
}

/* ---- opening and closing --------------------------------------------------------------------- */

static int run(struct connection *connection, const char *sql) {
    int code = sqlite3_exec(connection->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : sqlite_error(connection, code);
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
            sqlite3_db_config(connection->handle, options[i].option, options[i].value, (int *)NULL);
        if (code != SQLITE_OK)
            return sqlite_error(connection, code);
    }
    (void)sqlite3_limit(connection->handle, SQLITE_LIMIT_ATTACHED,
                        0); /* answers the former value */
    return 0;
}

static int set_cache(struct connection *connection, enum connection_kind kind) {
    char sql[64];
    (void)sqlite3_snprintf((int)sizeof sql, sql, "PRAGMA cache_size = -%d",
                           kind == CONNECTION_WRITER ? CACHE_KIB_WRITER : CACHE_KIB_READER);
    return run(connection, sql);
}

/* Nobody asks how much memory SQLite has: uncounted, an allocation takes no lock that all threads
 * share. Where SQLite runs already, it is refused and counts on. */
static void count_no_memory(void) {
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int open_file(struct connection *connection, const char *path, enum connection_kind kind) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, count_no_memory);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(path, &db, flags, NULL);
    connection->handle = db;
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(db, CONNECTION_BUSY_MS);
    if (code != SQLITE_OK)
        return sqlite_error(connection, code);

    /* Without the right to write SQLite opens for reading, and says so at the first write only. */
    if (kind == CONNECTION_WRITER && sqlite3_db_readonly(db, "main") == 1)
        return sqlite_error(connection, SQLITE_READONLY);

    int error = harden(connection);
    if (!error)
        error = set_cache(connection, kind);
    if (!error && kind == CONNECTION_READER)
        error = sqlite_excerpt_register(connection);
    if (error)
        return error;
    return run(connection, kind == CONNECTION_WRITER
                               ? "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                                 "PRAGMA secure_delete = ON"
                               : "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                                 "PRAGMA query_only = ON");
}

int sqlite_make_durable(struct connection *connection) {
    return run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                           "PRAGMA journal_size_limit = 67108864");
}

static void close_file(struct connection *connection) {
    for (int i = 0; i < SQL_COUNT; i++)
        (void)sqlite3_finalize(connection->statements[i]); /* repeats the last step's error */
    int code = sqlite3_close(connection->handle);
    assert(code == SQLITE_OK); /* all statements are ours and were finalized just now */
}

/* ---- the connection -------------------------------------------------------------------------- */

static int number(struct connection *connection, const char *sql, int64_t *ret_number) {
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(connection->handle, sql, -1, &statement, NULL);
    if (code != SQLITE_OK)
        return sqlite_error(connection, code);

    code = sqlite3_step(statement);
    int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement); /* `code` holds its error already */
    if (code != SQLITE_ROW)
        return sqlite_error(connection, code);

    *ret_number = value;
    return 0;
}

static bool in_transaction(const struct connection *connection) {
    return !sqlite3_get_autocommit(connection->handle);
}

static int64_t changes(const struct connection *connection) {
    return sqlite3_total_changes(connection->handle);
}

static int settle(struct connection *connection) {
    (void)connection; /* every statement runs at once */
    return 0;
}

static bool alive(struct connection *connection) {
    return !connection->is_spoiled;
}

/* ---- statements ------------------------------------------------------------------------------ */

static int prepare(struct connection *connection, enum statement statement, void **ret_statement) {
    if (!connection->statements[statement]) {
        sqlite3_stmt *prepared = NULL;
        int code = sqlite3_prepare_v3(connection->handle, statement_sql(statement), -1,
                                      SQLITE_PREPARE_PERSISTENT, &prepared, NULL);
        if (code != SQLITE_OK)
            return sqlite_error(connection, code);
        connection->statements[statement] = prepared;
    }
    assert(
        !sqlite3_stmt_busy(connection->statements[statement])); /* twice at once: a bug of ours */
    *ret_statement = connection->statements[statement];
    return 0;
}

static int compose(struct connection *connection, const char *sql, void **ret_statement) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection->handle, sql, -1, &statement, NULL);
    *ret_statement = statement;
    return code == SQLITE_OK ? 0 : sqlite_error(connection, code);
}

static void discard(struct connection *connection, void *statement) {
    (void)connection;
    (void)sqlite3_finalize(statement); /* repeats what the last step has reported */
}

static void reset(void *statement) {
    (void)sqlite3_reset(statement); /* repeats what the last step has reported */
    (void)sqlite3_clear_bindings(statement);
}

static int bind(struct connection *connection, void *statement, int at, const struct value *value) {
    int code;
    if (value->is_null)
        code = sqlite3_bind_null(statement, at);
    else if (value->type == VALUE_INTEGER)
        code = sqlite3_bind_int64(statement, at, value->integer);
    else if (value->type == VALUE_REAL)
        code = sqlite3_bind_double(statement, at, value->real);
    else if (value->type == VALUE_TEXT)
        code = sqlite3_bind_text64(statement, at, value->bytes.at, value->bytes.length,
                                   SQLITE_STATIC, SQLITE_UTF8);
    else
        code =
            sqlite3_bind_blob64(statement, at, value->bytes.at, value->bytes.length, SQLITE_STATIC);
    return code == SQLITE_OK ? 0 : sqlite_error(connection, code);
}

static int row(struct connection *connection, void *statement) {
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : sqlite_error(connection, code);
}

static int execute(struct connection *connection, void *statement) {
    int result = row(connection, statement);
    assert(result <= 0); /* for statements without rows */
    return result;
}

static int insert(struct connection *connection, void *statement, int64_t *ret_number) {
    int error = execute(connection, statement);
    if (!error)
        *ret_number = sqlite3_last_insert_rowid(connection->handle);
    return error;
}

static int change(struct connection *connection, void *statement, int64_t *ret_changed) {
    int error = execute(connection, statement);
    if (!error)
        *ret_changed = sqlite3_changes(connection->handle);
    return error;
}

static bool column_empty(void *statement, int column) {
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

static int64_t column_integer(void *statement, int column) {
    return sqlite3_column_int64(statement, column);
}

static double column_real(void *statement, int column) {
    return sqlite3_column_double(statement, column);
}

static struct slice column_bytes(void *statement, int column) {
    const void *at = sqlite3_column_type(statement, column) == SQLITE_BLOB
                         ? sqlite3_column_blob(statement, column)
                         : sqlite3_column_text(statement, column);
    size_t length = (size_t)sqlite3_column_bytes(statement, column);
    return slice_of(at ? at : "", at ? length : 0);
}

const struct engine engine_sqlite = {
    .name = "SQLite",
    .open = open_file,
    .close = close_file,
    .run = run,
    .number = number,
    .reason = reason,
    .in_transaction = in_transaction,
    .changes = changes,
    .settle = settle,
    .alive = alive,
    .prepare = prepare,
    .compose = compose,
    .discard = discard,
    .reset = reset,
    .bind = bind,
    .row = row,
    .execute = execute,
    .insert = insert,
    .change = change,
    .column_empty = column_empty,
    .column_integer = column_integer,
    .column_real = column_real,
    .column_bytes = column_bytes,
};
