/* What all operations have in common: the same request again, hints, what a body may hold, and life
 * behind a proxy. */
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct server server;

static void start(void) {
    server_start(&server, NULL);
}

static void stop(void) {
    server_stop(&server);
}

/* ---- the same request again ------------------------------------------------------------------ */

static void post_with_key(const char *key, const char *text, struct answer *ret_answer) {
    char header[320];
    char body[512];
    const char *const headers[] = {header, "Content-Type: application/json", NULL};
    (void)snprintf(header, sizeof header, "Idempotency-Key: %s", key);
    (void)snprintf(body, sizeof body, "{\"text\":\"%s\"}", text);
    http_request(&server, "POST", "/v1/articles", headers, slice_from_cstr(body), ret_answer);
}

START_TEST(a_key_gives_the_answer_again) {
    struct answer first;
    struct answer again;
    post_with_key("a-1", "The ferry ran aground on Tuesday.", &first);
    ck_assert_int_eq(first.status, 201);
    ck_assert_ptr_null(answer_header(&first, "Idempotency-Replayed"));
    post_with_key("a-1", "The ferry ran aground on Tuesday.", &again);
    ck_assert_int_eq(again.status, 201); /* a new request would be told 200 */
    ck_assert_str_eq(again.body, first.body);
    ck_assert_str_eq(answer_header(&again, "Idempotency-Replayed"), "true");
    char location[64];
    (void)snprintf(location, sizeof location, "%s", answer_header(&first, "Location"));
    ck_assert_str_eq(answer_header(&again, "Location"), location);
    answer_done(&again);

    /* Also when the article has gone meanwhile: the answer is what it was. */
    http_request(&server, "DELETE", location, NULL, (struct slice){0}, &again);
    ck_assert_int_eq(again.status, 204);
    answer_done(&again);
    post_with_key("a-1", "The ferry ran aground on Tuesday.", &again);
    ck_assert_int_eq(again.status, 201);
    answer_done(&again);
    http_get(&server, location, &again);
    ck_assert_int_eq(again.status, 404);
    answer_done(&again);

    post_with_key("a-1", "The ferry ran aground on Wednesday.", &again);
    answer_is_problem(&again, 422, "idempotency-key-reused");
    answer_done(&again);
    post_with_key("a-2", "The ferry ran aground on Wednesday.", &again);
    ck_assert_int_eq(again.status, 201);
    answer_done(&again);
    answer_done(&first);
}
END_TEST

static long groups_committed(void) {
    struct answer answer;
    http_get(&server, "/metrics", &answer);
    const char *at = strstr(answer.body, "\nclaimd_store_groups_total ");
    ck_assert_ptr_nonnull(at);
    long groups = strtol(at + strlen("\nclaimd_store_groups_total "), NULL, 10);
    answer_done(&answer);
    return groups;
}

/* So that no crash can come between them. */
START_TEST(deed_and_kept_answer_are_one_commit) {
    struct answer answer;
    /* What the start writes is on disk before this, and counted. */
    post_with_key("first", "The lift was closed on Monday.", &answer);
    ck_assert_int_eq(answer.status, 201);
    answer_done(&answer);
    long before = groups_committed();
    post_with_key("one", "The tram stood still on Friday for 40 minutes.", &answer);
    ck_assert_int_eq(answer.status, 201);
    answer_done(&answer);
    ck_assert_int_eq(groups_committed(), before + 1);
    post_with_key("one", "The tram stood still on Friday for 40 minutes.", &answer);
    ck_assert_int_eq(answer.status, 201);
    ck_assert_str_eq(answer_header(&answer, "Idempotency-Replayed"), "true");
    ck_assert_ptr_nonnull(answer_header(&answer, "Location"));
    ck_assert_ptr_nonnull(strstr(answer.body, "\"story\""));
    answer_done(&answer);
    ck_assert_int_eq(groups_committed(), before + 1);
}
END_TEST

/* Returns the id of its story. */
static void store_alone(const char *text, char ret_story[33]) {
    char body[200];
    struct answer answer;
    (void)snprintf(body, sizeof body, "{\"text\":\"%s\"}", text);
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    http_request(&server, "POST", "/v1/articles", headers, slice_from_cstr(body), &answer);
    const char *at = strstr(answer.body, "\"story\":\"");
    ck_assert_ptr_nonnull(at);
    (void)snprintf(ret_story, 33, "%.32s", at + strlen("\"story\":\""));
    answer_done(&answer);
}

