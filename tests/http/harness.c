#include "tests/http/harness.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    ARGUMENTS_MAX = 40,
    START_MILLISECONDS = 30000,
    STOP_MILLISECONDS = 30000,
    PATIENCE = 30000, /* milliseconds, for what comes for sure */
    PAUSE = 20        /* between two looks */
};

/* ---- the process ----------------------------------------------------------------------------- */

static _Noreturn void become_claimd(const struct server *server, const char *binary,
                                    const char *const *flags, int out) {
    char log[128];
    const char *arguments[ARGUMENTS_MAX] = {
        binary, "serve", "--listen", "127.0.0.1:0", "--database", server->database, NULL};
    int count = 6;
    (void)snprintf(log, sizeof log, "%s/log", server->folder);
    for (; flags && *flags && count + 1 < ARGUMENTS_MAX; flags++)
        arguments[count++] = *flags;
    arguments[count] = NULL;

    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies takes its server along */
    int err = open(log, O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (err < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
        _exit(126);
    execv(binary, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

/* The line "listening on http://127.0.0.1:PORT". */
static void read_announcement(struct server *server, int fd) {
    char line[256];
    size_t length = 0;
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    while (length + 1 < sizeof line && !memchr(line, '\n', length)) {
        ck_assert_msg(poll(&waiting, 1, START_MILLISECONDS) == 1, "claimd says nothing");
        ssize_t got = read(fd, line + length, sizeof line - 1 - length);
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    line[length] = '\0';
    if (sscanf(line, "listening on %63s\n", server->base) != 1) {
        char *log = server_log(server);
        ck_abort_msg("claimd did not start: %s%s", line, log);
    }
    const char *colon = strrchr(server->base, ':');
    ck_assert_ptr_nonnull(colon);
    server->port = (int)strtol(colon + 1, NULL, 10);
}

void server_start(struct server *server, const char *const *flags) {
    int out[2];
    *server = (struct server){.folder = "/tmp/claimd-test-XXXXXX"};
    const char *binary = getenv("CLAIMD_BINARY");
    ck_assert_msg(binary != NULL, "CLAIMD_BINARY names no binary");
    ck_assert_ptr_nonnull(mkdtemp(server->folder));
    database_place(server->folder, "claimd.db", server->database);
    ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
    server->pid = fork();
    ck_assert_int_ge(server->pid, 0);
    if (server->pid == 0)
        become_claimd(server, binary, flags, out[1]);
    close(out[1]);
    read_announcement(server, out[0]);
    close(out[0]);
    if (!getenv("CLAIMD_THROUGH_NGINX"))
        return;
    nginx_start(&server->front, server->port);
    if (server->front.pid)
        (void)snprintf(server->base, sizeof server->base, "http://127.0.0.1:%d",
                       server->front.port);
}

static void remove_folder(const char *folder) {
    static const char *const names[] = {"claimd.db", "claimd.db-wal", "claimd.db-shm",
                                        "claimd.db.lock", "log"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path); /* some were never made */
    }
    (void)rmdir(folder); /* what a failed test left stays to be looked at */
}

static void print_log(const struct server *server) {
    char *log = server_log(server);
    fprintf(stderr, "---- log of claimd\n%s----\n", log);
    free(log);
}

int server_wait(struct server *server) {
    int status;
    for (int waited = 0; waited < STOP_MILLISECONDS; waited += 5) {
        pid_t done = waitpid(server->pid, &status, WNOHANG);
        ck_assert_int_ge(done, 0);
        if (done == server->pid) {
            bool fine = WIFEXITED(status);
            if (!fine || WEXITSTATUS(status) > 1)
                print_log(server);
            remove_folder(server->folder);
            database_remove(server->database);
            server->pid = 0;
            return fine ? WEXITSTATUS(status) : -1;
        }
        const struct timespec moment = {.tv_nsec = 5 * 1000 * 1000};
        nanosleep(&moment, NULL);
    }
    (void)kill(server->pid, SIGKILL); /* it did not stop: that is the failure */
    ck_abort_msg("claimd does not end");
}

void server_stop(struct server *server) {
    nginx_stop(&server->front);
    ck_assert_int_eq(kill(server->pid, SIGTERM), 0);
    ck_assert_int_eq(server_wait(server), 0);
}

char *server_log(const struct server *server) {
    char path[128];
    (void)snprintf(path, sizeof path, "%s/log", server->folder);
    FILE *file = fopen(path, "re");
    enum { LOG_MAX = 1 << 20 };
    char *text = calloc(1, LOG_MAX);
    ck_assert_ptr_nonnull(text);
    if (file) {
        size_t length = fread(text, 1, LOG_MAX - 1, file);
        text[length] = '\0';
        (void)fclose(file); /* read only */
    }
    return text;
}

static void pause_between_looks(void) {
    const struct timespec moment = {.tv_nsec = PAUSE * 1000 * 1000};
    nanosleep(&moment, NULL);
}

bool server_log_tells(const struct server *server, const char *text) {
    bool found = false;
    for (int waited = 0; waited < PATIENCE && !found; waited += PAUSE) {
        char *log = server_log(server);
        found = strstr(log, text) != NULL;
        free(log);
        if (!found)
            pause_between_looks();
    }
    return found;
}

bool server_metrics_tell(const struct server *server, const char *text) {
    bool found = false;
    for (int waited = 0; waited < PATIENCE && !found; waited += PAUSE) {
        struct answer answer;
        http_get(server, "/metrics", &answer);
        found = strstr(answer.body, text) != NULL;
        answer_done(&answer);
        if (!found)
            pause_between_looks();
    }
    return found;
}

/* ---- a client -------------------------------------------------------------------------------- */

struct growing {
    char *at;
    size_t length;
};

static size_t grow(char *bytes, size_t size, size_t count, void *context) {
    struct growing *growing = context;
    char *larger = realloc(growing->at, growing->length + size * count + 1);
    if (!larger)
        return 0;
    growing->at = larger;
    memcpy(growing->at + growing->length, bytes, size * count);
    growing->length += size * count;
    growing->at[growing->length] = '\0';
    return size * count;
}

static struct curl_slist *header_list(const char *const *headers) {
    struct curl_slist *list = NULL;
    for (; headers && *headers; headers++)
        list = curl_slist_append(list, *headers);
    return curl_slist_append(list, "Expect:");
}

void http_request(const struct server *server, const char *method, const char *path,
                  const char *const *headers, struct slice body, struct answer *ret_answer) {
    char url[4096];
    struct growing text = {.at = calloc(1, 1)};
    struct growing head = {.at = calloc(1, 1)};
    struct curl_slist *list = header_list(headers);
    CURL *curl = curl_easy_init();
    ck_assert_ptr_nonnull(curl);
    ck_assert_int_lt(snprintf(url, sizeof url, "%s%s", server->base, path), (int)sizeof url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, grow);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, grow);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
    if (body.at) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.at);
    }
    if (strcmp(method, "HEAD") == 0)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);

    CURLcode code = curl_easy_perform(curl);
    ck_assert_msg(code == CURLE_OK, "%s %s: %s", method, path, curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(list);
    *ret_answer = (struct answer){(int)status, head.at, text.at, text.length};
}

void http_get(const struct server *server, const char *path, struct answer *ret_answer) {
    http_request(server, "GET", path, NULL, (struct slice){0}, ret_answer);
}

void http_post_json(const struct server *server, const char *path, const char *json,
                    struct answer *ret_answer) {
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    http_request(server, "POST", path, headers, slice_from_cstr(json), ret_answer);
}

void answer_done(struct answer *answer) {
    free(answer->headers);
    free(answer->body);
    *answer = (struct answer){0};
}

const char *answer_header(const struct answer *answer, const char *name) {
    static char value[1024];
    size_t length = strlen(name);
    for (const char *line = answer->headers; line && *line;) {
        const char *end = strstr(line, "\r\n");
        if (!end)
            return NULL;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            struct slice text =
                slice_trim(slice_of(line + length + 1, (size_t)(end - line) - length - 1));
            (void)snprintf(value, sizeof value, "%.*s", SLICE_ARGS(text));
            return value;
        }
        line = end + 2;
    }
    return NULL;
}

