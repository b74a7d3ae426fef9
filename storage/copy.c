/* One store into another, whatever their engines: tables in the order of copied_tables, each in
 * portions, each portion one transaction of the target. What the target holds of a table tells
 * where to go on, so that a copy that was broken off goes on when it is started again. While it
 * lasts, the target says so in its table of secrets ("copying", with the secret of the source's
 * cursors), and no claimd opens it.
 *
 * In the end both are read whole once more: of each table the rows are counted, and the hashes of
 * all rows (XXH3 over values with their types) are added up, which no order changes.
 */
#include "base/error.h"
#include "storage/care.h"
#include "storage/copy_tables.h"
#include "storage/engine.h"
#include "storage/files.h"
#include "storage/full_text.h"
#include "storage/migrate.h"
#include "storage/sqlite.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>
#include <xxhash.h>

enum { COPY_SQL_MAX = 2048 };

struct copy {
    struct connection from;
    struct connection to;
    storage_copied *told;
    void *context;
    char *reason;
};

static int fail(struct copy *copy, struct connection *connection, int error, const char *what) {
    return reason_set(copy->reason, error, "%s: %s", what, connection_reason(connection));
}

/* ---- one value, one row ---------------------------------------------------------------------- */

static void pass(struct query *from, struct query *to, int column, char type) {
    struct slice bytes =
        type == 't' || type == 'b' ? query_column_borrow(from, column) : (struct slice){0};
    switch (type) {
    case 'i':
        query_optional(to, query_column_optional(from, column, INT64_MIN), INT64_MIN);
        break;
    case 'r':
        query_number(to, query_column_number(from, column, NAN));
        break;
    case 't':
        query_text(to, bytes);
        break;
    default:
        query_optional_blob(to, bytes);
    }
}

static uint64_t hash_value(struct query *query, int column, char type, uint64_t seed) {
    int64_t integer = 0;
    double real = 0;
    struct slice bytes = {0};
    if (type == 'i')
        integer = query_column_optional(query, column, INT64_MIN);
    else if (type == 'r')
        real = query_column_number(query, column, -HUGE_VAL);
    else
        bytes = query_column_borrow(query, column);
    if (type == 'i')
        return XXH3_64bits_withSeed(&integer, sizeof integer, seed);
    if (type == 'r')
        return XXH3_64bits_withSeed(&real, sizeof real, seed);
    return XXH3_64bits_withSeed(bytes.at ? bytes.at : "", bytes.length, seed + !bytes.at);
}

/* ---- portions -------------------------------------------------------------------------------- */

/* The last value of `walk` in the next portion; INT64_MIN behind the last one. */
static int find_end(struct copy *copy, const struct copied_table *table, int64_t after,
                    int64_t *ret_end) {
    char sql[COPY_SQL_MAX];
    (void)snprintf(sql, sizeof sql,
                   "SELECT coalesce(max(k), -9223372036854775807 - 1) FROM (SELECT DISTINCT %s AS k"
                   " FROM %s WHERE %s > %lld ORDER BY %s LIMIT %d) AS p",
                   table->walk, table->name, table->walk, (long long)after, table->walk,
                   table->portion);
    int error = connection_number(&copy->from, sql, ret_end);
    return error ? fail(copy, &copy->from, error, table->name) : 0;
}

static int find_start(struct copy *copy, const struct copied_table *table, int64_t *ret_after) {
    char sql[COPY_SQL_MAX];
    (void)snprintf(sql, sizeof sql, "SELECT coalesce(max(%s), -9223372036854775807) FROM %s",
                   table->walk, table->name);
    int error = connection_number(&copy->to, sql, ret_after);
    return error ? fail(copy, &copy->to, error, table->name) : 0;
}

static void write_select(const struct copied_table *table, int64_t after, int64_t end,
                         char ret_sql[COPY_SQL_MAX]) {
    char range[160] = "";
    if (table->walk)
        (void)snprintf(range, sizeof range, " WHERE %s > %lld AND %s <= %lld", table->walk,
                       (long long)after, table->walk, (long long)end);
    (void)snprintf(ret_sql, COPY_SQL_MAX, "SELECT %s FROM %s%s", table->columns, table->name,
                   range); /* fits */
}

static void write_insert(const struct copied_table *table, char ret_sql[COPY_SQL_MAX]) {
    size_t columns = strlen(table->types);
    int length = snprintf(ret_sql, COPY_SQL_MAX, "INSERT INTO %s (%s) VALUES (", table->name,
                          table->columns);
    for (size_t i = 1; i <= columns; i++)
        length += snprintf(ret_sql + length, COPY_SQL_MAX - (size_t)length, "%s?%zu",
                           i > 1 ? ", " : "", i);
    (void)snprintf(ret_sql + length, COPY_SQL_MAX - (size_t)length, ")%s", /* fits */
                   table->walk ? "" : " ON CONFLICT DO NOTHING");
}

