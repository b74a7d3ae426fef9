/* Request smuggling: what can be read in two ways is refused and its connection closed, by claimd
 * alone, behind nginx and behind HAProxy. The cases are a table, tests/data/http-malformed.tsv. */
#include "tests/http/haproxy.h"
#include "tests/http/harness.h"
#include "tests/http/nginx.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { CASES_MAX = 200, PATIENCE = 10000 /* milliseconds: nothing more comes */ };

static struct {
    int expected;
    bool last; /* claimd closes the connection behind it */
    struct slice request;
    struct slice why;
} cases[CASES_MAX];
static int case_count;
static struct server server;
static struct nginx nginx;
static struct haproxy haproxy;
static int logged_before; /* requests that came before through this proxy */

/* Check must know the number of loops before anything runs, so its assertions cannot be used here.
 */
static void take_line(struct slice line) {
    const char *first = memchr(line.at, '\t', line.length);
    const char *last = memrchr(line.at, '\t', line.length);
    if (!line.length || *line.at == '#')
        return;
    if (!first || first == last || case_count == CASES_MAX) {
        fprintf(stderr, "a row of the table has no three columns: %.*s\n", SLICE_ARGS(line));
        exit(EXIT_FAILURE);
    }
    cases[case_count].expected = (int)strtol(line.at, NULL, 10);
    cases[case_count].last = cases[case_count].expected != 200 || first[-1] == '-';
    cases[case_count].request = slice_of(first + 1, (size_t)(last - first - 1));
    cases[case_count++].why = slice_of(last + 1, (size_t)(line.at + line.length - last - 1));
}

static void read_cases(void) {
    static char text[64 * 1024];
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/tests/data/http-malformed.tsv", getenv("CLAIMD_SOURCE"));
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0;
    for (const char *at = text, *end = text + length; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *past = newline ? newline : end;
        take_line(slice_of(at, (size_t)(past - at)));
        at = past + 1;
    }
    if (file)
        (void)fclose(file); /* read only */
}

/* The case, and behind it the request that nobody may take for a second one. */
static void exchange_case(int port, int number, struct raw *ret_raw) {
    static const char second[] = "GET /version HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    size_t length;
    char *first = raw_unescape(cases[number].request, &length);
    char *both = malloc(length + sizeof second);
    ck_assert_ptr_nonnull(both);
    memcpy(both, first, length);
    memcpy(both + length, second, sizeof second);
    raw_exchange(port, slice_of(both, length + sizeof second - 1), PATIENCE, ret_raw);
    free(first);
    free(both);
}

START_TEST(table_is_there) {
    ck_assert_int_gt(case_count, 50);
}
END_TEST

static bool second_answered(const struct raw *raw) {
    return strstr(raw->bytes, "\"name\":\"claimd\"") != NULL;
}

static int requests_logged(void) {
    char *log = server_log(&server);
    int count = 0;
    for (const char *at = log; (at = strstr(at, " event=request ")) != NULL; at++)
        count++;
    free(log);
    return count;
}

/* When nothing is on its way any more: claimd logs after it has answered. */
static int all_logged(void) {
    usleep(300 * 1000);
    return requests_logged();
}

START_TEST(refused_by_claimd_alone) {
    struct raw raw;
    exchange_case(server.port, _i, &raw);
    int expected = cases[_i].expected;
    ck_assert_msg(raw_status(&raw) == expected, "%.*s: status %d, not %d\n%s",
                  SLICE_ARGS(cases[_i].why), raw_status(&raw), expected, raw.bytes);
    ck_assert_msg(second_answered(&raw) != cases[_i].last, "%.*s: the second request\n%s",
                  SLICE_ARGS(cases[_i].why), raw.bytes);
    ck_assert_msg(raw.closed, "%.*s: still open", SLICE_ARGS(cases[_i].why));
    ck_assert_msg(expected < 400 || strstr(raw.bytes, "application/problem+json"),
                  "%.*s: no problem document\n%s", SLICE_ARGS(cases[_i].why), raw.bytes);
    raw_done(&raw);
}
END_TEST

/* Heads of very many parts, or one very long part: much more of them than what libmicrohttpd has
 * memory for. `slug` NULL: a good answer. Each comes at once, alone on its connection. */