START_TEST(a_merge_and_its_kept_answer_are_one_commit) {
    static const char *const headers[] = {"Idempotency-Key: merge",
                                          "Content-Type: application/json", NULL};
    char into[33];
    char from[33];
    char path[80];
    char body[80];
    store_alone("Two bakers in Ostby sold their shop to a chain on Friday.", into);
    store_alone("A comet was seen above the observatory of Corran in May.", from);
    (void)snprintf(path, sizeof path, "/v1/stories/%s/merge", into);
    (void)snprintf(body, sizeof body, "{\"from\":\"%s\"}", from);
    long before = groups_committed();
    for (int i = 0; i < 2; i++) { /* without the key the story that ended is not found */
        struct answer answer;
        http_request(&server, "POST", path, headers, slice_from_cstr(body), &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_ptr_nonnull(strstr(answer.body, into));
        ck_assert_int_eq(answer_header(&answer, "Idempotency-Replayed") != NULL, i == 1);
        answer_done(&answer);
        ck_assert_int_eq(groups_committed(), before + 1);
    }
}
END_TEST

/* Its answer is read from the store inside the transaction that makes it. */
START_TEST(a_feed_and_a_job_are_told_from_their_own_transaction) {
    static const char *const headers[] = {"Idempotency-Key: feed", "Content-Type: application/json",
                                          NULL};
    static const char *const paths[] = {"/v1/feeds", "/v1/articles"};
    static const int statuses[] = {201, 202};
    for (int i = 0; i < 4; i++) {
        struct answer answer;
        http_request(&server, "POST", paths[i / 2], headers,
                     SLICE("{\"url\":\"http://127.0.0.1:1/feed\"}"), &answer);
        ck_assert_int_eq(answer.status, statuses[i / 2]);
        ck_assert_ptr_nonnull(answer_header(&answer, "Location"));
        ck_assert_ptr_nonnull(strstr(answer.body, "http://127.0.0.1:1/feed"));
        ck_assert_int_eq(answer_header(&answer, "Idempotency-Replayed") != NULL, i % 2);
        answer_done(&answer);
    }
}
END_TEST

START_TEST(keys_have_a_shape) {
    char longest[256];
    char longer[257];
    memset(longest, 'k', 255);
    longest[255] = '\0';
    memset(longer, 'k', 256);
    longer[256] = '\0';
    const char *const wrong[] = {longer, "a b", "\xc3\xa4"};
    struct answer answer;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        post_with_key(wrong[i], "The ferry ran aground.", &answer);
        answer_is_problem(&answer, 400, "malformed-request");
        answer_done(&answer);
    }
    post_with_key(longest, "The ferry ran aground.", &answer);
    ck_assert_int_eq(answer.status, 201);
    answer_done(&answer);
}
END_TEST

START_TEST(mistakes_are_kept_too) {
    static const char *const headers[] = {"Idempotency-Key: m", "Content-Type: application/json",
                                          NULL};
    struct answer answer;
    for (int i = 0; i < 2; i++) {
        http_request(&server, "POST", "/v1/articles", headers, SLICE("{\"x\":1}"), &answer);
        ck_assert_int_eq(answer.status, 422);
        ck_assert_ptr_nonnull(strstr(answer.body, "problem:invalid-fields"));
        ck_assert_int_eq(answer_header(&answer, "Idempotency-Replayed") != NULL, i == 1);
        answer_done(&answer);
    }
}
END_TEST

struct racer {
    pthread_t thread;
    int status;
    bool replayed;
};

static void *race(void *context) {
    struct racer *racer = context;
    struct answer answer;
    post_with_key("race", "The ferry ran aground on Tuesday with 214 passengers.", &answer);
    racer->status = answer.status;
    racer->replayed = answer_header(&answer, "Idempotency-Replayed") != NULL;
    answer_done(&answer);
    return NULL;
}

