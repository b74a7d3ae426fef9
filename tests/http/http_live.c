/* Events as they happen: streams that come back with their id, polls that wait, their limits and
 * their end. CLAIMD_LIVE_CLIENTS and CLAIMD_LIVE_WRITERS make the crowd larger, for measuring. */
#include "tests/http/event_client.h"
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct server server;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void start(void) {
    server_start(&server, NULL);
}

static void stop(void) {
    server_stop(&server);
}

/* A new article of its own story or not: at least two events. */
static void write_article(int writer, int number) {
    static const char *const towns[] = {"Corran", "Tarsay", "Holm", "Eskay", "Brae"};
    char body[512];
    struct answer answer;
    (void)snprintf(body, sizeof body,
                   "{\"text\":\"A ferry with %d passengers ran aground off %s on Tuesday, "
                   "harbour officer %d said.\"}",
                   1000 * writer + number, towns[number % 5], writer);
    http_post_json(&server, "/v1/articles", body, &answer);
    ck_assert_int_eq(answer.status, 201);
    answer_done(&answer);
}

static int64_t newest_event(void) {
    struct answer answer;
    http_get(&server, "/v1/events?after=9007199254740992", &answer);
    ck_assert_int_eq(answer.status, 200);
    const char *next = strstr(answer.body, "\"next\":");
    ck_assert_ptr_nonnull(next);
    int64_t newest = strtoll(next + strlen("\"next\":"), NULL, 10);
    answer_done(&answer);
    return newest;
}

/* ---- one stream ------------------------------------------------------------------------------ */

START_TEST(a_stream_tells_what_happens) {
    struct event_client client;
    event_client_open(&client, server.port, "");
    event_client_begin(&client);
    ck_assert_int_eq(client.status, 200);
    ck_assert_int_eq(client.last_id, 0);
    write_article(1, 1);
    event_client_wait(&client, 2, EVENT_PATIENCE);
    ck_assert_int_eq(client.events, 2);
    ck_assert_int_eq(client.gaps, 0);
    event_client_close(&client);
}
END_TEST

START_TEST(a_stream_has_the_headers_that_proxies_want) {
    struct raw raw;
    raw_exchange(server.port,
                 SLICE("GET /v1/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n"),
                 1000, &raw);
    ck_assert_int_eq(raw_status(&raw), 200);
    ck_assert_ptr_nonnull(strstr(raw.bytes, "\r\nContent-Type: text/event-stream\r\n"));
    ck_assert_ptr_nonnull(strstr(raw.bytes, "\r\nCache-Control: no-store\r\n"));
    ck_assert_ptr_nonnull(strstr(raw.bytes, "\r\nX-Accel-Buffering: no\r\n"));
    ck_assert_ptr_null(strstr(raw.bytes, "\r\nETag:"));
    ck_assert(!raw.closed);
    raw_done(&raw);
}
END_TEST

START_TEST(a_stream_goes_on_behind_its_last_id) {
    struct event_client client;
    event_client_open(&client, server.port, "?after=0");
    for (int i = 0; i < 3; i++)
        write_article(1, i);
    int64_t newest = newest_event();
    event_client_wait(&client, 2, EVENT_PATIENCE);
    for (int round = 0; round < 3; round++) {
        event_client_reopen(&client); /* what was read but not yet counted comes again */
        event_client_wait(&client, client.events + 1, 1000);
    }
    event_client_wait(&client, newest, EVENT_PATIENCE);
    ck_assert_int_eq(client.events, newest);
    ck_assert_int_eq(client.last_id, newest);
    ck_assert_int_eq(client.gaps, 0);
    event_client_close(&client);
}
END_TEST

