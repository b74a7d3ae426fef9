/* From a judged head to an answer, without a word of libmicrohttpd. */
#include "server/exchange.h"

#include "base/error.h"
#include "server/answer.h"
#include "server/gate.h"
#include "server/negotiate.h"
#include "server/ready.h"
#include "server/router.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

enum {
    REQUEST_ID_MAX = 64,
    ANSWER_LIMIT = 1 << 30,
    WAIT_MAX = 60 /* seconds */,
    PIECE_MAX = 64 * 1024 /* of a body taken as it comes: what the library holds at once */
};

/* 16 hexadecimal digits; printf would be the dearest part of a 304. */
static int write_serial(struct arena *arena, uint64_t serial, struct slice *ret_id) {
    enum { DIGITS = 16 };
    char *digits = arena_alloc(arena, DIGITS);
    if (!digits)
        return ERR_NO_MEMORY;
    for (int i = DIGITS - 1; i >= 0; i--, serial >>= 4)
        digits[i] = "0123456789abcdef"[serial & 15];
    *ret_id = slice_of(digits, DIGITS);
    return 0;
}

struct exchange *exchange_new(struct exchange_context *context, const char *raw_target) {
    struct arena *arena = arena_new((size_t)context->config->request_memory);
    struct exchange *exchange = arena ? ARENA_NEW(arena, struct exchange) : NULL;
    if (!exchange) {
        arena_free(arena);
        return NULL;
    }

    struct request *request = &exchange->request;
    exchange->context = context;
    exchange->raw_target = raw_target;
    exchange->began = clock_now();
    request->service = context->service;
    request->arena = arena;
    buffer_init(&request->out, ANSWER_LIMIT);
    uint64_t serial = atomic_fetch_add(&context->serial, 1);
    if (arena_copy(request->arena, slice_from_cstr(raw_target), &exchange->target) < 0 ||
        write_serial(request->arena, context->seed + serial, &request->id) < 0) {
        exchange_free(exchange);
        return NULL;
    }
    return exchange;
}

void exchange_free(struct exchange *exchange) {
    if (!exchange)
        return;
    if (exchange->request.ended)
        exchange->request.ended(&exchange->request);
    replay_end(exchange);
    atomic_fetch_sub(&exchange->context->body_memory, exchange->body.length);
    buffer_done(&exchange->body);
    buffer_done(&exchange->piece);
    buffer_done(&exchange->request.out);
    ready_release(exchange->ready);
    arena_free(exchange->request.arena); /* and the exchange in it */
}