static int copy_rows(struct copy *copy, const struct copied_table *table, struct query *from,
                     struct query *to) {
    int columns = (int)strlen(table->types);
    bool is_document = strcmp(table->name, "document") == 0;
    int row;
    while ((row = query_row(from)) == 1) {
        for (int i = 0; i < columns; i++)
            pass(from, to, i, table->types[i]);
        int error = query_run(to);
        query_again(to);
        if (!error && is_document)
            error = full_text_add(&copy->to, query_column_integer(from, 0),
                                  query_column_borrow(from, 1), query_column_borrow(from, 2));
        if (error)
            return fail(copy, &copy->to, error, table->name);
    }
    return row < 0 ? fail(copy, &copy->from, row, table->name) : 0;
}

static int copy_portion(struct copy *copy, const struct copied_table *table, int64_t after,
                        int64_t end) {
    char select[COPY_SQL_MAX];
    char insert[COPY_SQL_MAX];
    write_select(table, after, end, select);
    write_insert(table, insert);
    int error = connection_run(&copy->to, "BEGIN");
    if (error)
        return fail(copy, &copy->to, error, table->name);
    struct query from = query_compose(&copy->from, select);
    struct query to = query_compose(&copy->to, insert);
    error = copy_rows(copy, table, &from, &to);
    query_discard(&to);
    query_discard(&from);
    if (!error && connection_settle(&copy->to) < 0)
        error = fail(copy, &copy->to, ERR_FAILED, table->name);
    if (!error && connection_run(&copy->to, "COMMIT") < 0)
        error = fail(copy, &copy->to, ERR_FAILED, table->name);
    if (error)
        (void)connection_run(&copy->to, "ROLLBACK"); /* told already */
    return error;
}

static int copy_table(struct copy *copy, const struct copied_table *table) {
    int64_t after = 0;
    int64_t end = 0;
    if (!table->walk)
        return copy_portion(copy, table, 0, 0);
    int error = find_start(copy, table, &after);
    while (!error) {
        error = find_end(copy, table, after, &end);
        if (error || end == INT64_MIN)
            break;
        error = copy_portion(copy, table, after, end);
        after = end;
    }
    return error;
}

/* ---- verifying ------------------------------------------------------------------------------- */

struct sum {
    int64_t rows;
    uint64_t hash;
};

static int add_portion(struct connection *connection, const struct copied_table *table,
                       int64_t after, int64_t end, struct sum *sum) {
    char select[COPY_SQL_MAX];
    write_select(table, after, end, select);
    struct query query = query_compose(connection, select);
    int columns = (int)strlen(table->types);
    int row;
    while ((row = query_row(&query)) == 1) {
        uint64_t hash = 0;
        for (int i = 0; i < columns; i++)
            hash = hash_value(&query, i, table->types[i], hash);
        sum->rows++;
        sum->hash += hash;
    }
    query_discard(&query);
    return row;
}

/* By the portions of the source on both sides; what lies outside them in the target is in the last
 * one, which has no end. */
static int verify_table(struct copy *copy, const struct copied_table *table, struct sum *ret_sum) {
    struct sum from = {0};
    struct sum to = {0};
    int64_t after = INT64_MIN + 1;
    int64_t end = INT64_MAX;
    int error = 0;
    do {
        if (table->walk)
            error = find_end(copy, table, after, &end);
        int64_t until = end == INT64_MIN ? INT64_MAX : end;
        if (!error && add_portion(&copy->from, table, after, until, &from) < 0)
            error = fail(copy, &copy->from, ERR_FAILED, table->name);
        if (!error && add_portion(&copy->to, table, after, until, &to) < 0)
            error = fail(copy, &copy->to, ERR_FAILED, table->name);
        after = end;
    } while (!error && table->walk && end != INT64_MIN);
    *ret_sum = from;
    if (error || (from.rows == to.rows && from.hash == to.hash))
        return error;
    return reason_set(copy->reason, ERR_FAILED,
                      "%s has %lld rows there and %lld here, or they differ: has somebody written "
                      "meanwhile? Begin with an empty target",
                      table->name, (long long)from.rows, (long long)to.rows);
}

/* ---- both ends ------------------------------------------------------------------------------- */

