/* The life of the process: starting, deadlines, limits of connections, draining, ending. */
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void send_all(int fd, const char *text) {
    size_t length = strlen(text);
    ck_assert_int_eq(send(fd, text, length, MSG_NOSIGNAL), (ssize_t)length);
}

/* Does a connection get an answer? */
static bool is_answered(int fd, const char *request, int patience_ms) {
    struct raw raw;
    if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
        return false;
    raw_read(fd, patience_ms, &raw);
    bool served = raw_status(&raw) == 200;
    raw_done(&raw);
    return served;
}

static bool is_served(int fd) {
    return is_answered(fd, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n", 500);
}

/* ---- starting -------------------------------------------------------------------------------- */

/* Runs claimd with a shell's help and returns its exit status; what it prints goes to `out`. */
static int run(const char *arguments, char *out, size_t size) {
    char command[1024];
    (void)snprintf(command, sizeof command, "%s %s 2>&1", getenv("CLAIMD_BINARY"), arguments);
    FILE *pipe = popen(command, "re");
    ck_assert_ptr_nonnull(pipe);
    size_t length = fread(out, 1, size - 1, pipe);
    out[length] = '\0';
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The name of a database that is not there yet. */
static void temporary_database(char ret_path[64]) {
    (void)snprintf(ret_path, 64, "/tmp/claimd-life-%d.db", (int)getpid());
}

static void remove_database(const char *path) {
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char name[96];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name); /* some are gone already */
    }
}

START_TEST(will_not_listen_in_the_open) {
    static const char *const addresses[] = {"0.0.0.0:0", "[::]:0", "10.0.0.1:0"};
    char out[4096];
    char arguments[128];
    char database[64];
    temporary_database(database);
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        (void)snprintf(arguments, sizeof arguments, "serve --database %s --listen '%s'", database,
                       addresses[i]);
        ck_assert_int_eq(run(arguments, out, sizeof out), 1);
        ck_assert_msg(strstr(out, "--allow-open") != NULL, "%s", out);
    }
    remove_database(database);
}
END_TEST

START_TEST(wrong_settings_are_explained) {
    static const struct {
        const char *arguments;
        const char *text;
    } rows[] = {
        {"serve --threads 0", "threads; it lies between 1 and 256"},
        {"serve --log-level loud", "one of debug info warning error"},
        {"serve --no-such-flag", "no such flag here: --no-such-flag"},
        {"serve --format text", "no such flag here: --format"},
        {"serve --threads", "--threads wants a value"},
        {"serve --article-bytes 1x", "article-bytes"},
        {"serve --listen nowhere", "nowhere is not an address"},
        {"serve --trusted-proxies 10.0.0.0/33", "trusted-proxies is a list"},
        {"serve --trusted-proxies me", "trusted-proxies is a list"},
        {"serve --base-path claimd", "base-path begins with a slash"},
        {"serve --base-path /claimd/", "base-path begins with a slash"},
        {"serve --rate-limit -1", "rate-limit; it lies between 0 and 1000000"},
        {"serve --config /no/such/file", "/no/such/file: No such file"},
        {"serve --models /no/such/folder", "/no/such/folder"},
        {"jump", "no such command: jump"},
        {"analyze", "name a file"},
        {"analyze /no/such/file", "/no/such/file: No such file"},
    };
    char out[16384];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_ne(run(rows[i].arguments, out, sizeof out), 0);
        ck_assert_msg(strstr(out, rows[i].text) != NULL, "%s: %s", rows[i].arguments, out);
    }
}
END_TEST

