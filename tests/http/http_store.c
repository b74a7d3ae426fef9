/* Articles and stories over HTTP: stored, listed, read, searched, grouped, deleted; and what
 * happens to those that were acknowledged when the process is killed.
 */
#include "tests/http/json_answers.h"
#include "tests/unit/runner.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct server server;
static const char *const quiet[] = {"--log-level", "warning", NULL};

static void setup(void) {
    server_start(&server, quiet);
}

static void teardown(void) {
    server_stop(&server);
}

/* ---- helpers --------------------------------------------------------------------------------- */

static json_t *get(const char *path) {
    return http_get_json(&server, path);
}

static const char *text_of(const json_t *body, const char *key) {
    const char *text = json_string_value(json_object_get(body, key));
    ck_assert_msg(text != NULL, "no string %s", key);
    return text;
}

/* Posts an article and keeps its id and its story's. */
static int put(const char *json, char ret_id[64], char ret_story[64]) {
    struct answer answer;
    http_post_json(&server, "/v1/articles", json, &answer);
    int status = answer.status;
    char location[128];
    const char *header = answer_header(&answer, "Location");
    ck_assert_msg(header != NULL, "%d %s", status, answer.body);
    (void)snprintf(location, sizeof location, "%s", header);
    json_t *body = answer_json(&answer);
    (void)snprintf(ret_id, 64, "%s", text_of(body, "id"));
    (void)snprintf(ret_story, 64, "%s", text_of(body, "story"));
    json_decref(body);
    ck_assert_str_eq(location + strlen("/v1/articles/"), ret_id);
    return status;
}

static size_t listed(const char *path) {
    json_t *page = get(path);
    size_t count = json_array_size(json_object_get(page, "articles"));
    json_decref(page);
    return count;
}

static void expect_problem(const char *method, const char *path, int status, const char *slug) {
    struct answer answer;
    http_request(&server, method, path, NULL, (struct slice){0}, &answer);
    ck_assert_msg(answer.status == status, "%s %s: %d %s", method, path, answer.status,
                  answer.body);
    answer_is_problem(&answer, status, slug);
    answer_done(&answer);
}

static const char flood[] =
    "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. Fire crews led 140 people "
    "out of their homes, Mayor Ilse Brandt said.\",\"title\":\"Welm floods Tarrow\","
    "\"source\":\"Tarrow Courier\",\"published_at\":\"2031-05-04\"}";
static const char flood_elsewhere[] =
    "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. Fire crews led more than 130 "
    "people out of their homes, Mayor Ilse Brandt said.\",\"title\":\"Flood in Tarrow\","
    "\"source\":\"Coast Radio\",\"published_at\":\"2031-05-05\"}";
static const char chess[] =
    "{\"text\":\"Grandmaster Noa Lindqvist won the Ostby chess open with eight points. "
    "“I was lucky twice,” she said.\",\"title\":\"Lindqvist wins in Ostby\","
    "\"source\":\"Board Weekly\",\"published_at\":\"2031-06-20\"}";

/* ---- one article ------------------------------------------------------------------------------
 */

START_TEST(an_article_is_stored_once_and_read_back) {
    char id[64];
    char story[64];
    char again[64];
    char path[160];
    ck_assert_int_eq(put(flood, id, story), 201);
    ck_assert_int_eq(put(flood, again, story), 200);
    ck_assert_str_eq(id, again);

    (void)snprintf(path, sizeof path, "/v1/articles/%s", id);
    json_t *article = get(path);
    ck_assert_str_eq(text_of(article, "id"), id);
    ck_assert_str_eq(text_of(article, "story"), story);
    ck_assert_str_eq(text_of(article, "source"), "Tarrow Courier");
    ck_assert_str_eq(text_of(article, "published_at"), "2031-05-04");
    struct answer analysis;
    http_post_json(&server, "/v1/analyze", flood, &analysis);
    json_t *fresh = answer_json(&analysis);
    ck_assert(json_equal(json_object_get(article, "analysis"), fresh));

    (void)snprintf(path, sizeof path, "/v1/articles/%s/claims", id);
    json_t *claims = get(path);
    size_t count = json_array_size(json_object_get(claims, "claims"));
    ck_assert_uint_eq(count, json_array_size(json_object_get(fresh, "claims")));
    ck_assert_uint_gt(count, 0);

    struct answer text;
    (void)snprintf(path, sizeof path, "/v1/articles/%s/text", id);
    http_get(&server, path, &text);
    ck_assert_int_eq(text.status, 200);
    ck_assert_str_eq(answer_header(&text, "Content-Type"), "text/plain; charset=utf-8");
    ck_assert_str_eq(text.body, text_of(json_object_get(fresh, "article"), "text"));
    answer_done(&text);
    json_decref(article);
    json_decref(claims);
    json_decref(fresh);
}
END_TEST

