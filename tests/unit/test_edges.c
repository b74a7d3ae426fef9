/* What the server reads of addresses, proxies and media types, in tables: each row is something
 * that an operator, a proxy or a client may write. */
#include "base/error.h"
#include "server/listen.h"
#include "server/negotiate.h"
#include "server/proxies.h"
#include "tests/unit/runner.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(table) (sizeof table / sizeof *(table))

/* ---- addresses to listen on ------------------------------------------------------------------ */

static const struct {
    const char *text;
    int family; /* 0: it is none */
    bool local;
} addresses[] = {
    {"127.0.0.1:8080", AF_INET, true},
    {"127.9.9.9:0", AF_INET, true},
    {"localhost:1", AF_INET, true},
    {"0.0.0.0:65535", AF_INET, false},
    {"192.0.2.1:80", AF_INET, false},
    {"[::1]:8080", AF_INET6, true},
    {"[::]:8080", AF_INET6, false},
    {"[2001:db8::1]:8080", AF_INET6, false},
    {"unix:/run/claimd.sock", AF_UNIX, true},
    {"unix:", 0, false},
    {"unix:/a/path/that/is/longer/than/the/107/bytes/that/the/kernel/keeps/for/the/name/of/a/"
     "socket/"
     "so/that/it/is/refused",
     0, false},
    {"127.0.0.1", 0, false},
    {"127.0.0.1:", 0, false},
    {"127.0.0.1:65536", 0, false},
    {"127.0.0.1:123456", 0, false},
    {"127.0.0.1:8o80", 0, false},
    {"127.0.0.1:-1", 0, false},
    {"127.0.0.1:80/", 0, false},
    {"127.0.0.256:80", 0, false},
    {"example.org:80", 0, false},
    {"[::1:80", 0, false},
    {"[::1]x:80", 0, false},
    {"[]:80", 0, false},
    {"[:::]:80", 0, false},
    {":80", 0, false},
    {"a-name-that-is-longer-than-any-address-that-could-stand-before-a-colon:80", 0, false},
};

START_TEST(addresses_are_read) {
    struct listen_address address;
    for (size_t i = 0; i < COUNT(addresses); i++) {
        int result = listen_address_parse(addresses[i].text, &address);
        ck_assert_msg(result == (addresses[i].family ? 0 : ERR_INVALID), "%s: %d",
                      addresses[i].text, result);
        if (result)
            continue;
        ck_assert_int_eq(address.socket.any.sa_family, addresses[i].family);
        ck_assert_msg(listen_address_is_local(&address) == addresses[i].local, "%s",
                      addresses[i].text);
    }
    address.socket.any.sa_family = AF_UNSPEC;
    ck_assert(!listen_address_is_local(&address));
}
END_TEST

static void check_named(const char *text, const char *begins) {
    struct listen_address address;
    struct listen_address named;
    char name[LISTEN_NAME];
    int fd = -1;
    ck_assert_int_eq(listen_address_parse(text, &address), 0);
    ck_assert_msg(listen_open(&address, &fd) == 0, "%s: %s", text, strerror(errno));
    listen_name(fd, name, &named);
    ck_assert_msg(strncmp(name, begins, strlen(begins)) == 0, "%s", name);
    ck_assert_int_eq(named.socket.any.sa_family, address.socket.any.sa_family);
    close(fd);
}

