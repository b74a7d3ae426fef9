/* What an answer is: its entity tag and its coding, the same answer for many who ask, the pages
 * that explain. */
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <pthread.h>
#include <stdatomic.h>
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

/* One whose answer is worth coding. */
static void store_long_article(char ret_path[64]) {
    static char body[4096];
    struct answer answer;
    int length = snprintf(body, sizeof body, "{\"text\":\"");
    for (int i = 0; i < 12; i++)
        length += snprintf(body + length, sizeof body - (size_t)length,
                           "Ferry %d to Skarholm left at noon with %d passengers. ", i, 40 + i);
    (void)snprintf(body + length, sizeof body - (size_t)length, "\"}");
    http_post_json(&server, "/v1/articles", body, &answer);
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

/* While nothing is written a known answer costs no read; what is written shows at once. */
START_TEST(known_lists_notice_what_is_written) {
    static const char *const lists[] = {"/v1/articles", "/v1/stories", "/v1/entities"};
    char article[64];
    char header[128];
    struct answer answer;
    store_article(article);
    for (int round = 0; round < 3; round++) {
        http_get(&server, lists[_i], &answer);
        ck_assert_int_eq(answer.status, 200);
        (void)snprintf(header, sizeof header, "If-None-Match: %s", answer_header(&answer, "ETag"));
        answer_done(&answer);
        for (int again = 0; again < 3; again++) {
            get_with(lists[_i], header, &answer);
            ck_assert_int_eq(answer.status, 304);
            answer_done(&answer);
        }
        get_with(lists[_i], "If-None-Match: \"other\"", &answer);
        ck_assert_int_eq(answer.status, 200);
        answer_done(&answer);
        char body[160];
        (void)snprintf(body, sizeof body,
                       "{\"text\":\"Mayor Ada Brook%c opened Bridge %d on Friday, she said.\"}",
                       'a' + round, round);
        http_post_json(&server, "/v1/articles", body, &answer);
        ck_assert_int_eq(answer.status, 201);
        answer_done(&answer);
        get_with(lists[_i], header, &answer);
        ck_assert_int_eq(answer.status, 200);
        answer_done(&answer);
    }
}
END_TEST

/* ---- ready answers --------------------------------------------------------------------------- */

/* "" where it is missing. */
static void copy_header(const struct answer *answer, const char *name, char ret_value[128]) {
    const char *value = answer_header(answer, name);
    (void)snprintf(ret_value, 128, "%s", value ? value : "");
}

/* Asked three times within a second the answer is sent without the handler: nothing else may
 * differ. */
START_TEST(what_many_ask_is_the_same_answer) {
    static const char *const rows[][2] = {{"", "Accept-Encoding: identity"},
                                          {"", "Accept-Encoding: gzip"},
                                          {"", "Accept-Encoding: zstd"},
                                          {"/annotated", "Accept-Encoding: identity"}};
    char article[64];
    char path[128];
    static const char *const same[] = {"ETag", "Content-Type",  "Content-Encoding",
                                       "Vary", "Cache-Control", "X-Content-Type-Options"};
    struct answer first;
    store_long_article(article);
    (void)snprintf(path, sizeof path, "%s%s", article, rows[_i][0]);
    get_with(path, rows[_i][1], &first);
    ck_assert_int_eq(first.status, 200);
    char fields[7][128] = {""};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        copy_header(&first, same[i], fields[i]);
    copy_header(&first, "X-Request-Id", fields[6]);
    for (int again = 0; again < 4; again++) {
        struct answer answer;
        get_with(path, rows[_i][1], &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_uint_eq(answer.length, first.length);
        ck_assert_int_eq(memcmp(answer.body, first.body, first.length), 0);
        for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
            char field[128];
            copy_header(&answer, same[i], field);
            ck_assert_msg(strcmp(field, fields[i]) == 0, "%s: %s", same[i], field);
        }
        ck_assert_str_ne(answer_header(&answer, "X-Request-Id"), fields[6]);
        answer_done(&answer);
    }
    answer_done(&first);
}
END_TEST

START_TEST(pages_keep_their_links) {
    char article[64];
    store_article(article);
    store_long_article(article);
    for (int again = 0; again < 4; again++) {
        struct answer answer;
        http_get(&server, "/v1/articles?limit=1", &answer);
        ck_assert_ptr_nonnull(answer_header(&answer, "Link"));
        answer_done(&answer);
    }
}
END_TEST

START_TEST(what_is_deleted_is_gone_at_once) {
    char article[64];
    struct answer answer;
    store_article(article);
    for (int again = 0; again < 4; again++) {
        http_get(&server, article, &answer);
        ck_assert_int_eq(answer.status, 200);
        answer_done(&answer);
    }
    http_request(&server, "DELETE", article, NULL, (struct slice){0}, &answer);
    ck_assert_int_eq(answer.status, 204);
    answer_done(&answer);
    http_get(&server, article, &answer);
    answer_is_problem(&answer, 404, "not-found");
    answer_done(&answer);
}
END_TEST

/* ---- who computes ---------------------------------------------------------------------------- */

static atomic_bool analysed;

/* Seconds of work. */
static void *analyse_much(void *context) {
    enum { SENTENCES = 1500 };
    static const char sentence[] = "The ferry left Port Merrow with 40 people, Ada Lind said. ";
    char *text = malloc(SENTENCES * sizeof sentence);
    static const char *const headers[] = {"Content-Type: text/plain", NULL};
    struct answer answer;
    (void)context;
    ck_assert_ptr_nonnull(text);
    for (int i = 0; i < SENTENCES; i++)
        memcpy(text + (size_t)i * (sizeof sentence - 1), sentence, sizeof sentence);
    http_request(&server, "POST", "/v1/analyze", headers, slice_from_cstr(text), &answer);
    atomic_store(&analysed, true);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
    free(text);
    return NULL;
}

/* With one thread for all connections, and another that computes. */
START_TEST(a_probe_waits_for_no_computation) {
    static const char *const flags[] = {"--threads", "1", NULL};
    const struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    pthread_t thread;
    int probes = 0;
    server_start(&server, flags);
    ck_assert_int_eq(pthread_create(&thread, NULL, analyse_much, NULL), 0);
    while (!atomic_load(&analysed)) {
        struct answer answer;
        http_get(&server, "/livez", &answer);
        ck_assert_int_eq(answer.status, 200);
        answer_done(&answer);
        probes += !atomic_load(&analysed);
        nanosleep(&moment, NULL);
    }
    (void)pthread_join(thread, NULL); /* started above */
    ck_assert_int_gt(probes, 5);
    server_stop(&server);
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

/* ---- pages for people ------------------------------------------------------------------------ */

START_TEST(problems_lead_to_their_page) {
    struct answer answer;
    http_get(&server, "/v1/nothing", &answer);
    ck_assert_str_eq(answer_header(&answer, "Link"), "</problems/not-found>; rel=\"help\"");
    answer_done(&answer);
    http_get(&server, "/problems/not-found", &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_int_eq(strncmp(answer.body, "No such thing (404 not-found)\n", 30), 0);
    answer_done(&answer);
    get_with("/problems/not-found", "Accept: text/html", &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer_header(&answer, "Content-Type"), "text/html; charset=utf-8");
    ck_assert_ptr_nonnull(strstr(answer.body, "urn:claimd:problem:not-found"));
    ck_assert_ptr_nonnull(
        strstr(answer_header(&answer, "Content-Security-Policy"), "default-src 'none'"));
    answer_done(&answer);
    http_get(&server, "/problems/no-such", &answer);
    answer_is_problem(&answer, 404, "not-found");
    answer_done(&answer);
}
END_TEST

/* Each slug that anything can answer with stands in the list. */
START_TEST(all_problems_have_a_page) {
    static const char *const some[] = {"malformed-request", "unauthorized", "storage-full",
                                       "idempotency-key-reused", "too-many-requests"};
    struct answer answer;
    get_with("/problems", "Accept: text/html", &answer);
    ck_assert_int_eq(answer.status, 200);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        char section[64];
        (void)snprintf(section, sizeof section, "<section id=\"%s\">", some[i]);
        ck_assert_msg(strstr(answer.body, section) != NULL, "%s", some[i]);
    }
    answer_done(&answer);
}
END_TEST

static int count_of(const char *text, const char *part) {
    int count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

START_TEST(the_document_is_a_page) {
    struct answer page;
    struct answer yaml;
    http_get(&server, "/docs", &page);
    http_get(&server, "/openapi.yaml", &yaml);
    ck_assert_int_eq(page.status, 200);
    int operations = count_of(yaml.body, "operationId:");
    ck_assert_int_gt(operations, 20);
    ck_assert_int_eq(count_of(page.body, "<li><a href=\"#op"), operations);
    ck_assert_int_eq(count_of(page.body, "<b id=\"op"), operations);
    ck_assert_int_eq(count_of(page.body, "</li>"), operations);
    ck_assert_ptr_nonnull(strstr(page.body, "<code>POST /v1/articles</code></a> Analyse one"));
    ck_assert_ptr_null(strstr(page.body, "<script>"));
    ck_assert_ptr_null(strstr(page.body, "src=\"http"));
    answer_done(&page);
    answer_done(&yaml);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http answers");
    TCase *one = tcase_create("one server");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, start, stop);
    tcase_add_loop_test(one, a_known_article_is_not_sent_again, 0, 3);
    tcase_add_loop_test(one, known_lists_notice_what_is_written, 0, 3);
    tcase_add_loop_test(one, what_many_ask_is_the_same_answer, 0, 4);
    tcase_add_test(one, pages_keep_their_links);
    tcase_add_test(one, what_is_deleted_is_gone_at_once);
    tcase_add_loop_test(one, answers_are_coded_when_asked, 0, 9);
    tcase_add_test(one, what_is_small_or_secret_is_not_coded);
    tcase_add_test(one, problems_lead_to_their_page);
    tcase_add_test(one, all_problems_have_a_page);
    tcase_add_test(one, the_document_is_a_page);
    suite_add_tcase(suite, one);
    TCase *own = tcase_create("own server");
    tcase_set_timeout(own, 120);
    tcase_add_test(own, a_probe_waits_for_no_computation);
    suite_add_tcase(suite, own);
    return suite;
}