START_TEST(bare_text_and_pages_are_stored_too) {
    static const char *const plain[] = {"Content-Type: text/plain; charset=utf-8", NULL};
    static const char *const page[] = {"Content-Type: text/html", NULL};
    struct answer answer;
    http_request(&server, "POST", "/v1/articles?source=A%20B&published_at=2031-01-02", plain,
                 SLICE("A café opened. It was full."), &answer);
    ck_assert_int_eq(answer.status, 201);
    answer_done(&answer);
    http_request(&server, "POST", "/v1/articles", page,
                 SLICE("<html><head><title>Caf\xe9</title><meta charset=iso-8859-1></head><body>"
                       "<p>The caf\xe9 by the pier opened again on Monday, its owner said, after "
                       "two years of repairs that cost 40,000 crowns.</p></body></html>"),
                 &answer);
    ck_assert_msg(answer.status == 201, "%s", answer.body);
    answer_done(&answer);
    ck_assert_uint_eq(listed("/v1/articles?source=A%20B"), 1);
    ck_assert_uint_eq(listed("/v1/articles"), 2);
    http_post_json(&server, "/v1/articles", "{\"text\":\"a\",\"publised_at\":\"2031-01-02\"}",
                   &answer);
    answer_is_problem(&answer, 422, "invalid-fields");
    answer_done(&answer);
    ck_assert_uint_eq(listed("/v1/articles"), 2);
}
END_TEST

START_TEST(who_has_it_already_gets_304) {
    char id[64];
    char story[64];
    (void)put(flood, id, story);
    static const char *const parts[] = {"", "/claims", "/text"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[160];
        char condition[160];
        struct answer answer;
        (void)snprintf(path, sizeof path, "/v1/articles/%s%s", id, parts[i]);
        http_get(&server, path, &answer);
        const char *tag = answer_header(&answer, "ETag");
        ck_assert_msg(tag != NULL, "%s has no ETag", path);
        (void)snprintf(condition, sizeof condition, "If-None-Match: %s", tag);
        answer_done(&answer);
        const char *const headers[] = {condition, NULL};
        http_request(&server, "GET", path, headers, (struct slice){0}, &answer);
        ck_assert_int_eq(answer.status, 304);
        ck_assert_uint_eq(answer.length, 0);
        answer_done(&answer);
    }
}
END_TEST

START_TEST(what_is_deleted_is_gone) {
    char id[64];
    char story[64];
    char path[160];
    struct answer answer;
    (void)put(flood, id, story);
    (void)snprintf(path, sizeof path, "/v1/articles/%s", id);
    ck_assert_uint_eq(listed("/v1/articles?q=welm"), 1);
    http_request(&server, "DELETE", path, NULL, (struct slice){0}, &answer);
    ck_assert_int_eq(answer.status, 204);
    answer_done(&answer);
    expect_problem("DELETE", path, 404, "not-found");
    expect_problem("GET", path, 404, "not-found");
    ck_assert_uint_eq(listed("/v1/articles?q=welm"), 0);
    (void)snprintf(path, sizeof path, "/v1/stories/%s", story);
    expect_problem("GET", path, 404, "not-found");
    ck_assert_int_eq(put(flood, id, story), 201);
}
END_TEST

/* ---- stories ----------------------------------------------------------------------------------
 */

