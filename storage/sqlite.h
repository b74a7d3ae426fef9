/* What only files of storage/ that look after an SQLite file may use: the connection as SQLite
 * knows it. */
#pragma once

#include "storage/connection.h"

#include <sqlite3.h>

static inline sqlite3 *sqlite_of(const struct connection *connection) {
    return connection->handle;
}

/* Our code for an SQLite result; remembers it. */
int sqlite_error(struct connection *connection, int code);

/* Write-ahead log, and each commit waits for the disk: what was acknowledged stays. */
int sqlite_make_durable(struct connection *connection);
