/* One connection to a PostgreSQL server, as engine_postgres.c sees it: the wire, what has been sent
 * over it, and whose the answers are. */
#pragma once

#include "storage/connection.h"

#include <libpq-fe.h>

enum {
    PENDING_MAX = 400,                     /* commands that are on their way at once */
    TOGETHER_MAX = CONNECTION_TOGETHER_MAX /* questions of one statement among them */
};

enum { REASON_MAX = 200 };

/* Answers of one statement that was asked several times before the first one was read. */
struct answers {
    PGresult *at[TOGETHER_MAX];
    uint32_t sent;
    uint32_t come;
    uint32_t taken;
};

struct postgres {
    PGconn *link;
    enum connection_kind kind;
    bool open;    /* a transaction */
    bool reading; /* and one that only reads */
    int syncs;    /* ends of pipelines that nobody has waited for */
    int pending;
    struct answers *owners[PENDING_MAX + 2]; /* of each pending command; NULL: its sender waits */
    int error;                               /* the first one that postgres_drain finds */
    int64_t changes;
    int64_t waits;
    char reason[REASON_MAX];
};

/* Keeps the reason for connection_reason. `result` is NULL where libpq refused. */
int postgres_fail(struct postgres *postgres, const PGresult *result);
void postgres_keep_reason(struct postgres *postgres, const char *message);

/* A command has been sent, and its answer is for `owner`. */
void postgres_expect(struct postgres *postgres, struct answers *owner);

/* Waits until the server has answered everything that was sent. Answers without an owner are
 * dropped, but for the last one, which is the caller's. Returns the first error among all. */
int postgres_drain(struct postgres *postgres, PGresult **ret_last);

/* The end of a transaction that has only read: what it answers is read by whoever waits next. */
int postgres_leave(struct postgres *postgres);

/* The functions of struct engine that are about the connection. */
int postgres_open(struct connection *connection, const char *where, enum connection_kind kind);
int postgres_run(struct connection *connection, const char *sql);
int postgres_number(struct connection *connection, const char *sql, int64_t *ret_number);
const char *postgres_reason(const struct connection *connection);
bool postgres_alive(struct connection *connection);
int postgres_settle(struct connection *connection);

/* A number of PostgreSQL's types of integers, or a truth value, as it came over the wire. */
int64_t postgres_integer(Oid type, const char *bytes);

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
