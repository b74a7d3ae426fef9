/* The HTTP floor as its clients see it: routes, methods, media types, limits, problem documents. */
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Small limits, so that "one above" costs little. */
enum { ARTICLE_BYTES = 4096, COMPARE_BYTES = 8192, URL_BYTES = 512, HEADER_BYTES = 2048 };

static struct server server;

static void start(void) {
    static const char *const flags[] = {"--article-bytes",
                                        "4096",
                                        "--compare-bytes",
                                        "8192",
                                        "--url-bytes",
                                        "512",
                                        "--header-bytes",
                                        "2048",
                                        NULL};
    server_start(&server, flags);
}

static void stop(void) {
    server_stop(&server);
}

static void post(const char *path, const char *type, struct slice body, struct answer *ret_answer) {
    char header[128];
    const char *const headers[] = {header, NULL};
    (void)snprintf(header, sizeof header, "Content-Type: %s", type);
    http_request(&server, "POST", path, headers, body, ret_answer);
}

START_TEST(probes_answer) {
    static const struct {
        const char *path;
        const char *type;
        const char *text;
    } rows[] = {
        {"/livez", "text/plain; charset=utf-8", "ok\n"},
        {"/readyz", "text/plain; charset=utf-8", "ready\n"},
        {"/version", "application/json", "\"name\":\"claimd\""},
        {"/metrics", "text/plain; version=0.0.4; charset=utf-8", "claimd_build_info{"},
        {"/openapi.yaml", "application/yaml", "openapi: 3.1"},
        {"/dashboard/app.js", "text/javascript; charset=utf-8", "import "},
    };
    struct answer answer;
    http_get(&server, rows[_i].path, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer_header(&answer, "Content-Type"), rows[_i].type);
    ck_assert_ptr_nonnull(strstr(answer.body, rows[_i].text));
    const char *front = answer_header(&answer, "Server"); /* claimd itself does not boast */
    ck_assert_int_eq(front != NULL, server.front.pid != 0);
    answer_done(&answer);
}
END_TEST

START_TEST(head_has_no_body) {
    struct answer answer;
    http_request(&server, "HEAD", "/version", NULL, (struct slice){0}, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.length, 0);
    ck_assert_ptr_nonnull(answer_header(&answer, "ETag"));
    ck_assert_int_gt(strtol(answer_header(&answer, "Content-Length"), NULL, 10), 10);
    answer_done(&answer);
}
END_TEST

START_TEST(known_bytes_are_not_sent_again) {
    struct answer answer;
    char condition[128];
    const char *const headers[] = {condition, NULL};
    http_get(&server, "/openapi.yaml", &answer);
    (void)snprintf(condition, sizeof condition, "If-None-Match: %s",
                   answer_header(&answer, "ETag"));
    answer_done(&answer);
    http_request(&server, "GET", "/openapi.yaml", headers, (struct slice){0}, &answer);
    ck_assert_int_eq(answer.status, 304);
    ck_assert_uint_eq(answer.length, 0);
    answer_done(&answer);
    (void)snprintf(condition, sizeof condition, "If-None-Match: \"other\"");
    http_request(&server, "GET", "/openapi.yaml", headers, (struct slice){0}, &answer);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
}
END_TEST

START_TEST(unknown_paths) {
    static const char *const paths[] = {
        "//",      "/v1",          "/v1/",   "/livez/",           "/v1/analyz", "/v1/analyze/x",
        "//livez", "/v1/../livez", "/LIVEZ", "/v1/articles/a/b/c"};
    struct answer answer;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        http_get(&server, paths[i], &answer);
        answer_is_problem(&answer, 404, "not-found");
        answer_done(&answer);
    }
}
END_TEST

START_TEST(wrong_methods_are_told_the_right_ones) {
    static const struct {
        const char *method;
        const char *path;
        const char *allow;
    } rows[] = {
        {"GET", "/v1/analyze", "POST"},     {"DELETE", "/livez", "GET, HEAD"},
        {"BREW", "/livez", "GET, HEAD"},    {"PUT", "/v1/articles", "POST, GET, HEAD"},
        {"OPTIONS", "/v1/compare", "POST"},
    };
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        http_request(&server, rows[i].method, rows[i].path, NULL, (struct slice){0}, &answer);
        answer_is_problem(&answer, 405, "method-not-allowed");
        ck_assert_str_eq(answer_header(&answer, "Allow"), rows[i].allow);
        answer_done(&answer);
    }
}
END_TEST