/* Flags over environment over file over default, all four in one run. */
START_TEST(settings_have_their_order) {
    char path[] = "/tmp/claimd-config-XXXXXX";
    char out[16384];
    char arguments[256];
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    static const char text[] = "# a comment\nthreads = 5\nconnections=77\n idle-timeout = 9s\n";
    ck_assert_int_eq(write(fd, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    close(fd);
    setenv("CLAIMD_THREADS", "6", 1);
    setenv("CLAIMD_CONNECTIONS", "78", 1);
    (void)snprintf(arguments, sizeof arguments, "config --config %s --threads=7", path);
    ck_assert_int_eq(run(arguments, out, sizeof out), 0);
    unsetenv("CLAIMD_THREADS");
    unsetenv("CLAIMD_CONNECTIONS");
    unlink(path);
    static const char *const lines[] = {
        "(flag)\nthreads = 7\n", "(environment)\nconnections = 78\n", "(file)\nidle-timeout = 9\n",
        "(default)\nsend-timeout = 120\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(strstr(out, lines[i]) != NULL, "%s in\n%s", lines[i], out);
}
END_TEST

START_TEST(healthcheck_tells) {
    struct server server;
    char arguments[128];
    char out[1024];
    server_start(&server, NULL);
    (void)snprintf(arguments, sizeof arguments, "healthcheck --listen 127.0.0.1:%d", server.port);
    ck_assert_int_eq(run(arguments, out, sizeof out), 0);
    server_stop(&server);
    ck_assert_int_eq(run(arguments, out, sizeof out), 1);
}
END_TEST

START_TEST(answers_on_a_unix_socket) {
    struct server server = {0};
    char path[] = "/tmp/claimd-unix-XXXXXX";
    char flag[128];
    char out[1024];
    ck_assert_ptr_nonnull(mkdtemp(path));
    (void)snprintf(flag, sizeof flag, "unix:%s/s", path);
    const char *const flags[] = {"--listen", flag, NULL};
    server_start(&server, flags);
    (void)snprintf(out, sizeof out, "healthcheck --listen %s", flag);
    char arguments[256];
    memcpy(arguments, out, sizeof arguments);
    ck_assert_int_eq(run(arguments, out, sizeof out), 0);
    server_stop(&server);
    ck_assert_msg(rmdir(path) == 0, "the socket file was left behind");
}
END_TEST

/* As a service manager starts it: the socket is fd 3, bound before and kept after. */
START_TEST(takes_an_inherited_socket) {
    struct server server = {.port = free_port()};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(fd, 16), 0);
    char database[64];
    temporary_database(database);
    server.pid = fork();
    if (server.pid == 0) {
        char pid[16];
        (void)snprintf(pid, sizeof pid, "%d", (int)getpid());
        setenv("LISTEN_PID", pid, 1);
        setenv("LISTEN_FDS", "1", 1);
        if (fd == 3)
            (void)fcntl(fd, F_SETFD, 0); /* dup2 onto itself would keep close-on-exec */
        else
            dup2(fd, 3);
        execl(getenv("CLAIMD_BINARY"), "claimd", "serve", "--database", database, "--log-level",
              "error", (char *)NULL);
        _exit(127);
    }
    /* a client may connect before the service is up: it waits in the backlog */
    int client = raw_connect(server.port);
    ck_assert(
        is_answered(client, "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 60000));
    close(client);
    close(fd);
    ck_assert_int_eq(kill(server.pid, SIGTERM), 0);
    int status = 0;
    ck_assert_int_eq(waitpid(server.pid, &status, 0), server.pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    remove_database(database);
}
END_TEST

START_TEST(log_lines_can_be_json) {
    static const char *const flags[] = {"--log-format", "json", NULL};
    static const char *const headers[] = {"X-Request-Id: json-log", NULL};
    struct server server;
    struct answer answer;
    server_start(&server, flags);
    http_request(&server, "BREW", "/livez", headers, (struct slice){0}, &answer);
    answer_done(&answer);
    ck_assert(server_log_tells(&server, "json-log"));
    char *log = server_log(&server);
    bool seen = false;
    for (const char *line = log; *line;) {
        const char *end = strchr(line, '\n');
        ck_assert_ptr_nonnull(end);
        json_t *parsed = json_loadb(line, (size_t)(end - line), 0, NULL);
        ck_assert_msg(parsed != NULL, "%s", line);
        const char *id = json_string_value(json_object_get(parsed, "request_id"));
        if (id && strcmp(id, "json-log") == 0) {
            ck_assert_int_eq(json_integer_value(json_object_get(parsed, "status")), 405);
            seen = true;
        }
        json_decref(parsed);
        line = end + 1;
    }
    ck_assert(seen);
    free(log);
    server_stop(&server);
}
END_TEST

static const char OVERDUE_ONCE[] = "claimd_http_requests_overdue_total 1\n";
static const char TWO_IN_FLIGHT[] = "claimd_http_requests_in_flight 2\n"; /* one asks for metrics */

/* ---- deadlines ------------------------------------------------------------------------------- */

/* A byte every 100 ms keeps any inactivity timeout at bay; the deadline must strike anyway. */
static double drip(const struct server *server, const char *begin, const char *drops,
                   struct raw *ret_raw) {
    int fd = raw_connect(server->port);
    double start = now();
    struct pollfd hangup = {.fd = fd, .events = POLLIN};
    send_all(fd, begin);
    for (size_t i = 0; now() - start < 8; i++) {
        if (poll(&hangup, 1, 100) == 1)
            break;
        if (send(fd, drops + i % strlen(drops), 1, MSG_NOSIGNAL) < 0)
            break;
    }
    double taken = now() - start;
    raw_read(fd, 1000, ret_raw);
    close(fd);
    return taken;
}

START_TEST(dripping_clients_are_cut) {
    static const char *const flags[] = {"--request-timeout", "1", "--idle-timeout", "2", NULL};
    static const struct {
        const char *begin;
        const char *drops;
        double low;
        double high;
        int status;
    } rows[] = {
        {"POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: "
         "4000\r\n\r\n",
         "abc ", 0.9, 6.0, 408},
        {"GET /livez HTTP/1.1\r\nHost: a\r\nX: ", "abc", 0.9, 6.0, 408},
        {"GET /", "abc", 1.9, 7.0, 0},
        {"POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
         "Transfer-Encoding: chunked\r\n\r\nff\r\n",
         "abc", 0.9, 6.0, 408},
    };
    struct server server;
    server_start(&server, flags);
    struct raw raw;
    double taken = drip(&server, rows[_i].begin, rows[_i].drops, &raw);
    ck_assert_msg(taken > rows[_i].low && taken < rows[_i].high, "cut after %.2f s", taken);
    ck_assert_int_eq(raw_status(&raw), rows[_i].status);
    ck_assert(raw.closed);
    raw_done(&raw);
    ck_assert(server_metrics_tell(&server, OVERDUE_ONCE));
    server_stop(&server);
}
END_TEST

START_TEST(idle_connections_are_closed) {
    static const char *const flags[] = {"--idle-timeout", "1", NULL};
    struct server server;
    struct raw raw;
    server_start(&server, flags);
    double start = now();
    raw_exchange(server.port, SLICE("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"), 35000, &raw);
    double taken = now() - start;
    ck_assert_int_eq(raw_status(&raw), 200);
    ck_assert_msg(raw.closed && taken > 0.9 && taken < 30, "after %.2f s", taken);
    raw_done(&raw);
    server_stop(&server);
}
END_TEST

START_TEST(connections_per_address_are_limited) {
    static const char *const flags[] = {"--connections-per-address", "3", NULL};
    struct server server;
    int fds[4];
    server_start(&server, flags);
    for (int i = 0; i < 4; i++) {
        fds[i] = raw_connect(server.port);
        ck_assert_msg(is_served(fds[i]) == (i < 3), "connection %d", i);
    }
    close(fds[0]);
    close(fds[3]);
    bool served = false;
    for (int tries = 0; tries < 1000 && !served; tries++) { /* the server sees the close soon */
        usleep(20000);
        int fd = raw_connect(server.port);
        served = is_served(fd);
        close(fd);
    }
    ck_assert_msg(served, "the place of a closed connection is not given again");
    close(fds[1]);
    close(fds[2]);
    server_stop(&server);
}
END_TEST

/* ---- refusals are heard ---------------------------------------------------------------------- */

/* A client that sends megabytes before it reads must still get to read the 413. */
/* One thread, so that the whole number is its own. */
START_TEST(connections_are_limited) {
    static const char *const flags[] = {"--threads", "1", "--connections", "3", NULL};
    struct server server;
    int fds[4];
    server_start(&server, flags);
    for (int i = 0; i < 4; i++) {
        fds[i] = raw_connect(server.port);
        ck_assert_msg(is_served(fds[i]) == (i < 3), "connection %d", i);
    }
    close(fds[0]);
    bool served = false;
    for (int tries = 0; tries < 50 && !served; tries++) /* the fourth has waited in the backlog */
        served = is_served(fds[3]);
    ck_assert_msg(served, "the place of a closed connection is not given again");
    for (int i = 1; i < 4; i++)
        close(fds[i]);
    server_stop(&server);
}
END_TEST

/* Many large answers are asked for and none is taken. */
START_TEST(answers_must_be_taken) {
    static const char *const flags[] = {"--send-timeout", "1", NULL};
    static const char request[] = "GET /openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n";
    struct server server;
    server_start(&server, flags);
    int slow = raw_connect(server.port);
    int patient = raw_connect(server.port); /* takes its answers, and waits longer in between */
    ck_assert(is_served(patient));
    for (int i = 0; i < 400; i++)
        if (send(slow, request, strlen(request), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
            break;
    ck_assert(server_metrics_tell(&server, OVERDUE_ONCE));
    ck_assert(is_served(patient));
    close(slow);
    close(patient);
    server_stop(&server);
}
END_TEST

START_TEST(refusals_arrive_while_the_client_sends) {
    static const char *const flags[] = {"--article-bytes", "2K", NULL};
    static char body[4 << 20];
    struct server server;
    struct answer answer;
    static const char *const headers[] = {"Content-Type: text/plain", NULL};
    memset(body, 'a', sizeof body);
    server_start(&server, flags);
    for (int i = 0; i < 10; i++) {
        http_request(&server, "POST", "/v1/analyze", headers, slice_of(body, sizeof body), &answer);
        answer_is_problem(&answer, 413, "body-too-large");
        answer_done(&answer);
    }
    server_stop(&server);
}
END_TEST

START_TEST(bodies_share_their_memory) {
    static const char *const flags[] = {"--body-memory", "64K", NULL};
    static char body[60 * 1024];
    struct server server;
    struct answer answer;
    static const char *const headers[] = {"Content-Type: text/plain", NULL};
    memset(body, 'a', sizeof body);
    server_start(&server, flags);
    int fd = raw_connect(server.port);
    send_all(fd, "POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                 "Content-Length: 40000\r\n\r\n");
    ck_assert_int_eq(send(fd, body, 30000, MSG_NOSIGNAL), 30000);
    ck_assert(server_metrics_tell(&server, TWO_IN_FLIGHT));
    usleep(500000); /* the bytes follow their head */
    http_request(&server, "POST", "/v1/analyze", headers, slice_of(body, sizeof body), &answer);
    answer_is_problem(&answer, 503, "unavailable");
    ck_assert_str_eq(answer_header(&answer, "Retry-After"), "1");
    answer_done(&answer);
    close(fd);
    ck_assert(server_metrics_tell(&server, "claimd_http_requests_in_flight 1\n"));
    http_request(&server, "POST", "/v1/analyze", headers, slice_of(body, sizeof body), &answer);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
    server_stop(&server);
}
END_TEST

/* ---- ending ---------------------------------------------------------------------------------- */

START_TEST(open_requests_are_finished) {
    struct server server;
    struct raw raw;
    server_start(&server, NULL);
    int half = raw_connect(server.port);
    int idle = raw_connect(server.port);
    ck_assert(is_served(idle));
    send_all(half, "POST /v1/articles HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 16\r\n\r\nFour boats");
    ck_assert(server_metrics_tell(&server, TWO_IN_FLIGHT));
    ck_assert_int_eq(kill(server.pid, SIGTERM), 0);
    ck_assert(server_log_tells(&server, "draining"));

    /* on a kept connection: not ready any more, and closing */
    send_all(idle, "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    raw_read(idle, 30000, &raw);
    ck_assert_int_eq(raw_status(&raw), 503);
    ck_assert_ptr_nonnull(strstr(raw.bytes, "Connection: close"));
    ck_assert(raw.closed);
    raw_done(&raw);

    /* the open request is taken to its end */
    send_all(half, " sank.");
    raw_read(half, 30000, &raw);
    ck_assert_int_eq(raw_status(&raw), 201);
    ck_assert_ptr_nonnull(strstr(raw.bytes, "Connection: close"));
    raw_done(&raw);
    close(half);
    close(idle);
    ck_assert_int_eq(server_wait(&server), 0);
}
END_TEST

START_TEST(second_signal_ends_at_once) {
    struct server server;
    server_start(&server, NULL);
    int half = raw_connect(server.port);
    send_all(half, "POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 16\r\n\r\nFour");
    ck_assert(server_metrics_tell(&server, TWO_IN_FLIGHT));
    ck_assert_int_eq(kill(server.pid, SIGTERM), 0);
    ck_assert(server_log_tells(&server, "draining"));
    double start = now();
    ck_assert_int_eq(kill(server.pid, SIGINT), 0);
    ck_assert_int_eq(server_wait(&server), 1);
    ck_assert(now() - start < 15); /* not the half minute that draining may take */
    close(half);
}
END_TEST

START_TEST(draining_has_an_end) {
    static const char *const flags[] = {"--drain-timeout", "1", NULL};
    struct server server;
    server_start(&server, flags);
    int half = raw_connect(server.port);
    send_all(half, "POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 16\r\n\r\nFour");
    ck_assert(server_metrics_tell(&server, TWO_IN_FLIGHT));
    double start = now();
    server_stop(&server);
    double taken = now() - start;
    ck_assert_msg(taken > 0.9 && taken < 20, "after %.2f s", taken);
    close(half);
}
END_TEST

/* ---- many at once ---------------------------------------------------------------------------- */

enum { CLIENTS = 8, ROUNDS = 20 };

struct client {
    const struct server *server;
    const char *expected;
    int failures;
};

static const char compared[] =
    "{\"articles\": [{\"text\": \"At least 40 boats sank off Lindholm on Monday, the harbour "
    "master said.\", \"published_at\": \"2024-06-18\"}, {\"text\": \"About 40 boats were lost off "
    "Lindholm on 17 June. It was the worst storm since 1999.\", \"published_at\": "
    "\"2024-06-19\"}]}";

static void *ask_often(void *context) {
    struct client *client = context;
    for (int i = 0; i < ROUNDS; i++) {
        struct answer answer;
        char article[256];
        http_post_json(client->server, "/v1/compare", compared, &answer);
        client->failures += answer.status != 200 || strcmp(answer.body, client->expected) != 0;
        answer_done(&answer);
        (void)snprintf(article, sizeof article, "{\"text\": \"Storm %d sank 40 boats.\"}", i);
        http_post_json(client->server, "/v1/articles", article, &answer);
        client->failures += answer.status != 200 && answer.status != 201;
        answer_done(&answer);
        http_get(client->server, "/metrics", &answer);
        client->failures += answer.status != 200;
        answer_done(&answer);
    }
    return NULL;
}

/* The same bytes from one thread and from eight, asked by one client and by eight. */
START_TEST(threads_do_not_show) {
    static const char *const one[] = {"--threads", "1", NULL};
    static const char *const eight[] = {"--threads", "8", NULL};
    struct server server;
    struct answer alone;
    server_start(&server, one);
    http_post_json(&server, "/v1/compare", compared, &alone);
    ck_assert_int_eq(alone.status, 200);
    server_stop(&server);

    server_start(&server, eight);
    pthread_t threads[CLIENTS];
    struct client clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){&server, alone.body, 0};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_often, &clients[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_eq(clients[i].failures, 0);
    }
    server_stop(&server);
    answer_done(&alone);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http life");
    TCase *tcase = tcase_create("life");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, will_not_listen_in_the_open);
    tcase_add_test(tcase, wrong_settings_are_explained);
    tcase_add_test(tcase, settings_have_their_order);
    tcase_add_test(tcase, healthcheck_tells);
    tcase_add_test(tcase, answers_on_a_unix_socket);
    tcase_add_test(tcase, takes_an_inherited_socket);
    tcase_add_test(tcase, log_lines_can_be_json);
    tcase_add_loop_test(tcase, dripping_clients_are_cut, 0, 4);
    tcase_add_test(tcase, idle_connections_are_closed);
    tcase_add_test(tcase, connections_per_address_are_limited);
    tcase_add_test(tcase, connections_are_limited);
    tcase_add_test(tcase, answers_must_be_taken);
    tcase_add_test(tcase, refusals_arrive_while_the_client_sends);
    tcase_add_test(tcase, bodies_share_their_memory);
    tcase_add_test(tcase, open_requests_are_finished);
    tcase_add_test(tcase, second_signal_ends_at_once);
    tcase_add_test(tcase, draining_has_an_end);
    tcase_add_test(tcase, threads_do_not_show);
    suite_add_tcase(suite, tcase);
    return suite;
}
