/* Who may ask: tokens, their scopes and their end, how often, from which page; and that no secret
 * shows where it should not. */
#include "base/digest.h"
#include "tests/http/harness.h"
#include "tests/unit/runner.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct server server;

struct token {
    char id[16];
    char text[80];
    char header[128]; /* "Authorization: Bearer …" */
};

static void ask(const char *method, const char *path, const char *const *headers, const char *body,
                struct answer *ret_answer) {
    http_request(&server, method, path, headers, slice_from_cstr(body), ret_answer);
}

static void ask_as(const struct token *token, const char *method, const char *path,
                   const char *body, struct answer *ret_answer) {
    const char *const headers[] = {"Content-Type: application/json",
                                   token ? token->header : "X-Nobody: yes", NULL};
    ask(method, path, headers, body, ret_answer);
}

/* `maker` may be NULL while nobody needs a token. */
static void make_token(const struct token *maker, const char *body, struct token *ret_token) {
    struct answer answer;
    ask_as(maker, "POST", "/v1/admin/tokens", body, &answer);
    ck_assert_msg(answer.status == 201, "%s", answer.body);
    json_t *root = json_loads(answer.body, 0, NULL);
    (void)snprintf(ret_token->id, sizeof ret_token->id, "%s",
                   json_string_value(json_object_get(root, "id")));
    (void)snprintf(ret_token->text, sizeof ret_token->text, "%s",
                   json_string_value(json_object_get(root, "token")));
    (void)snprintf(ret_token->header, sizeof ret_token->header, "Authorization: Bearer %s",
                   ret_token->text);
    ck_assert_uint_eq(strlen(ret_token->text), 63);
    ck_assert_str_eq(answer_header(&answer, "Cache-Control"), "no-store");
    json_decref(root);
    answer_done(&answer);
}

static int status_of(const struct token *token, const char *method, const char *path,
                     const char *body) {
    struct answer answer;
    ask_as(token, method, path, body, &answer);
    int status = answer.status;
    answer_done(&answer);
    return status;
}

#define ARTICLE "{\"text\":\"The ferry ran aground on Tuesday, the coastguard said.\"}"

START_TEST(the_first_token_closes_the_door) {
    struct token admin;
    server_start(&server, NULL);
    ck_assert_int_eq(status_of(NULL, "GET", "/v1/articles", NULL), 200);
    make_token(NULL, "{\"name\":\"desk\",\"scope\":\"admin\"}", &admin);
    ck_assert_int_eq(status_of(NULL, "GET", "/v1/articles", NULL), 401);
    ck_assert_int_eq(status_of(&admin, "GET", "/v1/articles", NULL), 200);
    ck_assert_int_eq(status_of(NULL, "GET", "/livez", NULL), 200);
    ck_assert_int_eq(status_of(NULL, "GET", "/openapi.yaml", NULL), 200);
    ck_assert_int_eq(status_of(NULL, "GET", "/metrics", NULL), 401);
    ck_assert_int_eq(status_of(NULL, "GET", "/", NULL), 401); /* it lists stories */

    char path[64]; /* revoking the last one opens nothing */
    (void)snprintf(path, sizeof path, "/v1/admin/tokens/%s", admin.id);
    ck_assert_int_eq(status_of(&admin, "DELETE", path, NULL), 204);
    ck_assert_int_eq(status_of(&admin, "GET", "/v1/articles", NULL), 401);
    ck_assert_int_eq(status_of(NULL, "GET", "/v1/articles", NULL), 401);
    server_stop(&server);
}
END_TEST

