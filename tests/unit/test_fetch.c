/* The pure parts of fetch/: which addresses are open, what robots.txt allows, how URLs are read. */
#include "base/error.h"
#include "fetch/guard.h"
#include "fetch/robots.h"
#include "fetch/transfer.h"
#include "fetch/url.h"
#include "tests/unit/runner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- the guard ------------------------------------------------------------------------------- */

static const char *judge(const struct guard *guard, const char *text) {
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return guard_judge(guard, (const struct sockaddr *)(const void *)&v4);
    ck_assert_msg(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1, "%s is no address", text);
    return guard_judge(guard, (const struct sockaddr *)(const void *)&v6);
}

static int guard_rows;

static void judge_row(const struct slice *fields, int count, int line) {
    const struct guard closed = {0};
    const struct guard open = {.allow_private = true};
    char address[64];
    ck_assert_int_eq(count, 3);
    (void)snprintf(address, sizeof address, "%.*s", SLICE_ARGS(fields[0]));
    bool is_open = judge(&closed, address) == NULL;
    bool is_open_inside = judge(&open, address) == NULL;
    bool wanted = slice_equal(fields[1], SLICE("open"));
    bool wanted_inside = wanted || slice_equal(fields[1], SLICE("private"));
    ck_assert_msg(is_open == wanted, "line %d: %s is %s", line, address,
                  is_open ? "open" : "refused");
    ck_assert_msg(is_open_inside == wanted_inside, "line %d: %s is %s inside", line, address,
                  is_open_inside ? "open" : "refused");
    guard_rows++;
}

START_TEST(addresses_are_judged_as_the_registries_have_them) {
    test_table("guard.tsv", judge_row);
    ck_assert_int_gt(guard_rows, 60);
}
END_TEST

START_TEST(other_families_are_refused) {
    const struct guard open = {.allow_private = true};
    struct sockaddr_un file = {.sun_family = AF_UNIX};
    ck_assert_ptr_nonnull(guard_judge(&open, (const struct sockaddr *)(const void *)&file));
}
END_TEST

START_TEST(an_operator_opens_single_networks) {
    struct guard guard = {0};
    ck_assert_int_eq(guard_allow(&guard, SLICE("10.20.0.0/16, fd00:1::/32,127.0.0.1")), 0);
    ck_assert_ptr_null(judge(&guard, "10.20.255.1"));
    ck_assert_ptr_null(judge(&guard, "::ffff:10.20.0.1"));
    ck_assert_ptr_null(judge(&guard, "fd00:1:2::3"));
    ck_assert_ptr_null(judge(&guard, "127.0.0.1"));
    ck_assert_ptr_nonnull(judge(&guard, "10.21.0.0"));
    ck_assert_ptr_nonnull(judge(&guard, "fd00:2::1"));
    ck_assert_ptr_nonnull(judge(&guard, "127.0.0.2"));

    static const char *const wrong[] = {"10.0.0.1/8", "10.0.0.0/33", "10.0.0/8", "::/129",
                                        "x",          "10.0.0.0/",   ",",        "1.2.3.4,,5.6.7.8",
                                        "10.0.0.0/-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct guard fresh = {0};
        ck_assert_msg(guard_allow(&fresh, slice_from_cstr(wrong[i])) == ERR_INVALID, "%s",
                      wrong[i]);
    }
}
END_TEST

/* ---- robots.txt ------------------------------------------------------------------------------ */

static void robots_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 3);
    bool allowed = robots_allow(test_unescape(fields[0]), SLICE("claimd"), fields[1], NULL);
    ck_assert_msg(allowed == slice_equal(fields[2], SLICE("yes")), "robots.tsv:%d: %s", line,
                  allowed ? "allowed" : "forbidden");
}

START_TEST(robots_txt_is_read_as_rfc_9309_has_it) {
    test_table("robots.tsv", robots_row);
}
END_TEST