START_TEST(media_types_of_bodies) {
    static const struct {
        const char *type;
        int status;
    } rows[] = {
        {"text/plain", 200},
        {"Text/Plain; charset=UTF-8", 200},
        {"text/plain;charset=\"utf-8\"", 200},
        {"text/plain; charset=iso-8859-1", 415},
        {"text/html; charset=iso-8859-1", 200},
        {"application/x-www-form-urlencoded", 415},
        {"application/jsonp", 415},
        {"", 415},
    };
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        post("/v1/analyze", rows[i].type, SLICE("Four boats sank."), &answer);
        ck_assert_msg(answer.status == rows[i].status, "%s: %d", rows[i].type, answer.status);
        if (answer.status == 415) {
            answer_is_problem(&answer, 415, "unsupported-media-type");
            ck_assert_str_eq(answer_header(&answer, "Accept-Post"),
                             "application/json, text/plain, text/html");
        }
        answer_done(&answer);
    }
}
END_TEST

START_TEST(content_codings_are_refused) {
    static const char *const headers[] = {"Content-Type: text/plain", "Content-Encoding: gzip",
                                          NULL};
    struct answer answer;
    http_request(&server, "POST", "/v1/analyze", headers, SLICE("Four boats sank."), &answer);
    answer_is_problem(&answer, 415, "unsupported-media-type");
    ck_assert_str_eq(answer_header(&answer, "Accept-Encoding"), "identity");
    answer_done(&answer);
}
END_TEST

START_TEST(media_types_of_answers) {
    static const struct {
        const char *accept;
        int status;
        const char *type;
    } rows[] = {
        {"Accept: */*", 200, "application/json"},
        {"Accept: text/plain", 200, "text/plain; charset=utf-8"},
        {"Accept: text/*;q=0.5, application/json;q=0.4", 200, "text/plain; charset=utf-8"},
        {"Accept: text/plain;q=0.4, application/json;q=0.5", 200, "application/json"},
        {"Accept: text/plain;q=0, */*", 200, "application/json"},
        {"Accept: image/png", 406, "application/problem+json"},
        {"Accept: application/json;q=0", 406, "application/problem+json"},
    };
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const headers[] = {"Content-Type: text/plain", rows[i].accept, NULL};
        http_request(&server, "POST", "/v1/analyze", headers, SLICE("Four boats sank."), &answer);
        ck_assert_msg(answer.status == rows[i].status, "%s: %d", rows[i].accept, answer.status);
        ck_assert_str_eq(answer_header(&answer, "Content-Type"), rows[i].type);
        answer_done(&answer);
    }
}
END_TEST

/* Text of one length, as letters that make no sense. */
static struct slice letters(size_t length) {
    static char text[COMPARE_BYTES + 2];
    ck_assert_uint_le(length, sizeof text);
    memset(text, 'a', length);
    return slice_of(text, length);
}

START_TEST(body_at_the_limit_and_one_above) {
    struct answer answer;
    post("/v1/analyze", "text/plain", letters(ARTICLE_BYTES), &answer);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
    post("/v1/analyze", "text/plain", letters(ARTICLE_BYTES + 1), &answer);
    answer_is_problem(&answer, 413, "body-too-large");
    ck_assert_ptr_nonnull(strstr(answer.body, "4096"));
    answer_done(&answer);
    post("/v1/compare", "application/json", letters(COMPARE_BYTES), &answer);
    answer_is_problem(&answer, 400, "invalid-json");
    answer_done(&answer);
    post("/v1/compare", "application/json", letters(COMPARE_BYTES + 1), &answer);
    answer_is_problem(&answer, 413, "body-too-large");
    answer_done(&answer);
}
END_TEST

