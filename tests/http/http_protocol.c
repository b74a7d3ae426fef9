/* What all operations have in common: entity tags, codings, origins, keys, hints. */
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>
#include <zstd.h>

static struct server server;

static void start(void) {
    server_start(&server, NULL);
}

static void stop(void) {
    server_stop(&server);
}

static void get_with(const char *path, const char *header, struct answer *ret_answer) {
    const char *const headers[] = {header, NULL};
    http_request(&server, "GET", path, headers, (struct slice){0}, ret_answer);
}

/* Stores an article; the path of its own. */
static void store_article(char ret_path[64]) {
    struct answer answer;
    http_post_json(&server, "/v1/articles",
                   "{\"text\":\"The ferry ran aground on Tuesday, the coastguard said.\"}",
                   &answer);
    ck_assert_int_eq(answer.status, 201);
    (void)snprintf(ret_path, 64, "%s", answer_header(&answer, "Location"));
    answer_done(&answer);
}

/* ---- entity tags ----------------------------------------------------------------------------- */

START_TEST(a_known_article_is_not_sent_again) {
    static const char *const parts[] = {"", "/text", "/claims"};
    char article[64];
    char path[128];
    char header[128];
    char tag[64];
    struct answer answer;
    store_article(article);
    (void)snprintf(path, sizeof path, "%s%s", article, parts[_i]);
    http_get(&server, path, &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_ptr_nonnull(answer_header(&answer, "ETag"));
    (void)snprintf(tag, sizeof tag, "%s", answer_header(&answer, "ETag"));
    answer_done(&answer);

    (void)snprintf(header, sizeof header, "If-None-Match: \"x\", W/%s", tag);
    get_with(path, header, &answer);
    ck_assert_int_eq(answer.status, 304);
    ck_assert_uint_eq(answer.length, 0);
    ck_assert_str_eq(answer_header(&answer, "ETag"), tag);
    answer_done(&answer);

    get_with(path, "If-None-Match: \"00000000000000000000000000000000\"", &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer_header(&answer, "ETag"), tag);
    answer_done(&answer);

    http_request(&server, "DELETE", article, NULL, (struct slice){0}, &answer);
    ck_assert_int_eq(answer.status, 204);
    answer_done(&answer);
    get_with(path, header, &answer);
    answer_is_problem(&answer, 404, "not-found");
    ck_assert_ptr_null(answer_header(&answer, "ETag"));
    answer_done(&answer);
}
END_TEST

/* ---- codings --------------------------------------------------------------------------------- */

static struct answer decoded(const struct answer *answer, const char *coding) {
    struct answer plain = {.body = calloc(1, 1 << 20)};
    if (strcmp(coding, "zstd") == 0) {
        plain.length = ZSTD_decompress(plain.body, 1 << 20, answer->body, answer->length);
        ck_assert(!ZSTD_isError(plain.length));
        return plain;
    }
    z_stream stream = {.next_in = (Bytef *)answer->body,
                       .avail_in = (uInt)answer->length,
                       .next_out = (Bytef *)plain.body,
                       .avail_out = 1 << 20};
    ck_assert_int_eq(inflateInit2(&stream, 15 + 16), Z_OK);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    plain.length = stream.total_out;
    (void)inflateEnd(&stream);
    return plain;
}

START_TEST(answers_are_coded_when_asked) {
    static const struct {
        const char *accept;
        const char *coding; /* NULL: none */
    } rows[] = {
        {"Accept-Encoding: gzip", "gzip"},
        {"Accept-Encoding: gzip, deflate, br, zstd", "zstd"},
        {"Accept-Encoding: gzip;q=1.0, zstd;q=0.5", "gzip"},
        {"Accept-Encoding: GZIP", "gzip"},
        {"Accept-Encoding: *", "zstd"},
        {"Accept-Encoding: zstd;q=0, *", "gzip"},
        {"Accept-Encoding: gzip;q=0", NULL},
        {"Accept-Encoding: identity, br", NULL},
        {"Accept-Encoding:", NULL},
    };
    struct answer plain;
    struct answer answer;
    http_get(&server, "/openapi.yaml", &plain);
    ck_assert_ptr_nonnull(strstr(answer_header(&plain, "Vary"), "Accept-Encoding"));
    char tag[64];
    (void)snprintf(tag, sizeof tag, "%s", answer_header(&plain, "ETag"));
    get_with("/openapi.yaml", rows[_i].accept, &answer);
    ck_assert_int_eq(answer.status, 200);
    const char *coding = answer_header(&answer, "Content-Encoding");
    if (!rows[_i].coding) {
        ck_assert_ptr_null(coding);
        ck_assert_uint_eq(answer.length, plain.length);
    } else {
        ck_assert_str_eq(coding, rows[_i].coding);
        ck_assert_str_ne(answer_header(&answer, "ETag"), tag);
        ck_assert_uint_lt(answer.length, plain.length / 2);
        struct answer whole = decoded(&answer, rows[_i].coding);
        ck_assert(
            slice_equal(slice_of(whole.body, whole.length), slice_of(plain.body, plain.length)));
        free(whole.body);
        char known[128]; /* the coded tag is known as well */
        (void)snprintf(known, sizeof known, "If-None-Match: %s", answer_header(&answer, "ETag"));
        answer_done(&answer);
        get_with("/openapi.yaml", known, &answer);
        ck_assert_int_eq(answer.status, 304);
    }
    answer_done(&answer);
    answer_done(&plain);
}
END_TEST

START_TEST(what_is_small_or_secret_is_not_coded) {
    char bearer[128] = "X-No-Token: yet";
    const char *const headers[] = {"Accept-Encoding: gzip", "Content-Type: application/json",
                                   bearer, NULL};
    struct answer answer;
    get_with("/version", "Accept-Encoding: gzip", &answer);
    ck_assert_ptr_null(answer_header(&answer, "Content-Encoding"));
    answer_done(&answer);
    for (int i = 0; i < 12; i++) { /* the list grows beyond a kilobyte */
        char body[160];
        (void)snprintf(body, sizeof body, "{\"name\":\"%090d\",\"scope\":\"admin\"}", i);
        http_request(&server, "POST", "/v1/admin/tokens", headers, slice_from_cstr(body), &answer);
        ck_assert_int_eq(answer.status, 201);
        const char *token = strstr(answer.body, "claimd_");
        (void)snprintf(bearer, sizeof bearer, "Authorization: Bearer %.63s", token);
        answer_done(&answer);
    }
    http_request(&server, "GET", "/v1/admin/tokens", headers, (struct slice){0}, &answer);
    ck_assert_uint_gt(answer.length, 1024);
    ck_assert_ptr_null(answer_header(&answer, "Content-Encoding"));
    answer_done(&answer);
}
END_TEST

/* ---- hints ----------------------------------------------------------------------------------- */

START_TEST(every_answer_tells_its_time) {
    static const char *const paths[] = {"/livez", "/v1/stories", "/nothing"};
    struct answer answer;
    http_get(&server, paths[_i], &answer);
    const char *timing = answer_header(&answer, "Server-Timing");
    ck_assert_ptr_nonnull(timing);
    ck_assert(strncmp(timing, "total;dur=", 10) == 0 && strtod(timing + 10, NULL) < 60000);
    answer_done(&answer);
}
END_TEST

/* Waits until the log holds a text; false after two seconds. */
static bool log_tells(const char *text) {
    bool found = false;
    for (int i = 0; i < 200 && !found; i++) {
        const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
        char *log = server_log(&server);
        found = strstr(log, text) != NULL;
        free(log);
        if (!found)
            nanosleep(&moment, NULL);
    }
    return found;
}

START_TEST(traces_reach_the_log) {
    static const struct {
        const char *parent;
        bool logged;
    } rows[] = {
        {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true},
        {"01-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true},
        {"ff-6bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false},
        {"00-7BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false},
        {"00-8bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", false},
        {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", false},
    };
    char header[128];
    char id[64];
    char line[64];
    const char *const headers[] = {header, id, NULL};
    struct answer answer;
    (void)snprintf(header, sizeof header, "traceparent: %s", rows[_i].parent);
    (void)snprintf(id, sizeof id, "X-Request-Id: trace-%d", _i);
    http_request(&server, "GET", "/livez", headers, (struct slice){0}, &answer);
    answer_done(&answer);
    (void)snprintf(line, sizeof line, "request_id=trace-%d", _i);
    ck_assert(log_tells(line));
    (void)snprintf(line, sizeof line, "trace_id=%.32s", rows[_i].parent + 3);
    char *log = server_log(&server);
    ck_assert_int_eq(strstr(log, line) != NULL, rows[_i].logged);
    free(log);
}
END_TEST

/* ---- behind a proxy -------------------------------------------------------------------------- */

START_TEST(everything_below_a_base_path) {
    static const char *const flags[] = {"--base-path", "/desk/claimd", NULL};
    static const struct {
        const char *path;
        int status;
    } rows[] = {
        {"/desk/claimd/v1/stories", 200},
        {"/desk/claimd/livez", 200},
        {"/livez", 200},
        {"/readyz", 200},
        {"/v1/stories", 404},
        {"/desk/claimdv1/stories", 404},
        {"/desk/claimd", 404},
        {"/desk", 404},
    };
    struct answer answer;
    server_start(&server, flags);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        http_get(&server, rows[i].path, &answer);
        ck_assert_msg(answer.status == rows[i].status, "%s: %d", rows[i].path, answer.status);
        answer_done(&answer);
    }
    for (int i = 0; i < 2; i++) {
        char body[128];
        (void)snprintf(body, sizeof body, "{\"text\":\"Ferry %d ran aground on Tuesday.\"}", i);
        http_post_json(&server, "/desk/claimd/v1/articles", body, &answer);
        ck_assert_int_eq(answer.status, 201);
        ck_assert(strncmp(answer_header(&answer, "Location"), "/desk/claimd/v1/articles/", 25) ==
                  0);
        answer_done(&answer);
    }
    http_get(&server, "/desk/claimd/v1/articles?limit=1", &answer);
    ck_assert(strncmp(answer_header(&answer, "Link"), "</desk/claimd/v1/articles?", 26) == 0);
    answer_done(&answer);
    server_stop(&server);
}
END_TEST

START_TEST(trusted_proxies_name_the_client) {
    static const char *const flags[] = {"--trusted-proxies", "127.0.0.1, 10.0.0.0/8", NULL};
    static const struct {
        const char *field;
        const char *client;
    } rows[] = {
        {"X-Forwarded-For: 192.0.2.7", "192.0.2.7"},
        {"X-Forwarded-For: 203.0.113.9, 192.0.2.7", "192.0.2.7"}, /* the first may be forged */
        {"X-Forwarded-For: 192.0.2.7, 10.1.2.3", "192.0.2.7"},
        {"X-Forwarded-For: nonsense", "127.0.0.1"},
        {"Forwarded: for=192.0.2.60;proto=https;by=203.0.113.43", "192.0.2.60"},
        {"Forwarded: For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"},
        {"Forwarded: for=192.0.2.1, for=\"10.0.0.2:80\"", "192.0.2.1"},
        {"Forwarded: for=_hidden", "127.0.0.1"},
        {"X-Other: 192.0.2.7", "127.0.0.1"},
    };
    server_start(&server, flags);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[64];
        char line[160];
        const char *const headers[] = {rows[i].field, id, NULL};
        struct answer answer;
        (void)snprintf(id, sizeof id, "X-Request-Id: proxied-%zu", i);
        http_request(&server, "DELETE", "/v1/articles/00000000000000000000000000000000", headers,
                     (struct slice){0}, &answer);
        ck_assert_int_eq(answer.status, 404);
        answer_done(&answer);
        (void)snprintf(line, sizeof line,
                       "event=audit request_id=proxied-%zu token=none client=%s ", i,
                       rows[i].client);
        ck_assert_msg(log_tells(line), "%s", rows[i].field);
    }
    server_stop(&server);
}
END_TEST

START_TEST(others_are_not_believed) {
    const char *const headers[] = {"X-Forwarded-For: 192.0.2.7", "X-Request-Id: forged", NULL};
    struct answer answer;
    http_request(&server, "DELETE", "/v1/articles/00000000000000000000000000000000", headers,
                 (struct slice){0}, &answer);
    answer_done(&answer);
    ck_assert(log_tells("request_id=forged token=none client=127.0.0.1 "));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http protocol");
    TCase *one = tcase_create("one server");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, start, stop);
    tcase_add_loop_test(one, a_known_article_is_not_sent_again, 0, 3);
    tcase_add_loop_test(one, answers_are_coded_when_asked, 0, 9);
    tcase_add_test(one, what_is_small_or_secret_is_not_coded);
    tcase_add_loop_test(one, every_answer_tells_its_time, 0, 3);
    tcase_add_loop_test(one, traces_reach_the_log, 0, 6);
    tcase_add_test(one, others_are_not_believed);
    suite_add_tcase(suite, one);
    TCase *own = tcase_create("own server");
    tcase_set_timeout(own, 60);
    tcase_add_test(own, everything_below_a_base_path);
    tcase_add_test(own, trusted_proxies_name_the_client);
    suite_add_tcase(suite, own);
    return suite;
}