START_TEST(a_crawl_delay_is_told) {
    int delay = -1;
    (void)robots_allow(SLICE("User-agent: *\nCrawl-delay: 1.5\n"), SLICE("claimd"), SLICE("/"),
                       &delay);
    ck_assert_int_eq(delay, 1500);
    (void)robots_allow(SLICE("User-agent: *\nCrawl-delay: 99999999999\n"), SLICE("claimd"),
                       SLICE("/"), &delay);
    ck_assert_int_eq(delay, 60 * 1000);
    (void)robots_allow(SLICE("User-agent: x\nCrawl-delay: 7\n"), SLICE("claimd"), SLICE("/"),
                       &delay);
    ck_assert_int_eq(delay, 0);
}
END_TEST

/* Half a megabyte of patterns made to go back and forth must not take seconds. */
START_TEST(hostile_patterns_end) {
    enum { LENGTH = 512 * 1024 };
    char *text = malloc(LENGTH);
    char path[4001];
    ck_assert_ptr_nonnull(text);
    memset(path, 'a', sizeof path);
    path[0] = '/';
    size_t at = (size_t)snprintf(text, LENGTH, "User-agent: *\n");
    while (at + 2100 < LENGTH) {
        at += (size_t)snprintf(text + at, LENGTH - at, "Disallow: /");
        memset(text + at, 'a', 2000);
        for (size_t i = 0; i < 2000; i += 100)
            text[at + i] = '*';
        at += 2000;
        at += (size_t)snprintf(text + at, LENGTH - at, "b\n");
    }
    ck_assert(robots_allow(slice_of(text, at), SLICE("claimd"), slice_of(path, 4000), NULL));
    free(text);
}
END_TEST

/* ---- URLs ------------------------------------------------------------------------------------ */

