/* PostgreSQL behind a socket: the engine of several claimd over one store.
 *
 * A connection speaks in pipeline mode: what answers no rows is sent and not waited for, so that
 * the 150 rows of an article cost one wait and not 150. Its error is found with the next answer
 * that is waited for; the transaction is lost by then in any case, and a commit always waits.
 * Statements are prepared when first bound, for the types of what is bound (engine.h); values and
 * results travel in binary.
 *
 * A server that went away is ERR_BUSY: the client is told to come again, and the connection is
 * opened anew when it is next borrowed.
 */
#include "base/error.h"
#include "storage/engine.h"
#include "storage/postgres_link.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

enum { PARAMETERS_MAX = 20, SQL_MAX = 4096 };

struct prepared {
    enum statement number;
    bool known;       /* to the server */
    bool fresh;       /* told to the server, which has not answered yet */
    bool asked;       /* since the last reset */
    unsigned renamed; /* so often it is not sure whether the server knows it */
    int count;
    Oid types[PARAMETERS_MAX];
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    uint64_t numbers[PARAMETERS_MAX]; /* integers and reals, big-endian */
    struct postgres *link;
    struct answers *answers; /* made when first needed */
    PGresult *result;
    int row;
    char *sql; /* of one that stands in no table */
};

/* ---- statements ------------------------------------------------------------------------------ */

/* ?1 becomes $1. No statement has a question mark of another kind. */
static void write_sql(const char *text, char ret_sql[SQL_MAX]) {
    size_t length = strlen(text);
    assert(length < SQL_MAX); /* a table of ours */
    for (size_t i = 0; i <= length; i++)
        ret_sql[i] = text[i] == '?' ? '$' : text[i];
}

static int prepare(struct connection *connection, enum statement statement, void **ret_statement) {
    struct prepared *prepared = connection->statements[statement];
    if (!prepared) {
        prepared = calloc(1, sizeof *prepared);
        if (!prepared)
            return ERR_NO_MEMORY;
        prepared->number = statement;
        prepared->link = connection->handle;
        connection->statements[statement] = prepared;
    }
    assert(!prepared->result); /* the same statement twice at once is a bug of ours */
    *ret_statement = prepared;
    return 0;
}

static void reset(void *statement);

static int compose(struct connection *connection, const char *sql, void **ret_statement) {
    (void)connection;
    struct prepared *prepared = calloc(1, sizeof *prepared);
    char *copy = prepared ? strdup(sql) : NULL;
    if (!copy) {
        free(prepared);
        return ERR_NO_MEMORY;
    }
    prepared->number = SQL_COUNT;
    prepared->sql = copy;
    *ret_statement = prepared;
    return 0;
}

static void discard(struct connection *connection, void *statement) {
    struct prepared *prepared = statement;
    (void)connection;
    reset(prepared);
    free(prepared->sql);
    free(prepared);
}

/* After waiting: does the server know the statement now? */
static void learn(struct prepared *prepared, int error) {
    if (error && prepared->fresh) { /* it, or what was sent before it: who knows */
        prepared->known = false;
        prepared->renamed++;
    }
    prepared->fresh = false;
}

/* Nobody reads them any more; those that have not come yet are dropped when they come. */
static void drop_answers(struct prepared *prepared) {
    struct answers *answers = prepared->answers;
    struct postgres *postgres = prepared->link;
    if (!answers || !answers->sent)
        return;
    for (int i = 0; i < postgres->pending; i++)
        if (postgres->owners[i] == answers)
            postgres->owners[i] = NULL;
    for (uint32_t i = answers->taken; i < answers->come; i++)
        PQclear(answers->at[i]);
    answers->sent = answers->come = answers->taken = 0;
}

static void reset(void *statement) {
    struct prepared *prepared = statement;
    drop_answers(prepared);
    if (prepared->fresh)
        learn(prepared, ERR_FAILED); /* nobody waited for what the server says to it */
    PQclear(prepared->result);
    prepared->result = NULL;
    prepared->asked = false;
    prepared->count = 0;
}