START_TEST(articles_of_one_event_stand_in_one_story) {
    char ids[3][64];
    char stories[3][64];
    char path[160];
    (void)put(flood, ids[0], stories[0]);
    (void)put(chess, ids[1], stories[1]);
    (void)put(flood_elsewhere, ids[2], stories[2]);
    ck_assert_str_eq(stories[0], stories[2]);
    ck_assert_str_ne(stories[0], stories[1]);

    json_t *list = get("/v1/stories");
    json_t *newest = json_array_get(json_object_get(list, "stories"), 0);
    ck_assert_uint_eq(json_array_size(json_object_get(list, "stories")), 2);
    ck_assert_str_eq(text_of(newest, "id"), stories[1]);
    ck_assert(json_is_null(json_object_get(list, "next")));
    json_decref(list);

    (void)snprintf(path, sizeof path, "/v1/stories/%s", stories[0]);
    json_t *story = get(path);
    ck_assert_str_eq(text_of(story, "title"), "Welm floods Tarrow");
    ck_assert_uint_eq(json_array_size(json_object_get(story, "articles")), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(story, "members")), 2);
    json_t *copies = json_object_get(story, "copies");
    json_int_t accounts = json_integer_value(json_object_get(story, "independent_accounts"));
    size_t in_groups = json_array_size(json_array_get(copies, 0));
    ck_assert_int_eq(accounts, in_groups ? 1 : 2);
    json_decref(story);

    (void)snprintf(path, sizeof path, "/v1/stories/%s/alignments", stories[0]);
    json_t *compared = get(path);
    ck_assert_uint_eq(json_array_size(json_object_get(compared, "articles")), 2);
    ck_assert(json_is_array(json_object_get(compared, "alignments")));
    ck_assert(json_is_array(json_object_get(compared, "pairs")));
    json_decref(compared);
}
END_TEST

/* ---- lists ------------------------------------------------------------------------------------
 */

/* More than the largest page holds. Not more than that: they make one story, and each that comes is
 * compared with fifty. */
enum { MANY = 240 };

START_TEST(many_articles_page_without_gap_or_double) {
    static bool seen[MANY];
    char json[256];
    char id[64];
    char story[64];
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(json, sizeof json, "{\"text\":\"Number %d was drawn.\",\"title\":\"%d\"}", i,
                       i);
        ck_assert_int_eq(put(json, id, story), 201);
    }
    char path[256] = "/v1/articles?limit=37";
    int count = 0;
    for (;;) {
        struct answer answer;
        http_get(&server, path, &answer);
        const char *link = answer_header(&answer, "Link");
        bool linked = link && strstr(link, "rel=\"next\"");
        json_t *page = answer_json(&answer);
        json_t *article;
        size_t i;
        json_array_foreach(json_object_get(page, "articles"), i, article) {
            long number = strtol(text_of(article, "title"), NULL, 10);
            ck_assert(number >= 0 && number < MANY && !seen[number]);
            seen[number] = true;
            count++;
        }
        const char *next = json_string_value(json_object_get(page, "next"));
        ck_assert(linked == (next != NULL));
        if (next)
            (void)snprintf(path, sizeof path, "/v1/articles?limit=37&cursor=%s", next);
        json_decref(page);
        if (!next)
            break;
    }
    ck_assert_int_eq(count, MANY);
    ck_assert_uint_eq(listed("/v1/articles"), 50);
    ck_assert_uint_eq(listed("/v1/articles?limit=200"), 200);
}
END_TEST