START_TEST(a_stream_may_want_less) {
    struct event_client client;
    write_article(1, 1);
    event_client_open(&client, server.port, "?after=0&kind=article_stored,article_deleted");
    event_client_wait(&client, 1, EVENT_PATIENCE);
    event_client_wait(&client, 2, 500); /* no other */
    ck_assert_int_eq(client.events, 1);
    event_client_close(&client);
    event_client_open(&client, server.port, "?after=0&story=00000000000000000000000000000000");
    event_client_begin(&client);
    event_client_wait(&client, 1, 500);
    ck_assert_int_eq(client.events, 0);
    event_client_close(&client);
}
END_TEST

START_TEST(an_id_from_elsewhere_means_resync) {
    struct event_client client;
    write_article(1, 1);
    event_client_open(&client, server.port, "?after=4711");
    event_client_wait(&client, 1, EVENT_PATIENCE);
    ck_assert_int_eq(client.resyncs, 1);
    ck_assert_int_eq(client.last_id, newest_event());
    write_article(1, 2);
    event_client_wait(&client, 2, EVENT_PATIENCE);
    ck_assert_int_ge(client.events, 1);
    event_client_close(&client);

    struct raw raw;
    raw_exchange(server.port,
                 SLICE("GET /v1/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n"
                       "Last-Event-ID: of another server\r\n\r\n"),
                 1000, &raw);
    ck_assert_ptr_nonnull(strstr(raw.bytes, "event: resync\n"));
    raw_done(&raw);
}
END_TEST

START_TEST(silence_is_filled_with_comments) {
    struct event_client client;
    double began = now();
    event_client_open(&client, server.port, "?kind=article_deleted");
    event_client_begin(&client);
    write_article(1, 1);
    while (client.comments == 0 && now() - began < 40)
        event_client_wait(&client, 1, 500);
    ck_assert_int_eq(client.comments, 1);
    ck_assert(now() - began > 14 && now() - began < 28);
    ck_assert_int_eq(client.last_id, newest_event()); /* others' events were passed over */
    event_client_close(&client);
}
END_TEST

START_TEST(head_asks_for_the_headers_alone) {
    struct raw raw;
    raw_exchange(server.port,
                 SLICE("HEAD /v1/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n"
                       "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"),
                 500, &raw);
    ck_assert_int_eq(raw_status(&raw), 200);
    ck_assert_ptr_null(strstr(raw.bytes, "retry:"));
    raw_done(&raw);
}
END_TEST

/* ---- polls ----------------------------------------------------------------------------------- */

static void *write_later(void *context) {
    const struct timespec moment = {.tv_nsec = 400 * 1000 * 1000};
    (void)context;
    nanosleep(&moment, NULL);
    write_article(7, 7);
    return NULL;
}

START_TEST(a_poll_waits_for_news) {
    pthread_t writer;
    struct answer answer;
    double began = now();
    ck_assert_int_eq(pthread_create(&writer, NULL, write_later, NULL), 0);
    http_get(&server, "/v1/events?after=0&wait=20", &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_ptr_nonnull(strstr(answer.body, "\"kind\":\"article_stored\""));
    ck_assert_ptr_nonnull(strstr(answer.body, "\"resync\":false"));
    ck_assert(now() - began > 0.3 && now() - began < 15);
    answer_done(&answer);
    pthread_join(writer, NULL);
}
END_TEST

START_TEST(a_poll_has_an_end) {
    struct answer answer;
    double began = now();
    http_get(&server, "/v1/events?wait=1", &answer);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer.body, "{\"events\":[],\"next\":0,\"resync\":false}");
    ck_assert(now() - began >= 0.9 && now() - began < 25);
    answer_done(&answer);
}
END_TEST

START_TEST(pages_follow_each_other) {
    struct answer answer;
    write_article(1, 1);
    write_article(1, 2);
    http_get(&server, "/v1/events?limit=2", &answer);
    ck_assert_ptr_nonnull(strstr(answer.body, "\"next\":2,\"resync\":false}"));
    answer_done(&answer);
    http_get(&server, "/v1/events?limit=200&after=2&kind=article_stored", &answer);
    ck_assert_ptr_null(strstr(answer.body, "\"id\":2,"));
    ck_assert_ptr_nonnull(strstr(answer.body, "\"id\":4,"));
    ck_assert_ptr_null(strstr(answer.body, "story_c"));
    answer_done(&answer);
}
END_TEST