static int bind(struct connection *connection, void *statement, int at, const struct value *value) {
    static const Oid types[] = {[VALUE_INTEGER] = OID_INT8,
                                [VALUE_REAL] = OID_FLOAT8,
                                [VALUE_TEXT] = OID_TEXT,
                                [VALUE_BLOB] = OID_BYTEA};
    struct prepared *prepared = statement;
    struct postgres *postgres = connection->handle;
    int i = at - 1;
    assert(i == prepared->count && i < PARAMETERS_MAX);
    assert(!prepared->known || prepared->types[i] == types[value->type]);
    if (value->bytes.length > INT32_MAX / 2) {
        postgres_keep_reason(postgres, "a value is too large");
        return ERR_TOO_LARGE;
    }
    prepared->count++;
    prepared->types[i] = types[value->type];
    prepared->formats[i] = 1;
    if (value->type == VALUE_INTEGER || value->type == VALUE_REAL) {
        uint64_t bits = (uint64_t)value->integer;
        if (value->type == VALUE_REAL)
            memcpy(&bits, &value->real, sizeof bits);
        prepared->numbers[i] = htobe64(bits);
        prepared->values[i] = (const char *)&prepared->numbers[i];
        prepared->lengths[i] = sizeof bits;
    } else {
        prepared->values[i] = value->bytes.at;
        prepared->lengths[i] = (int)value->bytes.length;
    }
    if (value->is_null)
        prepared->values[i] = NULL;
    return 0;
}

static int send(struct connection *connection, struct prepared *prepared, struct answers *owner) {
    struct postgres *postgres = connection->handle;
    char name[32] = "";
    int sent = 1;
    if (!prepared->sql) /* else the server's one without a name */
        (void)snprintf(name, sizeof name, "s%d.%u", (int)prepared->number, prepared->renamed);
    if (!prepared->known) {
        char sql[SQL_MAX];
        write_sql(prepared->sql ? prepared->sql : statement_postgres(prepared->number), sql);
        sent = PQsendPrepare(postgres->link, name, sql, prepared->count, prepared->types);
        prepared->known = prepared->fresh = sent == 1;
        if (sent)
            postgres_expect(postgres, NULL);
    }
    if (sent)
        sent = PQsendQueryPrepared(postgres->link, name, prepared->count, prepared->values,
                                   prepared->lengths, prepared->formats, 1);
    if (sent)
        postgres_expect(postgres, owner);
    postgres->changes += sent;
    prepared->asked = true;
    return sent ? 0 : postgres_fail(postgres, NULL);
}

/* Sends a statement and waits for its answer. */
static int ask(struct connection *connection, struct prepared *prepared) {
    int error = send(connection, prepared, NULL);
    if (!error)
        error = postgres_drain(connection->handle, &prepared->result);
    learn(prepared, error);
    prepared->row = -1;
    return error;
}

/* ---- several questions at once --------------------------------------------------------------- */

static int ask_ahead(struct connection *connection, void *statement) {
    struct postgres *postgres = connection->handle;
    struct prepared *prepared = statement;
    if (!prepared->answers)
        prepared->answers = calloc(1, sizeof *prepared->answers);
    if (!prepared->answers)
        return ERR_NO_MEMORY;
    struct answers *answers = prepared->answers;
    if (answers->taken == answers->sent)
        answers->sent = answers->come = answers->taken = 0;
    assert(answers->sent < TOGETHER_MAX);
    int error = postgres->pending + 2 > PENDING_MAX ? postgres_drain(postgres, NULL) : 0;
    if (error)
        return error;
    error = send(connection, prepared, answers);
    answers->sent += !error;
    prepared->count = 0;
    return error;
}

static int next_answer(struct connection *connection, void *statement) {
    struct prepared *prepared = statement;
    struct answers *answers = prepared->answers;
    assert(answers && answers->taken < answers->sent);
    int error = answers->taken == answers->come ? postgres_drain(connection->handle, NULL) : 0;
    learn(prepared, error);
    PQclear(prepared->result);
    prepared->result = NULL;
    if (!error && answers->taken == answers->come)
        error = ERR_FAILED; /* a server that answers less than it was asked */
    if (error)
        return error;
    prepared->result = answers->at[answers->taken++];
    prepared->row = -1;
    prepared->asked = true;
    return 0;
}

/* ---- running ----------------------------------------------------------------------------------
 */

static int row(struct connection *connection, void *statement) {
    struct prepared *prepared = statement;
    if (!prepared->asked) {
        int error = ask(connection, prepared);
        if (error)
            return error;
    }
    return prepared->result && ++prepared->row < PQntuples(prepared->result) ? 1 : 0;
}

static bool may_wait(const struct postgres *postgres, const struct prepared *prepared) {
    if (prepared->number == SQL_BEGIN || prepared->number == SQL_BEGIN_READ)
        return true;
    return postgres->open && prepared->number != SQL_COMMIT && prepared->number != SQL_ROLLBACK;
}

/* A commit of a transaction that had failed before answers ROLLBACK, and no error. */
static int end_transaction(struct postgres *postgres, struct prepared *prepared, int error) {
    bool lost = prepared->number == SQL_COMMIT && !error &&
                strcmp(PQcmdStatus(prepared->result), "COMMIT") != 0;
    if (lost)
        postgres_keep_reason(postgres, "the transaction had failed before its commit");
    if (!error || PQstatus(postgres->link) == CONNECTION_BAD ||
        PQtransactionStatus(postgres->link) == PQTRANS_IDLE)
        postgres->open = postgres->reading = false;
    return lost ? ERR_FAILED : error;
}

