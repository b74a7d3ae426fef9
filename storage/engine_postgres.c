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
#include "storage/postgres.h"

#include <assert.h>
#include <endian.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PARAMETERS_MAX = 20,
    PENDING_MAX = 400, /* results in the server's socket that nobody reads: they must fit in it */
    SQL_MAX = 4096,
    NOTHING_MAX = 3, /* in a row: libpq waits for no more */
    REASON_MAX = 200
};

/* Types of PostgreSQL's catalogue (pg_type.dat) that statements take or answer. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT8 = 701
};

struct postgres {
    PGconn *link;
    enum connection_kind kind;
    bool open; /* a transaction */
    int pending;
    int error; /* the first one that drain finds */
    int64_t changes;
    char reason[REASON_MAX];
};

struct prepared {
    enum statement number;
    bool known;       /* to the server */
    bool asked;       /* since the last reset */
    unsigned renamed; /* so often it is not sure whether the server knows it */
    int count;
    Oid types[PARAMETERS_MAX];
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    uint64_t numbers[PARAMETERS_MAX]; /* integers and reals, big-endian */
    PGresult *result;
    int row;
    char *sql; /* of one that stands in no table */
};

/* ---- errors ---------------------------------------------------------------------------------- */

static int error_of(const char *state) {
    static const struct {
        const char *prefix;
        int error;
    } errors[] = {
        {"08", ERR_BUSY}, /* the connection broke */
        {"40", ERR_BUSY}, /* serialization, deadlock */
        {"53100", ERR_NO_SPACE}, {"53200", ERR_NO_MEMORY}, {"53", ERR_BUSY}, /* too many clients */
        {"54", ERR_TOO_LARGE},   {"55P03", ERR_BUSY},                        /* lock_timeout */
        {"57", ERR_BUSY}, /* the server ends, starts, or gave up after statement_timeout */
    };
    for (size_t i = 0; state && i < sizeof errors / sizeof *errors; i++)
        if (strncmp(state, errors[i].prefix, strlen(errors[i].prefix)) == 0)
            return errors[i].error;
    return ERR_FAILED;
}

/* The first line of what the server or libpq said. */
static void keep_reason(struct postgres *postgres, const char *message) {
    size_t length = strcspn(message, "\n");
    (void)snprintf(postgres->reason, sizeof postgres->reason, "%.*s", (int)length, message);
}