/* Nobody writes to the source while it is read: a file is locked, a server's row of all writers. */
static int open_source(struct copy *copy, const char *from, int *ret_lock) {
    int64_t version = 0;
    bool server = storage_on_server(from);
    if (!server && access(from, F_OK) != 0)
        return reason_set(copy->reason, ERR_NOT_FOUND, "there is no file %s", from);
    int error = server ? 0 : file_lock(from, ret_lock, copy->reason);
    if (error)
        return error;
    error = connection_open(from, CONNECTION_READER, &copy->from);
    if (error)
        return fail(copy, &copy->from, error, "the source");
    error = server ? migrate_postgres_judge(&copy->from, &version, copy->reason)
                   : migrate_judge(&copy->from, &migration_plan, &version, copy->reason);
    if (!error && version != (server ? migrate_postgres_newest() : migration_plan.count))
        return reason_set(copy->reason, ERR_UNSUPPORTED,
                          "the source is not of this program's schema: claimd migrate first");
    if (!error && connection_run(&copy->from,
                                 server ? "BEGIN; LOCK TABLE shared IN SHARE MODE" : "BEGIN") < 0)
        error = fail(copy, &copy->from, ERR_BUSY, "the source");
    return error;
}

static int open_target(struct copy *copy, const char *to, int *ret_lock) {
    bool server = storage_on_server(to);
    int error = server ? 0 : file_name_check(to, copy->reason);
    if (!error && !server)
        error = file_lock(to, ret_lock, copy->reason);
    if (!error && !server)
        error = file_create(to, copy->reason);
    if (error)
        return error;
    error = connection_open(to, CONNECTION_WRITER, &copy->to);
    if (error)
        return fail(copy, &copy->to, error, "the target");
    error = server ? migrate_postgres(&copy->to, copy->reason)
                   : migrate(&copy->to, to, &migration_plan, copy->reason);
    if (!error && !server && sqlite_make_durable(&copy->to) < 0)
        error = fail(copy, &copy->to, ERR_FAILED, "the target");
    return error;
}

static int read_secret(struct connection *connection, const char *name, struct slice *ret_value,
                       struct arena *arena) {
    struct query query = query_compose(connection, "SELECT value FROM secret WHERE name = ?1");
    query_text(&query, slice_from_cstr(name));
    int row = query_row(&query);
    int error = row == 1 ? query_column(&query, arena, 0, ret_value) : row ? row : ERR_NOT_FOUND;
    query_discard(&query);
    return error;
}

static int set_secret(struct copy *copy, const char *sql, struct slice value) {
    struct query query = query_compose(&copy->to, sql);
    query_blob(&query, value);
    int error = query_run(&query);
    query_discard(&query);
    if (!error)
        error = connection_settle(&copy->to);
    return error ? fail(copy, &copy->to, error, "the target") : 0;
}

/* The target is empty, or holds what a copy of this very source has left. A copy that was killed
 * after its last step is whole: then *ret_whole, and it only has to be verified. */
static int mark_target(struct copy *copy, struct arena *arena, bool *ret_whole) {
    struct slice source = {0};
    struct slice before = {0};
    struct slice cursor = {0};
    *ret_whole = false;
    int64_t events = 0;
    int error = read_secret(&copy->from, "cursor", &source, arena);
    if (error)
        return fail(copy, &copy->from, error, "the source");
    error = read_secret(&copy->to, "copying", &before, arena);
    if (!error && slice_equal(before, source))
        return 0;
    if (error == ERR_NOT_FOUND)
        error = connection_number(&copy->to,
                                  "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM"
                                  " token) + (SELECT count(*) FROM feed)",
                                  &events);
    else if (!error)
        events = 1;
    if (!error && events)
        error = read_secret(&copy->to, "cursor", &cursor, arena);
    if (error)
        return fail(copy, &copy->to, error, "the target");
    *ret_whole = events && slice_equal(cursor, source);
    if (*ret_whole)
        return 0;
    if (events)
        return reason_set(copy->reason, ERR_INVALID,
                          "the target holds another store already: begin with an empty one");
    return set_secret(copy, "INSERT INTO secret (name, value) VALUES ('copying', ?1)", source);
}

/* ---- numbers that the rows do not hold ------------------------------------------------------- */

static int64_t next_of(struct copy *copy, const char *table, int *error) {
    bool server = copy->from.engine->shared;
    char sql[COPY_SQL_MAX];
    int64_t number = 0;
    (void)snprintf(sql, sizeof sql, "SELECT coalesce((SELECT %s FROM %s WHERE name = '%s'), 0)",
                   server ? "value" : "seq", server ? "counter" : "sqlite_sequence", table);
    if (!*error && connection_number(&copy->from, sql, &number) < 0)
        *error = fail(copy, &copy->from, ERR_FAILED, table);
    return number;
}