/* A socket whose server is gone makes room; one that is served, and a file, do not. */
START_TEST(a_dead_socket_makes_room) {
    char folder[] = "/tmp/claimd-edges-XXXXXX";
    char text[64];
    struct listen_address address;
    int served = -1;
    int second = -1;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(text, sizeof text, "unix:%s/s", folder);
    check_named(text, text);
    check_named(text, text);
    ck_assert_int_eq(listen_address_parse(text, &address), 0);
    ck_assert_int_eq(listen_open(&address, &served), 0);
    ck_assert_int_eq(listen_open(&address, &second), ERR_FAILED);
    ck_assert_int_eq(errno, EADDRINUSE);
    close(served);
    ck_assert_int_eq(unlink(text + strlen("unix:")), 0);

    FILE *file = fopen(text + strlen("unix:"), "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(listen_open(&address, &second), ERR_FAILED);
    ck_assert_int_eq(unlink(text + strlen("unix:")), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(sockets_tell_their_names) {
    check_named("127.0.0.1:0", "http://127.0.0.1:");
    int v6 = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (v6 < 0)
        return; /* a kernel without */
    close(v6);
    check_named("[::1]:0", "http://[::1]:");
}
END_TEST

/* As systemd hands it over, and in all the ways that are none. */
START_TEST(a_socket_is_inherited) {
    int fd = -1;
    int third = fcntl(3, F_DUPFD_CLOEXEC, 10); /* Check talks through it */
    char pid[16];
    (void)snprintf(pid, sizeof pid, "%d", (int)getpid());
    static const struct {
        bool mine;
        const char *count;
        bool listens;
        int result;
    } rows[] = {
        {false, "1", true, ERR_NOT_FOUND},
        {true, NULL, true, ERR_NOT_FOUND},
        {true, "2", true, ERR_INVALID},
        {true, "1", false, ERR_INVALID},
        {true, "1", true, 0},
    };
    int results[COUNT(rows)];
    ck_assert_int_eq(unsetenv("LISTEN_PID"), 0);
    ck_assert_int_eq(listen_inherited(&fd), ERR_NOT_FOUND);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        (void)dup2(made, 3);
        if (rows[i].listens)
            (void)listen(3, 1);
        (void)setenv("LISTEN_PID", rows[i].mine ? pid : "1", 1);
        (void)(rows[i].count ? setenv("LISTEN_FDS", rows[i].count, 1) : unsetenv("LISTEN_FDS"));
        results[i] = listen_inherited(&fd);
        close(made);
    }
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    (void)dup2(file, 3);
    int of_a_file = listen_inherited(&fd);
    close(file);
    (void)dup2(third, 3);
    close(third);
    ck_assert_int_eq(of_a_file, ERR_INVALID);
    for (size_t i = 0; i < COUNT(rows); i++)
        ck_assert_msg(results[i] == rows[i].result, "row %zu: %d", i, results[i]);
}
END_TEST

/* ---- proxies --------------------------------------------------------------------------------- */

static const struct {
    const char *list;
    int result;
} lists[] = {
    {NULL, 0},
    {"", 0},
    {"127.0.0.1", 0},
    {" 10.0.0.0/8 , ::1,unix", 0},
    {"2001:db8::/32", 0},
    {"0.0.0.0/0", 0},
    {"::ffff:10.0.0.1", 0},
    {"10.0.0.0/33", ERR_INVALID},
    {"::1/129", ERR_INVALID},
    {"10.0.0.0/", ERR_INVALID},
    {"10.0.0.0/8x", ERR_INVALID},
    {"10.0.0.0/0008", ERR_INVALID},
    {"10.0.0", ERR_INVALID},
    {"127.0.0.1,,::1", ERR_INVALID},
    {"localhost", ERR_INVALID},
    {"an:address:that:is:longer:than:any:that:there:is:in:the:world:of:today", ERR_INVALID},
    {"1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
     "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,"
     "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1",
     ERR_INVALID},
};

START_TEST(lists_of_proxies_are_read) {
    struct proxies proxies;
    for (size_t i = 0; i < COUNT(lists); i++)
        ck_assert_msg(proxies_parse(lists[i].list, &proxies) == lists[i].result, "%s",
                      lists[i].list);
}
END_TEST

static const struct {
    const char *trusted;
    const char *peer; /* NULL: a unix socket */
    const char *name; /* of the field; NULL: none */
    const char *value;
    const char *client;
} forwards[] = {
    {"10.0.0.0/8", "10.1.2.3", NULL, NULL, "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "192.0.2.7", "192.0.2.7"},
    {"10.0.0.0/8", "11.1.2.3", "X-Forwarded-For", "192.0.2.7", "11.1.2.3"},
    {NULL, "10.1.2.3", "X-Forwarded-For", "192.0.2.7", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "9.9.9.9, 192.0.2.7, 10.4.4.4", "192.0.2.7"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "10.7.7.7, 10.4.4.4", "10.7.7.7"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "192.0.2.7:4711", "192.0.2.7"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "[2001:db8::7]:4711", "2001:db8::7"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "2001:db8::7", "2001:db8::7"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "unknown", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "192.0.2.7,", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "X-Forwarded-For", "[2001:db8::7", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "Forwarded", "for=192.0.2.7;proto=https", "192.0.2.7"},
    {"10.0.0.0/8", "10.1.2.3", "forwarded", "proto=https;For=\"[2001:db8::7]:80\"", "2001:db8::7"},
    {"10.0.0.0/8", "10.1.2.3", "Forwarded", "for=192.0.2.7, for=\"_hidden\"", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "Forwarded", "proto=https", "10.1.2.3"},
    {"10.0.0.0/8", "10.1.2.3", "Forwarded", "for=\"192.0.2.7", "10.1.2.3"},
    {"2001:db8::/31", "2001:db9::1", "X-Forwarded-For", "192.0.2.7", "192.0.2.7"},
    {"2001:db8::/32", "2001:db9::1", "X-Forwarded-For", "192.0.2.7", "2001:db9::1"},
    {"unix", NULL, NULL, NULL, "unix"},
    {"unix", NULL, "X-Forwarded-For", "192.0.2.7", "192.0.2.7"},
    {"unix", NULL, "X-Forwarded-For", "none", "unix"},
    {"10.0.0.0/8", NULL, "X-Forwarded-For", "192.0.2.7", "unix"},
};

static const struct sockaddr *peer_of(const char *text, struct listen_address *room) {
    *room = (struct listen_address){0};
    if (!text)
        return NULL;
    bool v6 = strchr(text, ':') != NULL;
    room->socket.any.sa_family = v6 ? AF_INET6 : AF_INET;
    void *at = v6 ? (void *)&room->socket.v6.sin6_addr : (void *)&room->socket.v4.sin_addr;
    ck_assert_int_eq(inet_pton(v6 ? AF_INET6 : AF_INET, text, at), 1);
    return &room->socket.any;
}

START_TEST(only_trusted_proxies_name_clients) {
    for (size_t i = 0; i < COUNT(forwards); i++) {
        struct proxies proxies;
        struct listen_address room;
        char client[CLIENT_NAME];
        struct parameter field = {slice_from_cstr(forwards[i].name ? forwards[i].name : ""),
                                  slice_from_cstr(forwards[i].value ? forwards[i].value : "")};
        struct request request = {.fields = {&field, forwards[i].name != NULL, 1}};
        ck_assert_int_eq(proxies_parse(forwards[i].trusted, &proxies), 0);
        proxies_client(&proxies, peer_of(forwards[i].peer, &room), &request, client);
        ck_assert_msg(strcmp(client, forwards[i].client) == 0, "row %zu: %s, not %s", i, client,
                      forwards[i].client);
    }
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct proxies none = {0};
    struct request request = {0};
    char client[CLIENT_NAME];
    proxies_client(&none, (const struct sockaddr *)(const void *)&local, &request, client);
    ck_assert_str_eq(client, "unix");
}
END_TEST

/* ---- media ----------------------------------------------------------------------------------- */

static const struct {
    const char *type; /* NULL: no field */
    int media;        /* 0: refused */
} bodies[] = {
    {"application/json", MEDIA_JSON},
    {"Application/JSON ; Charset=UTF-8", MEDIA_JSON},
    {"application/json; charset=\"utf-8\"", MEDIA_JSON},
    {"text/plain;charset=us-ascii", MEDIA_TEXT},
    {"text/plain; format=flowed", MEDIA_TEXT},
    {"text/plain; charset=\"", 0},
    {"text/plain; charset=\"utf-8", 0},
    {"text/plain; charset=", 0},
    {"text/plain; charset=iso-8859-1", 0},
    {"text/html", 0},
    {"text/plainer", 0},
    {"text", 0},
    {"", 0},
    {NULL, 0},
};

START_TEST(bodies_name_their_medium) {
    for (size_t i = 0; i < COUNT(bodies); i++) {
        enum media media = 0;
        struct slice type = bodies[i].type ? slice_from_cstr(bodies[i].type) : (struct slice){0};
        int result = media_of_body(type, MEDIA_JSON | MEDIA_TEXT, &media);
        ck_assert_msg(result == (bodies[i].media ? 0 : ERR_UNSUPPORTED), "%s", bodies[i].type);
        ck_assert_int_eq((int)media, bodies[i].media);
    }
}
END_TEST

static const struct {
    const char *accept; /* NULL: no field */
    int media;          /* 0: none of them */
} answers[] = {
    {NULL, MEDIA_JSON},
    {"*/*", MEDIA_JSON},
    {"text/*", MEDIA_TEXT},
    {"text/plain", MEDIA_TEXT},
    {"text/csv, application/json;q=0.5", MEDIA_CSV},
    {"text/csv;q=0.4, application/json;q=0.5", MEDIA_JSON},
    {"application/json;q=0, */*;q=0.1", MEDIA_TEXT},
    {"application/json; q=1.000", MEDIA_JSON},
    {"application/json; q=0.9999, text/csv; q=0.998", MEDIA_JSON},
    {"application/json; version=2; q=0.2, text/plain; q=0.3", MEDIA_TEXT},
    {"application/json; q=, text/plain; q=0.3", MEDIA_JSON},
    {"application/json; q=0x, text/plain; q=0.3", MEDIA_TEXT},
    {"application/json; q=0., text/plain; q=0.3", MEDIA_TEXT},
    {"image/*, video/mp4", 0},
    {"applicatio/*", 0},
    {"*/*;q=0", 0},
};

START_TEST(answers_are_what_is_liked_best) {
    for (size_t i = 0; i < COUNT(answers); i++) {
        enum media media = 0;
        struct slice accept =
            answers[i].accept ? slice_from_cstr(answers[i].accept) : (struct slice){0};
        int result = media_of_answer(accept, MEDIA_JSON | MEDIA_TEXT | MEDIA_CSV, &media);
        ck_assert_msg((result == 0) == (answers[i].media != 0), "%s: %d", answers[i].accept,
                      result);
        if (!result)
            ck_assert_msg((int)media == answers[i].media, "%s: %d", answers[i].accept, (int)media);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("edges");
    TCase *tcase = tcase_create("tables");
    tcase_add_test(tcase, addresses_are_read);
    tcase_add_test(tcase, a_dead_socket_makes_room);
    tcase_add_test(tcase, sockets_tell_their_names);
    tcase_add_test(tcase, a_socket_is_inherited);
    tcase_add_test(tcase, lists_of_proxies_are_read);
    tcase_add_test(tcase, only_trusted_proxies_name_clients);
    tcase_add_test(tcase, bodies_name_their_medium);
    tcase_add_test(tcase, answers_are_what_is_liked_best);
    suite_add_tcase(suite, tcase);
    return suite;
}
