/* What all operations have in common: entity tags, codings, origins, keys, hints. */
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

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

Suite *test_suite(void) {
    Suite *suite = suite_create("http protocol");
    TCase *one = tcase_create("one server");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, start, stop);
    tcase_add_loop_test(one, a_known_article_is_not_sent_again, 0, 3);
    suite_add_tcase(suite, one);
    return suite;
}