START_TEST(urls_are_read_as_they_are_fetched) {
    static const struct {
        const char *text;
        const char *base;
        const char *whole; /* NULL: refused */
        const char *origin;
        const char *path;
    } cases[] = {
        {"https://a.example/x?y=1#z", NULL, "https://a.example/x?y=1", "https://a.example",
         "/x?y=1"},
        {" HTTP://A.Example:80 ", NULL, "http://A.Example:80/", "http://a.example", "/"},
        {"https://a.example:8443/", NULL, "https://a.example:8443/", "https://a.example:8443", "/"},
        {"../c?d", "https://a.example/x/y/z", "https://a.example/x/c?d", "https://a.example",
         "/x/c?d"},
        {"//b.example/c", "https://a.example/", "https://b.example/c", "https://b.example", "/c"},
        {"http://0x7f.1/", NULL, "http://127.0.0.1/", "http://127.0.0.1", "/"},
        {"http://[::1]:81/a", NULL, "http://[::1]:81/a", "http://[::1]:81", "/a"},
        {"ftp://a.example/", NULL, NULL, NULL, NULL},
        {"file:///etc/passwd", NULL, NULL, NULL, NULL},
        {"javascript:alert(1)", "https://a.example/", NULL, NULL, NULL},
        {"https://user@a.example/", NULL, NULL, NULL, NULL},
        {"https://user:word@a.example/", NULL, NULL, NULL, NULL},
        {"a.html", NULL, NULL, NULL, NULL},
        {"", NULL, NULL, NULL, NULL},
        {"http://", NULL, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fetch_url url;
        int error =
            fetch_url_read(slice_from_cstr(cases[i].text), slice_from_cstr(cases[i].base), &url);
        if (!cases[i].whole) {
            ck_assert_msg(error == ERR_INVALID, "%s: %d", cases[i].text, error);
            continue;
        }
        ck_assert_msg(error == 0, "%s: %d", cases[i].text, error);
        ck_assert_str_eq(url.whole, cases[i].whole);
        ck_assert_str_eq(url.origin, cases[i].origin);
        ck_assert_str_eq(url.path, cases[i].path);
    }
}
END_TEST

/* ---- the socket function: names that resolve to one thing now and to another later --------------
 */

struct listener {
    int fd;
    int port;
    int answered;
    pthread_t thread;
};

static void *answer_each(void *context) {
    struct listener *listener = context;
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    for (;;) {
        char bytes[2048];
        int fd = accept(listener->fd, NULL, NULL);
        if (fd < 0)
            return NULL;
        if (read(fd, bytes, sizeof bytes) > 0 && write(fd, answer, sizeof answer - 1) > 0)
            listener->answered++;
        (void)close(fd);
    }
}

/* On every address of this machine, so that only the guard keeps anybody away. */
static void listener_start(struct listener *listener) {
    struct sockaddr_in any = {.sin_family = AF_INET};
    socklen_t length = sizeof any;
    *listener = (struct listener){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    ck_assert_int_eq(bind(listener->fd, (const struct sockaddr *)(const void *)&any, length), 0);
    ck_assert_int_eq(listen(listener->fd, 8), 0);
    ck_assert_int_eq(getsockname(listener->fd, (struct sockaddr *)(void *)&any, &length), 0);
    listener->port = ntohs(any.sin_port);
    ck_assert_int_eq(pthread_create(&listener->thread, NULL, answer_each, listener), 0);
}

static void listener_stop(struct listener *listener) {
    (void)shutdown(listener->fd, SHUT_RDWR);
    ck_assert_int_eq(pthread_join(listener->thread, NULL), 0);
    (void)close(listener->fd);
}

/* Fetches from a name that the resolver answers with `addresses` this time. */
static enum fetch_outcome fetch_resolved(const struct listener *listener, const char *addresses) {
    struct fetch_settings settings = {.user_agent = "claimd/test"};
    struct fetch_request *request = calloc(1, sizeof *request);
    char resolve[128];
    ck_assert_ptr_nonnull(request);
    ck_assert_int_eq(guard_allow(&settings.guard, SLICE("127.0.0.1")), 0);
    (void)snprintf(request->url, sizeof request->url, "http://rebind.example:%d/", listener->port);
    (void)snprintf(resolve, sizeof resolve, "rebind.example:%d:%s", listener->port, addresses);
    CURL *easy = transfer_start(&settings, request);
    ck_assert_ptr_nonnull(easy);
    struct curl_slist *names = curl_slist_append(NULL, resolve);
    ck_assert_int_eq(curl_easy_setopt(easy, CURLOPT_RESOLVE, names), CURLE_OK);
    transfer_end(request, curl_easy_perform(easy));
    curl_slist_free_all(names);
    enum fetch_outcome outcome = request->answer.outcome;
    fetch_request_done(request);
    free(request);
    return outcome;
}

START_TEST(a_name_that_rebinds_is_judged_each_time) {
    struct listener listener;
    listener_start(&listener);
    ck_assert_int_eq(fetch_resolved(&listener, "127.0.0.1"), FETCH_ANSWERED);
    ck_assert_int_eq(listener.answered, 1);
    ck_assert_int_eq(fetch_resolved(&listener, "127.0.0.2"), FETCH_REFUSED);
    ck_assert_int_eq(fetch_resolved(&listener, "10.0.0.1"), FETCH_REFUSED);
    ck_assert_int_eq(fetch_resolved(&listener, "169.254.169.254"), FETCH_REFUSED);
    ck_assert_int_eq(fetch_resolved(&listener, "127.0.0.2,127.0.0.3"), FETCH_REFUSED);
    ck_assert_int_eq(listener.answered, 1); /* not one of them got through */
    ck_assert_int_eq(fetch_resolved(&listener, "127.0.0.2,127.0.0.1"), FETCH_ANSWERED);
    ck_assert_int_eq(listener.answered, 2); /* by the address that is open */
    listener_stop(&listener);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("fetch");
    TCase *test = tcase_create("guard");
    tcase_add_test(test, addresses_are_judged_as_the_registries_have_them);
    tcase_add_test(test, other_families_are_refused);
    tcase_add_test(test, an_operator_opens_single_networks);
    suite_add_tcase(suite, test);
    TCase *robots = tcase_create("robots");
    tcase_add_test(robots, robots_txt_is_read_as_rfc_9309_has_it);
    tcase_add_test(robots, a_crawl_delay_is_told);
    tcase_add_test(robots, hostile_patterns_end);
    suite_add_tcase(suite, robots);
    TCase *urls = tcase_create("urls");
    tcase_add_test(urls, urls_are_read_as_they_are_fetched);
    suite_add_tcase(suite, urls);
    TCase *sockets = tcase_create("sockets");
    tcase_add_test(sockets, a_name_that_rebinds_is_judged_each_time);
    suite_add_tcase(suite, sockets);
    return suite;
}