START_TEST(scopes_reach_so_far) {
    static const struct {
        const char *method;
        const char *path;
        const char *body;
        int statuses[4]; /* nobody, read, write, admin */
    } rows[] = {
        {"GET", "/v1/articles", NULL, {401, 200, 200, 200}},
        {"POST", "/v1/analyze", ARTICLE, {401, 200, 200, 200}},
        {"POST", "/v1/articles", ARTICLE, {401, 403, 201, 200}},
        {"DELETE", "/v1/articles/00000000000000000000000000000000", NULL, {401, 403, 404, 404}},
        {"GET", "/v1/admin/tokens", NULL, {401, 403, 403, 200}},
        {"GET", "/v1/nothing", NULL, {404, 404, 404, 404}},
    };
    struct token tokens[4] = {0};
    server_start(&server, NULL);
    make_token(NULL, "{\"name\":\"a\",\"scope\":\"admin\"}", &tokens[3]);
    make_token(&tokens[3], "{\"name\":\"w\",\"scope\":\"write\"}", &tokens[2]);
    make_token(&tokens[3], "{\"name\":\"r\",\"scope\":\"read\"}", &tokens[1]);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        for (int i = 0; i < 4; i++)
            ck_assert_msg(status_of(i ? &tokens[i] : NULL, rows[row].method, rows[row].path,
                                    rows[row].body) == rows[row].statuses[i],
                          "%s %s as %d", rows[row].method, rows[row].path, i);
    struct answer answer;
    ask_as(&tokens[1], "POST", "/v1/articles", ARTICLE, &answer);
    answer_is_problem(&answer, 403, "forbidden");
    ck_assert_str_eq(answer_header(&answer, "WWW-Authenticate"),
                     "Bearer realm=\"claimd\", error=\"insufficient_scope\", scope=\"write\"");
    answer_done(&answer);
    server_stop(&server);
}
END_TEST

START_TEST(what_is_no_token_of_ours_is_refused) {
    struct token admin;
    server_start(&server, NULL);
    make_token(NULL, "{\"name\":\"a\",\"scope\":\"admin\"}", &admin);
    char last[128];
    char upper[128];
    char expired[128];
    char basic[256] = "Authorization: Basic ";
    char user[128];
    struct token old;
    (void)snprintf(last, sizeof last, "%s", admin.header);
    last[strlen(last) - 1] = last[strlen(last) - 1] == 'A' ? 'B' : 'A';
    (void)snprintf(upper, sizeof upper, "authorization:  bearer   %s ", admin.text);
    make_token(&admin, "{\"name\":\"o\",\"scope\":\"read\",\"expires_at\":\"2001-01-01\"}", &old);
    (void)snprintf(expired, sizeof expired, "%s", old.header);
    (void)snprintf(user, sizeof user, "me:%s", admin.text);
    base64_write(slice_from_cstr(user), basic + strlen(basic));
    const struct {
        const char *header;
        int status;
    } rows[] = {
        {upper, 200},
        {basic, 200},
        {last, 401},
        {expired, 401},
        {"Authorization: Basic Zm9vOmJhcg==", 401},
        {"Authorization: Bearer", 401},
        {"Authorization: Bearer claimd_", 401},
        {"Authorization: Bearer claimd_000000000000_"
         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
         401},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const headers[] = {rows[i].header, NULL};
        struct answer answer;
        ask("GET", "/v1/stories", headers, NULL, &answer);
        ck_assert_msg(answer.status == rows[i].status, "%s: %d", rows[i].header, answer.status);
        if (answer.status == 401)
            ck_assert_str_eq(answer_header(&answer, "WWW-Authenticate"),
                             "Bearer realm=\"claimd\", error=\"invalid_token\"");
        answer_done(&answer);
    }
    server_stop(&server);
}
END_TEST

