#include "server/library.h"

#include "base/error.h"
#include "handlers/request.h"
#include "server/connections.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The library's own; set before there are threads. */
static enum MHD_Result (*queue)(struct MHD_Connection *mhd, unsigned status,
                                struct MHD_Response *response);
static enum MHD_Result (*set_value)(struct MHD_Connection *mhd, enum MHD_ValueKind kind,
                                    const char *key, size_t key_length, const char *value,
                                    size_t value_length);
static enum MHD_Result (*lookup_value)(struct MHD_Connection *mhd, enum MHD_ValueKind kind,
                                       const char *key, size_t key_length, const char **ret_value,
                                       size_t *ret_length);

/* C has no cast from an object to a function. */
static bool find(const char *name, void *ret_function) {
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(ret_function, &found, sizeof found);
    return found != NULL;
}

int library_prepare(void) {
    bool found = find("MHD_queue_response", &queue) &&
                 find("MHD_set_connection_value_n", &set_value) &&
                 find("MHD_lookup_connection_value_n", &lookup_value);
    return found ? 0 : ERR_FAILED;
}

enum MHD_Result library_queue(struct MHD_Connection *mhd, unsigned status,
                              struct MHD_Response *response) {
    return queue(mhd, status, response);
}

/* ---- what the library refuses by itself ------------------------------------------------------ */

static enum problem problem_of(unsigned status) {
    switch (status) {
    case MHD_HTTP_BAD_REQUEST:
        return PROBLEM_MALFORMED_REQUEST;
    case MHD_HTTP_CONTENT_TOO_LARGE:
        return PROBLEM_BODY_TOO_LARGE;
    case MHD_HTTP_URI_TOO_LONG:
        return PROBLEM_URL_TOO_LONG;
    case MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
        return PROBLEM_HEADERS_TOO_LARGE;
    case MHD_HTTP_HTTP_VERSION_NOT_SUPPORTED:
        return PROBLEM_HTTP_VERSION;
    default:
        return PROBLEM_INTERNAL;
    }
}

static struct MHD_Response *make_response(enum problem problem) {
    char body[PROBLEM_BARE_MAX];
    size_t length = problem_write_bare(problem, body);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return NULL;
    if (MHD_add_response_header(response, "Content-Type", "application/problem+json") &&
        MHD_add_response_header(response, "X-Content-Type-Options", "nosniff") &&
        MHD_add_response_header(response, "Cache-Control", "no-store") &&
        MHD_add_response_header(response, "Connection", "close"))
        return response;
    MHD_destroy_response(response);
    return NULL;
}

/* Only the library itself comes here, with a page of HTML for a head that outgrows its memory or
 * that it cannot read: the client gets a problem document, and time to read it. */
enum MHD_Result MHD_queue_response(struct MHD_Connection *mhd, unsigned status,
                                   struct MHD_Response *page) {
    (void)page;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    enum problem problem = problem_of(status);
    struct MHD_Response *response = make_response(problem);
    if (!response)
        return MHD_NO; /* it closes the connection */
    if (info && info->socket_context)
        connection_refuse(info->socket_context, problem_status(problem));
    enum MHD_Result result = queue(mhd, (unsigned)problem_status(problem), response);
    MHD_destroy_response(response);
    return result;
}

/* ---- what it would keep ---------------------------------------------------------------------- */

/* It would take 64 bytes for each parameter of a query, though nobody asks it for them. Where a
 * thousand had no room it gave up in the middle, and waited for bytes that it had read already. */
enum MHD_Result MHD_set_connection_value_n(struct MHD_Connection *mhd, enum MHD_ValueKind kind,
                                           const char *key, size_t key_length, const char *value,
                                           size_t value_length) {
    if (kind == MHD_GET_ARGUMENT_KIND)
        return MHD_YES;
    return set_value(mhd, kind, key, key_length, value, value_length);
}

/* Likewise cookies, and a copy of them all; where those had no room it answered twice. It finds no
 * field of that name, then; our judge reads all fields another way. */
enum MHD_Result MHD_lookup_connection_value_n(struct MHD_Connection *mhd, enum MHD_ValueKind kind,
                                              const char *key, size_t key_length,
                                              const char **ret_value, size_t *ret_length) {
    if (key && slice_equal(slice_of(key, key_length), SLICE("Cookie")))
        return MHD_NO;
    return lookup_value(mhd, kind, key, key_length, ret_value, ret_length);
}

/* ---- how it waits ---------------------------------------------------------------------------- */

/* When the library gets as many events as it has room for, it asks once more before it looks at any
 * of them, and waits as long as at first: for ever. Exactly 128 connections with news and then
 * silence, and none of them was answered, or closed, until something else happened. It gets one
 * fewer now; the kernel keeps the rest for the next round. */
int epoll_wait(int epoll_fd, struct epoll_event *events, int room, int timeout) {
    return epoll_pwait(epoll_fd, events, room > 1 ? room - 1 : room, timeout, NULL);
}

/* Its threads and the one that drains it both remove the listener, when one of them has just woken:
 * who came second ended the process, with all that was still to be answered. What is not there is
 * removed. */
int epoll_ctl(int epoll_fd, int operation, int fd, struct epoll_event *event) {
    int result = (int)syscall(SYS_epoll_ctl, epoll_fd, operation, fd, event);
    return result < 0 && operation == EPOLL_CTL_DEL && errno == ENOENT ? 0 : result;
}
