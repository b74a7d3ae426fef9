/* Webhooks against a receiver of the test's own: what arrives, who signed it, what is tried again.
 */
#include "base/digest.h"
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <jansson.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ---- the receiver ---------------------------------------------------------------------------- */

enum { MESSAGES_MAX = 64, TEXT_MAX = 8192 };

struct message {
    char head[2048];
    char body[2048];
};

/* Answers with the statuses of a script, the last one for ever; keeps what came. */
struct receiver {
    pthread_t thread;
    pthread_mutex_t lock;
    int listener;
    int port;
    const char *const *script; /* "200 OK", "503 X\r\nRetry-After: 1", …, NULL */
    struct message messages[MESSAGES_MAX];
    int count;
    bool stopping;
};

static void answer(struct receiver *receiver, int fd) {
    char text[TEXT_MAX] = "";
    size_t length = 0;
    size_t wanted = SIZE_MAX;
    while (length < wanted && length + 1 < sizeof text) {
        ssize_t got = recv(fd, text + length, sizeof text - 1 - length, 0);
        if (got <= 0)
            return;
        length += (size_t)got;
        text[length] = '\0';
        const char *end = strstr(text, "\r\n\r\n");
        const char *size = strcasestr(text, "Content-Length:");
        if (end && size)
            wanted = (size_t)(end - text) + 4 + strtoul(size + 15, NULL, 10);
    }
    const char *end = strstr(text, "\r\n\r\n");
    if (!end)
        return;
    char reply[256];
    (void)pthread_mutex_lock(&receiver->lock);
    int turn = receiver->count;
    ck_assert_int_lt(turn, MESSAGES_MAX);
    struct message *message = &receiver->messages[receiver->count++];
    (void)snprintf(message->head, sizeof message->head, "%.*s\r\n", (int)(end - text), text);
    (void)snprintf(message->body, sizeof message->body, "%.2000s", end + 4);
    const char *const *line = receiver->script;
    while (turn-- > 0 && line[1])
        line++;
    int size = snprintf(reply, sizeof reply,
                        "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", *line);
    (void)pthread_mutex_unlock(&receiver->lock);
    (void)send(fd, reply, (size_t)size, MSG_NOSIGNAL); /* the sender may have gone */
}

static void *receive(void *context) {
    struct receiver *receiver = context;
    for (;;) {
        struct pollfd waiting = {.fd = receiver->listener, .events = POLLIN};
        int ready = poll(&waiting, 1, 50);
        (void)pthread_mutex_lock(&receiver->lock);
        bool stopping = receiver->stopping;
        (void)pthread_mutex_unlock(&receiver->lock);
        if (stopping)
            return NULL;
        if (ready != 1)
            continue;
        int fd = accept(receiver->listener, NULL, NULL);
        if (fd < 0)
            continue;
        answer(receiver, fd);
        close(fd);
    }
}

static void receiver_start(struct receiver *receiver, const char *const *script) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    *receiver = (struct receiver){.script = script};
    (void)pthread_mutex_init(&receiver->lock, NULL);
    receiver->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(receiver->listener, (const struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(receiver->listener, 16), 0);
    ck_assert_int_eq(getsockname(receiver->listener, (struct sockaddr *)&address, &length), 0);
    receiver->port = ntohs(address.sin_port);
    ck_assert_int_eq(pthread_create(&receiver->thread, NULL, receive, receiver), 0);
}

static void receiver_stop(struct receiver *receiver) {
    (void)pthread_mutex_lock(&receiver->lock);
    receiver->stopping = true;
    (void)pthread_mutex_unlock(&receiver->lock);
    pthread_join(receiver->thread, NULL);
    close(receiver->listener);
}

static int received(struct receiver *receiver) {
    (void)pthread_mutex_lock(&receiver->lock);
    int count = receiver->count;
    (void)pthread_mutex_unlock(&receiver->lock);
    return count;
}

static void moment(void) {
    const struct timespec time = {.tv_nsec = 20 * 1000 * 1000};
    nanosleep(&time, NULL);
}

static void wait_for(struct receiver *receiver, int count) {
    for (int i = 0; i < 500 && received(receiver) < count; i++)
        moment();
    ck_assert_int_ge(received(receiver), count);
}

static void field_of(const struct message *message, const char *name, char ret_value[256]) {
    const char *at = strcasestr(message->head, name);
    ck_assert_msg(at != NULL, "no %s in %s", name, message->head);
    ck_assert_int_eq(sscanf(at + strlen(name), ": %255[^\r]", ret_value), 1);
}

/* ---- the service ----------------------------------------------------------------------------- */

static struct server server;
static const char *const flags[] = {"--allow-networks", "127.0.0.1/32", "--clock-speed", "100000",
                                    NULL};