START_TEST(wrong_tokens_are_not_made) {
    static const struct {
        const char *body;
        const char *pointer;
    } rows[] = {
        {"{}", "/name"},
        {"{\"name\":\"\",\"scope\":\"read\"}", "/name"},
        {"{\"name\":\"a\"}", "/scope"},
        {"{\"name\":\"a\",\"scope\":\"all\"}", "/scope"},
        {"{\"name\":\"a\",\"scope\":\"read\",\"expires_at\":\"soon\"}", "/expires_at"},
        {"{\"name\":\"a\",\"scope\":\"read\",\"rate\":1}", "/rate"},
        {"{\"name\":7,\"scope\":\"read\"}", "/name"},
        {"{\"name\":\"a\\nb\",\"scope\":\"read\"}", "/name"},
    };
    server_start(&server, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        ask_as(NULL, "POST", "/v1/admin/tokens", rows[i].body, &answer);
        answer_is_problem(&answer, 422, "invalid-fields");
        ck_assert_msg(strstr(answer.body, rows[i].pointer) != NULL, "%s", answer.body);
        answer_done(&answer);
    }
    ck_assert_int_eq(status_of(NULL, "DELETE", "/v1/admin/tokens/000000000000", NULL), 404);
    ck_assert_int_eq(status_of(NULL, "DELETE", "/v1/admin/tokens/0", NULL), 404);
    server_stop(&server);
}
END_TEST

/* Everything that claimd says or keeps, but the one answer that makes a token. */
START_TEST(secrets_show_nowhere) {
    struct token admin;
    static const char *const flags[] = {"--log-level", "debug", NULL};
    server_start(&server, flags);
    make_token(NULL, "{\"name\":\"desk of news\",\"scope\":\"admin\"}", &admin);
    const char *secret = admin.text + 7 + 12 + 1; /* what stands behind the id */
    static const char *const paths[] = {"/v1/admin/tokens", "/metrics", "/v1/events", "/version"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct answer answer;
        ask_as(&admin, "GET", paths[i], NULL, &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_ptr_null(strstr(answer.body, secret));
        ck_assert_ptr_null(strstr(answer.headers, secret));
        answer_done(&answer);
    }
    ck_assert_int_eq(status_of(&admin, "POST", "/v1/articles", ARTICLE), 201);
    char who[64];
    (void)snprintf(who, sizeof who, "token=%s client=127.0.0.1 method=POST", admin.id);
    ck_assert(server_log_tells(&server, who));
    char *log = server_log(&server);
    ck_assert_ptr_null(strstr(log, secret));
    free(log);
    static const char *const files[] = {"claimd.db", "claimd.db-wal"};
    for (size_t i = 0; i < sizeof files / sizeof *files && database_is_file(server.database); i++) {
        char command[512];
        (void)snprintf(command, sizeof command, "grep -qa -- '%s' %s/%s", secret, server.folder,
                       files[i]);
        ck_assert_int_eq(WEXITSTATUS(system(command)), 1);
    }
    server_stop(&server);
}
END_TEST

START_TEST(requests_a_minute) {
    static const char *const flags[] = {"--rate-limit", "3", NULL};
    struct token one;
    struct token two;
    struct answer answer;
    server_start(&server, flags);
    make_token(NULL, "{\"name\":\"a\",\"scope\":\"admin\"}", &one); /* counts for the address */
    make_token(&one, "{\"name\":\"b\",\"scope\":\"read\"}", &two);
    for (int i = 0; i < 2; i++) {
        ask_as(&one, "GET", "/v1/stories", NULL, &answer);
        ck_assert_int_eq(answer.status, 200);
        ck_assert_str_eq(answer_header(&answer, "RateLimit-Policy"), "\"minute\";q=3;w=60");
        char state[64];
        (void)snprintf(state, sizeof state, "\"minute\";r=%d;t=%d", 1 - i, 40 + 20 * i);
        ck_assert_str_eq(answer_header(&answer, "RateLimit"), state);
        answer_done(&answer);
    }
    ask_as(&one, "GET", "/v1/stories", NULL, &answer);
    answer_is_problem(&answer, 429, "too-many-requests");
    long after = strtol(answer_header(&answer, "Retry-After"), NULL, 10);
    ck_assert(after > 0 && after <= 20);
    answer_done(&answer);
    ck_assert_int_eq(status_of(&two, "GET", "/v1/stories", NULL), 200); /* its own count */
    ck_assert_int_eq(status_of(&one, "GET", "/livez", NULL), 200);      /* probes are not counted */
    server_stop(&server);
}
END_TEST

START_TEST(pages_elsewhere) {
    static const char *const flags[] = {"--cors-origin", "https://a.example, https://b.example",
                                        NULL};
    static const struct {
        const char *origin;
        const char *site;
        int status; /* of a POST with a simple body */
        bool readable;
    } rows[] = {
        {"Origin: https://b.example", "X-A: b", 200, true},
        {"Origin: https://c.example", "X-A: b", 403, false},
        {"Origin: null", "X-A: b", 403, false},
        {"Origin: https://c.example", "Sec-Fetch-Site: same-origin", 200, false},
        {"X-No-Origin: at all", "X-A: b", 200, false},
    };
    server_start(&server, flags);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const headers[] = {rows[i].origin, rows[i].site, "Content-Type: text/plain",
                                       NULL};
        struct answer answer;
        ask("POST", "/v1/analyze", headers, "The ferry ran aground.", &answer);
        ck_assert_msg(answer.status == rows[i].status, "%s: %s", rows[i].origin, answer.body);
        const char *allowed = answer_header(&answer, "Access-Control-Allow-Origin");
        ck_assert_int_eq(allowed != NULL, rows[i].readable);
        ck_assert_ptr_nonnull(strstr(answer_header(&answer, "Vary"), "Origin"));
        answer_done(&answer);
    }
    char own[128];
    (void)snprintf(own, sizeof own, "Origin: %s", server.base);
    const char *const headers[] = {own, "Content-Type: text/plain", NULL};
    struct answer answer;
    ask("POST", "/v1/analyze", headers, "The ferry ran aground.", &answer);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
    server_stop(&server);
}
END_TEST

