/* Answers are left in the request: status, headers and the bytes of request->out. The server sends
 * them (or a command prints them), so nothing here knows of sockets.
 */
#include "base/error.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "handlers/request.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

enum {
    PROBLEM_ERRORS_MAX = 20, /* more help nobody, and a hostile body may hold a million */
    RETRY_AFTER_SECONDS = 1,
};

void reply_header(struct request *request, const char *name, struct slice value) {
    for (size_t i = 0; i < value.length; i++)
        assert((unsigned char)value.at[i] >= ' ' && value.at[i] != 0x7F);

    struct parameter header = {.name = slice_from_cstr(name)};
    int result = arena_copy(request->arena, value, &header.value);
    if (result == 0 && !list_push(request->arena, &request->reply.headers, header))
        result = ERR_NO_MEMORY;
    if (result < 0)
        request->out.error = result;
}

static void finish(struct request *request, int status, const char *content_type) {
    assert(!request->reply.status);
    request->reply.status = status;
    request->reply.content_type = content_type;
}

void reply_body(struct request *request, int status, const char *content_type) {
    int error = buffer_error(&request->out);
    if (error < 0) {
        reply_error(request, error, "writing the answer");
        return;
    }
    finish(request, status, content_type);
}

void reply_json(struct request *request, int status) {
    reply_body(request, status, "application/json");
}

void reply_text(struct request *request, int status) {
    reply_body(request, status, "text/plain; charset=utf-8");
}

void reply_stream(struct request *request, const char *content_type, stream_source *source) {
    if (buffer_error(&request->out)) {
        reply_error(request, buffer_error(&request->out), "writing the answer");
        return;
    }
    request->reply.source = source;
    finish(request, 200, content_type);
}

void reply_empty(struct request *request, int status) {
    buffer_clear(&request->out);
    finish(request, status, NULL);
}

/* Field names come from the client and are cut to fit: never half a character into an answer. */
static struct slice well_formed(struct slice text) {
    size_t bad = text.length;
    return utf8_valid(text, &bad) ? text : slice_of(text.at, bad);
}

static void write_errors(struct json_writer *json, const struct field_error_list *errors) {
    uint32_t count = errors->count < PROBLEM_ERRORS_MAX ? errors->count : PROBLEM_ERRORS_MAX;
    json_key(json, "errors");
    json_begin_array(json);
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        if (errors->at[i].pointer.at)
            json_member_string(json, "pointer", well_formed(errors->at[i].pointer));
        json_member_string(json, "detail", well_formed(errors->at[i].detail));
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_problem(struct request *request, enum problem problem, struct slice detail) {
    char type[80];
    (void)snprintf(type, sizeof type, PROBLEM_TYPE_PREFIX "%s", problem_slug(problem)); /* fits */
    struct json_writer json;
    buffer_clear(&request->out);
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "type", type);
    json_member_cstr(&json, "title", problem_title(problem));
    json_member_integer(&json, "status", problem_status(problem));
    if (detail.at)
        json_member_string(&json, "detail", well_formed(detail));
    json_member_string(&json, "request_id", request->id);
    if (request->errors.count)
        write_errors(&json, &request->errors);
    json_end_object(&json);
}

/* Where people read more: `type` is a name that is the same everywhere, and leads nowhere. */
static void link_help(struct request *request, enum problem problem) {
    char link[100];
    int length = snprintf(link, sizeof link, "</problems/%s>; rel=\"help\"", problem_slug(problem));
    reply_header(request, "Link", slice_of(link, (size_t)length)); /* slugs are short */
}

void reply_problem(struct request *request, enum problem problem, const char *detail, ...) {
    char text[512];
    va_list list;
    va_start(list, detail);
    int length = vsnprintf(text, sizeof text, detail, list);
    va_end(list);

    size_t kept = length < 0 ? 0 : (size_t)length;
    if (kept >= sizeof text)
        kept = sizeof text - 1;
    write_problem(request, problem, slice_of(text, kept));
    request->reply.slug = problem_slug(problem);
    link_help(request, problem);
    if (problem_status(problem) == 503)
        reply_header(request, "Retry-After", SLICE("1"));
    static_assert(RETRY_AFTER_SECONDS == 1, "the header above says so");
    if (buffer_error(&request->out) < 0) /* without memory: the bare status still tells */
        reply_empty(request, problem_status(problem));
    else
        finish(request, problem_status(problem), "application/problem+json");
}

void reply_error(struct request *request, int error, const char *what) {
    assert(error < 0);
    request->reply.error = error;
    request->reply.failure = what;
    switch (error) {
    case ERR_NOT_FOUND:
        reply_problem(request, PROBLEM_NOT_FOUND, "There is nothing here under this name.");
        return;
    case ERR_TOO_LARGE:
        reply_problem(request, PROBLEM_ANALYSIS_TOO_LARGE,
                      "The request passes a limit while %s; send less at once.", what);
        return;
    case ERR_NO_MEMORY:
    case ERR_BUSY:
        reply_problem(request, PROBLEM_UNAVAILABLE, "%s while %s; try again.",
                      error == ERR_BUSY ? "Busy" : "Out of memory", what);
        return;
    case ERR_NO_SPACE:
        reply_problem(request, PROBLEM_STORAGE_FULL, "The disk is full; nothing was kept.");
        return;
    default:
        reply_problem(request, PROBLEM_INTERNAL,
                      "Something failed while %s; the log has it under the request id.", what);
    }
}
