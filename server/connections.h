/* Deadlines of connections, kept by one watching thread.
 *
 * libmicrohttpd's timeout counts inactivity, so a client that sends a byte a second lives for ever.
 * Here each phase of a connection has a deadline of its own, and what is overdue loses its socket.
 * The watch also lingers: after a refusal with body bytes unread, a plain close would reset the
 * connection before the client has read the answer, so the watch reads and drops for a moment.
 */
#pragma once

#include <stdint.h>

struct connections;
struct connection;

enum connection_phase {
    CONNECTION_IDLE,      /* waits for a request line */
    CONNECTION_RECEIVING, /* the request line is here, the rest is not */
    CONNECTION_WORKING,   /* ours to be quick: no deadline */
    CONNECTION_SENDING,
    CONNECTION_STREAMING, /* a portion of an answer without an end waits to be taken */
};

struct connection_limits {
    int64_t idle_seconds;
    int64_t request_seconds;
    int64_t send_seconds;
};

/* Starts the watch. Returns 0, ERR_NO_MEMORY or ERR_FAILED. */
int connections_start(const struct connection_limits *limits, struct connections **ret_connections);

/* Streams that do not take their last bytes soon are cut. */
void connections_end_streams(struct connections *connections);

/* Ends the watch; no connection may be left. Takes NULL calmly. */
void connections_stop(struct connections *connections);

/* A connection was accepted; NULL without memory: it then has no deadline and must be refused. */
struct connection *connection_add(struct connections *connections, int fd);

/* From `now` (clock_now) on. Takes no lock: an event loop does this four times a request. */
void connection_enter(struct connection *connection, enum connection_phase phase, int64_t now);

/* Between these two its clock stands: what we do with what has arrived is not the client's delay.
 */
void connection_stop_clock(struct connection *connection);
void connection_start_clock(struct connection *connection);

/* The client may still be sending what nobody will read: linger after the close. */
void connection_linger(struct connection *connection);

/* libmicrohttpd refuses by itself what is being received, and closes behind its answer. */
void connection_refuse(struct connection *connection, int status);

/* The status of such an answer, or of the one to a request that took too long; 0: there was none.
 */
int connection_refused(const struct connection *connection);

/* Before the socket closes. */
void connection_remove(struct connection *connection);

/* Microseconds of the monotonic clock. */
int64_t clock_now(void);