START_TEST(browsers_ask_first) {
    static const char *const flags[] = {"--cors-origin", "https://a.example", NULL};
    static const char *const listed[] = {"Origin: https://a.example",
                                         "Access-Control-Request-Method: PATCH", NULL};
    static const char *const other[] = {"Origin: https://c.example",
                                        "Access-Control-Request-Method: PATCH", NULL};
    struct token admin;
    struct answer answer;
    server_start(&server, flags);
    make_token(NULL, "{\"name\":\"a\",\"scope\":\"admin\"}", &admin); /* asking first needs none */
    ask("OPTIONS", "/v1/articles", listed, NULL, &answer);
    ck_assert_int_eq(answer.status, 204);
    ck_assert_str_eq(answer_header(&answer, "Access-Control-Allow-Origin"), "https://a.example");
    ck_assert_ptr_nonnull(strstr(answer_header(&answer, "Access-Control-Allow-Methods"), "PATCH"));
    ck_assert_ptr_nonnull(
        strstr(answer_header(&answer, "Access-Control-Allow-Headers"), "Authorization"));
    answer_done(&answer);
    ask("OPTIONS", "/v1/articles", other, NULL, &answer);
    answer_is_problem(&answer, 405, "method-not-allowed");
    answer_done(&answer);
    ask("OPTIONS", "/v1/nothing", listed, NULL, &answer);
    answer_is_problem(&answer, 404, "not-found");
    answer_done(&answer);
    server_stop(&server);
}
END_TEST

/* ---- the command ----------------------------------------------------------------------------- */