void answer_is_problem(const struct answer *answer, int status, const char *slug) {
    char type[128];
    const char *content_type = answer_header(answer, "Content-Type");
    ck_assert_msg(answer->status == status, "status %d, not %d: %s", answer->status, status,
                  answer->body);
    ck_assert_ptr_nonnull(content_type);
    ck_assert_str_eq(content_type, "application/problem+json");
    (void)snprintf(type, sizeof type, "\"type\":\"urn:claimd:problem:%s\"", slug);
    ck_assert_msg(strstr(answer->body, type) != NULL, "no %s in %s", type, answer->body);
    const char *id = answer_header(answer, "X-Request-Id");
    ck_assert_ptr_nonnull(id);
    ck_assert_msg(strstr(answer->body, id) != NULL, "no request id in %s", answer->body);
}

/* ---- raw bytes ------------------------------------------------------------------------------- */

int raw_connect(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    int result = connect(fd, (const struct sockaddr *)&address, sizeof address);
    ck_assert_msg(result == 0, "cannot connect: %s", strerror(errno));
    return fd;
}

void raw_read(int fd, int milliseconds, struct raw *ret_raw) {
    struct growing text = {.at = calloc(1, 1)};
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    bool closed = false;
    while (!closed && poll(&waiting, 1, milliseconds) == 1) {
        char bytes[16384];
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got > 0)
            ck_assert_uint_eq(grow(bytes, 1, (size_t)got, &text), (size_t)got);
        else
            closed = true;
    }
    *ret_raw = (struct raw){text.at, text.length, closed};
}

