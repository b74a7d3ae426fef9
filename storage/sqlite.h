/* What only files of storage/ that look after an SQLite file may use: the connection as SQLite
 * knows it. */
#pragma once

#include "storage/engine.h"

#include <sqlite3.h>

static inline bool sqlite_is(const struct connection *connection) {
    return connection->engine == &engine_sqlite;
}

static inline sqlite3 *sqlite_of(const struct connection *connection) {
    return connection->handle;
}

/* Our code for an SQLite result; remembers it. */
int sqlite_error(struct connection *connection, int code);

/* Write-ahead log, and each commit waits for the disk: what was acknowledged stays. */
int sqlite_make_durable(struct connection *connection);

/* Makes SQL's excerpt() known to a connection (excerpt_fts5.c). */
int sqlite_excerpt_register(struct connection *connection);