static int run(const char *arguments, char *out, size_t size) {
    char command[512];
    (void)snprintf(command, sizeof command, "%s %s 2>&1", getenv("CLAIMD_BINARY"), arguments);
    FILE *pipe = popen(command, "re");
    ck_assert_ptr_nonnull(pipe);
    size_t length = fread(out, 1, size - 1, pipe);
    out[length] = '\0';
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(tokens_from_the_command_line) {
    char folder[] = "/tmp/claimd-token-XXXXXX";
    char database[64];
    char arguments[256];
    char out[4096];
    struct token token = {0};
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(database, sizeof database, "%s/a.db", folder);
    (void)snprintf(arguments, sizeof arguments,
                   "token create --database %s --name desk --scope write", database);
    ck_assert_int_eq(run(arguments, out, sizeof out), 0);
    ck_assert_int_eq(sscanf(out, "%79s", token.text), 1);
    (void)snprintf(token.header, sizeof token.header, "Authorization: Bearer %s", token.text);
    (void)snprintf(token.id, sizeof token.id, "%.12s", token.text + 7);
    (void)snprintf(arguments, sizeof arguments, "token list --database %s", database);
    ck_assert_int_eq(run(arguments, out, sizeof out), 0);
    ck_assert(strncmp(out, token.id, 12) == 0 && strstr(out, " write desk made 20"));
    ck_assert_ptr_null(strstr(out, token.text));

    /* With a token it may listen beyond this machine. */
    const char *const flags[] = {"--database", database, "--listen", "0.0.0.0:0", NULL};
    server_start(&server, flags);
    (void)snprintf(server.base, sizeof server.base, "http://127.0.0.1:%d", server.port);
    ck_assert_int_eq(status_of(NULL, "GET", "/v1/stories", NULL), 401);
    ck_assert_int_eq(status_of(&token, "GET", "/v1/stories", NULL), 200);
    ck_assert_int_eq(run(arguments, out, sizeof out), 1); /* the service has the file */
    ck_assert_ptr_nonnull(strstr(out, "POST /v1/admin/tokens"));
    server_stop(&server);

    (void)snprintf(arguments, sizeof arguments, "token revoke %s --database %s", token.id,
                   database);
    ck_assert_int_eq(run(arguments, out, sizeof out), 0);
    (void)snprintf(arguments, sizeof arguments, "serve --listen 0.0.0.0:0 --database %s", database);
    ck_assert_int_eq(run(arguments, out, sizeof out), 1); /* no token that holds */
    ck_assert_ptr_nonnull(strstr(out, "claimd token create"));
    static const char *const wrong[] = {"token",           "token create",
                                        "token revoke",    "token revoke x",
                                        "token list more", "token create --name a --scope all"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        (void)snprintf(arguments, sizeof arguments, "%s --database %s", wrong[i], database);
        ck_assert_int_eq(run(arguments, out, sizeof out), 2);
    }
    (void)snprintf(arguments, sizeof arguments, "rm -r %s", folder);
    ck_assert_int_eq(system(arguments), 0);
}
END_TEST

START_TEST(open_does_not_mean_everything) {
    static const char *const flags[] = {"--listen", "0.0.0.0:0", "--allow-open", NULL};
    server_start(&server, flags);
    (void)snprintf(server.base, sizeof server.base, "http://127.0.0.1:%d", server.port);
    ck_assert_int_eq(status_of(NULL, "POST", "/v1/articles", ARTICLE), 201);
    ck_assert_int_eq(status_of(NULL, "GET", "/v1/admin/tokens", NULL), 403);
    server_stop(&server);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("http access");
    TCase *tcase = tcase_create("access");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, the_first_token_closes_the_door);
    tcase_add_test(tcase, scopes_reach_so_far);
    tcase_add_test(tcase, what_is_no_token_of_ours_is_refused);
    tcase_add_test(tcase, wrong_tokens_are_not_made);
    tcase_add_test(tcase, secrets_show_nowhere);
    tcase_add_test(tcase, requests_a_minute);
    tcase_add_test(tcase, pages_elsewhere);
    tcase_add_test(tcase, browsers_ask_first);
    tcase_add_test(tcase, tokens_from_the_command_line);
    tcase_add_test(tcase, open_does_not_mean_everything);
    suite_add_tcase(suite, tcase);
    return suite;
}