/* A client's own request id is kept when it is harmless. */
static void take_request_id(struct request *request, struct slice id) {
    if (!id.length || id.length > REQUEST_ID_MAX)
        return;
    for (size_t i = 0; i < id.length; i++) {
        unsigned char c = (unsigned char)id.at[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.')
            return;
    }
    struct slice copy;
    if (arena_copy(request->arena, id, &copy) == 0)
        request->id = copy;
}

/* "Prefer: respond-async, wait=20": the seconds, at most WAIT_MAX. What cannot be read is passed
 * over, as RFC 7240 has it. */
static int wait_of(struct slice prefer) {
    size_t at = slice_find(prefer, SLICE("wait="));
    int seconds = 0;
    if (at == SLICE_NONE)
        return 0;
    for (at += strlen("wait="); at < prefer.length && prefer.at[at] >= '0' && prefer.at[at] <= '9';
         at++)
        seconds = seconds < WAIT_MAX ? seconds * 10 + (prefer.at[at] - '0') : seconds;
    return seconds < WAIT_MAX ? seconds : WAIT_MAX;
}

/* W3C Trace Context, version 00 and those that begin like it: "00-<32 hex>-<16 hex>-<2 hex>". */
static void take_trace(struct exchange *exchange, struct slice parent) {
    enum { TRACE_FROM = 3, TRACE_END = 35, PARENT_LENGTH = 55 };
    bool zero = true;
    if (parent.length < PARENT_LENGTH || slice_starts(parent, SLICE("ff")))
        return;
    for (size_t i = 0; i < PARENT_LENGTH; i++) {
        char c = parent.at[i];
        bool dash = i == TRACE_FROM - 1 || i == TRACE_END || i == PARENT_LENGTH - 3;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return;
        zero = zero && (i < TRACE_FROM || i >= TRACE_END || c == '0');
    }
    struct slice id = slice_of(parent.at + TRACE_FROM, TRACE_END - TRACE_FROM);
    if (!zero)
        (void)arena_copy(exchange->request.arena, id, &exchange->trace); /* without: not logged */
}

static void split_target(struct slice target, struct slice *ret_path, struct slice *ret_query) {
    const char *mark = memchr(target.at, '?', target.length);
    size_t path = mark ? (size_t)(mark - target.at) : target.length;
    *ret_path = slice_of(target.at, path);
    *ret_query = mark ? slice_of(mark + 1, target.length - path - 1) : slice_of("", 0);
}

/* Paths are known as if nothing stood before them; probes stand where they are asked for without
 * it. What is not below the base path becomes a path that there is not. */
static struct slice below_base(const char *base, struct slice path) {
    static const struct slice probes[] = {{"/livez", 6}, {"/readyz", 7}, {"/metrics", 8}};
    struct slice prefix = slice_from_cstr(base ? base : "");
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        if (slice_equal(path, probes[i]))
            return path;
    if (!slice_starts(path, prefix))
        return SLICE("");
    return slice_of(path.at + prefix.length, path.length - prefix.length);
}

static bool judge_framing(struct exchange *exchange, const struct head *head) {
    const struct config *config = exchange->context->config;
    struct framing_limits limits = {(size_t)config->url_bytes, (size_t)config->header_bytes};
    const char *why = NULL;
    static const enum problem problems[] = {
        [FRAMING_MALFORMED] = PROBLEM_MALFORMED_REQUEST,
        [FRAMING_TARGET_TOO_LONG] = PROBLEM_URL_TOO_LONG,
        [FRAMING_HEAD_TOO_LARGE] = PROBLEM_HEADERS_TOO_LARGE,
        [FRAMING_EXPECTATION] = PROBLEM_EXPECTATION_FAILED,
    };
    enum framing_fault fault = framing_judge(head, &limits, &exchange->framing, &why);
    if (fault == FRAMING_SOUND)
        return true;

    exchange->early = true;
    reply_problem(&exchange->request, problems[fault], "%s", why);
    return false;
}

static void refuse_method(struct request *request, struct slice path) {
    struct slice allow;
    if (route_allow(request->arena, path, &allow) < 0) {
        reply_error(request, ERR_NO_MEMORY, "finding the methods");
        return;
    }
    reply_header(request, "Allow", allow);
    reply_problem(request, PROBLEM_METHOD_NOT_ALLOWED, "This path allows %.*s.", SLICE_ARGS(allow));
}

static bool judge_route(struct exchange *exchange, const struct head *head, struct slice path) {
    struct request *request = &exchange->request;
    struct slice ids[ROUTE_IDS_MAX] = {0};
    bool known;
    request->route = route_find(head->method, path, &known, ids);
    if (!known) {
        reply_problem(request, PROBLEM_NOT_FOUND, "There is no such path; see /openapi.yaml.");
        return false;
    }
    if (!request->route) {
        refuse_method(request, path);
        return false;
    }
    int result = percent_decode(request->arena, path, false, &request->path);
    for (int i = 0; i < ROUTE_IDS_MAX && result == 0; i++)
        if (ids[i].at)
            result = percent_decode(request->arena, ids[i], false, &request->path_ids[i]);
    if (result == ERR_INVALID)
        reply_problem(request, PROBLEM_MALFORMED_REQUEST,
                      "The path is not UTF-8, or holds control characters.");
    else if (result < 0)
        reply_error(request, result, "reading the path");
    return result == 0;
}

static uint64_t body_limit(const struct exchange *exchange) {
    const struct config *config = exchange->context->config;
    switch (exchange->request.route->body) {
    case BODY_ARTICLE:
        return (uint64_t)config->article_bytes;
    case BODY_COMPARE:
        return (uint64_t)config->compare_bytes;
    case BODY_SMALL:
        return BODY_SMALL_BYTES;
    default:
        return 0;
    }
}

/* Such a body has no end that anybody must know: it is never in memory as a whole. */
static bool is_taken_as_it_comes(const struct exchange *exchange, const struct head *head) {
    enum media media;
    return exchange->request.route->sink &&
           media_of_body(head_field(head, "Content-Type"), MEDIA_NDJSON, &media) == 0;
}

static bool judge_length(struct exchange *exchange, const struct head *head) {
    struct request *request = &exchange->request;
    const struct framing *framing = &exchange->framing;
    uint64_t limit = body_limit(exchange);
    if (request->route->body != BODY_NONE && !framing->has_length && !framing->chunked) {
        reply_problem(request, PROBLEM_LENGTH_REQUIRED, "Send Content-Length, or chunks.");
        return false;
    }
    if (is_taken_as_it_comes(exchange, head)) {
        buffer_init(&exchange->piece, PIECE_MAX);
        return true;
    }
    if (framing->length > limit || (framing->chunked && !limit)) {
        reply_problem(request, PROBLEM_BODY_TOO_LARGE,
                      "The body of this operation may have %" PRIu64 " bytes.", limit);
        return false;
    }
    uint64_t held = atomic_load(&exchange->context->body_memory);
    if (framing->length &&
        held + framing->length > (uint64_t)exchange->context->config->body_memory) {
        reply_problem(request, PROBLEM_UNAVAILABLE, "Too many bodies at once; try again.");
        return false;
    }
    buffer_init(&exchange->body, limit);
    return true;
}

static void refuse_media(struct request *request, const char *why) {
    struct slice list;
    if (media_list(request->arena, request->route->accepts, &list) < 0) {
        reply_error(request, ERR_NO_MEMORY, "listing the media types");
        return;
    }
    if (strcmp(request->route->method, "POST") == 0)
        reply_header(request, "Accept-Post", list);
    else
        reply_header(request, "Accept", list);
    reply_problem(request, PROBLEM_UNSUPPORTED_MEDIA, "%s This operation takes %.*s.", why,
                  SLICE_ARGS(list));
}

static bool judge_media(struct exchange *exchange, const struct head *head) {
    struct request *request = &exchange->request;
    const struct route *route = request->route;
    if (route->body != BODY_NONE) {
        struct slice coding = head_field(head, "Content-Encoding");
        if (coding.length && !slice_equal_ascii_case(coding, SLICE("identity"))) {
            reply_header(request, "Accept-Encoding", SLICE("identity"));
            refuse_media(request, "Content codings are not understood.");
            return false;
        }
        if (head_field_count(head, "Content-Type") != 1 ||
            media_of_body(head_field(head, "Content-Type"), route->accepts, &request->body_media) <
                0) {
            refuse_media(request, "One Content-Type, and in UTF-8.");
            return false;
        }
    }

    int result =
        media_of_answer(head_field(head, "Accept"), route->produces, &request->answer_media);
    if (result == 0)
        return true;
    if (!(route->produces & MEDIA_JSON)) { /* probes answer whatever is asked */
        request->answer_media = (enum media)(route->produces & -route->produces);
        return true;
    }
    reply_problem(request, PROBLEM_NOT_ACCEPTABLE, "This operation cannot answer as Accept wants.");
    return false;
}

static bool judge_query(struct exchange *exchange, struct slice query) {
    struct request *request = &exchange->request;
    int result = query_parse(request, query);
    if (result == ERR_INVALID)
        reply_problem(request, PROBLEM_MALFORMED_REQUEST,
                      "The query is not UTF-8, or holds control characters.");
    else if (result < 0)
        reply_error(request, result, "reading the query");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
    return result == 0 && !request->errors.count;
}

void exchange_judge(struct exchange *exchange, const struct head *head) {
    assert(!exchange->judged);
    exchange->judged = true;
    struct slice path;
    struct slice query;
    exchange->request.fields = head->fields;
    take_request_id(&exchange->request, head_field(head, "X-Request-Id"));
    take_trace(exchange, head_field(head, "traceparent"));
    if (!judge_framing(exchange, head))
        return;
    exchange->request.wait_seconds = wait_of(head_field(head, "Prefer"));

    proxies_client(&exchange->context->proxies, exchange->peer, &exchange->request,
                   exchange->client);
    split_target(exchange->target, &path, &query);
    path = below_base(exchange->context->config->base_path, path);
    if (gate_preflight(exchange, head, path))
        return;
    bool sound = judge_route(exchange, head, path) && gate_judge(exchange) &&
                 judge_length(exchange, head) && judge_media(exchange, head) &&
                 judge_query(exchange, query);
    /* A refusal that waits for the body keeps the connection; with a body on its way it is cheaper
     * and safer to answer and close. */
    exchange->early = !sound && (exchange->framing.length || exchange->framing.chunked ||
                                 exchange->request.reply.status == 411);
}

static void keep(struct exchange *exchange, struct slice bytes) {
    struct exchange_context *context = exchange->context;
    if (exchange->refused_body)
        return;

    size_t before = exchange->body.length;
    uint64_t held = atomic_fetch_add(&context->body_memory, bytes.length) + bytes.length;
    if (held > (uint64_t)context->config->body_memory)
        exchange->refused_body = ERR_BUSY;
    else
        buffer_append(&exchange->body, bytes);
    if (buffer_error(&exchange->body))
        exchange->refused_body = buffer_error(&exchange->body);
    if (exchange->refused_body) {
        atomic_fetch_sub(&context->body_memory, bytes.length + before);
        buffer_done(&exchange->body);
    }
}

/* ---- on a worker ----------------------------------------------------------------------------- */

static struct exchange *exchange_of(struct work *work) {
    return (struct exchange *)(void *)((char *)work - offsetof(struct exchange, work));
}

/* The connection stays parked until the worker is done, whatever else wakes it meanwhile: nobody
 * else touches the exchange. */
static void give_to_worker(struct exchange *exchange, void (*run)(struct work *work)) {
    exchange_hold(exchange);
    exchange->work.run = run;
    workers_give(exchange->context->workers, &exchange->work);
}

static void take_piece(struct work *work) {
    struct exchange *exchange = exchange_of(work);
    struct request *request = &exchange->request;
    size_t taken = request->route->sink(request, buffer_slice(&exchange->piece));
    assert(taken == exchange->piece.length || exchange->paused);
    exchange->streamed += taken;
    exchange->piece_taken = taken;
    exchange_release(exchange);
}

static void work_off(struct work *work) {
    struct exchange *exchange = exchange_of(work);
    struct request *request = &exchange->request;
    request->route->handle(request);
    /* A request that waits for the store may be on the writer's thread by now: only `then` is ours.
     */
    exchange->worked = !exchange->then;
    assert(exchange->then || request->reply.status);
    exchange_release(exchange);
}

size_t exchange_receive(struct exchange *exchange, struct slice bytes) {
    struct request *request = &exchange->request;
    bool streams = request->route && request->route->sink && request->body_media == MEDIA_NDJSON;
    if (!streams) {
        keep(exchange, bytes);
        return bytes.length;
    }
    if (request->reply.status) /* answered already: the rest is read and dropped */
        return bytes.length;
    if (exchange->paused)
        connection_enter(exchange->connection, CONNECTION_RECEIVING, clock_now());
    else
        connection_start_clock(exchange->connection);
    exchange->paused = false;
    size_t taken = exchange->piece_taken;
    exchange->piece_taken = 0;
    if (taken)
        return taken;
    buffer_clear(&exchange->piece); /* a copy: the library moves its own about */
    buffer_append(&exchange->piece, bytes);
    if (buffer_error(&exchange->piece)) {
        reply_error(request, ERR_NO_MEMORY, "receiving the body");
        return bytes.length;
    }
    connection_stop_clock(exchange->connection);
    give_to_worker(exchange, take_piece);
    return 0;
}

/* Only a chunked body can turn out too large this late. */
static void refuse_received(struct exchange *exchange) {
    struct request *request = &exchange->request;
    if (exchange->refused_body == ERR_TOO_LARGE)
        reply_problem(request, PROBLEM_BODY_TOO_LARGE,
                      "The body of this operation may have %" PRIu64 " bytes.",
                      body_limit(exchange));
    else
        reply_error(request, exchange->refused_body, "receiving the body");
}

/* Where the handler computes for long, the connection is parked and a worker runs it. */
static bool hand_over(struct exchange *exchange) {
    if (!exchange->context->workers || !exchange->request.route->computes)
        return false;
    give_to_worker(exchange, work_off);
    return true;
}

/* The answer stands and nothing has to be waited for before it is sent. */
static bool is_answered(const struct exchange *exchange) {
    return exchange->request.reply.status && !exchange->replay.keeping;
}

static bool run(struct exchange *exchange, request_handler *next) {
    struct request *request = &exchange->request;
    next(request);
    if (exchange->then) /* the request may be on the writer's thread by now */
        return false;
    assert(request->reply.status);
    replay_keep(exchange);
    return is_answered(exchange);
}

bool exchange_work(struct exchange *exchange) {
    struct request *request = &exchange->request;
    request_handler *next = exchange->then;
    exchange->then = NULL;
    if (exchange->worked) {
        exchange->worked = false;
        replay_keep(exchange);
        return is_answered(exchange);
    }
    if (request->reply.status && !next) {
        replay_end(exchange); /* the answer is kept, if it had to be */
        return true;
    }
    if (exchange->refused_body) {
        refuse_received(exchange);
        return true;
    }
    if (next)
        return run(exchange, next);
    request->body = buffer_slice(&exchange->body);
    if (answer_is_ready(exchange) || !replay_judge(exchange))
        return true;
    return !hand_over(exchange) && run(exchange, request->route->handle);
}
