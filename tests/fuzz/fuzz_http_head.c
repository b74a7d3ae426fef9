/* Any bytes as the head of a request: lines are cut at CR LF as libmicrohttpd would, and judged as
 * the server does. Whatever passes must be safe to hand to a handler. */
#include "base/utf8.h"
#include "server/exchange.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>

static bool ready(const struct service *service) {
    (void)service;
    return true;
}

static const struct config config = {
    .url_bytes = 2048,
    .header_bytes = 8192,
    .article_bytes = 1 << 20,
    .compare_bytes = 1 << 20,
    .body_memory = 1 << 24,
    .request_memory = 1 << 24,
};
static const struct service service = {.ready = ready};

/* The bytes before `separator`, or all; moves *rest behind it. */
static struct slice cut(struct slice *rest, struct slice separator) {
    const char *end = memmem(rest->at, rest->length, separator.at, separator.length);
    struct slice part = slice_of(rest->at, end ? (size_t)(end - rest->at) : rest->length);
    size_t used = part.length + (end ? separator.length : 0);
    *rest = slice_of(rest->at + used, rest->length - used);
    return part;
}

static void check_verdict(const struct exchange *exchange) {
    const struct request *request = &exchange->request;
    assert(request->reply.status >= 400 || (request->reply.status == 0 && request->route));
    assert(request->id.length > 0 && request->id.length <= 64);
    if (request->reply.status)
        return;
    assert(utf8_valid(request->path, NULL) && request->answer_media);
    assert(!exchange->framing.chunked || !exchange->framing.has_length);
    for (uint32_t i = 0; i < request->parameters.count; i++)
        assert(utf8_valid(request->parameters.at[i].value, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct exchange_context context = {.config = &config, .service = &service};
    struct slice rest = slice_of((const char *)data, size);
    struct slice line = cut(&rest, SLICE("\r\n"));
    struct slice method = cut(&line, SLICE(" "));
    struct slice target = cut(&line, SLICE(" "));
    char *copy = calloc(target.length + 1, 1); /* ends at NUL as the library's */
    if (copy && target.length)
        memcpy(copy, target.at, target.length);
    struct exchange *exchange = copy ? exchange_new(&context, copy) : NULL;
    if (!exchange) {
        free(copy);
        return 0;
    }

    struct head head = {
        .method = method, .target = exchange->target, .version = line, .size = size};
    while (rest.length) {
        struct slice value = cut(&rest, SLICE("\r\n"));
        struct slice name = cut(&value, SLICE(":"));
        struct parameter field = {name, value};
        if (!name.length && !value.length)
            break;
        if (!list_push(exchange->request.arena, &head.fields, field))
            break;
    }
    exchange_judge(exchange, &head);
    check_verdict(exchange);
    exchange_free(exchange);
    free(copy);
    return 0;
}