/* The same limit when nobody has said before how long the body will be. */
static int chunked_status(size_t length) {
    static char request[2 * ARTICLE_BYTES];
    struct raw raw;
    int head = snprintf(request, sizeof request,
                        "POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                        length);
    memset(request + head, 'a', length);
    memcpy(request + head + length, "\r\n0\r\n\r\n", 7);
    raw_exchange(server.port, slice_of(request, (size_t)head + length + 7), 2000, &raw);
    int status = raw_status(&raw);
    ck_assert_msg(raw.closed, "a chunked request leaves its connection open");
    raw_done(&raw);
    return status;
}

START_TEST(chunked_body_at_the_limit_and_one_above) {
    ck_assert_int_eq(chunked_status(ARTICLE_BYTES), 200);
    ck_assert_int_eq(chunked_status(ARTICLE_BYTES + 1), 413);
}
END_TEST

START_TEST(too_long_a_body_is_not_waited_for) {
    struct raw raw;
    raw_exchange(server.port,
                 SLICE("POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                       "Content-Length: 4097\r\nExpect: 100-continue\r\n\r\n"),
                 2000, &raw);
    ck_assert_int_eq(raw_status(&raw), 413);
    ck_assert_ptr_null(strstr(raw.bytes, "100 Continue"));
    ck_assert(raw.closed);
    raw_done(&raw);
    raw_exchange(server.port,
                 SLICE("POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                       "Content-Length: 4096\r\nExpect: 100-continue\r\n\r\n"),
                 200, &raw);
    ck_assert_ptr_nonnull(strstr(raw.bytes, "100 Continue"));
    raw_done(&raw);
}
END_TEST

/* The whole target, query included: a path that there is not, so that 404 tells that it was read.
 */
static int target_status(size_t length) {
    char path[URL_BYTES + 8] = "/nowhere?";
    struct answer answer;
    size_t used = strlen(path);
    memset(path + used, 'a', length - used);
    path[length] = '\0';
    http_get(&server, path, &answer);
    int status = answer.status;
    answer_done(&answer);
    return status;
}

START_TEST(target_at_the_limit_and_one_above) {
    ck_assert_int_eq(target_status(URL_BYTES), 404);
    ck_assert_int_eq(target_status(URL_BYTES + 1), 414);
}
END_TEST

static int head_status(size_t length) {
    char request[HEADER_BYTES + 8];
    struct raw raw;
    int used = snprintf(request, sizeof request, "GET /livez HTTP/1.1\r\nHost: a\r\nX: ");
    memset(request + used, 'a', length - (size_t)used);
    memcpy(request + length - 4, "\r\n\r\n", 4);
    raw_exchange(server.port, slice_of(request, length), 2000, &raw);
    int status = raw_status(&raw);
    raw_done(&raw);
    return status;
}

START_TEST(head_at_the_limit_and_one_above) {
    ck_assert_int_eq(head_status(HEADER_BYTES), 200);
    ck_assert_int_eq(head_status(HEADER_BYTES + 1), 431);
}
END_TEST

/* What libmicrohttpd refuses by itself, before we are asked. */
START_TEST(heads_beyond_all_measure) {
    enum { HUGE_HEAD = 300000 };
    char *request = malloc(HUGE_HEAD);
    struct raw raw;
    ck_assert_ptr_nonnull(request);
    memset(request, 'a', HUGE_HEAD);
    memcpy(request, "GET /", 5);
    raw_exchange(server.port, slice_of(request, HUGE_HEAD), 2000, &raw);
    ck_assert_int_eq(raw_status(&raw), 414);
    ck_assert(raw.closed);
    raw_done(&raw);
    memcpy(request, "GET / HTTP/1.1\r\nX: ", 19);
    raw_exchange(server.port, slice_of(request, HUGE_HEAD), 2000, &raw);
    ck_assert_int_eq(raw_status(&raw), 431);
    ck_assert(raw.closed);
    raw_done(&raw);
    free(request);
}
END_TEST

START_TEST(bodies_that_are_not_json) {
    static const struct {
        const char *body;
        const char *place;
    } rows[] = {
        {"", "Line 1, column 0"},
        {"{\"text\": \"a\",\n  oops}", "Line 2, column "},
        {"{\"text\": \"a\"} x", "Line 1, column "},
        {"{\"text\": \"a\", \"text\": \"b\"}", "duplicate"},
        {"{\"text\": \"\\ud800\"}", "Line 1, column "},
        {"{\"text\": \"\\u0000\"}", "Line 1, column "},
        {"{\"text\": \"\xff\"}", "Line 1, column "},
        {"{\"text\": \"\xed\xa0\x80\"}", "Line 1, column "},
        {"{\"text\": \"\xc0\xaf\"}", "Line 1, column "},
    };
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        http_post_json(&server, "/v1/analyze", rows[i].body, &answer);
        answer_is_problem(&answer, 400, "invalid-json");
        ck_assert_msg(strstr(answer.body, rows[i].place) != NULL, "%s", answer.body);
        answer_done(&answer);
    }
}
END_TEST

/* JSON_INPUT_DEPTH and JSON_INPUT_VALUES of handlers/request.h. */
START_TEST(json_at_the_limits_and_one_above) {
    char body[512];
    struct answer answer;
    for (int depth = 64; depth <= 65; depth++) {
        memset(body, '[', (size_t)depth);
        memset(body + depth, ']', (size_t)depth);
        body[2 * depth] = '\0';
        http_post_json(&server, "/v1/analyze", body, &answer);
        answer_is_problem(&answer, depth == 64 ? 422 : 400,
                          depth == 64 ? "invalid-fields" : "invalid-json");
        answer_done(&answer);
    }
}
END_TEST

START_TEST(bare_text_must_be_text) {
    struct answer answer;
    post("/v1/analyze", "text/plain", SLICE("caf\xe9"), &answer);
    answer_is_problem(&answer, 400, "invalid-text");
    answer_done(&answer);
    post("/v1/analyze", "text/plain", SLICE("a\0b"), &answer);
    answer_is_problem(&answer, 400, "invalid-text");
    answer_done(&answer);
    post("/v1/analyze", "text/plain", SLICE(""), &answer);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
}
END_TEST

START_TEST(query_parameters) {
    static const struct {
        const char *query;
        int status;
        const char *slug;
    } rows[] = {
        {"?title=A%20b+c&source=Lindholm%20Post", 200, NULL},
        {"?published_at=2024-06-18", 200, NULL},
        {"?published_at=yesterday", 422, "invalid-parameters"},
        {"?publised_at=2024-06-18", 422, "invalid-parameters"},
        {"?title=a&title=b", 422, "invalid-parameters"},
        {"?title=%ff", 400, "malformed-request"},
        {"?title=%0a", 400, "malformed-request"},
    };
    char path[256];
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)snprintf(path, sizeof path, "/v1/analyze%s", rows[i].query);
        post(path, "text/plain", SLICE("Four boats sank."), &answer);
        ck_assert_msg(answer.status == rows[i].status, "%s: %s", rows[i].query, answer.body);
        if (rows[i].slug)
            answer_is_problem(&answer, rows[i].status, rows[i].slug);
        answer_done(&answer);
    }
    http_get(&server, "/version?x=1", &answer);
    answer_is_problem(&answer, 422, "invalid-parameters");
    answer_done(&answer);
}
END_TEST

