/* libmicrohttpd's callbacks, and nothing but them: everything that can be decided without its types
 * stands in exchange.c and framing.c.
 *
 * Order of callbacks for one request: on_target (the request line is here), on_access without data
 * (the head is here), on_access with data as often as needed, on_access without data (the body is
 * complete), again after each resumption, on_completed. An answer queued at the first on_access
 * makes libmicrohttpd close the connection without reading the body; that is what refusals want.
 */
#include "server/http.h"

#include "base/error.h"
#include "handlers/live.h"
#include "server/answer.h"
#include "server/exchange.h"
#include "server/known.h"
#include "server/library.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/ready.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

/* Per connection: head, 64 bytes for each of its fields, some 250 of them beside the largest head
 * that our own judge reads, then body as it passes. No more, for between two requests the library
 * writes zeros over one and a half times all of it. It refuses by itself what needs more
 * (server/library.h). */
enum { BESIDE_HEAD = 16 * 1024, CONNECTION_MEMORY_MIN = 32 * 1024, STREAM_BLOCK = 4 * 1024 };

static size_t connection_memory(const struct config *config) {
    size_t wanted = (size_t)config->header_bytes + BESIDE_HEAD;
    return wanted > CONNECTION_MEMORY_MIN ? wanted : CONNECTION_MEMORY_MIN;
}

struct http_server {
    struct exchange_context context;
    struct MHD_Daemon *daemon;
    int listen_fd;
    int quiet_fd; /* the listener while draining, -1 before */
};

/* ---- reading the head ------------------------------------------------------------------------ */

/* Rebuilds where each line of the head must stand in libmicrohttpd's read buffer if every line
 * ended in CR LF. The library cuts lines in place and hands out pointers into them; it joins folded
 * lines elsewhere, takes a bare LF for a line end and stops values at NUL, all without a word. Each
 * of these leaves a gap. A library that copied fields would make every request fail here, which the
 * first test would tell.
 */
struct head_reader {
    struct arena *arena;
    struct head *head;
    const char *expected; /* where the next field must begin */
    bool failed;          /* without memory */
};

static enum MHD_Result read_field(void *context, enum MHD_ValueKind kind, const char *name,
                                  size_t name_length, const char *value, size_t value_length) {
    (void)kind;
    struct head_reader *reader = context;
    struct head *head = reader->head;
    struct parameter field = {slice_of(name, name_length),
                              slice_of(value ? value : "", value ? value_length : 0)};
    if (name != reader->expected || !value || value <= name + name_length)
        head->mangled = true;
    else
        reader->expected = value + value_length + 2;
    if (list_push(reader->arena, &head->fields, field))
        return MHD_YES;
    reader->failed = true;
    return MHD_NO;
}

static int read_head(const struct exchange *exchange, const char *method, const char *version,
                     struct head *ret_head) {
    struct head head = {.method = slice_from_cstr(method),
                        .target = exchange->target,
                        .version = slice_from_cstr(version)};
    struct head_reader reader = {.arena = exchange->request.arena,
                                 .head = &head,
                                 .expected = version + head.version.length + 2};
    if (exchange->raw_target != method + head.method.length + 1 ||
        version != exchange->raw_target + head.target.length + 1)
        head.mangled = true;
    (void)MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, read_field, &reader);
    if (reader.failed)
        return ERR_NO_MEMORY;

    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    assert(info);
    head.size = info->header_size;
    if (!head.mangled && reader.expected + 2 != method + head.size)
        head.mangled = true;
    *ret_head = head;
    return 0;
}

/* ---- sending the answer ---------------------------------------------------------------------- */

static bool add_header(struct MHD_Response *response, const char *name, struct slice value) {
    char text[1024];
    if (value.length >= sizeof text)
        return false;
    memcpy(text, value.at, value.length);
    text[value.length] = '\0';
    return MHD_add_response_header(response, name, text) == MHD_YES;
}

static bool add_headers(struct exchange *exchange, struct MHD_Response *response) {
    const struct parameter_list *headers = &exchange->request.reply.headers;
    bool added = true;
    for (uint32_t i = 0; i < headers->count; i++)
        added = added && add_header(response, headers->at[i].name.at, headers->at[i].value);
    return added;
}

