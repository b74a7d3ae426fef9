/* What a database must do to stand behind connection.h: the one seam between claimd's deeds and the
 * program that keeps them. There are two engines: SQLite in the process (engine_sqlite.c) and
 * PostgreSQL behind a socket (engine_postgres.c). docs/storage.md tells what else an engine is
 * asked for: its texts of statements, its schema, and its own way to be looked after.
 */
#pragma once

#include "storage/connection.h"

/* Values are typed by the function that binds them, NULL too: an engine may prepare a statement
 * only when it knows what is bound. */
enum value_type { VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };

struct value {
    enum value_type type;
    bool is_null;
    int64_t integer;
    double real;
    struct slice bytes; /* of texts and blobs; borrowed */
};

struct engine {
    const char *name;
    bool shared;  /* several processes may write: shared.h */
    bool vectors; /* full text is parted into words by us: vector.h */

    int (*open)(struct connection *connection, const char *where, enum connection_kind kind);
    void (*close)(struct connection *connection);
    int (*run)(struct connection *connection, const char *sql);
    int (*number)(struct connection *connection, const char *sql, int64_t *ret_number);
    const char *(*reason)(const struct connection *connection);
    bool (*in_transaction)(const struct connection *connection);
    int64_t (*changes)(const struct connection *connection);
    int (*settle)(struct connection *connection);
    bool (*alive)(struct connection *connection);

    /* *ret_statement is kept by the connection, and given again for the next query. */
    int (*prepare)(struct connection *connection, enum statement statement, void **ret_statement);
    /* One of its own, from words that stand in no table; ended by `discard`, before the next one.
     */
    int (*compose)(struct connection *connection, const char *sql, void **ret_statement);
    void (*discard)(struct connection *connection, void *statement);
    void (*reset)(void *statement);
    int (*bind)(struct connection *connection, void *statement, int at, const struct value *value);
    int (*row)(struct connection *connection, void *statement);
    /* The statement as it is bound is on its way, and may be bound and asked again; `answer` waits,
     * then `row` reads what came for the next of them. NULL where nothing is won by it. */
    int (*ask)(struct connection *connection, void *statement);
    int (*answer)(struct connection *connection, void *statement);
    int (*execute)(struct connection *connection, void *statement);
    int (*insert)(struct connection *connection, void *statement, int64_t *ret_number);
    int (*change)(struct connection *connection, void *statement, int64_t *ret_changed);

    bool (*column_empty)(void *statement, int column);
    int64_t (*column_integer)(void *statement, int column);
    double (*column_real)(void *statement, int column);
    struct slice (*column_bytes)(void *statement, int column); /* of one that is not NULL */
};

extern const struct engine engine_sqlite;
extern const struct engine engine_postgres;

/* The engine for what --database says: an address of a server, or else the path of a file. */
const struct engine *engine_of(const char *where);