START_TEST(filters_find_what_they_say) {
    char id[64];
    char story[64];
    (void)put(flood, id, story);
    (void)put(flood_elsewhere, id, story);
    (void)put(chess, id, story);
    static const struct {
        const char *path;
        size_t count;
    } cases[] = {
        {"/v1/articles?source=Coast%20Radio", 1},
        {"/v1/articles?source=coast%20radio", 1},
        {"/v1/articles?source=coast", 0},
        {"/v1/articles?q=banks", 2},
        {"/v1/articles?q=bank+welm", 2},
        {"/v1/articles?q=%22broke+its+banks%22", 2},
        {"/v1/articles?q=%22its+broke%22", 0},
        {"/v1/articles?q=lindq*", 1},
        {"/v1/articles?q=lucky", 1},
        {"/v1/articles?q=NOT+lucky", 0},
        {"/v1/articles?published_from=2031-05-05", 2},
        {"/v1/articles?published_to=2031-05-05", 2},
        {"/v1/articles?published_from=2031-05-05&published_to=2031-05-05", 1},
        {"/v1/articles?q=welm&source=Tarrow%20Courier&published_to=2031-05-04", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(listed(cases[i].path) == cases[i].count, "%s", cases[i].path);
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused) {
    char id[64];
    char story[64];
    (void)put(flood, id, story);
    (void)put(chess, id, story);
    json_t *page = get("/v1/articles?limit=1");
    char foreign[256];
    (void)snprintf(foreign, sizeof foreign, "/v1/articles?q=welm&cursor=%s", text_of(page, "next"));
    char stories[256];
    (void)snprintf(stories, sizeof stories, "/v1/stories?cursor=%s", text_of(page, "next"));
    char damaged[256];
    (void)snprintf(damaged, sizeof damaged, "/v1/articles?cursor=%s", text_of(page, "next"));
    char *last = damaged + strlen(damaged) - 2;
    *last = *last == 'A' ? 'B' : 'A';
    json_decref(page);
    const char *const unprocessable[] = {
        foreign,
        stories,
        damaged,
        "/v1/articles?cursor=",
        "/v1/articles?cursor=AAAAAAAAAAAAAAAAAAAAAA",
        "/v1/articles?cursor=AAAAAAAAAAIAAAAAAAAAAA%00",
        "/v1/articles?cursor=../../../../etc/passwd",
        "/v1/articles?limit=0",
        "/v1/articles?limit=201",
        "/v1/articles?limit=-1",
        "/v1/articles?limit=99999999999999999999",
        "/v1/articles?limit=ten",
        "/v1/articles?published_from=yesterday",
        "/v1/articles?published_to=2031-02-30",
        "/v1/articles?q=",
        "/v1/articles?q=%22%22",
        "/v1/articles?q=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z+1+2+3+4+5+6+7",
        "/v1/articles?sauce=x",
        "/v1/stories?q=x",
        "/v1/stories?limit=201",
    };
    for (size_t i = 0; i < sizeof unprocessable / sizeof *unprocessable; i++) {
        struct answer answer;
        http_get(&server, unprocessable[i], &answer);
        int expected = strstr(unprocessable[i], "%00") ? 400 : 422;
        ck_assert_msg(answer.status == expected, "%s: %d %s", unprocessable[i], answer.status,
                      answer.body);
        answer_is_problem(&answer, expected,
                          expected == 400 ? "malformed-request" : "invalid-parameters");
        answer_done(&answer);
    }
}
END_TEST

START_TEST(what_is_not_there_is_not_found) {
    static const char *const nowhere[] = {
        "/v1/articles/x",
        "/v1/articles/00000000000000000000000000000000",
        "/v1/articles/0000000000000000000000000000000",
        "/v1/articles/0000000000000000000000000000000000",
        "/v1/articles/FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "/v1/articles/0000000000000000000000000000000%27/claims",
        "/v1/articles/00000000000000000000000000000000/text",
        "/v1/stories/00000000000000000000000000000000",
        "/v1/stories/00000000000000000000000000000000/alignments",
    };
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        expect_problem("GET", nowhere[i], 404, "not-found");
}
END_TEST

START_TEST(a_method_that_articles_lack_is_refused) {
    expect_problem("PUT", "/v1/articles", 405, "method-not-allowed");
}
END_TEST

/* ---- kill -9 -----------------------------------------------------------------------------------
 */

enum { ROUNDS = 20, WRITERS = 4, ACKNOWLEDGED_MAX = 100000 };

static char (*acknowledged)[33];
static atomic_int acknowledged_count;
static atomic_bool killed;

struct writer {
    pthread_t thread;
    int round;
    int number;
};

/* -1 when nobody listens any more. */
static int connect_quietly(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

/* Check's assertions are for the test's own thread: an answer that was cut off is no error here. */
static void *write_until_killed(void *context) {
    const struct writer *writer = context;
    for (int i = 0; !atomic_load(&killed); i++) {
        char json[200];
        char head[160];
        char request[512];
        struct raw raw;
        int length =
            snprintf(json, sizeof json, "{\"text\":\"Round %d, writer %d, line %d was printed.\"}",
                     writer->round, writer->number, i);
        (void)snprintf(head, sizeof head,
                       "POST /v1/articles HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                       "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n",
                       length);
        int all = snprintf(request, sizeof request, "%s%s", head, json);
        int fd = connect_quietly(server.port);
        if (fd < 0)
            break;
        if (send(fd, request, (size_t)all, MSG_NOSIGNAL) != all) {
            (void)close(fd);
            break;
        }
        raw_read(fd, 5000, &raw);
        (void)close(fd);
        const char *id = strstr(raw.bytes, "{\"id\":\"");
        if (raw_status(&raw) == 201 && id && strlen(id) > 40) {
            int at = atomic_fetch_add(&acknowledged_count, 1);
            if (at < ACKNOWLEDGED_MAX)
                (void)snprintf(acknowledged[at], 33, "%s", id + 7);
        }
        raw_done(&raw);
    }
    return NULL;
}

/* Starts over the same database, writes from several threads, kills without warning. */
static void run_and_kill(const char *database, int round) {
    const char *const flags[] = {"--database", database, "--log-level", "warning", NULL};
    struct writer writers[WRITERS];
    int before = atomic_load(&acknowledged_count);
    server_start(&server, flags);
    atomic_store(&killed, false);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.round = round, .number = i};
        ck_assert_int_eq(pthread_create(&writers[i].thread, NULL, write_until_killed, &writers[i]),
                         0);
    }
    /* at some moment after the first article of this life is acknowledged */
    const struct timespec moment = {.tv_nsec = 1000000};
    for (int i = 0; i < 60000 && atomic_load(&acknowledged_count) == before; i++)
        nanosleep(&moment, NULL);
    const struct timespec a_while = {.tv_nsec = 17 * (round % 7) * 1000000};
    nanosleep(&a_while, NULL);
    ck_assert_int_eq(kill(server.pid, SIGKILL), 0);
    atomic_store(&killed, true);
    for (int i = 0; i < WRITERS; i++)
        ck_assert_int_eq(pthread_join(writers[i].thread, NULL), 0);
    ck_assert_int_eq(server_wait(&server), -1);
}

START_TEST(kill_loses_no_acknowledged_article) {
    char folder[] = "/tmp/claimd-kill-XXXXXX";
    char database[DATABASE_WHERE_MAX];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    database_place(folder, "kept.db", database);
    acknowledged = calloc(ACKNOWLEDGED_MAX, sizeof *acknowledged);
    ck_assert_ptr_nonnull(acknowledged);
    atomic_store(&acknowledged_count, 0);
    for (int round = 0; round < ROUNDS; round++)
        run_and_kill(database, round);

    const char *const flags[] = {"--database", database, "--log-level", "warning", NULL};
    server_start(&server, flags);
    int count = atomic_load(&acknowledged_count);
    printf("%d articles acknowledged in %d lives of the process\n", count, ROUNDS);
    ck_assert_int_ge(count, ROUNDS);
    ck_assert_int_lt(count, ACKNOWLEDGED_MAX);
    for (int i = 0; i < count; i++) {
        char path[128];
        struct answer answer;
        (void)snprintf(path, sizeof path, "/v1/articles/%s/text", acknowledged[i]);
        http_get(&server, path, &answer);
        ck_assert_msg(answer.status == 200, "article %d of %d is lost: %d", i, count,
                      answer.status);
        answer_done(&answer);
    }
    server_stop(&server);
    free(acknowledged);
    static const char *const leftovers[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++) {
        char path[DATABASE_WHERE_MAX + 8];
        (void)snprintf(path, sizeof path, "%s%s", database, leftovers[i]);
        (void)unlink(path); /* the log goes with a clean end */
    }
    database_remove(database);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(a_second_claimd_on_the_same_file_is_refused) {
    char command[512];
    if (!database_is_file(server.database))
        return;
    (void)snprintf(command, sizeof command,
                   "%s serve --listen 127.0.0.1:0 --database %s/claimd.db 2>&1 | "
                   "grep -q 'another claimd is using this database'",
                   getenv("CLAIMD_BINARY"), server.folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("store over HTTP");
    TCase *test = tcase_create("store");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_set_timeout(test, 120);
    tcase_add_test(test, an_article_is_stored_once_and_read_back);
    tcase_add_test(test, bare_text_and_pages_are_stored_too);
    tcase_add_test(test, who_has_it_already_gets_304);
    tcase_add_test(test, what_is_deleted_is_gone);
    tcase_add_test(test, articles_of_one_event_stand_in_one_story);
    tcase_add_test(test, many_articles_page_without_gap_or_double);
    tcase_add_test(test, filters_find_what_they_say);
    tcase_add_test(test, what_cannot_be_asked_is_refused);
    tcase_add_test(test, what_is_not_there_is_not_found);
    tcase_add_test(test, a_method_that_articles_lack_is_refused);
    tcase_add_test(test, a_second_claimd_on_the_same_file_is_refused);
    suite_add_tcase(suite, test);
    TCase *crash = tcase_create("kill -9");
    tcase_set_timeout(crash, 200);
    tcase_add_test(crash, kill_loses_no_acknowledged_article);
    suite_add_tcase(suite, crash);
    return suite;
}