/* Of many at once one is worked on; the others wait, or are too early. */
START_TEST(one_of_many_is_done) {
    enum { RACERS = 12 };
    struct racer racers[RACERS];
    int done = 0;
    for (int i = 0; i < RACERS; i++)
        ck_assert_int_eq(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    for (int i = 0; i < RACERS; i++) {
        pthread_join(racers[i].thread, NULL);
        ck_assert(racers[i].status == 201 || racers[i].status == 409);
        done += racers[i].status == 201 && !racers[i].replayed;
    }
    ck_assert_int_eq(done, 1);
}
END_TEST

START_TEST(kept_answers_expire) {
    static const char *const flags[] = {"--idempotency-time", "1", NULL};
    const struct timespec moment = {.tv_sec = 1, .tv_nsec = 100 * 1000 * 1000};
    struct answer answer;
    server_start(&server, flags);
    post_with_key("e", "The ferry ran aground on Tuesday.", &answer);
    ck_assert_int_eq(answer.status, 201);
    answer_done(&answer);
    nanosleep(&moment, NULL);
    post_with_key("e", "The ferry ran aground on Tuesday.", &answer);
    ck_assert_int_eq(answer.status, 200); /* asked anew */
    answer_done(&answer);
    server_stop(&server);
}
END_TEST

/* A draft leaves no trace: its check knows no keys. */
START_TEST(questions_are_not_kept) {
    static const char *const headers[] = {"Idempotency-Key: q", "Content-Type: application/json",
                                          NULL};
    struct answer answer;
    for (int i = 0; i < 2; i++) {
        http_request(&server, "POST", "/v1/check", headers,
                     SLICE("{\"text\":\"The ferry ran aground on Tuesday.\"}"), &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_ptr_null(answer_header(&answer, "Idempotency-Replayed"));
        answer_done(&answer);
    }
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
    ck_assert(server_log_tells(&server, line));
    (void)snprintf(line, sizeof line, "trace_id=%.32s", rows[_i].parent + 3);
    char *log = server_log(&server);
    ck_assert_int_eq(strstr(log, line) != NULL, rows[_i].logged);
    free(log);
}
END_TEST

/* ---- what a body may hold -------------------------------------------------------------------- */

/* "[0,0,…]": every bracket and comma counts as a value. */
static char *many_values(int values) {
    char *body = malloc(2 * (size_t)values + 8);
    ck_assert_ptr_nonnull(body);
    size_t length = 0;
    body[length++] = '[';
    for (int i = 1; i < values; i++) {
        body[length++] = '0';
        body[length++] = ',';
    }
    memcpy(body + length, "0]", 3);
    return body;
}

static char *deep(int depth) {
    char *body = malloc(2 * (size_t)depth + 1);
    ck_assert_ptr_nonnull(body);
    memset(body, '[', (size_t)depth);
    memset(body + depth, ']', (size_t)depth);
    body[2 * depth] = '\0';
    return body;
}

START_TEST(values_and_depth_have_limits) {
    static const struct {
        char *(*make)(int);
        int size;
        int status;
        const char *slug;
    } rows[] = {
        {many_values, 20000, 422, "invalid-fields"},
        {many_values, 20001, 400, "invalid-json"},
        {deep, 64, 422, "invalid-fields"},
        {deep, 65, 400, "invalid-json"},
    };
    char *body = rows[_i].make(rows[_i].size);
    struct answer answer;
    http_post_json(&server, "/v1/analyze", body, &answer);
    answer_is_problem(&answer, rows[_i].status, rows[_i].slug);
    answer_done(&answer);
    free(body);
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
        ck_assert_msg(server_log_tells(&server, line), "%s", rows[i].field);
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
    ck_assert(server_log_tells(&server, "request_id=forged token=none client=127.0.0.1 "));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http protocol");
    TCase *one = tcase_create("one server");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, start, stop);
    tcase_add_loop_test(one, every_answer_tells_its_time, 0, 3);
    tcase_add_loop_test(one, traces_reach_the_log, 0, 6);
    tcase_add_test(one, others_are_not_believed);
    tcase_add_loop_test(one, values_and_depth_have_limits, 0, 4);
    tcase_add_test(one, a_key_gives_the_answer_again);
    tcase_add_test(one, deed_and_kept_answer_are_one_commit);
    tcase_add_test(one, a_merge_and_its_kept_answer_are_one_commit);
    tcase_add_test(one, a_feed_and_a_job_are_told_from_their_own_transaction);
    tcase_add_test(one, keys_have_a_shape);
    tcase_add_test(one, mistakes_are_kept_too);
    tcase_add_test(one, one_of_many_is_done);
    tcase_add_test(one, questions_are_not_kept);
    suite_add_tcase(suite, one);
    TCase *own = tcase_create("own server");
    tcase_set_timeout(own, 60);
    tcase_add_test(own, everything_below_a_base_path);
    tcase_add_test(own, trusted_proxies_name_the_client);
    tcase_add_test(own, kept_answers_expire);
    suite_add_tcase(suite, own);
    return suite;
}
