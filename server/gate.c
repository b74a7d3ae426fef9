#include "server/gate.h"

#include "base/error.h"
#include "server/metrics.h"
#include "server/router.h"

#include <inttypes.h>
#include <stdio.h>

#define PREFLIGHT_METHODS "GET, HEAD, POST, PUT, PATCH, DELETE"
#define PREFLIGHT_FIELDS                                                                           \
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "       \
    "X-Request-Id, traceparent"
#define EXPOSED_FIELDS                                                                             \
    "ETag, Link, Location, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, "       \
    "Server-Timing, WWW-Authenticate, X-Request-Id"

/* ---- origins --------------------------------------------------------------------------------- */

/* Is `origin` in the list "https://a.example, https://b.example", or is the list "*"? */
static bool is_listed(const char *list, struct slice origin) {
    struct slice rest = slice_from_cstr(list ? list : "");
    if (slice_equal(slice_trim(rest), SLICE("*")))
        return true;
    while (rest.length) {
        const char *comma = memchr(rest.at, ',', rest.length);
        size_t length = comma ? (size_t)(comma - rest.at) : rest.length;
        if (slice_equal(slice_trim(slice_of(rest.at, length)), origin))
            return true;
        rest = slice_of(rest.at + length + (comma ? 1 : 0), rest.length - length - (comma ? 1 : 0));
    }
    return false;
}

static void judge_origin(struct exchange *exchange) {
    struct slice origin = request_header(&exchange->request, "Origin");
    exchange->origin_listed =
        origin.length && is_listed(exchange->context->config->cors_origin, origin);
}

bool gate_preflight(struct exchange *exchange, const struct head *head, struct slice path) {
    struct request *request = &exchange->request;
    struct slice ids[ROUTE_IDS_MAX];
    bool known;
    judge_origin(exchange);
    if (!exchange->origin_listed || !slice_equal(head->method, SLICE("OPTIONS")) ||
        !request_header(request, "Access-Control-Request-Method").length)
        return false;
    (void)route_find(SLICE("GET"), path, &known, ids); /* only whether the path is one of ours */
    if (!known)
        return false;
    reply_header(request, "Access-Control-Allow-Methods", SLICE(PREFLIGHT_METHODS));
    reply_header(request, "Access-Control-Allow-Headers", SLICE(PREFLIGHT_FIELDS));
    reply_header(request, "Access-Control-Max-Age", SLICE("600"));
    reply_empty(request, 204);
    return true;
}

static bool is_safe(struct slice method) {
    return slice_equal(method, SLICE("GET")) || slice_equal(method, SLICE("HEAD"));
}

/* A page elsewhere can make a browser send simple requests to a claimd that needs no token. They
 * carry the page's origin, which is then neither ours nor listed. */
static bool comes_from_elsewhere(const struct exchange *exchange) {
    const struct request *request = &exchange->request;
    struct slice origin = request_header(request, "Origin");
    struct slice site = request_header(request, "Sec-Fetch-Site");
    if (!origin.at || exchange->origin_listed || slice_equal(site, SLICE("same-origin")))
        return false;
    size_t scheme = slice_find(origin, SLICE("://"));
    if (scheme == SLICE_NONE)
        return true;
    struct slice host = slice_of(origin.at + scheme + 3, origin.length - scheme - 3);
    return !slice_equal_ascii_case(host, request_header(request, "Host"));
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static void refuse_unknown(struct exchange *exchange) {
    struct request *request = &exchange->request;
    if (request->route->produces & MEDIA_HTML) /* a page: let the browser ask */
        reply_header(request, "WWW-Authenticate",
                     SLICE("Basic realm=\"claimd: token as password\""));
    bool given = request_header(request, "Authorization").at != NULL;
    reply_header(request, "WWW-Authenticate",
                 given ? SLICE("Bearer realm=\"claimd\", error=\"invalid_token\"")
                       : SLICE("Bearer realm=\"claimd\""));
    reply_problem(request, PROBLEM_UNAUTHORIZED,
                  given ? "This token is unknown, revoked or expired."
                        : "Send a token: Authorization: Bearer claimd_…");
}

static void refuse_scope(struct exchange *exchange, enum token_scope wanted) {
    struct request *request = &exchange->request;
    struct slice challenge;
    if (arena_printf(request->arena, &challenge,
                     "Bearer realm=\"claimd\", error=\"insufficient_scope\", scope=\"%s\"",
                     token_scope_name(wanted)) == 0)
        reply_header(request, "WWW-Authenticate", challenge);
    reply_problem(request, PROBLEM_FORBIDDEN, "This needs the scope %s; yours is %s.",
                  token_scope_name(wanted), token_scope_name(exchange->permit.scope));
}

static bool judge_access(struct exchange *exchange, enum token_scope wanted) {
    struct request *request = &exchange->request;
    struct access *access = exchange->context->service->access;
    if (!access)
        return true; /* the head's judge alone is tested without a store */
    access_judge(access, request_header(request, "Authorization"), &exchange->permit);
    if (!exchange->permit.scope)
        refuse_unknown(exchange);
    else if (exchange->permit.scope < wanted)
        refuse_scope(exchange, wanted);
    else if (exchange->permit.by_browser && !is_safe(exchange->method) &&
             comes_from_elsewhere(exchange))
        reply_problem(request, PROBLEM_FORBIDDEN,
                      "A page of another origin sent this; see --cors-origin.");
    else
        return true;
    return false;
}

/* ---- how often ------------------------------------------------------------------------------- */

static bool judge_rate(struct exchange *exchange) {
    struct request *request = &exchange->request;
    if (!exchange->context->rates)
        return true;
    const char *client = exchange->permit.id[0] ? exchange->permit.id : exchange->client;
    exchange->rate = rate_take(exchange->context->rates, slice_from_cstr(client), exchange->began);
    if (exchange->rate.allowed)
        return true;
    struct slice after;
    if (arena_printf(request->arena, &after, "%" PRId64, exchange->rate.reset) == 0)
        reply_header(request, "Retry-After", after);
    reply_problem(request, PROBLEM_TOO_MANY_REQUESTS,
                  "There may be %" PRId64 " requests a minute; the next in %" PRId64 " seconds.",
                  exchange->rate.limit, exchange->rate.reset);
    return false;
}

bool gate_judge(struct exchange *exchange) {
    enum token_scope wanted = access_wanted(exchange->request.route);
    return !wanted || (judge_access(exchange, wanted) && judge_rate(exchange));
}

/* ---- with every answer ----------------------------------------------------------------------- */

static void write_rate(struct exchange *exchange) {
    struct request *request = &exchange->request;
    const struct rate_verdict *rate = &exchange->rate;
    struct slice policy;
    struct slice state;
    if (!rate->limit ||
        arena_printf(request->arena, &policy, "\"minute\";q=%" PRId64 ";w=60", rate->limit) < 0 ||
        arena_printf(request->arena, &state, "\"minute\";r=%" PRId64 ";t=%" PRId64, rate->remaining,
                     rate->reset) < 0)
        return;
    reply_header(request, "RateLimit-Policy", policy);
    reply_header(request, "RateLimit", state);
}

void gate_write_headers(struct exchange *exchange) {
    struct request *request = &exchange->request;
    write_rate(exchange);
    if (!exchange->origin_listed)
        return;
    bool any = strcmp(exchange->context->config->cors_origin, "*") == 0;
    reply_header(request, "Access-Control-Allow-Origin",
                 any ? SLICE("*") : request_header(request, "Origin"));
    reply_header(request, "Access-Control-Expose-Headers", SLICE(EXPOSED_FIELDS));
}
