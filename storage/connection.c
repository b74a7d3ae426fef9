#include "storage/connection.h"

#include "base/error.h"
#include "storage/engine.h"
#include "storage/packed.h"

#include <assert.h>
#include <math.h>

const struct engine *engine_of(const char *where) {
    bool server = strncmp(where, "postgresql://", strlen("postgresql://")) == 0 ||
                  strncmp(where, "postgres://", strlen("postgres://")) == 0;
    return server ? &engine_postgres : &engine_sqlite;
}

int connection_open(const char *where, enum connection_kind kind,
                    struct connection *ret_connection) {
    *ret_connection = (struct connection){.engine = engine_of(where)};
    return ret_connection->engine->open(ret_connection, where, kind);
}

void connection_close(struct connection *connection) {
    if (!connection->engine)
        return;
    unpacker_free(connection->unpacker);
    connection->engine->close(connection);
    *connection = (struct connection){0};
}

int connection_run(struct connection *connection, const char *sql) {
    return connection->engine->run(connection, sql);
}

int connection_number(struct connection *connection, const char *sql, int64_t *ret_number) {
    return connection->engine->number(connection, sql, ret_number);
}

const char *connection_reason(const struct connection *connection) {
    return connection->engine->reason(connection);
}

bool connection_in_transaction(const struct connection *connection) {
    return connection->engine->in_transaction(connection);
}

int64_t connection_changes(const struct connection *connection) {
    return connection->engine->changes(connection);
}

int connection_settle(struct connection *connection) {
    return connection->engine->settle(connection);
}

bool connection_alive(struct connection *connection) {
    return connection->engine->alive(connection);
}

/* ---- queries -------------------------------------------------------------------------------- */

struct query query_start(struct connection *connection, enum statement statement) {
    struct query query = {.connection = connection};
    query.error = connection->engine->prepare(connection, statement, &query.statement);
    return query;
}

void query_end(struct query *query) {
    if (query->statement)
        query->connection->engine->reset(query->statement);
    query->statement = NULL;
}

struct query query_compose(struct connection *connection, const char *sql) {
    struct query query = {.connection = connection};
    query.error = connection->engine->compose(connection, sql, &query.statement);
    return query;
}

void query_discard(struct query *query) {
    if (query->statement)
        query->connection->engine->discard(query->connection, query->statement);
    query->statement = NULL;
}

void query_again(struct query *query) {
    if (query->statement)
        query->connection->engine->reset(query->statement);
    query->bound = 0;
}

static void bind(struct query *query, const struct value *value) {
    if (!query->error)
        query->error = query->connection->engine->bind(query->connection, query->statement,
                                                       ++query->bound, value);
}

void query_text(struct query *query, struct slice text) {
    bind(query, &(struct value){.type = VALUE_TEXT, .is_null = !text.at, .bytes = text});
}

void query_blob(struct query *query, struct slice bytes) {
    struct slice given = bytes.at ? bytes : slice_of("", 0);
    bind(query, &(struct value){.type = VALUE_BLOB, .bytes = given});
}

void query_optional_blob(struct query *query, struct slice bytes) {
    bind(query, &(struct value){.type = VALUE_BLOB, .is_null = !bytes.at, .bytes = bytes});
}

void query_integer(struct query *query, int64_t value) {
    bind(query, &(struct value){.type = VALUE_INTEGER, .integer = value});
}

void query_number(struct query *query, double value) {
    bind(query, &(struct value){.type = VALUE_REAL, .is_null = !isfinite(value), .real = value});
}

void query_optional(struct query *query, int64_t value, int64_t none) {
    bind(query, &(struct value){.type = VALUE_INTEGER, .is_null = value == none, .integer = value});
}

void query_real(struct query *query, double value) {
    bind(query, &(struct value){.type = VALUE_REAL, .real = value});
}

int query_row(struct query *query) {
    if (query->error)
        return query->error;
    int row = query->connection->engine->row(query->connection, query->statement);
    if (row < 0)
        query->error = row;
    return row;
}

int query_run(struct query *query) {
    if (!query->error)
        query->error = query->connection->engine->execute(query->connection, query->statement);
    return query->error;
}

