#include "storage/postgres_link.h"

#include "base/error.h"
#include "storage/postgres.h"

#include <assert.h>
#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    NOTHING_MAX = 3,  /* in a row: libpq waits for no more */
    FAREWELLS_MAX = 3 /* readings until the end of what a server says before it closes */
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
void postgres_keep_reason(struct postgres *postgres, const char *message) {
    size_t length = strcspn(message, "\n");
    (void)snprintf(postgres->reason, sizeof postgres->reason, "%.*s", (int)length, message);
}

int postgres_fail(struct postgres *postgres, const PGresult *result) {
    if (PQstatus(postgres->link) == CONNECTION_BAD) {
        postgres_keep_reason(postgres, PQerrorMessage(postgres->link));
        postgres->open = false;
        return ERR_BUSY;
    }
    if (!result)
        return ERR_NO_MEMORY;
    postgres_keep_reason(postgres, PQresultErrorMessage(result));
    return error_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

const char *postgres_reason(const struct connection *connection) {
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
    postgres->error =
        status == PGRES_PIPELINE_ABORTED ? ERR_FAILED : postgres_fail(postgres, result);
    postgres->changes++; /* what was done so far is lost: the group must be run again */
}

void postgres_expect(struct postgres *postgres, struct answers *owner) {
    assert(postgres->pending < (int)(sizeof postgres->owners / sizeof *postgres->owners));
    postgres->owners[postgres->pending++] = owner;
}

/* The next answer in the order of the questions. */
static void sort_in(struct postgres *postgres, int number, PGresult *result, PGresult **last) {
    struct answers *owner = number < postgres->pending ? postgres->owners[number] : NULL;
    note(postgres, result);
    if (owner) {
        assert(owner->come < owner->sent);
        owner->at[owner->come++] = result;
        return;
    }
    PQclear(*last);
    *last = result;
}

/* Reads up to the end of the pipeline that was sent last. */
static void read_answers(struct postgres *postgres, PGresult **last) {
    int number = 0;
    int nothing = 0;
    while (postgres->syncs > 0) {
        PGresult *result = PQgetResult(postgres->link);
        nothing = result ? 0 : nothing + 1; /* one stands between two answers */
        if (nothing > NOTHING_MAX || (!result && PQstatus(postgres->link) == CONNECTION_BAD))
            break;
        if (result && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            postgres->syncs--;
            PQclear(result);
        } else if (result) {
            sort_in(postgres, number++, result, last);
        }
    }
    postgres->syncs = 0;
}

static int end_pipeline(struct postgres *postgres) {
    int sent = PQpipelineSync(postgres->link); /* and all that waits in our buffer */
    postgres->syncs += sent == 1;
    return sent;
}

int postgres_drain(struct postgres *postgres, PGresult **ret_last) {
    PGresult *last = NULL;
    if (end_pipeline(postgres) == 1)
        read_answers(postgres, &last);
    postgres->waits++;
    postgres->pending = 0;
    if (PQstatus(postgres->link) == CONNECTION_BAD && !postgres->error)
        postgres->error = postgres_fail(postgres, NULL);
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

int postgres_leave(struct postgres *postgres) {
    postgres->open = false;
    postgres->reading = false;
    return end_pipeline(postgres) == 1 ? 0 : postgres_fail(postgres, NULL);
}

int postgres_settle(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    return postgres->pending ? postgres_drain(postgres, NULL) : 0;
}

int64_t postgres_waits(const struct connection *connection) {
    const struct postgres *postgres = connection->handle;
    return postgres->waits;
}

int64_t postgres_integer(Oid type, const char *bytes) {
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

/* ---- the connection -------------------------------------------------------------------------- */

int postgres_run(struct connection *connection, const char *sql) {
    struct postgres *postgres = connection->handle;
    int error = postgres_settle(connection);
    if (!error && PQexitPipelineMode(postgres->link) != 1)
        error = postgres_fail(postgres, NULL);
    if (error)
        return error;
    PGresult *result = PQexec(postgres->link, sql);
    ExecStatusType status = PQresultStatus(result); /* of NULL: a fatal error */
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        error = postgres_fail(postgres, result);
    PQclear(result);
    postgres->open = PQtransactionStatus(postgres->link) == PQTRANS_INTRANS ||
                     PQtransactionStatus(postgres->link) == PQTRANS_INERROR;
    if (PQstatus(postgres->link) == CONNECTION_OK && PQenterPipelineMode(postgres->link) != 1)
        error = postgres_fail(postgres, NULL);
    return error;
}

int postgres_number(struct connection *connection, const char *sql, int64_t *ret_number) {
    struct postgres *postgres = connection->handle;
    PGresult *result = NULL;
    if (PQsendQueryParams(postgres->link, sql, 0, NULL, NULL, NULL, NULL, 1) != 1)
        return postgres_fail(postgres, NULL);
    postgres_expect(postgres, NULL);
    int error = postgres_drain(postgres, &result);
    if (!error && PQntuples(result) == 1 && !PQgetisnull(result, 0, 0))
        *ret_number = postgres_integer(PQftype(result, 0), PQgetvalue(result, 0, 0));
    else if (!error)
        error = ERR_FAILED;
    PQclear(result);
    return error;
}

/* Bytes that wait on an idle connection are the end of the last transaction, or the server's
 * farewell. */
bool postgres_alive(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    struct pollfd waiting = {.fd = PQsocket(postgres->link), .events = POLLIN};
    for (int i = 0; i < FAREWELLS_MAX && PQstatus(postgres->link) == CONNECTION_OK; i++)
        if (poll(&waiting, 1, 0) > 0)
            (void)PQconsumeInput(postgres->link); /* sets the status, once it finds the end */
    return PQstatus(postgres->link) == CONNECTION_OK;
}

static int set_up(struct connection *connection) {
    struct postgres *postgres = connection->handle;
    if (PQserverVersion(postgres->link) < 140000) {
        postgres_keep_reason(postgres, "the server is older than PostgreSQL 14");
        return ERR_UNSUPPORTED;
    }
    const char *encoding = PQparameterStatus(postgres->link, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        postgres_keep_reason(postgres,
                             "the database's encoding is not UTF8: create it with ENCODING 'UTF8'");
        return ERR_UNSUPPORTED;
    }
    /* A statement is planned once, not each time for its values: every one of them is a look-up in
     * an index made for it, and planning it costs ten times what running it does. An index it is
     * from the first row on, since a plan made for an empty table outlives its growth. */
    int error = postgres_run(connection, "SET plan_cache_mode = force_generic_plan;"
                                         "SET enable_seqscan = off; SET jit = off");
    if (error)
        return error;
    /* Nobody waits for ever: not for a lock, not for a statement, not for a claimd that was stopped
     * in the middle of its transaction, or that a cut network keeps from saying that it has gone.
     */
    return postgres_run(connection, "SET synchronous_commit = on; SET lock_timeout = '10s';"
                                    "SET statement_timeout = '60s';"
                                    "SET idle_in_transaction_session_timeout = '60s';"
                                    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"
                                    "SET tcp_keepalives_count = 3; SET tcp_user_timeout = '15s';"
                                    "SET client_min_messages = error");
}

/* Notices are for people at a prompt. */
static void ignore_notice(void *context, const char *message) {
    (void)context, (void)message;
}

int postgres_open(struct connection *connection, const char *where, enum connection_kind kind) {
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
        return postgres_fail(postgres, NULL);
    (void)PQsetNoticeProcessor(postgres->link, ignore_notice, NULL); /* answers the former one */
    if (PQenterPipelineMode(postgres->link) != 1)
        return postgres_fail(postgres, NULL);
    return set_up(connection);
}

/* ---- news ------------------------------------------------------------------------------------ */

int postgres_listen(struct connection *connection) {
    return postgres_run(connection, "LISTEN claimd");
}

int postgres_wait(struct connection *connection, int bell, int timeout_ms) {
    struct postgres *postgres = connection->handle;
    struct pollfd waiting[] = {{.fd = PQsocket(postgres->link), .events = POLLIN},
                               {.fd = bell, .events = POLLIN}};
    (void)poll(waiting, 2, timeout_ms); /* woken too early does no harm */
    if (PQconsumeInput(postgres->link) != 1)
        return postgres_fail(postgres, NULL);
    PGnotify *news = PQnotifies(postgres->link);
    for (; news; news = PQnotifies(postgres->link))
        PQfreemem(news); /* one word: look */
    return 0;
}