static void begin(struct postgres *postgres, const struct prepared *prepared) {
    postgres->open = true;
    postgres->reading = prepared->number == SQL_BEGIN_READ;
}

static int execute(struct connection *connection, void *statement) {
    struct postgres *postgres = connection->handle;
    struct prepared *prepared = statement;
    bool begins = prepared->number == SQL_BEGIN || prepared->number == SQL_BEGIN_READ;
    bool ends = prepared->number == SQL_COMMIT || prepared->number == SQL_ROLLBACK;
    bool only_read = prepared->number == SQL_COMMIT && postgres->reading;
    if ((may_wait(postgres, prepared) || only_read) && prepared->known) {
        int error = send(connection, prepared, NULL);
        if (!error && only_read)
            return postgres_leave(postgres);
        if (!error && begins)
            begin(postgres, prepared);
        if (!error && postgres->pending >= PENDING_MAX)
            error = postgres_drain(postgres, NULL);
        return error;
    }
    int error = ask(connection, prepared);
    if (!error && begins)
        begin(postgres, prepared);
    return ends ? end_transaction(postgres, prepared, error) : error;
}

static int64_t column_integer(void *statement, int column);

static int insert(struct connection *connection, void *statement, int64_t *ret_number) {
    int result = row(connection, statement);
    if (result == 1)
        *ret_number = column_integer(statement, 0); /* RETURNING number */
    return result == 1 ? 0 : result ? result : ERR_FAILED;
}

static int change(struct connection *connection, void *statement, int64_t *ret_changed) {
    struct prepared *prepared = statement;
    int error = ask(connection, prepared);
    if (!error)
        *ret_changed = strtoll(PQcmdTuples(prepared->result), NULL, 10);
    return error;
}

/* ---- columns --------------------------------------------------------------------------------- */

static const char *bytes_of(const struct prepared *prepared, int column) {
    return PQgetvalue(prepared->result, prepared->row, column);
}

static bool column_empty(void *statement, int column) {
    const struct prepared *prepared = statement;
    return PQgetisnull(prepared->result, prepared->row, column);
}

static int64_t column_integer(void *statement, int column) {
    const struct prepared *prepared = statement;
    return postgres_integer(PQftype(prepared->result, column), bytes_of(prepared, column));
}

static double column_real(void *statement, int column) {
    const struct prepared *prepared = statement;
    if (PQftype(prepared->result, column) != OID_FLOAT8)
        return (double)column_integer(statement, column);
    uint64_t bits;
    double real;
    memcpy(&bits, bytes_of(prepared, column), sizeof bits);
    bits = be64toh(bits);
    memcpy(&real, &bits, sizeof real);
    return real;
}

static struct slice column_bytes(void *statement, int column) {
    const struct prepared *prepared = statement;
    return slice_of(bytes_of(prepared, column),
                    (size_t)PQgetlength(prepared->result, prepared->row, column));
}

static bool in_transaction(const struct connection *connection) {
    const struct postgres *postgres = connection->handle;
    return postgres->open && PQstatus(postgres->link) == CONNECTION_OK;
}

static int64_t changes(const struct connection *connection) {
    const struct postgres *postgres = connection->handle;
    return postgres->changes;
}

static void close_link(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    for (int i = 0; i < SQL_COUNT; i++) {
        if (connection->statements[i])
            reset(connection->statements[i]);
        if (connection->statements[i])
            free(((struct prepared *)connection->statements[i])->answers);
        free(connection->statements[i]);
    }
    if (postgres)
        PQfinish(postgres->link); /* takes NULL calmly */
    free(postgres);
}

const struct engine engine_postgres = {
    .name = "PostgreSQL",
    .shared = true,
    .vectors = true,
    .open = postgres_open,
    .close = close_link,
    .run = postgres_run,
    .number = postgres_number,
    .reason = postgres_reason,
    .in_transaction = in_transaction,
    .changes = changes,
    .settle = postgres_settle,
    .alive = postgres_alive,
    .prepare = prepare,
    .compose = compose,
    .discard = discard,
    .reset = reset,
    .bind = bind,
    .row = row,
    .ask = ask_ahead,
    .answer = next_answer,
    .execute = execute,
    .insert = insert,
    .change = change,
    .column_empty = column_empty,
    .column_integer = column_integer,
    .column_real = column_real,
    .column_bytes = column_bytes,
};