static int set_next(struct copy *copy, const char *table, int64_t number) {
    char sql[COPY_SQL_MAX];
    if (copy->to.engine->shared)
        (void)snprintf(sql, sizeof sql, "UPDATE counter SET value = %lld WHERE name = '%s'",
                       (long long)number, table);
    else
        (void)snprintf(sql, sizeof sql,
                       "DELETE FROM sqlite_sequence WHERE name = '%s';"
                       "INSERT INTO sqlite_sequence (name, seq) VALUES ('%s', %lld)",
                       table, table, (long long)number);
    return connection_run(&copy->to, sql) < 0 ? fail(copy, &copy->to, ERR_FAILED, table) : 0;
}

static int set_identity(struct copy *copy, const char *table) {
    char sql[COPY_SQL_MAX];
    (void)snprintf(sql, sizeof sql,
                   "SELECT setval(pg_get_serial_sequence('%s', 'number'),"
                   " (SELECT coalesce(max(number), 0) + 1 FROM %s), false)",
                   table, table);
    return connection_run(&copy->to, sql) < 0 ? fail(copy, &copy->to, ERR_FAILED, table) : 0;
}

static int count_rows(struct copy *copy) {
    static const char sql[] = "UPDATE shared SET change = change + 1,"
                              " articles = (SELECT count(*) FROM article),"
                              " stories = (SELECT count(*) FROM story),"
                              " events = (SELECT coalesce(max(number), 0) FROM event)";
    return connection_run(&copy->to, sql) < 0 ? fail(copy, &copy->to, ERR_FAILED, "shared") : 0;
}

/* A number that was given and deleted must not be given again. */
static int copy_numbers(struct copy *copy) {
    static const char *const counted[] = {"article", "story", "alignment"};
    static const char *const numbered[] = {"feed", "job", "held", "token", "webhook", "delivery"};
    int error = 0;
    for (size_t i = 0; i < sizeof counted / sizeof *counted && !error; i++) {
        int64_t number = next_of(copy, counted[i], &error);
        if (!error)
            error = set_next(copy, counted[i], number);
    }
    if (error || !copy->to.engine->shared)
        return error;
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered && !error; i++)
        error = set_identity(copy, numbered[i]);
    return error ? error : count_rows(copy);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int verify_all(struct copy *copy) {
    int error = 0;
    for (int i = 0; i < copied_table_count && !error; i++) {
        struct sum sum = {0};
        error = verify_table(copy, &copied_tables[i], &sum);
        if (!error && sum.rows)
            copy->told(copy->context, copied_tables[i].name, sum.rows, sum.hash);
    }
    return error;
}

static int copy_all(struct copy *copy, struct arena *arena) {
    bool whole = false;
    int error = mark_target(copy, arena, &whole);
    for (int i = 0; i < copied_table_count && !error && !whole; i++)
        error = copy_table(copy, &copied_tables[i]);
    if (!error)
        error = verify_all(copy);
    if (error || whole)
        return error;
    struct slice secret = {0};
    error = copy_numbers(copy);
    if (!error)
        error = read_secret(&copy->from, "cursor", &secret, arena);
    if (!error) /* cursors that clients hold go on */
        error = set_secret(copy, "UPDATE secret SET value = ?1 WHERE name = 'cursor'", secret);
    if (!error && connection_run(&copy->to, "DELETE FROM secret WHERE name = 'copying'") < 0)
        error = fail(copy, &copy->to, ERR_FAILED, "the target");
    return error;
}

int storage_copy(const char *from, const char *to, storage_copied *told, void *context,
                 char ret_reason[STORAGE_REASON_MAX]) {
    struct copy copy = {.told = told, .context = context, .reason = ret_reason};
    int locks[] = {-1, -1};
    struct arena *arena = arena_new(1 << 20);
    int error = arena ? 0 : reason_set(ret_reason, ERR_NO_MEMORY, "out of memory");
    if (!error)
        error = open_source(&copy, from, &locks[0]);
    if (!error)
        error = open_target(&copy, to, &locks[1]);
    if (!error)
        error = copy_all(&copy, arena);
    connection_close(&copy.to);
    connection_close(&copy.from);
    for (int i = 0; i < 2; i++)
        if (locks[i] >= 0)
            (void)close(locks[i]); /* drops the lock */
    arena_free(arena);
    return error;
}