START_TEST(wrong_questions_are_refused) {
    static const char *const queries[] = {"wait=61",
                                          "wait=-1",
                                          "after=-1",
                                          "after=x",
                                          "limit=0",
                                          "limit=201",
                                          "story=x",
                                          "kind=",
                                          "kind=A",
                                          "kind=a,",
                                          "kind=a%22b",
                                          "other=1",
                                          "kind=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char path[128];
        struct answer answer;
        (void)snprintf(path, sizeof path, "/v1/events?%s", queries[i]);
        http_get(&server, path, &answer);
        answer_is_problem(&answer, 422, "invalid-parameters");
        answer_done(&answer);
    }
    struct answer answer;
    http_get(&server, "/v1/events?wait=0&limit=200&kind=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p", &answer);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
}
END_TEST

/* ---- limits and ends ------------------------------------------------------------------------- */

START_TEST(streams_are_counted) {
    static const char *const flags[] = {"--event-streams", "2", NULL};
    struct event_client clients[2];
    struct answer answer;
    server_start(&server, flags);
    for (int i = 0; i < 2; i++) {
        event_client_open(&clients[i], server.port, "");
        event_client_begin(&clients[i]);
        ck_assert_int_eq(clients[i].status, 200);
    }
    http_get(&server, "/v1/events?wait=1", &answer);
    answer_is_problem(&answer, 503, "unavailable");
    ck_assert_str_eq(answer_header(&answer, "Retry-After"), "1");
    answer_done(&answer);
    http_get(&server, "/v1/events", &answer); /* does not wait: not counted */
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
    for (int i = 0; i < 2; i++)
        event_client_close(&clients[i]);
    server_stop(&server);
}
END_TEST

