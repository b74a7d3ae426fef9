#include "server/answer.h"

#include "base/error.h"
#include "handlers/precondition.h"
#include "server/coding.h"
#include "server/gate.h"
#include "server/known.h"
#include "server/ready.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <xxhash.h>

enum { CODED_FROM = 1024 /* bytes: below, a packet is a packet */ };

static bool is_entity_tagged(const struct request *request) {
    return request->reply.status == 200 && request->route && !request->reply.source &&
           strcmp(request->route->method, "GET") == 0 &&
           ((request->route->produces & (MEDIA_JSON | MEDIA_YAML | MEDIA_HTML)) ||
            strncmp(request->route->pattern, "/v1/", strlen("/v1/")) == 0 ||
            strncmp(request->route->pattern, "/dashboard/", strlen("/dashboard/")) == 0);
}

/* Strong entity tag, of the handler's state or of the bytes; who has them already gets 304. */
static void tag_entity(struct request *request) {
    struct reply *reply = &request->reply;
    bool tagged = is_entity_tagged(request);
    if (reply->status >= 400 || (!tagged && !reply->tag.at))
        return;
    if (!reply->tag.at && entity_tag_of_bytes(request, &reply->tag) < 0)
        return; /* without a tag, then */
    if (!tagged || !entity_is_known(request, reply->tag))
        return;
    buffer_clear(&request->out);
    reply->status = 304;
    reply->content_type = NULL;
}

/* What waits for something, or streams, is not a plain question about the store. */
static bool is_plain_question(const struct request *request) {
    return strcmp(request->route->method, "GET") == 0 && !request->wait_seconds &&
           strncmp(request->route->pattern, "/v1/", strlen("/v1/")) == 0 &&
           strcmp(request->route->pattern, "/v1/events") != 0;
}

/* The client has it already. */
static bool is_known(struct exchange *exchange, struct slice tag) {
    struct request *request = &exchange->request;
    if (!request_header(request, "If-None-Match").at || !entity_is_known(request, tag) ||
        arena_copy(request->arena, tag, &request->reply.tag) < 0)
        return false;
    exchange->question = 0; /* it is remembered already */
    reply_empty(request, 304);
    return true;
}

/* What the answer depends on beside store and time: who asks for what, in which form. The hash of
 * these was worked out before; here is what it was made of. False without memory. */
static bool ready_question(struct exchange *exchange, struct ready_question *ret_question) {
    struct request *request = &exchange->request;
    enum coding coding = coding_of_answer(request_header(request, "Accept-Encoding"));
    struct slice target = exchange->target;
    size_t permit = strlen(exchange->permit.id);
    size_t length = target.length + 1 + permit + 1 + sizeof request->answer_media + sizeof coding;
    char *at = arena_alloc(request->arena, length);
    if (!at)
        return false;
    *ret_question = (struct ready_question){.identity = slice_of(at, length),
                                            .generation = exchange->generation,
                                            .now = exchange->began};
    memcpy(at, target.at, target.length);
    at += target.length + 1; /* memory comes zeroed, and neither holds a NUL */
    memcpy(at, exchange->permit.id, permit);
    at += permit + 1;
    memcpy(at, &request->answer_media, sizeof request->answer_media);
    memcpy(at + sizeof request->answer_media, &coding, sizeof coding);
    ret_question->hash = XXH3_64bits(ret_question->identity.at, length);
    return true;
}

static bool take_ready(struct exchange *exchange) {
    struct ready_question question;
    if (!ready_question(exchange, &question))
        return false;
    exchange->ready = ready_get(exchange->context->ready, &question);
    if (!exchange->ready)
        return false;
    exchange->request.reply.tag = exchange->ready->tag;
    reply_body(&exchange->request, 200, exchange->ready->content_type);
    return true;
}

bool answer_is_ready(struct exchange *exchange) {
    struct request *request = &exchange->request;
    struct exchange_context *context = exchange->context;
    char tag[KNOWN_TAG_MAX];
    if (!context->known || !is_plain_question(request))
        return false;
    /* What another process has just written is not known here for a moment: the store is asked. */
    if (storage_generation_now(request->service->storage, &exchange->generation))
        return false; /* the handler meets the same failure, and tells it */
    uint64_t seed = XXH3_64bits_withSeed(exchange->permit.id, strlen(exchange->permit.id),
                                         (uint64_t)request->answer_media);
    exchange->question =
        XXH3_64bits_withSeed(exchange->target.at, exchange->target.length, seed) | 1;
    exchange->asked_before =
        known_get(context->known, exchange->question, exchange->generation, exchange->began, tag);
    return exchange->asked_before &&
           (is_known(exchange, slice_from_cstr(tag)) || take_ready(exchange));
}

/* The bytes as they are sent, and the header fields that the handler and the coding set. */
static void keep_ready(struct exchange *exchange, bool by_coding) {
    const struct reply *reply = &exchange->request.reply;
    struct ready_question question;
    if (exchange->asked_before && exchange->question && reply->status == 200 && reply->tag.at &&
        reply->content_type && !reply->source && ready_question(exchange, &question))
        ready_put(exchange->context->ready, &question, reply, buffer_slice(&exchange->request.out),
                  by_coding);
}

static void remember(const struct exchange *exchange) {
    const struct reply *reply = &exchange->request.reply;
    bool good = reply->status == 200 || reply->status == 304;
    if (exchange->question && good && reply->tag.at && !reply->source)
        known_put(exchange->context->known, exchange->question, exchange->generation,
                  exchange->began, reply->tag);
}

/* ---- coding ---------------------------------------------------------------------------------- */

