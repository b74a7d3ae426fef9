/* Tests that speak HTTP to the real binary: each starts claimd on a free port with a database of
 * its own, asks like any client, and stops it with SIGTERM, which must end well.
 *
 * The binary comes from CLAIMD_BINARY. With CLAIMD_THROUGH_NGINX set, http_request goes through an
 * nginx in front; raw bytes always go to claimd itself. Where something cannot be set up the test
 * fails; nothing here returns an error.
 */
#pragma once

#include "base/slice.h"
#include "tests/database.h"
#include "tests/http/nginx.h"

#include <check.h>
#include <sys/types.h>

struct server {
    pid_t pid;
    int port;
    char base[64];   /* "http://127.0.0.1:PORT" */
    char folder[64]; /* holds the database and the log; removed by server_stop */
    char database[DATABASE_WHERE_MAX];
    struct nginx front; /* when requests go through it */
};

/* `flags` (may be NULL) are more arguments for claimd serve, NULL at the end. */
void server_start(struct server *server, const char *const *flags);

/* SIGTERM, then a clean exit within ten seconds. */
void server_stop(struct server *server);

/* Waits for the end without sending anything and returns the exit status, -1 for a signal. */
int server_wait(struct server *server);

/* What stands in the log so far; freed by the caller. */
char *server_log(const struct server *server);

/* Waits until the log, or /metrics, holds a text; false after half a minute. The server logs and
 * counts a moment after its answer has arrived. */
bool server_log_tells(const struct server *server, const char *text);
bool server_metrics_tell(const struct server *server, const char *text);

struct answer {
    int status;
    char *headers; /* as received, NUL-terminated */
    char *body;    /* NUL-terminated */
    size_t length;
};

/* `headers` (may be NULL): "Name: value" strings, NULL at the end. `body` is sent when its `at` is
 * not NULL. The caller calls answer_done. */
void http_request(const struct server *server, const char *method, const char *path,
                  const char *const *headers, struct slice body, struct answer *ret_answer);
void http_get(const struct server *server, const char *path, struct answer *ret_answer);
void http_post_json(const struct server *server, const char *path, const char *json,
                    struct answer *ret_answer);
void answer_done(struct answer *answer);

/* The value of a header field in a buffer that the next call overwrites, or NULL. */
const char *answer_header(const struct answer *answer, const char *name);

/* Fails unless the answer is a problem document with this status and slug. */
void answer_is_problem(const struct answer *answer, int status, const char *slug);

/* Bytes as they come, without any HTTP client in between. */
struct raw {
    char *bytes; /* NUL-terminated */
    size_t length;
    bool closed; /* the server closed the connection before the time was over */
};

/* Connects to a port of this machine. */
int raw_connect(int port);

/* Reads until the server closes or `milliseconds` pass without a byte. The caller calls raw_done.
 */
void raw_read(int fd, int milliseconds, struct raw *ret_raw);

/* Sends what must be answered, waits for the first byte as long as it takes a busy machine, then
 * reads on as raw_read does. Sending may fail half-way when the server has refused already. */
void raw_exchange(int port, struct slice request, int milliseconds, struct raw *ret_raw);
void raw_done(struct raw *raw);

/* The status of the first answer in it; 0 when there is none. 100 Continue is passed over. */
int raw_status(const struct raw *raw);

/* Undoes \r \n \t \\ \xHH; freed by the caller. */
char *raw_unescape(struct slice text, size_t *ret_length);

/* A free TCP port of this machine, at this moment. */
int free_port(void);