/* The next bytes of a stream. Its connection has a deadline only while bytes wait to be taken. */
static ssize_t read_stream(void *context, uint64_t position, char *out, size_t room) {
    (void)position;
    struct exchange *exchange = context;
    struct buffer *portion = &exchange->request.out;
    if (exchange->stream_sent == portion->length) {
        connection_enter(exchange->connection, CONNECTION_WORKING, clock_now());
        buffer_clear(portion);
        exchange->stream_sent = 0;
        enum stream_step step = exchange->request.reply.source(&exchange->request);
        if (buffer_error(portion) || step == STREAM_CUT) /* nobody may take half for the whole */
            return MHD_CONTENT_READER_END_WITH_ERROR;
        if (step == STREAM_END)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (step == STREAM_WAIT)
            return 0;
        connection_enter(exchange->connection, CONNECTION_STREAMING, clock_now());
    }
    size_t length = portion->length - exchange->stream_sent;
    length = length < room ? length : room;
    memcpy(out, portion->at + exchange->stream_sent, length);
    exchange->stream_sent += length;
    exchange->answer_length += length;
    return (ssize_t)length;
}

/* The response may outlive the exchange. */
static void release_ready(void *context) {
    ready_release(context);
}

static struct MHD_Response *make_ready_response(struct exchange *exchange, struct ready *ready) {
    exchange->answer_length = ready->body.length;
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
        ready->body.length, (void *)(uintptr_t)ready->body.at, /* which is only read */
        release_ready, ready_hold(ready));
    if (!response)
        ready_release(ready);
    return response;
}

static struct MHD_Response *make_response(struct exchange *exchange) {
    if (exchange->request.reply.source)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream,
                                                 exchange, NULL);
    if (exchange->ready)
        return make_ready_response(exchange, exchange->ready);
    size_t length;
    char *body = buffer_take(&exchange->request.out, &length);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        length, body, body ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response)
        free(body);
    exchange->answer_length = length;
    return response;
}