static bool is_text(const char *content_type) {
    static const char *const prefixes[] = {"text/", "application/json", "application/yaml",
                                           "application/problem+json", "application/atom+xml"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(content_type, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* Where an answer holds a secret of ours beside what a client sent, its compressed length would
 * tell of the secret (BREACH): those paths are never coded. */
static bool may_be_coded(const struct request *request) {
    const struct reply *reply = &request->reply;
    return reply->content_type && !reply->source && request->out.length >= CODED_FROM &&
           request->route && access_wanted(request->route) != TOKEN_ADMIN &&
           is_text(reply->content_type);
}

static void name_coding(struct request *request, const char *name) {
    struct slice tag = request->reply.tag;
    reply_header(request, "Content-Encoding", slice_from_cstr(name));
    if (tag.at && arena_printf(request->arena, &request->reply.tag, "%.*s+%s\"",
                               (int)tag.length - 1, tag.at, name) < 0)
        request->reply.tag = (struct slice){0};
}

static bool apply_coding(struct request *request) {
    if (!may_be_coded(request))
        return false;
    enum coding coding = coding_of_answer(request_header(request, "Accept-Encoding"));
    if (coding != CODING_NONE && coding_apply(coding, &request->out))
        name_coding(request, coding_name(coding));
    return true;
}

/* ---- header fields --------------------------------------------------------------------------- */

static void write_vary(struct exchange *exchange, bool by_coding) {
    struct request *request = &exchange->request;
    const struct route *route = request->route;
    bool by_medium = route && route->produces & (route->produces - 1);
    bool by_origin = exchange->context->config->cors_origin != NULL;
    struct slice vary;
    if (!by_coding && !by_medium && !by_origin)
        return;
    if (arena_printf(request->arena, &vary, "%s%s%s", by_coding ? ", Accept-Encoding" : "",
                     by_medium ? ", Accept" : "", by_origin ? ", Origin" : "") == 0)
        reply_header(request, "Vary", slice_of(vary.at + 2, vary.length - 2));
}

/* "total;dur=", milliseconds to three places. Without printf, the dearest part of a short answer.
 */
static void write_timing(struct exchange *exchange) {
    static const char name[] = "total;dur=";
    char text[sizeof name + 24];
    char *at = text + sizeof text;
    uint64_t rest = (uint64_t)(exchange->answered - exchange->began);
    for (int place = 0; place < 4 || rest; place++, rest /= 10) {
        if (place == 3)
            *--at = '.';
        *--at = (char)('0' + rest % 10);
    }
    at -= sizeof name - 1;
    memcpy(at, name, sizeof name - 1);
    reply_header(&exchange->request, "Server-Timing",
                 slice_of(at, (size_t)(text + sizeof text - at)));
}

/* Handlers write paths as if nothing stood before them. */
static void add_base_path(struct exchange *exchange) {
    struct request *request = &exchange->request;
    const char *base = exchange->context->config->base_path;
    for (uint32_t i = 0; base && i < request->reply.headers.count; i++) {
        struct parameter *header = &request->reply.headers.at[i];
        bool link =
            slice_equal(header->name, SLICE("Link")) && slice_starts(header->value, SLICE("</"));
        if (!link && !slice_equal(header->name, SLICE("Location")))
            continue;
        struct slice rest = slice_of(header->value.at + link, header->value.length - link);
        if (!slice_starts(rest, SLICE("/")))
            continue;
        if (arena_printf(request->arena, &header->value, "%s%s%.*s", link ? "<" : "", base,
                         SLICE_ARGS(rest)) < 0)
            request->out.error = ERR_NO_MEMORY;
    }
}

static bool is_set(const struct reply *reply, const char *name) {
    for (uint32_t i = 0; i < reply->headers.count; i++)
        if (slice_equal_ascii_case(reply->headers.at[i].name, slice_from_cstr(name)))
            return true;
    return false;
}

static void write_headers(struct exchange *exchange) {
    struct request *request = &exchange->request;
    struct reply *reply = &request->reply;
    bool tagged = reply->tag.at && reply->status < 400;
    reply_header(request, "X-Request-Id", request->id);
    reply_header(request, "X-Content-Type-Options", SLICE("nosniff"));
    if (tagged)
        reply_header(request, "ETag", reply->tag);
    if (reply->content_type)
        reply_header(request, "Content-Type", slice_from_cstr(reply->content_type));
    if ((reply->content_type || tagged) && !is_set(reply, "Cache-Control"))
        reply_header(request, "Cache-Control", tagged ? SLICE("no-cache") : SLICE("no-store"));
    /* After a chunked body nothing that follows is read as a request: where the body ended is the
     * one thing that two servers could still see differently. */
    if (exchange->early || exchange->framing.chunked || atomic_load(&exchange->context->draining))
        reply_header(request, "Connection", SLICE("close"));
}

/* Gives the answer its tag, its coding and the fields of both; true when it depends on the coding
 * that was asked for. */
static bool complete(struct exchange *exchange) {
    const struct ready *ready = exchange->ready;
    struct request *request = &exchange->request;
    for (uint32_t i = 0; ready && i < ready->header_count; i++)
        if (!list_push(request->arena, &request->reply.headers, ready->headers[i]))
            request->out.error = ERR_NO_MEMORY;
    if (ready)
        return ready->by_coding;
    add_base_path(exchange);
    tag_entity(request);
    remember(exchange);
    bool by_coding = apply_coding(request);
    keep_ready(exchange, by_coding);
    return by_coding;
}

bool answer_finish(struct exchange *exchange) {
    struct request *request = &exchange->request;
    bool by_coding = complete(exchange);
    exchange->answered = clock_now();
    write_headers(exchange);
    write_vary(exchange, by_coding || request->reply.status == 304);
    write_timing(exchange);
    gate_write_headers(exchange);
    return request->reply.status >= 400 || !buffer_error(&request->out);
}