struct hook {
    char id[40];
    char path[96];
    char secret[80];
};

static json_t *ask(const char *method, const char *path, const char *body, int status) {
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    struct answer answer;
    http_request(&server, method, path, body ? headers : NULL, slice_from_cstr(body), &answer);
    ck_assert_msg(answer.status == status, "%s %s: %d %s", method, path, answer.status,
                  answer.body);
    json_t *root = answer.length ? json_loads(answer.body, 0, NULL) : NULL;
    answer_done(&answer);
    return root;
}

static void make_hook(int port, const char *more, struct hook *ret_hook) {
    char body[256];
    (void)snprintf(body, sizeof body, "{\"url\":\"http://127.0.0.1:%d/hook\"%s}", port, more);
    json_t *root = ask("POST", "/v1/webhooks", body, 201);
    (void)snprintf(ret_hook->id, sizeof ret_hook->id, "%s",
                   json_string_value(json_object_get(root, "id")));
    (void)snprintf(ret_hook->secret, sizeof ret_hook->secret, "%s",
                   json_string_value(json_object_get(root, "secret")));
    (void)snprintf(ret_hook->path, sizeof ret_hook->path, "/v1/webhooks/%s", ret_hook->id);
    json_decref(root);
}

static void store_article(int number) {
    char body[256];
    (void)snprintf(body, sizeof body,
                   "{\"text\":\"Ferry %d ran aground on Tuesday, the coastguard said.\"}", number);
    json_decref(ask("POST", "/v1/articles", body, 201));
}

/* The state of the newest delivery, once it is not `waiting` with fewer attempts. */
static json_t *newest_delivery(const struct hook *hook, int attempts) {
    char path[512];
    (void)snprintf(path, sizeof path, "%s/deliveries?limit=1", hook->path);
    for (int i = 0; i < 500; i++) {
        json_t *root = ask("GET", path, NULL, 200);
        json_t *first = json_incref(json_array_get(json_object_get(root, "deliveries"), 0));
        json_decref(root);
        if (first && json_integer_value(json_object_get(first, "attempts")) >= attempts)
            return first;
        json_decref(first);
        moment();
    }
    ck_abort_msg("no delivery with %d attempts", attempts);
}

static void check_state(json_t *delivery, const char *state, int attempts, const char *problem) {
    ck_assert_str_eq(json_string_value(json_object_get(delivery, "state")), state);
    ck_assert_int_eq(json_integer_value(json_object_get(delivery, "attempts")), attempts);
    const char *told = json_string_value(json_object_get(delivery, "problem"));
    if (problem)
        ck_assert_str_eq(told, problem);
    else
        ck_assert_ptr_null(told);
    json_decref(delivery);
}

/* Did this secret make one of the signatures? */
static bool is_signed(const struct message *message, const char *secret) {
    unsigned char key[128];
    size_t key_length;
    char id[256];
    char time[256];
    char signatures[256];
    char content[4096];
    char wanted[64] = "v1,";
    ck_assert(base64_read(slice_from_cstr(secret + strlen("whsec_")), key, &key_length));
    ck_assert_uint_eq(key_length, 32);
    field_of(message, "webhook-id", id);
    field_of(message, "webhook-timestamp", time);
    field_of(message, "webhook-signature", signatures);
    (void)snprintf(content, sizeof content, "%s.%s.%s", id, time, message->body);
    struct digest digest =
        digest_hmac(slice_of((const char *)key, key_length), slice_from_cstr(content));
    base64_write(slice_of((const char *)digest.at, DIGEST_SIZE), wanted + 3);
    return strstr(signatures, wanted) != NULL;
}

/* ---- the tests ------------------------------------------------------------------------------- */

static const char *const always_fine[] = {"204 No Content", NULL};