START_TEST(problems_point_at_fields) {
    struct answer answer;
    json_error_t error;
    http_post_json(&server, "/v1/compare",
                   "{\"articles\": [{\"text\": \"a\", \"publised_at\": \"x\"}, {\"text\": 4}]}",
                   &answer);
    answer_is_problem(&answer, 422, "invalid-fields");
    json_t *body = json_loads(answer.body, 0, &error);
    ck_assert_ptr_nonnull(body);
    json_t *errors = json_object_get(body, "errors");
    ck_assert_uint_eq(json_array_size(errors), 2);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(errors, 0), "pointer")),
                     "/articles/0/publised_at");
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(errors, 1), "pointer")),
                     "/articles/1/text");
    json_decref(body);
    answer_done(&answer);
}
END_TEST

START_TEST(request_ids_are_echoed_when_sane) {
    static const struct {
        const char *header;
        const char *echo; /* NULL: one of ours instead */
    } rows[] = {
        {"X-Request-Id: desk-7.a_B", "desk-7.a_B"},
        {"X-Request-Id: with space", NULL},
        {"X-Request-Id: <script>", NULL},
        {"X-Request-Id: 12345678901234567890123456789012345678901234567890123456789012345", NULL},
    };
    struct answer answer;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const headers[] = {rows[i].header, NULL};
        http_request(&server, "GET", "/livez", headers, (struct slice){0}, &answer);
        const char *id = answer_header(&answer, "X-Request-Id");
        ck_assert_ptr_nonnull(id);
        if (rows[i].echo)
            ck_assert_str_eq(id, rows[i].echo);
        else
            ck_assert_uint_eq(strlen(id), 16);
        answer_done(&answer);
    }
}
END_TEST