START_TEST(draining_ends_streams_and_polls) {
    struct event_client client;
    struct raw raw;
    server_start(&server, NULL);
    event_client_open(&client, server.port, "");
    event_client_begin(&client);
    int poll = raw_connect(server.port);
    static const char request[] = "GET /v1/events?wait=60 HTTP/1.1\r\nHost: a\r\n\r\n";
    ck_assert_int_eq(send(poll, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
    ck_assert(server_metrics_tell(&server, "claimd_event_waiters 2\n"));
    double began = now();
    ck_assert_int_eq(kill(server.pid, SIGTERM), 0);
    event_client_wait(&client, 1, EVENT_PATIENCE);
    ck_assert(client.ended);
    raw_read(poll, EVENT_PATIENCE, &raw);
    ck_assert_int_eq(raw_status(&raw), 200);
    ck_assert_int_eq(server_wait(&server), 0);
    ck_assert(now() - began < 25); /* not the minute of the poll */
    raw_done(&raw);
    close(poll);
    event_client_close(&client);
}
END_TEST

/* A store with a long log, made without analysing anything: the log has no opinion on its events.
 */
static void run_sql(const char *path, const char *sql) {
    sqlite3 *db;
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s", message);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

enum { LONG_LOG = 60000 };
static char log_folder[64];
static char log_path[128];

static void make_long_log(void) {
    const char *const flags[] = {"--database", log_path, NULL};
    (void)snprintf(log_folder, sizeof log_folder, "/tmp/claimd-log-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(log_folder));
    (void)snprintf(log_path, sizeof log_path, "%s/log.db", log_folder);
    server_start(&server, flags);
    server_stop(&server);
    run_sql(log_path,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
            "INSERT INTO event (number, at, kind, subject, story, payload) SELECT i, 0, "
            "'article_stored', 'x', NULL, json_object('pad', hex(zeroblob(100))) FROM n");
}

static void remove_long_log(void) {
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char path[160];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        (void)snprintf(path, sizeof path, "%s%s", log_path, ends[i]);
        (void)unlink(path); /* some are gone already */
    }
    (void)rmdir(log_folder); /* what is left is looked at */
}

START_TEST(a_long_log_is_read_from_the_store) {
    const char *const flags[] = {"--database", log_path, NULL};
    struct event_client client;
    make_long_log();
    server_start(&server, flags);
    event_client_open(&client, server.port, "?after=0");
    event_client_wait(&client, LONG_LOG, EVENT_PATIENCE);
    write_article(1, 1); /* and from there on live */
    event_client_wait(&client, LONG_LOG + 2, EVENT_PATIENCE);
    ck_assert_int_eq(client.events, LONG_LOG + 2);
    ck_assert_int_eq(client.gaps, 0);
    event_client_close(&client);

    struct answer answer; /* a kind that never was: looked for in pieces, found to be absent */
    http_get(&server, "/v1/events?kind=nothing", &answer);
    ck_assert_str_eq(answer.body, "{\"events\":[],\"next\":60002,\"resync\":false}");
    answer_done(&answer);
    server_stop(&server);
    remove_long_log();
}
END_TEST

START_TEST(compaction_means_resync) {
    const char *const flags[] = {"--database", log_path, NULL};
    struct event_client client;
    make_long_log();
    run_sql(log_path, "DROP TRIGGER event_never_goes; DELETE FROM event WHERE number < 59998");
    server_start(&server, flags);
    event_client_open(&client, server.port, "?after=59996");
    event_client_wait(&client, 1, EVENT_PATIENCE);
    ck_assert_int_eq(client.resyncs, 1);
    event_client_close(&client);
    event_client_open(&client, server.port, "?after=59997"); /* the oldest is the next */
    event_client_wait(&client, 3, EVENT_PATIENCE);
    ck_assert_int_eq(client.resyncs, 0);
    ck_assert_int_eq(client.events, 3);
    event_client_close(&client);
    server_stop(&server);
    remove_long_log();
}
END_TEST

/* It takes nothing of 15 MB; its neighbour goes on, and its end frees what it held. */
START_TEST(a_client_that_reads_nothing_is_cut) {
    const char *const flags[] = {"--database", log_path, "--send-timeout", "1", NULL};
    static const char request[] =
        "GET /v1/events?after=0 HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n";
    struct event_client client;
    make_long_log();
    server_start(&server, flags);
    int slow = raw_connect(server.port);
    ck_assert_int_eq(send(slow, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
    event_client_open(&client, server.port, "");
    event_client_begin(&client);
    ck_assert_int_eq(client.status, 200);
    ck_assert(server_metrics_tell(&server, "claimd_http_requests_overdue_total 1\n"));
    ck_assert(server_metrics_tell(&server, "claimd_event_waiters 1\n"));
    write_article(1, 1);
    event_client_wait(&client, 2, EVENT_PATIENCE);
    ck_assert_int_eq(client.events, 2);
    event_client_close(&client);
    close(slow);
    server_stop(&server);
    remove_long_log();
}
END_TEST

/* ---- a crowd --------------------------------------------------------------------------------- */

enum { ARTICLES = 5 /* of each writer */ };

static int crowd(const char *name, int fallback) {
    const char *text = getenv(name);
    return text ? (int)strtol(text, NULL, 10) : fallback;
}

static void *write_articles(void *context) {
    for (int i = 0; i < ARTICLES; i++)
        write_article((int)(intptr_t)context, i);
    return NULL;
}

struct watching {
    struct event_client *clients;
    struct pollfd *polls;
    int count;
    uint64_t seed;
};

/* Takes what came; now and then a client goes away and comes back. */
static void turn(struct watching *watching) {
    for (int i = 0; i < watching->count; i++)
        watching->polls[i] = (struct pollfd){.fd = watching->clients[i].fd, .events = POLLIN};
    (void)poll(watching->polls, (nfds_t)watching->count, 100);
    for (int i = 0; i < watching->count; i++) {
        struct event_client *client = &watching->clients[i];
        if (watching->polls[i].revents)
            ck_assert(event_client_read(client));
        watching->seed = watching->seed * 6364136223846793005u + 1442695040888963407u;
        if (client->last_id >= 0 && watching->seed >> 58 == 0)
            event_client_reopen(client);
    }
}

static int behind(const struct watching *watching, int64_t newest) {
    int count = 0;
    for (int i = 0; i < watching->count; i++)
        count += watching->clients[i].last_id < newest;
    return count;
}

START_TEST(a_crowd_misses_nothing) {
    static const char *const flags[] = {"--connections-per-address", "10000", "--log-level",
                                        "warning", NULL};
    int writers = crowd("CLAIMD_LIVE_WRITERS", TEST_SCALE(20, 5));
    struct watching watching = {.count = crowd("CLAIMD_LIVE_CLIENTS", TEST_SCALE(200, 50))};
    pthread_t *threads = calloc((size_t)writers, sizeof *threads);
    watching.clients = calloc((size_t)watching.count, sizeof *watching.clients);
    watching.polls = calloc((size_t)watching.count, sizeof *watching.polls);
    ck_assert(threads && watching.clients && watching.polls);
    ck_assert_int_eq(curl_global_init(CURL_GLOBAL_DEFAULT), 0);
    server_start(&server, flags);
    for (int i = 0; i < watching.count; i++)
        event_client_open(&watching.clients[i], server.port, "?after=0");

    double began = now();
    for (int i = 0; i < writers; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, write_articles, (void *)(intptr_t)(i + 1)), 0);
    int64_t newest = 0;
    while (newest < 2 * writers * ARTICLES && now() - began < 200) {
        turn(&watching);
        newest = watching.clients[0].last_id;
    }
    for (int i = 0; i < writers; i++)
        pthread_join(threads[i], NULL);
    double written = now();
    newest = newest_event();
    while (behind(&watching, newest) && now() - written < 30)
        turn(&watching);
    printf("%d clients, %d writers: %" PRId64 " events each in %.1f s, all told %.3f s after the "
           "last write\n",
           watching.count, writers, newest, written - began, now() - written);
    for (int i = 0; i < watching.count; i++) {
        ck_assert_int_eq(watching.clients[i].events, newest);
        ck_assert_int_eq(watching.clients[i].gaps, 0);
        event_client_close(&watching.clients[i]);
    }
    server_stop(&server);
    free(threads);
    free(watching.clients);
    free(watching.polls);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http live");
    TCase *one = tcase_create("one server");
    tcase_set_timeout(one, 60);
    tcase_add_checked_fixture(one, start, stop);
    tcase_add_test(one, a_stream_tells_what_happens);
    tcase_add_test(one, a_stream_has_the_headers_that_proxies_want);
    tcase_add_test(one, a_stream_goes_on_behind_its_last_id);
    tcase_add_test(one, a_stream_may_want_less);
    tcase_add_test(one, an_id_from_elsewhere_means_resync);
    tcase_add_test(one, silence_is_filled_with_comments);
    tcase_add_test(one, head_asks_for_the_headers_alone);
    tcase_add_test(one, a_poll_waits_for_news);
    tcase_add_test(one, a_poll_has_an_end);
    tcase_add_test(one, pages_follow_each_other);
    tcase_add_test(one, wrong_questions_are_refused);
    suite_add_tcase(suite, one);
    TCase *own = tcase_create("own server");
    tcase_set_timeout(own, 280);
    tcase_add_test(own, streams_are_counted);
    tcase_add_test(own, draining_ends_streams_and_polls);
    tcase_add_test(own, a_long_log_is_read_from_the_store);
    tcase_add_test(own, compaction_means_resync);
    tcase_add_test(own, a_client_that_reads_nothing_is_cut);
    tcase_add_test(own, a_crowd_misses_nothing);
    suite_add_tcase(suite, own);
    return suite;
}