START_TEST(events_arrive_signed) {
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    receiver_start(&receiver, always_fine);
    server_start(&server, flags);
    store_article(1); /* before the webhook: not told */
    make_hook(receiver.port, "", &hook);
    store_article(2);
    wait_for(&receiver, 2);
    char value[256];
    for (int i = 0; i < 2; i++) {
        const struct message *message = &receiver.messages[i];
        ck_assert_int_eq(strncmp(message->head, "POST /hook HTTP/1.1\r\n", 21), 0);
        ck_assert(is_signed(message, hook.secret));
        field_of(message, "Content-Type", value);
        ck_assert_str_eq(value, "application/json");
        field_of(message, "webhook-timestamp", value);
        ck_assert(llabs(strtoll(value, NULL, 10) - (long long)time(NULL)) < 60);
        json_t *root = json_loads(message->body, 0, NULL);
        ck_assert_ptr_nonnull(json_string_value(json_object_get(root, "type")));
        ck_assert_ptr_nonnull(json_string_value(json_object_get(root, "timestamp")));
        ck_assert(json_is_object(json_object_get(root, "data")));
        json_decref(root);
    }
    check_state(newest_delivery(&hook, 1), "delivered", 1, NULL);
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

START_TEST(webhooks_may_want_less) {
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    receiver_start(&receiver, always_fine);
    server_start(&server, flags);
    make_hook(receiver.port, ",\"kind\":\"article_deleted,article_stored\"", &hook);
    store_article(1);
    store_article(2);
    wait_for(&receiver, 2);
    for (int i = 0; i < 10; i++)
        moment();
    ck_assert_int_eq(received(&receiver), 2);
    for (int i = 0; i < 2; i++)
        ck_assert_ptr_nonnull(strstr(receiver.messages[i].body, "\"type\":\"article_stored\""));
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

START_TEST(what_fails_is_tried_again) {
    static const char *const script[] = {"500 Oops", "503 Busy\r\nRetry-After: 1",
                                         "302 Else\r\n"
                                         "Location: http://127.0.0.1:1/",
                                         "200 OK", NULL};
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    char path[512];
    char first[256];
    char id[256];
    receiver_start(&receiver, script);
    server_start(&server, flags);
    make_hook(receiver.port, ",\"kind\":\"article_stored\"", &hook);
    (void)snprintf(path, sizeof path, "%s/test", hook.path);
    json_decref(ask("POST", path, NULL, 202));
    wait_for(&receiver, 4);
    check_state(newest_delivery(&hook, 4), "delivered", 4, NULL);
    field_of(&receiver.messages[0], "webhook-id", first);
    for (int i = 0; i < 4; i++) { /* one message: one id, signed anew each time */
        field_of(&receiver.messages[i], "webhook-id", id);
        ck_assert_str_eq(id, first);
        ck_assert(is_signed(&receiver.messages[i], hook.secret));
        ck_assert_ptr_nonnull(strstr(receiver.messages[i].body, "\"type\":\"ping\""));
    }
    (void)snprintf(path, sizeof path, "%s/deliveries/%s/redeliver", hook.path, first);
    json_decref(ask("POST", path, NULL, 202));
    wait_for(&receiver, 5);
    check_state(newest_delivery(&hook, 1), "delivered", 1, NULL);
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

START_TEST(in_the_end_it_is_given_up) {
    static const char *const script[] = {"500 Oops", NULL};
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    char path[512];
    receiver_start(&receiver, script);
    server_start(&server, flags);
    make_hook(receiver.port, "", &hook);
    (void)snprintf(path, sizeof path, "%s/test", hook.path);
    json_decref(ask("POST", path, NULL, 202));
    check_state(newest_delivery(&hook, 10), "failed", 10, "bad-status");
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

START_TEST(gone_means_gone) {
    static const char *const script[] = {"410 Gone", NULL};
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    char path[512];
    receiver_start(&receiver, script);
    server_start(&server, flags);
    make_hook(receiver.port, "", &hook);
    (void)snprintf(path, sizeof path, "%s/test", hook.path);
    json_decref(ask("POST", path, NULL, 202));
    check_state(newest_delivery(&hook, 1), "failed", 1, "bad-status");
    json_t *root = ask("GET", hook.path, NULL, 200);
    ck_assert_str_eq(json_string_value(json_object_get(root, "state")), "paused");
    json_decref(root);
    store_article(1);
    for (int i = 0; i < 10; i++)
        moment();
    ck_assert_int_eq(received(&receiver), 1);
    json_decref(ask("PATCH", hook.path, "{\"state\":\"active\"}", 200));
    store_article(2);
    wait_for(&receiver, 2); /* what was missed meanwhile comes first */
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

START_TEST(two_secrets_sign_while_rotating) {
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    char path[512];
    char fresh[80];
    receiver_start(&receiver, always_fine);
    server_start(&server, flags);
    make_hook(receiver.port, ",\"kind\":\"article_deleted\"", &hook);
    (void)snprintf(path, sizeof path, "%s/secret", hook.path);
    json_t *root = ask("POST", path, NULL, 200);
    (void)snprintf(fresh, sizeof fresh, "%s", json_string_value(json_object_get(root, "secret")));
    json_decref(root);
    ck_assert_str_ne(fresh, hook.secret);
    (void)snprintf(path, sizeof path, "%s/test", hook.path);
    json_decref(ask("POST", path, NULL, 202));
    wait_for(&receiver, 1);
    ck_assert(is_signed(&receiver.messages[0], fresh));
    ck_assert(is_signed(&receiver.messages[0], hook.secret));
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

/* The guard of everything that is fetched judges targets too. */
START_TEST(targets_inside_are_refused) {
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    char path[512];
    receiver_start(&receiver, always_fine);
    server_start(&server, NULL);
    make_hook(receiver.port, "", &hook);
    (void)snprintf(path, sizeof path, "%s/test", hook.path);
    json_decref(ask("POST", path, NULL, 202));
    check_state(newest_delivery(&hook, 1), "failed", 1, "address-refused");
    ck_assert_int_eq(received(&receiver), 0);
    server_stop(&server);
    receiver_stop(&receiver);
}
END_TEST

START_TEST(what_waits_survives_a_restart) {
    static const char *const script[] = {"500 Oops", "200 OK", NULL};
    static struct receiver receiver; /* its thread outlives a failed test */
    struct hook hook;
    char folder[] = "/tmp/claimd-hooks-XXXXXX";
    char database[64];
    char command[128];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(database, sizeof database, "%s/a.db", folder);
    const char *const slow[] = {"--allow-networks", "127.0.0.1/32", "--database", database, NULL};
    const char *const fast[] = {"--allow-networks", "127.0.0.1/32", "--database", database,
                                "--clock-speed",    "100000",       NULL};
    receiver_start(&receiver, script);
    server_start(&server, slow);
    make_hook(receiver.port, ",\"kind\":\"article_stored\"", &hook);
    store_article(1);
    check_state(newest_delivery(&hook, 1), "waiting", 1,
                "bad-status"); /* again in 4 to 6 seconds */
    server_stop(&server);
    server_start(&server, fast);
    wait_for(&receiver, 2);
    check_state(newest_delivery(&hook, 2), "delivered", 2, NULL);
    server_stop(&server);
    receiver_stop(&receiver);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(webhooks_are_tended) {
    static const char *const wrong[] = {
        "{}",
        "{\"url\":\"ftp://a.example/\"}",
        "{\"url\":\"http://me:secret@a.example/\"}",
        "{\"url\":\"nowhere\"}",
        "{\"url\":\"http://a.example/\",\"kind\":\"A\"}",
        "{\"url\":\"http://a.example/\",\"kind\":\"\"}",
        "{\"url\":\"http://a.example/\",\"story\":\"x\"}",
        "{\"url\":\"http://a.example/\",\"secret\":\"mine\"}",
    };
    struct hook hook;
    char path[512];
    server_start(&server, flags);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        json_decref(ask("POST", "/v1/webhooks", wrong[i], 422));
    make_hook(1, "", &hook);
    struct answer answer;
    http_get(&server, "/v1/webhooks", &answer);
    ck_assert_ptr_nonnull(strstr(answer.body, hook.id));
    ck_assert_ptr_null(strstr(answer.body, "whsec_"));
    answer_done(&answer);
    json_decref(ask("PATCH", hook.path, "{\"state\":\"asleep\"}", 422));
    json_decref(ask("PATCH", hook.path, "{\"state\":null}", 422));
    json_decref(ask("PATCH", hook.path, "{\"url\":null}", 422));
    json_t *root =
        ask("PATCH", hook.path, "{\"state\":\"paused\",\"url\":\"http://b.example/x\"}", 200);
    ck_assert_str_eq(json_string_value(json_object_get(root, "url")), "http://b.example/x");
    ck_assert_str_eq(json_string_value(json_object_get(root, "state")), "paused");
    json_decref(root);
    (void)snprintf(path, sizeof path, "%s/deliveries/msg_%032d/redeliver", hook.path, 0);
    json_decref(ask("POST", path, NULL, 404));
    ask("DELETE", hook.path, NULL, 204);
    json_decref(ask("GET", hook.path, NULL, 404));
    static const char *const parts[] = {"test", "secret", "deliveries/x/redeliver"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", hook.path, parts[i]);
        json_decref(ask("POST", path, NULL, 404));
    }
    server_stop(&server);
}
END_TEST

START_TEST(there_may_be_a_hundred) {
    struct hook hook;
    server_start(&server, flags);
    for (int i = 0; i < 100; i++)
        make_hook(1, ",\"kind\":\"nothing\"", &hook);
    json_decref(ask("POST", "/v1/webhooks", "{\"url\":\"http://a.example/\"}", 409));
    server_stop(&server);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http webhooks");
    TCase *tcase = tcase_create("webhooks");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, events_arrive_signed);
    tcase_add_test(tcase, webhooks_may_want_less);
    tcase_add_test(tcase, what_fails_is_tried_again);
    tcase_add_test(tcase, in_the_end_it_is_given_up);
    tcase_add_test(tcase, gone_means_gone);
    tcase_add_test(tcase, two_secrets_sign_while_rotating);
    tcase_add_test(tcase, targets_inside_are_refused);
    tcase_add_test(tcase, what_waits_survives_a_restart);
    tcase_add_test(tcase, webhooks_are_tended);
    tcase_add_test(tcase, there_may_be_a_hundred);
    suite_add_tcase(suite, tcase);
    return suite;
}