static int fail(struct postgres *postgres, const PGresult *result) {
    if (PQstatus(postgres->link) == CONNECTION_BAD) {
        keep_reason(postgres, PQerrorMessage(postgres->link));
        postgres->open = false;
        return ERR_BUSY;
    }
    if (!result)
        return ERR_NO_MEMORY;
    keep_reason(postgres, PQresultErrorMessage(result));
    return error_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

static const char *reason(const struct connection *connection) {
    const struct postgres *postgres = connection->handle;
    if (!postgres)
        return "out of memory";
    return postgres->reason[0] ? postgres->reason : "nothing failed";
}

/* ---- the pipeline ---------------------------------------------------------------------------- */

static void note(struct postgres *postgres, const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    bool good =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
    if (good || postgres->error)
        return;
    postgres->error = status == PGRES_PIPELINE_ABORTED ? ERR_FAILED : fail(postgres, result);
    postgres->changes++; /* what was done so far is lost: the group must be run again */
}

/* Waits until the server has answered everything that was sent. The last answer is the caller's. */
static int drain(struct postgres *postgres, PGresult **ret_last) {
    PGresult *last = NULL;
    int nothing = 0;
    bool done = PQpipelineSync(postgres->link) != 1;
    while (!done) {
        PGresult *result = PQgetResult(postgres->link);
        nothing = result ? 0 : nothing + 1; /* one stands between two answers */
        done = nothing > NOTHING_MAX || (!result && PQstatus(postgres->link) == CONNECTION_BAD) ||
               (result && PQresultStatus(result) == PGRES_PIPELINE_SYNC);
        if (!result)
            continue;
        if (done) {
            PQclear(result);
            continue;
        }
        note(postgres, result);
        PQclear(last);
        last = result;
    }
    postgres->pending = 0;
    if (PQstatus(postgres->link) == CONNECTION_BAD && !postgres->error)
        postgres->error = fail(postgres, NULL);
    int error = postgres->error;
    postgres->error = 0;
    if (error || !ret_last) {
        PQclear(last);
        last = NULL;
    }
    if (ret_last)
        *ret_last = last;
    return error;
}

static int settle(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    return postgres->pending ? drain(postgres, NULL) : 0;
}

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

static void reset(void *statement) {
    struct prepared *prepared = statement;
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
        keep_reason(postgres, "a value is too large");
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

static int send(struct connection *connection, struct prepared *prepared) {
    struct postgres *postgres = connection->handle;
    char name[32] = "";
    int sent = 1;
    if (!prepared->sql) /* else the server's one without a name */
        (void)snprintf(name, sizeof name, "s%d.%u", (int)prepared->number, prepared->renamed);
    if (!prepared->known) {
        char sql[SQL_MAX];
        write_sql(prepared->sql ? prepared->sql : statement_postgres(prepared->number), sql);
        sent = PQsendPrepare(postgres->link, name, sql, prepared->count, prepared->types);
        postgres->pending += sent;
        prepared->known = sent == 1;
    }
    if (sent)
        sent = PQsendQueryPrepared(postgres->link, name, prepared->count, prepared->values,
                                   prepared->lengths, prepared->formats, 1);
    postgres->pending += sent;
    postgres->changes += sent;
    prepared->asked = true;
    return sent ? 0 : fail(postgres, NULL);
}

/* Sends a statement and waits for its answer. */
static int ask(struct connection *connection, struct prepared *prepared) {
    struct postgres *postgres = connection->handle;
    bool fresh = !prepared->known;
    int error = send(connection, prepared);
    if (!error)
        error = drain(postgres, &prepared->result);
    if (error && fresh) { /* it, or what was sent before it: who knows */
        prepared->known = false;
        prepared->renamed++;
    }
    prepared->row = -1;
    return error;
}

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
        keep_reason(postgres, "the transaction had failed before its commit");
    if (!error || PQstatus(postgres->link) == CONNECTION_BAD ||
        PQtransactionStatus(postgres->link) == PQTRANS_IDLE)
        postgres->open = false;
    return lost ? ERR_FAILED : error;
}

static int execute(struct connection *connection, void *statement) {
    struct postgres *postgres = connection->handle;
    struct prepared *prepared = statement;
    bool begins = prepared->number == SQL_BEGIN || prepared->number == SQL_BEGIN_READ;
    bool ends = prepared->number == SQL_COMMIT || prepared->number == SQL_ROLLBACK;
    if (may_wait(postgres, prepared) && prepared->known) {
        int error = send(connection, prepared);
        if (!error && begins)
            postgres->open = true;
        if (!error && postgres->pending >= PENDING_MAX)
            error = drain(postgres, NULL);
        return error;
    }
    int error = ask(connection, prepared);
    if (!error && begins)
        postgres->open = true;
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

static int64_t integer_of(Oid type, const char *bytes) {
    uint64_t eight;
    uint32_t four;
    uint16_t two;
    switch (type) {
    case OID_INT8:
        memcpy(&eight, bytes, sizeof eight);
        return (int64_t)be64toh(eight);
    case OID_INT4:
        memcpy(&four, bytes, sizeof four);
        return (int32_t)be32toh(four);
    case OID_INT2:
        memcpy(&two, bytes, sizeof two);
        return (int16_t)be16toh(two);
    default:
        assert(type == OID_BOOL); /* statements answer no other numbers */
        return bytes[0] != 0;
    }
}

static int64_t column_integer(void *statement, int column) {
    const struct prepared *prepared = statement;
    return integer_of(PQftype(prepared->result, column), bytes_of(prepared, column));
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

/* ---- the connection -------------------------------------------------------------------------- */

static int run(struct connection *connection, const char *sql) {
    struct postgres *postgres = connection->handle;
    int error = settle(connection);
    if (!error && PQexitPipelineMode(postgres->link) != 1)
        error = fail(postgres, NULL);
    if (error)
        return error;
    PGresult *result = PQexec(postgres->link, sql);
    ExecStatusType status = PQresultStatus(result); /* of NULL: a fatal error */
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        error = fail(postgres, result);
    PQclear(result);
    postgres->open = PQtransactionStatus(postgres->link) == PQTRANS_INTRANS ||
                     PQtransactionStatus(postgres->link) == PQTRANS_INERROR;
    if (PQstatus(postgres->link) == CONNECTION_OK && PQenterPipelineMode(postgres->link) != 1)
        error = fail(postgres, NULL);
    return error;
}

static int number(struct connection *connection, const char *sql, int64_t *ret_number) {
    struct postgres *postgres = connection->handle;
    PGresult *result = NULL;
    if (PQsendQueryParams(postgres->link, sql, 0, NULL, NULL, NULL, NULL, 1) != 1)
        return fail(postgres, NULL);
    int error = drain(postgres, &result);
    if (!error && PQntuples(result) == 1 && !PQgetisnull(result, 0, 0))
        *ret_number = integer_of(PQftype(result, 0), PQgetvalue(result, 0, 0));
    else if (!error)
        error = ERR_FAILED;
    PQclear(result);
    return error;
}

static bool in_transaction(const struct connection *connection) {
    const struct postgres *postgres = connection->handle;
    return postgres->open && PQstatus(postgres->link) == CONNECTION_OK;
}

static int64_t changes(const struct connection *connection) {
    const struct postgres *postgres = connection->handle;
    return postgres->changes;
}

/* Bytes that wait on an idle connection are the server's farewell. */
static bool alive(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    struct pollfd waiting = {.fd = PQsocket(postgres->link), .events = POLLIN};
    if (PQstatus(postgres->link) == CONNECTION_OK && poll(&waiting, 1, 0) > 0)
        (void)PQconsumeInput(postgres->link); /* sets the status */
    return PQstatus(postgres->link) == CONNECTION_OK;
}

static int set_up(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    if (PQserverVersion(postgres->link) < 140000) {
        keep_reason(postgres, "the server is older than PostgreSQL 14");
        return ERR_UNSUPPORTED;
    }
    const char *encoding = PQparameterStatus(postgres->link, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        keep_reason(postgres,
                    "the database's encoding is not UTF8: create it with ENCODING 'UTF8'");
        return ERR_UNSUPPORTED;
    }
    /* Nobody waits for ever: not for a lock, not for a statement, not for a claimd that was stopped
     * in the middle of its transaction. */
    return run(connection, "SET synchronous_commit = on; SET lock_timeout = '10s';"
                           "SET statement_timeout = '60s'; SET jit = off;"
                           "SET idle_in_transaction_session_timeout = '60s';"
                           "SET client_min_messages = error");
}

/* Notices are for people at a prompt. */
static void ignore_notice(void *context, const char *message) {
    (void)context, (void)message;
}

static int open_link(struct connection *connection, const char *where, enum connection_kind kind) {
    /* What stands in the address goes before what stands here. */
    static const char *const names[] = {
        "connect_timeout",           "keepalives_idle",  "keepalives_interval",
        "keepalives_count",          "tcp_user_timeout", "dbname",
        "fallback_application_name", "client_encoding",  NULL};
    const char *const values[] = {"5", "10", "5", "3", "15000", where, "claimd", "UTF8", NULL};
    struct postgres *postgres = calloc(1, sizeof *postgres);
    if (!postgres)
        return ERR_NO_MEMORY;
    connection->handle = postgres;
    postgres->kind = kind;
    postgres->link = PQconnectdbParams(names, values, 1);
    if (!postgres->link)
        return ERR_NO_MEMORY;
    if (PQstatus(postgres->link) != CONNECTION_OK)
        return fail(postgres, NULL);
    (void)PQsetNoticeProcessor(postgres->link, ignore_notice, NULL); /* answers the former one */
    if (PQenterPipelineMode(postgres->link) != 1)
        return fail(postgres, NULL);
    return set_up(connection);
}

static void close_link(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    for (int i = 0; i < SQL_COUNT; i++) {
        if (connection->statements[i])
            reset(connection->statements[i]);
        free(connection->statements[i]);
    }
    if (postgres)
        PQfinish(postgres->link); /* takes NULL calmly */
    free(postgres);
}

/* ---- news ------------------------------------------------------------------------------------ */

int postgres_listen(struct connection *connection) {
    return run(connection, "LISTEN claimd");
}

int postgres_wait(struct connection *connection, int bell, int timeout_ms) {
    struct postgres *postgres = connection->handle;
    struct pollfd waiting[] = {{.fd = PQsocket(postgres->link), .events = POLLIN},
                               {.fd = bell, .events = POLLIN}};
    (void)poll(waiting, 2, timeout_ms); /* woken too early does no harm */
    if (PQconsumeInput(postgres->link) != 1)
        return fail(postgres, NULL);
    PGnotify *news = PQnotifies(postgres->link);
    for (; news; news = PQnotifies(postgres->link))
        PQfreemem(news); /* one word: look */
    return 0;
}

const struct engine engine_postgres = {
    .name = "PostgreSQL",
    .shared = true,
    .vectors = true,
    .open = open_link,
    .close = close_link,
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
