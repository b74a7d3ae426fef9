/* The catalogue of errors: slugs are part of the interface and never change their meaning. */
#include "handlers/request.h"

#include <assert.h>
#include <stdio.h>

static const struct {
    int status;
    const char *slug;
    const char *title;
} problems[] = {
    [PROBLEM_MALFORMED_REQUEST] = {400, "malformed-request", "The request breaks HTTP's grammar"},
    [PROBLEM_INVALID_JSON] = {400, "invalid-json", "The body is not JSON"},
    [PROBLEM_INVALID_TEXT] = {400, "invalid-text", "The body is not UTF-8 text"},
    [PROBLEM_UNAUTHORIZED] = {401, "unauthorized", "A token is needed"},
    [PROBLEM_FORBIDDEN] = {403, "forbidden", "The token does not reach so far"},
    [PROBLEM_NOT_FOUND] = {404, "not-found", "No such thing"},
    [PROBLEM_METHOD_NOT_ALLOWED] = {405, "method-not-allowed", "The path has no such method"},
    [PROBLEM_NOT_ACCEPTABLE] = {406, "not-acceptable", "No acceptable representation"},
    [PROBLEM_REQUEST_TIMEOUT] = {408, "request-timeout", "The request took too long to arrive"},
    [PROBLEM_CONFLICT] = {409, "conflict", "The state does not allow this"},
    [PROBLEM_KEY_IN_USE] = {409, "idempotency-key-in-use", "The first request still runs"},
    [PROBLEM_OFFLINE] = {409, "offline", "Fetching is turned off"},
    [PROBLEM_LENGTH_REQUIRED] = {411, "length-required", "The body needs a length"},
    [PROBLEM_PRECONDITION_FAILED] = {412, "precondition-failed", "It has changed meanwhile"},
    [PROBLEM_BODY_TOO_LARGE] = {413, "body-too-large", "The body is too large"},
    [PROBLEM_URL_TOO_LONG] = {414, "url-too-long", "The URL is too long"},
    [PROBLEM_UNSUPPORTED_MEDIA] = {415, "unsupported-media-type", "Unsupported media type"},
    [PROBLEM_EXPECTATION_FAILED] = {417, "expectation-failed", "Unknown expectation"},
    [PROBLEM_INVALID_FIELDS] = {422, "invalid-fields", "The body does not fit its description"},
    [PROBLEM_INVALID_PARAMETERS] = {422, "invalid-parameters", "The query parameters do not fit"},
    [PROBLEM_KEY_REUSED] = {422, "idempotency-key-reused", "The key belongs to another request"},
    [PROBLEM_ANALYSIS_TOO_LARGE] = {422, "analysis-too-large", "Too much to analyse"},
    [PROBLEM_PRECONDITION_REQUIRED] = {428, "precondition-required", "If-Match is needed"},
    [PROBLEM_TOO_MANY_REQUESTS] = {429, "too-many-requests", "Too many requests"},
    [PROBLEM_HEADERS_TOO_LARGE] = {431, "headers-too-large", "The header fields are too large"},
    [PROBLEM_INTERNAL] = {500, "internal", "claimd made a mistake"},
    [PROBLEM_UNAVAILABLE] = {503, "unavailable", "Not now"},
    [PROBLEM_HTTP_VERSION] = {505, "http-version", "This version of HTTP is not spoken"},
    [PROBLEM_STORAGE_FULL] = {507, "storage-full", "The disk is full"},
};
static_assert(sizeof problems / sizeof *problems == PROBLEM_COUNT, "a problem has no row");

int problem_status(enum problem problem) {
    assert(problem < PROBLEM_COUNT);
    return problems[problem].status;
}

const char *problem_slug(enum problem problem) {
    assert(problem < PROBLEM_COUNT);
    return problems[problem].slug;
}

const char *problem_title(enum problem problem) {
    assert(problem < PROBLEM_COUNT);
    return problems[problem].title;
}

size_t problem_write_bare(enum problem problem, char *out) {
    int length = snprintf(out, PROBLEM_BARE_MAX,
                          "{\"type\":\"" PROBLEM_TYPE_PREFIX "%s\",\"title\":\"%s\",\"status\":%d}",
                          problem_slug(problem), problem_title(problem), problem_status(problem));
    assert(length > 0 && length < PROBLEM_BARE_MAX);
    return (size_t)length;
}