static enum MHD_Result send_answer(struct exchange *exchange) {
    struct MHD_Response *response = answer_finish(exchange) ? make_response(exchange) : NULL;
    if (!response)
        return MHD_NO;
    exchange->sent = true;
    if (exchange->early)
        connection_linger(exchange->connection);
    connection_enter(exchange->connection, CONNECTION_SENDING, exchange->answered);
    enum MHD_Result result = MHD_NO;
    if (add_headers(exchange, response))
        result = library_queue(exchange->mhd, (unsigned)exchange->request.reply.status, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- callbacks ------------------------------------------------------------------------------- */

static struct connection *connection_of(struct MHD_Connection *mhd) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* NULL for a unix socket. */
static const struct sockaddr *peer_of(struct MHD_Connection *mhd) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static void *on_target(void *context, const char *target, struct MHD_Connection *mhd) {
    struct http_server *server = context;
    struct connection *connection = connection_of(mhd);
    if (!connection || !target)
        return NULL;
    struct exchange *exchange = exchange_new(&server->context, target);
    if (!exchange)
        return NULL;

    exchange->mhd = mhd;
    exchange->connection = connection;
    exchange->peer = peer_of(mhd);
    connection_enter(connection, CONNECTION_RECEIVING, exchange->began);
    metrics_in_flight(1);
    return exchange;
}

static enum MHD_Result on_head(struct exchange *exchange, const char *method, const char *version) {
    struct head head;
    if (read_head(exchange, method, version, &head) < 0)
        return MHD_NO;
    if (arena_copy(exchange->request.arena, head.method, &exchange->method) < 0)
        return MHD_NO;
    exchange_judge(exchange, &head);
    return exchange->early ? send_answer(exchange) : MHD_YES;
}

static enum MHD_Result on_access(void *context, struct MHD_Connection *mhd, const char *url,
                                 const char *method, const char *version, const char *data,
                                 size_t *data_length, void **request_context) {
    (void)context, (void)mhd, (void)url;
    struct exchange *exchange = *request_context;
    if (!exchange)
        return MHD_NO;
    if (!exchange->judged)
        return on_head(exchange, method, version);
    if (*data_length) {
        *data_length -= exchange_receive(exchange, slice_of(data, *data_length));
        return MHD_YES;
    }

    connection_enter(exchange->connection, CONNECTION_WORKING, exchange->began); /* no deadline */
    return exchange_work(exchange) ? send_answer(exchange) : MHD_YES;
}

/* What the client was told; 0: nothing. */
static int status_of(const struct exchange *exchange) {
    return exchange->sent ? exchange->request.reply.status
                          : connection_refused(exchange->connection);
}

static void log_exchange(const struct exchange *exchange, bool complete, int64_t duration) {
    const struct request *request = &exchange->request;
    enum log_level level = request->reply.status >= 500 ? LOG_ERROR : LOG_INFO;
    struct log_line line;
    log_begin(&line, level, "request");
    log_text(&line, "request_id", request->id);
    log_text(&line, "method", exchange->method);
    log_cstr(&line, "route", request->route ? request->route->pattern : "");
    log_integer(&line, "status", status_of(exchange));
    if (exchange->permit.id[0])
        log_cstr(&line, "token", exchange->permit.id);
    if (exchange->trace.at)
        log_text(&line, "trace_id", exchange->trace);
    log_integer(&line, "bytes_in", (int64_t)(exchange->body.length + exchange->streamed));
    log_integer(&line, "bytes_out", (int64_t)exchange->answer_length);
    log_milliseconds(&line, "duration_ms", duration);
    if (request->reply.slug)
        log_cstr(&line, "problem", request->reply.slug);
    if (request->reply.error) {
        log_cstr(&line, "error", error_name(request->reply.error));
        log_cstr(&line, "while", request->reply.failure);
    }
    if (!complete)
        log_cstr(&line, "ended", "early");
    log_end(&line);
}

/* Who changed, or tried to change, what: one line per request that is not only a question. Never a
 * secret, never text. */
static void log_audit(const struct exchange *exchange, int status) {
    const struct request *request = &exchange->request;
    bool refused = status == 401 || status == 403 || status == 429;
    bool changes = request->route && access_wanted(request->route) >= TOKEN_WRITE;
    if (!refused && !changes)
        return;
    struct log_line line;
    log_begin(&line, LOG_INFO, "audit");
    log_text(&line, "request_id", request->id);
    log_cstr(&line, "token", exchange->permit.id[0] ? exchange->permit.id : "none");
    log_cstr(&line, "client", exchange->client);
    log_text(&line, "method", exchange->method);
    log_text(&line, "path", request->path);
    log_integer(&line, "status", status);
    log_end(&line);
}

static void on_completed(void *context, struct MHD_Connection *mhd, void **request_context,
                         enum MHD_RequestTerminationCode code) {
    (void)context, (void)mhd;
    struct exchange *exchange = *request_context;
    if (!exchange)
        return;

    int64_t now = clock_now();
    int64_t duration = now - exchange->began;
    int status = status_of(exchange);
    log_exchange(exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK, duration);
    log_audit(exchange, status);
    metrics_request(exchange->request.route, status, duration,
                    exchange->body.length + exchange->streamed, exchange->answer_length);
    connection_enter(exchange->connection, CONNECTION_IDLE, now);
    exchange_free(exchange);
    metrics_in_flight(-1); /* what it held is free */
    *request_context = NULL;
}

static void on_connection(void *context, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode code) {
    struct http_server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
        assert(info);
        *socket_context = connection_add(server->context.connections, info->connect_fd);
        metrics_connections(1);
        return;
    }
    if (*socket_context)
        connection_remove(*socket_context);
    *socket_context = NULL;
    metrics_connections(-1);
}

/* What libmicrohttpd has to say concerns single connections. */
__attribute__((format(printf, 2, 0))) static void on_library_log(void *context, const char *format,
                                                                 va_list list) {
    (void)context;
    char text[256];
    int length = vsnprintf(text, sizeof text, format, list);
    if (length > 0)
        log_simple(LOG_DEBUG, "libmicrohttpd", "message", text);
}

/* ---- waiting --------------------------------------------------------------------------------- */

static atomic_uint suspended;

unsigned http_suspended(void) {
    return atomic_load(&suspended);
}

void exchange_hold(struct exchange *exchange) {
    if (atomic_fetch_add(&exchange->holds, 1) > 0)
        return;
    atomic_fetch_add(&suspended, 1);
    MHD_suspend_connection(exchange->mhd);
}

void exchange_release(struct exchange *exchange) {
    if (atomic_fetch_sub(&exchange->holds, 1) > 1)
        return;
    atomic_fetch_sub(&suspended, 1); /* before it can be answered and all seem done */
    MHD_resume_connection(exchange->mhd);
}

static struct exchange *exchange_of(struct request *request) {
    return (struct exchange *)(void *)request;
}

void request_suspend(struct request *request, request_handler *then) {
    if (request->host) {
        request->host->suspend(request, then);
        return;
    }
    struct exchange *exchange = exchange_of(request);
    assert(!exchange->then && !request->reply.status);
    exchange->then = then;
    exchange_hold(exchange);
}

void request_resume(struct request *request) {
    if (request->host)
        request->host->resume(request);
    else
        exchange_release(exchange_of(request));
}

/* Inside the content reader; libmicrohttpd looks at the connection again when it is resumed. */
void stream_park(struct request *request) {
    exchange_hold(exchange_of(request));
}

void stream_wake(struct request *request) {
    exchange_release(exchange_of(request));
}

void body_pause(struct request *request) {
    struct exchange *exchange = exchange_of(request);
    exchange->paused = true;
    connection_enter(exchange->connection, CONNECTION_WORKING, clock_now());
    exchange_hold(exchange);
}

void body_continue(struct request *request) {
    exchange_release(exchange_of(request));
}

/* ---- life ------------------------------------------------------------------------------------ */

static struct MHD_Daemon *start_daemon(struct http_server *server, const struct config *config) {
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_access, server, MHD_OPTION_EXTERNAL_LOGGER, on_library_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, server->listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)config->threads, MHD_OPTION_CONNECTION_LIMIT, (unsigned)config->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)config->connections_per_address,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory(config), MHD_OPTION_URI_LOG_CALLBACK,
        on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
}

