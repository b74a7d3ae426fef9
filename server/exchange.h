/* One request on its way through the server: what the handler sees, and what only the server knows.
 * Made when the request line has arrived, freed when libmicrohttpd tells that all is over.
 */
#pragma once

#include "handlers/access.h"
#include "handlers/route.h"
#include "server/config.h"
#include "server/connections.h"
#include "server/framing.h"
#include "server/proxies.h"
#include "server/rate.h"
#include "server/replay.h"
#include "server/workers.h"

struct MHD_Connection;

/* What all exchanges of a server share. */
struct exchange_context {
    const struct config *config;
    const struct service *service;
    struct connections *connections;
    struct rate_table *rates; /* NULL: no limit */
    struct replay_table *replays;
    struct known_table *known;
    struct ready_table *ready;
    struct workers *workers;
    struct proxies proxies;
    _Atomic uint64_t body_memory; /* bytes of request bodies in memory */
    _Atomic uint64_t serial;      /* for request ids */
    uint64_t seed;
    _Atomic bool draining;
};

struct exchange {
    struct request request; /* first, so that a request leads back to its exchange */
    struct exchange_context *context;
    struct MHD_Connection *mhd;
    struct connection *connection;
    const char *raw_target; /* where the target stands in libmicrohttpd's memory */
    struct slice target;    /* a copy */
    struct slice method;    /* of the log line */
    struct slice peer_id;   /* X-Request-Id as sent */
    struct slice trace;     /* trace id of traceparent, 32 hexadecimal digits; absent: none */
    const struct sockaddr *peer;
    char client[CLIENT_NAME]; /* address, as far as it can be trusted */
    struct permit permit;
    struct rate_verdict rate;
    struct replay replay;
    uint64_t question;   /* of server/known.h; 0: not to be remembered */
    uint64_t generation; /* of the store before the handler ran */
    bool asked_before;   /* the same was asked since: its answer is worth keeping */
    struct ready *ready; /* the answer, of server/ready.h; NULL: it stands in request.out */
    bool origin_listed;  /* the page that asks may read the answer */
    struct framing framing;
    struct buffer body;
    request_handler *then;  /* runs when the request is resumed */
    struct work work;       /* the handler's turn on a thread of server/workers.h */
    _Atomic unsigned holds; /* why its connection is parked: a worker, the store, a pause */
    struct buffer piece;    /* of a body that is taken as it comes: what a worker takes from */
    size_t piece_taken;     /* what it took, not yet told to the library */
    bool worked;            /* the handler has answered there */
    int64_t began;          /* clock_now() */
    int64_t answered;       /* likewise, when the answer was made */
    size_t answer_length;
    size_t streamed;    /* bytes of a body that was taken as it came */
    size_t stream_sent; /* of the portion in request.out */
    int refused_body; /* 0, or why body bytes are dropped: ERR_TOO_LARGE, ERR_BUSY, ERR_NO_MEMORY */
    bool judged;
    bool paused; /* a body that is taken while it arrives: nothing is read */
    bool early;  /* answer before the body and close */
    bool sent;
};

/* NULL without memory. */
struct exchange *exchange_new(struct exchange_context *context, const char *raw_target);
void exchange_free(struct exchange *exchange);

/* Judges everything that stands in the head. Afterwards either the request has been answered
 * (exchange->early tells whether the body may not be waited for) or its body may come. */
void exchange_judge(struct exchange *exchange, const struct head *head);

/* Takes body bytes, or drops them when they are too many. Returns how many it took: fewer only when
 * the connection was parked; the rest must come again. */
size_t exchange_receive(struct exchange *exchange, struct slice bytes);

/* The body is complete: runs the handler, or what was to follow a suspension. True when the answer
 * is to be sent; otherwise the request is suspended, and another thread may have it. */
bool exchange_work(struct exchange *exchange);

/* Parks the connection, once per reason; the release of the last reason lets it go on, from any
 * thread. The first hold must come from the connection's own event-loop thread. Defined by http.c.
 */
void exchange_hold(struct exchange *exchange);
void exchange_release(struct exchange *exchange);