START_TEST(connections_are_kept) {
    struct raw raw;
    raw_exchange(server.port,
                 SLICE("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
                       "GET /nope HTTP/1.1\r\nHost: a\r\n\r\n"
                       "DELETE /livez HTTP/1.1\r\nHost: a\r\n\r\n"
                       "POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                       "Content-Length: 5\r\n\r\nHello"
                       "GET /version HTTP/1.1\r\nHost: a\r\n\r\n"),
                 2000, &raw);
    ck_assert_int_eq(raw_status(&raw), 200);
    ck_assert_ptr_nonnull(strstr(raw.bytes, "\"name\":\"claimd\""));
    ck_assert(!raw.closed);
    raw_done(&raw);
}
END_TEST

START_TEST(metrics_count_by_route) {
    struct answer answer;
    post("/v1/analyze", "text/plain", SLICE("Four boats sank."), &answer);
    answer_done(&answer);
    ck_assert(server_metrics_tell(&server, "claimd_http_requests_in_flight 1\n"));
    http_get(&server, "/metrics", &answer);
    static const char *const lines[] = {
        "claimd_http_requests_total{method=\"POST\",route=\"/v1/analyze\",status=\"200\"}",
        "claimd_http_request_duration_seconds_bucket{method=\"POST\",route=\"/v1/analyze\",le=",
        "process_resident_memory_bytes ",
        "claimd_http_connections ",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(strstr(answer.body, lines[i]) != NULL, "%s", lines[i]);
    answer_done(&answer);
}
END_TEST

START_TEST(log_tells_of_requests_and_not_of_texts) {
    static const char *const headers[] = {"Content-Type: text/plain", "X-Request-Id: log-test",
                                          NULL};
    struct answer answer;
    http_request(&server, "POST", "/v1/analyze?title=Hushed", headers,
                 SLICE("Zanzibarian whispers grew."), &answer);
    answer_done(&answer);
    http_get(&server, "/livez", &answer); /* by now the line of the first is written, or soon */
    answer_done(&answer);
    char *log = NULL;
    for (int i = 0; i < 100; i++) {
        free(log);
        log = server_log(&server);
        if (strstr(log, "request_id=log-test"))
            break;
    }
    ck_assert_ptr_nonnull(
        strstr(log, "request_id=log-test method=POST route=/v1/analyze status=200 bytes_in=26"));
    ck_assert_ptr_null(strstr(log, "Zanzibarian"));
    ck_assert_ptr_null(strstr(log, "Hushed"));
    free(log);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http service");
    TCase *tcase = tcase_create("service");
    tcase_set_timeout(tcase, 120);
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_loop_test(tcase, probes_answer, 0, 6);
    tcase_add_test(tcase, head_has_no_body);
    tcase_add_test(tcase, known_bytes_are_not_sent_again);
    tcase_add_test(tcase, unknown_paths);
    tcase_add_test(tcase, wrong_methods_are_told_the_right_ones);
    tcase_add_test(tcase, media_types_of_bodies);
    tcase_add_test(tcase, content_codings_are_refused);
    tcase_add_test(tcase, media_types_of_answers);
    tcase_add_test(tcase, body_at_the_limit_and_one_above);
    tcase_add_test(tcase, chunked_body_at_the_limit_and_one_above);
    tcase_add_test(tcase, too_long_a_body_is_not_waited_for);
    tcase_add_test(tcase, target_at_the_limit_and_one_above);
    tcase_add_test(tcase, head_at_the_limit_and_one_above);
    tcase_add_test(tcase, heads_beyond_all_measure);
    tcase_add_test(tcase, bodies_that_are_not_json);
    tcase_add_test(tcase, json_at_the_limits_and_one_above);
    tcase_add_test(tcase, bare_text_must_be_text);
    tcase_add_test(tcase, query_parameters);
    tcase_add_test(tcase, problems_point_at_fields);
    tcase_add_test(tcase, request_ids_are_echoed_when_sane);
    tcase_add_test(tcase, connections_are_kept);
    tcase_add_test(tcase, metrics_count_by_route);
    tcase_add_test(tcase, log_tells_of_requests_and_not_of_texts);
    suite_add_tcase(suite, tcase);
    return suite;
}