static const struct {
    const char *before;
    const char *part;
    int times;
    const char *behind;
    int status;
    const char *slug;
} crowds[] = {
    {"GET /v1/articles?", "&", 490, " HTTP/1.1\r\nHost: a\r\n\r\n", 200, NULL},
    {"GET /v1/articles?", "&", 8000, " HTTP/1.1\r\nHost: a\r\n\r\n", 200, NULL},
    {"GET /v1/articles?", "a&", 500, " HTTP/1.1\r\nHost: a\r\n\r\n", 422, "invalid-parameters"},
    {"GET /v1/articles?", "a=1&", 2000, " HTTP/1.1\r\nHost: a\r\n\r\n", 422, "invalid-parameters"},
    {"POST /v1/analyze?", "a=1&", 1000,
     " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n", 422,
     "invalid-parameters"},
    {"GET /v1/articles?", "a=1&", 4000, " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "url-too-long"},
    {"GET /v1/articles?q=", "a", 60000, " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "url-too-long"},
    {"GET /livez HTTP/1.1\r\nHost: a\r\n", "X: a\r\n", 100, "\r\n", 431, "headers-too-large"},
    {"GET /livez HTTP/1.1\r\nHost: a\r\n", "X: a\r\n", 700, "\r\n", 431, "headers-too-large"},
    {"GET /livez HTTP/1.1\r\nHost: a\r\n", "X: a\r\n", 20000, "\r\n", 431, "headers-too-large"},
    {"GET /livez HTTP/1.1\r\nHost: a\r\nX: ", "a", 40000, "\r\n\r\n", 431, "headers-too-large"},
    {"GET /livez HTTP/1.1\r\nHost: a\r\nCookie: ", "a=b;", 1500, "\r\n\r\n", 200, NULL},
    {"GET /livez HTTP/1.1\r\nHost: a\r\nCookie: ", "a=b;", 7000, "\r\n\r\n", 431,
     "headers-too-large"},
    {"GET /livez HTTP/1.1\r\nHost: a\r\nX: a\r\n", " b\r\n", 20000, "\r\n", 431,
     "headers-too-large"},
};
enum { CROWDS = sizeof crowds / sizeof *crowds, AT_ONCE = 10 /* seconds; a request has 30 */ };

static void exchange_crowd(int port, int number, struct raw *ret_raw) {
    size_t before = strlen(crowds[number].before);
    size_t part = strlen(crowds[number].part);
    size_t parts = part * (size_t)crowds[number].times;
    size_t behind = strlen(crowds[number].behind);
    char *whole = malloc(before + parts + behind);
    ck_assert_ptr_nonnull(whole);
    memcpy(whole, crowds[number].before, before);
    for (size_t at = 0; at < parts; at += part)
        memcpy(whole + before + at, crowds[number].part, part);
    memcpy(whole + before + parts, crowds[number].behind, behind);
    time_t begun = time(NULL);
    raw_exchange(port, slice_of(whole, before + parts + behind), 500, ret_raw);
    ck_assert_msg(time(NULL) - begun < AT_ONCE, "crowd %d: not answered at once", number);
    free(whole);
}

static int answers_in(const struct raw *raw) {
    int count = 0;
    for (const char *at = raw->bytes; (at = strstr(at, "HTTP/1.1 ")) != NULL; at++)
        count++;
    return count;
}

START_TEST(crowded_heads_are_answered_at_once) {
    struct raw raw;
    exchange_crowd(server.port, _i, &raw);
    ck_assert_msg(raw_status(&raw) == crowds[_i].status, "crowd %d: %s", _i, raw.bytes);
    ck_assert_msg(answers_in(&raw) == 1, "crowd %d: %s", _i, raw.bytes);
    if (crowds[_i].slug) {
        ck_assert_msg(strstr(raw.bytes, "application/problem+json"), "crowd %d: %s", _i, raw.bytes);
        ck_assert_msg(strstr(raw.bytes, crowds[_i].slug), "crowd %d: %s", _i, raw.bytes);
    }
    raw_done(&raw);
}
END_TEST

/* nginx refuses some by itself, as a bad request or its 494, which it tells as 400. */
START_TEST(crowded_heads_are_answered_through_nginx) {
    if (!nginx.pid)
        return;
    struct raw raw;
    exchange_crowd(nginx.port, _i, &raw);
    int status = raw_status(&raw);
    ck_assert_msg(status == crowds[_i].status || (status == 400 && crowds[_i].status > 400),
                  "crowd %d: %s", _i, raw.bytes);
    ck_assert_msg(answers_in(&raw) == 1, "crowd %d: %s", _i, raw.bytes);
    raw_done(&raw);
}
END_TEST

/* What a proxy answers to a case. A sound request comes through, and so does the one behind it. Of
 * those that claimd answers only because it closes behind them, a proxy may refuse some. */
static void exchange_through(int port, int number) {
    struct raw raw;
    exchange_case(port, number, &raw);
    int status = raw_status(&raw);
    if (!cases[number].last) {
        ck_assert_msg(status == 200, "%.*s: status %d\n%s", SLICE_ARGS(cases[number].why), status,
                      raw.bytes);
        ck_assert_msg(second_answered(&raw), "%.*s", SLICE_ARGS(cases[number].why));
    }
    ck_assert_msg(status == 200 || status == 0 || status >= 400, "%.*s: status %d",
                  SLICE_ARGS(cases[number].why), status);
    raw_done(&raw);
}

/* nginx repairs some of them on the way (it joins no lines, but drops a proxy's absolute form), so
 * the status may be 200 there; but what nginx refuses, claimd has refused too, and nginx never
 * hands a smuggled request through. */
START_TEST(nothing_passes_nginx) {
    if (!nginx.pid)
        return;
    if (_i == 0)
        logged_before = all_logged();
    exchange_through(nginx.port, _i);
}
END_TEST

START_TEST(nothing_passes_haproxy) {
    if (!haproxy.pid)
        return;
    if (_i == 0)
        logged_before = all_logged();
    exchange_through(haproxy.port, _i);
}
END_TEST

static int nginx_asked(void) {
    return nginx_upstream_count(&nginx);
}

static int haproxy_asked(void) {
    return haproxy_upstream_count(&haproxy);
}

/* Front and back have seen the same number of requests: nothing was smuggled between them. Both
 * log after they have answered. */
static void count_alike(int (*asked)(void)) {
    for (int waited = 0; waited < PATIENCE && requests_logged() - logged_before != asked();
         waited += 100)
        usleep(100 * 1000);
    int answered = all_logged() - logged_before;
    ck_assert_int_eq(answered, asked());
    ck_assert_int_gt(answered, 5);
}

START_TEST(nginx_and_claimd_count_alike) {
    if (nginx.pid)
        count_alike(nginx_asked);
}
END_TEST

START_TEST(haproxy_and_claimd_count_alike) {
    if (haproxy.pid)
        count_alike(haproxy_asked);
}
END_TEST

static void start(void) {
    static const char *const flags[] = {"--threads", "4", NULL};
    server_start(&server, flags);
    nginx_start(&nginx, server.port);
    haproxy_start(&haproxy, server.port);
}

static void stop(void) {
    haproxy_stop(&haproxy);
    nginx_stop(&nginx);
    server_stop(&server);
}

Suite *test_suite(void) {
    Suite *suite = suite_create("http framing");
    TCase *tcase = tcase_create("malformed");
    read_cases();
    tcase_set_timeout(tcase, 120);
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_test(tcase, table_is_there);
    tcase_add_loop_test(tcase, refused_by_claimd_alone, 0, case_count);
    tcase_add_loop_test(tcase, crowded_heads_are_answered_at_once, 0, CROWDS);
    tcase_add_loop_test(tcase, nothing_passes_nginx, 0, case_count);
    tcase_add_test(tcase, nginx_and_claimd_count_alike);
    tcase_add_loop_test(tcase, nothing_passes_haproxy, 0, case_count);
    tcase_add_test(tcase, haproxy_and_claimd_count_alike);
    tcase_add_loop_test(tcase, crowded_heads_are_answered_through_nginx, 0, CROWDS);
    suite_add_tcase(suite, tcase);
    return suite;
}