int http_start(const struct config *config, const struct service *service, int listen_fd,
               struct http_server **ret_server) {
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return ERR_NO_MEMORY;

    server->listen_fd = listen_fd;
    server->quiet_fd = -1;
    server->context.config = config;
    server->context.service = service;
    if (getrandom(&server->context.seed, sizeof server->context.seed, 0) < 0)
        server->context.seed = (uint64_t)clock_now(); /* ids need to differ, not to be secret */
    struct connection_limits limits = {config->idle_timeout, config->request_timeout,
                                       config->send_timeout};
    int result = library_prepare();
    if (result == 0)
        result = proxies_parse(config->trusted_proxies, &server->context.proxies);
    if (result == 0)
        result = replay_start(&server->context.replays);
    if (result == 0)
        result = known_start(&server->context.known);
    if (result == 0)
        result = ready_start(&server->context.ready);
    if (result == 0)
        result = workers_start((unsigned)config->threads, &server->context.workers);
    if (result == 0 && config->rate_limit)
        result = rate_start(config->rate_limit, &server->context.rates);
    if (result == 0)
        result = connections_start(&limits, &server->context.connections);
    if (result == 0) {
        server->daemon = start_daemon(server, config);
        if (!server->daemon)
            result = ERR_FAILED;
    }
    if (result < 0) {
        log_simple(LOG_ERROR, "cannot serve", "reason", strerror(errno));
        connections_stop(server->context.connections);
        rate_stop(server->context.rates);
        replay_stop(server->context.replays);
        workers_stop(server->context.workers);
        known_stop(server->context.known);
        ready_stop(server->context.ready);
        free(server);
        return result;
    }
    *ret_server = server;
    return 0;
}

void http_quiesce(struct http_server *server, bool refuse) {
    atomic_store(&server->context.draining, true);
    server->quiet_fd = MHD_quiesce_daemon(server->daemon);
    if (server->quiet_fd >= 0 && refuse) /* its threads may look at it still: no close yet */
        (void)shutdown(server->quiet_fd, SHUT_RDWR);
    live_drain(server->context.service->live);
    connections_end_streams(server->context.connections);
}

void http_stop(struct http_server *server) {
    if (!server)
        return;
    MHD_stop_daemon(server->daemon);
    workers_stop(server->context.workers);
    if (server->quiet_fd >= 0)
        close(server->quiet_fd);
    connections_stop(server->context.connections);
    rate_stop(server->context.rates);
    replay_stop(server->context.replays);
    known_stop(server->context.known);
    ready_stop(server->context.ready);
    free(server);
}