int query_insert(struct query *query, int64_t *ret_number) {
    if (!query->error)
        query->error =
            query->connection->engine->insert(query->connection, query->statement, ret_number);
    return query->error;
}

int query_change(struct query *query, int64_t *ret_changed) {
    if (!query->error)
        query->error =
            query->connection->engine->change(query->connection, query->statement, ret_changed);
    return query->error;
}

/* ---- several questions at once --------------------------------------------------------------- */

bool connection_is_far(const struct connection *connection) {
    return connection->engine->ask != NULL;
}

struct place_in_series {
    uint32_t series;
    uint32_t i;
};

struct together {
    const struct query_series *series;
    uint32_t count;
    void *context;
    struct query queries[SERIES_MAX];
};

/* Past series that are at their end. */
static bool has_more(const struct together *together, struct place_in_series *at) {
    while (at->series < together->count && at->i == together->series[at->series].count)
        *at = (struct place_in_series){.series = at->series + 1};
    return at->series < together->count;
}

static int ask_one(struct together *together, struct place_in_series at) {
    const struct query_series *series = &together->series[at.series];
    struct query *query = &together->queries[at.series];
    query->bound = 0;
    series->bind(together->context, query, at.i);
    const struct engine *engine = query->connection->engine;
    if (!query->error && engine->ask)
        query->error = engine->ask(query->connection, query->statement);
    return query->error;
}

static int take_one(struct together *together, struct place_in_series at) {
    const struct query_series *series = &together->series[at.series];
    struct query *query = &together->queries[at.series];
    const struct engine *engine = query->connection->engine;
    int error = engine->answer ? engine->answer(query->connection, query->statement) : 0;
    int row = error;
    int stop = 0;
    while (!error && !stop && (row = query_row(query)) == 1)
        stop = series->take(together->context, query, at.i);
    if (!engine->ask)
        query_again(query);
    return row < 0 ? row : stop;
}

static int run_together(struct together *together, bool far) {
    struct place_in_series asked = {0};
    struct place_in_series taken = {0};
    uint32_t window = far ? CONNECTION_TOGETHER_MAX : 1;
    while (has_more(together, &asked)) {
        uint32_t waiting = 0;
        for (; waiting < window && has_more(together, &asked); waiting++, asked.i++) {
            int error = ask_one(together, asked);
            if (error)
                return error;
        }
        for (; waiting && has_more(together, &taken); waiting--, taken.i++) {
            int stop = take_one(together, taken);
            if (stop)
                return stop;
        }
    }
    return 0;
}

int query_together(struct connection *connection, const struct query_series *series, uint32_t count,
                   void *context) {
    struct together together = {.series = series, .count = count, .context = context};
    assert(count <= SERIES_MAX);
    for (uint32_t i = 0; i < count; i++)
        together.queries[i] = query_start(connection, series[i].statement);
    int stop = run_together(&together, connection_is_far(connection));
    for (uint32_t i = 0; i < count; i++)
        query_end(&together.queries[i]);
    return stop < 0 ? stop : 0;
}

/* ---- columns -----------------------------------------------------------------------------------
 */

int64_t query_column_integer(struct query *query, int column) {
    return query_column_optional(query, column, 0);
}

int64_t query_column_optional(struct query *query, int column, int64_t none) {
    const struct engine *engine = query->connection->engine;
    return engine->column_empty(query->statement, column)
               ? none
               : engine->column_integer(query->statement, column);
}

double query_column_number(struct query *query, int column, double none) {
    const struct engine *engine = query->connection->engine;
    return engine->column_empty(query->statement, column)
               ? none
               : engine->column_real(query->statement, column);
}

double query_column_real(struct query *query, int column) {
    return query_column_number(query, column, 0);
}

struct slice query_column_borrow(struct query *query, int column) {
    const struct engine *engine = query->connection->engine;
    if (engine->column_empty(query->statement, column))
        return (struct slice){0};
    return engine->column_bytes(query->statement, column);
}

int query_column(struct query *query, struct arena *arena, int column, struct slice *ret_value) {
    struct slice value = query_column_borrow(query, column);
    if (!value.at) {
        *ret_value = value;
        return 0;
    }
    return arena_copy(arena, value, ret_value);
}
