#include "tests/database.h"

#include "storage/connection.h"
#include "storage/engine.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static void open_or_fail(const char *where, struct connection *connection) {
    ck_assert_msg(connection_open(where, CONNECTION_WRITER, connection) == 0, "%s: %s", where,
                  connection_reason(connection));
}

static void run_or_fail(const char *where, const char *sql) {
    struct connection connection;
    open_or_fail(where, &connection);
    ck_assert_msg(connection_run(&connection, sql) == 0, "%s: %s", sql,
                  connection_reason(&connection));
    connection_close(&connection);
}

/* FNV-1a of the path: a name that is the same when the test starts claimd again. */
static uint64_t hash(const char *text) {
    uint64_t value = 14695981039346656037u;
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 1099511628211u;
    return value;
}

void database_place(const char *folder, const char *name, char ret_where[DATABASE_WHERE_MAX]) {
    const char *server = getenv("CLAIMD_TEST_DATABASE");
    char path[256];
    char schema[32];
    char sql[64];
    ck_assert_int_lt(snprintf(path, sizeof path, "%s/%s", folder, name), (int)sizeof path);
    if (!server) {
        (void)snprintf(ret_where, DATABASE_WHERE_MAX, "%s", path); /* fits */
        return;
    }
    (void)snprintf(schema, sizeof schema, "test_%016llx", (unsigned long long)hash(path));
    (void)snprintf(sql, sizeof sql, "CREATE SCHEMA IF NOT EXISTS %s", schema);
    run_or_fail(server, sql);
    ck_assert_int_lt(snprintf(ret_where, DATABASE_WHERE_MAX, "%s%soptions=-csearch_path%%3D%s",
                              server, strchr(server, '?') ? "&" : "?", schema),
                     DATABASE_WHERE_MAX);
}

void database_remove(const char *where) {
    if (!database_is_file(where))
        run_or_fail(where, "DO $$ BEGIN EXECUTE 'DROP SCHEMA ' || current_schema() || ' CASCADE';"
                           " END $$");
}

bool database_is_file(const char *where) {
    return engine_of(where) == &engine_sqlite;
}

int64_t database_ask(const char *where, const char *sql) {
    struct connection connection;
    int64_t number = 0;
    open_or_fail(where, &connection);
    ck_assert_msg(connection_number(&connection, sql, &number) == 0, "%s: %s", sql,
                  connection_reason(&connection));
    connection_close(&connection);
    return number;
}

void database_change(const char *where, const char *sql) {
    run_or_fail(where, sql);
}

bool database_refuses(const char *where, const char *sql) {
    struct connection connection;
    open_or_fail(where, &connection);
    int error = connection_run(&connection, sql);
    connection_close(&connection);
    return error != 0;
}