void raw_exchange(int port, struct slice request, int milliseconds, struct raw *ret_raw) {
    int fd = raw_connect(port);
    for (size_t sent = 0; sent < request.length;) {
        ssize_t more = send(fd, request.at + sent, request.length - sent, MSG_NOSIGNAL);
        if (more <= 0)
            break;
        sent += (size_t)more;
    }
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    (void)poll(&waiting, 1, PATIENCE); /* whether anything came is told by the read */
    raw_read(fd, milliseconds, ret_raw);
    close(fd);
}

void raw_done(struct raw *raw) {
    free(raw->bytes);
    *raw = (struct raw){0};
}

int raw_status(const struct raw *raw) {
    const char *at = raw->bytes;
    while (strncmp(at, "HTTP/1.1 100 ", 13) == 0) {
        const char *end = strstr(at, "\r\n\r\n");
        if (!end)
            return 0;
        at = end + 4;
    }
    return strncmp(at, "HTTP/1.1 ", 9) == 0 ? (int)strtol(at + 9, NULL, 10) : 0;
}

static char escape_value(struct slice text, size_t i, size_t *ret_used) {
    char kind = i + 1 < text.length ? text.at[i + 1] : '\\';
    *ret_used = 2;
    if (kind == 'x' && i + 3 < text.length) {
        const char hex[] = {text.at[i + 2], text.at[i + 3], '\0'};
        *ret_used = 4;
        return (char)strtoul(hex, NULL, 16);
    }
    return kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind == 't' ? '\t' : kind;
}

char *raw_unescape(struct slice text, size_t *ret_length) {
    char *out = malloc(text.length + 1);
    ck_assert_ptr_nonnull(out);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        size_t used = 1;
        out[length++] = text.at[i] == '\\' ? escape_value(text, i, &used) : text.at[i];
        i += used;
    }
    out[length] = '\0';
    *ret_length = length;
    return out;
}

int free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}
