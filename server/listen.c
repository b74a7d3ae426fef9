#include "server/listen.h"

#include "base/error.h"
#include "base/slice.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BACKLOG = 511, FIRST_INHERITED_FD = 3 /* SD_LISTEN_FDS_START */ };

/* What the kernel takes of an answer before the client has read any of it (it counts twice as
 * much). Left to itself it takes 4 MB: a crowd of clients that ask and do not read would hold
 * gigabytes, and copying them keeps the event loop from others. */
enum { SEND_BYTES = 128 * 1024 };

static int parse_unix(const char *path, struct listen_address *ret_address) {
    struct listen_address address = {.socket.local.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (!length || length >= sizeof address.socket.local.sun_path)
        return ERR_INVALID;

    memcpy(address.socket.local.sun_path, path, length);
    address.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + 1);
    *ret_address = address;
    return 0;
}

static int parse_port(const char *text, in_port_t *ret_port) {
    unsigned port = 0;
    size_t length = strlen(text);
    if (!length || length > 5)
        return ERR_INVALID;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return ERR_INVALID;
        port = port * 10 + (unsigned)(*text - '0');
    }
    if (port > UINT16_MAX)
        return ERR_INVALID;
    *ret_port = htons((uint16_t)port);
    return 0;
}

int listen_address_parse(const char *text, struct listen_address *ret_address) {
    if (slice_starts(slice_from_cstr(text), SLICE("unix:")))
        return parse_unix(text + strlen("unix:"), ret_address);

    const char *colon = strrchr(text, ':');
    char host[64];
    in_port_t port;
    if (!colon || (size_t)(colon - text) >= sizeof host || parse_port(colon + 1, &port) < 0)
        return ERR_INVALID;
    size_t length = (size_t)(colon - text);
    memcpy(host, text, length);
    host[length] = '\0';

    struct listen_address address = {0};
    if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
        host[length - 1] = '\0';
        address.socket.v6.sin6_family = AF_INET6;
        address.socket.v6.sin6_port = port;
        address.length = sizeof address.socket.v6;
        if (inet_pton(AF_INET6, host + 1, &address.socket.v6.sin6_addr) != 1)
            return ERR_INVALID;
    } else {
        const char *number = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
        address.socket.v4.sin_family = AF_INET;
        address.socket.v4.sin_port = port;
        address.length = sizeof address.socket.v4;
        if (inet_pton(AF_INET, number, &address.socket.v4.sin_addr) != 1)
            return ERR_INVALID;
    }
    *ret_address = address;
    return 0;
}

bool listen_address_is_local(const struct listen_address *address) {
    switch (address->socket.any.sa_family) {
    case AF_UNIX:
        return true;
    case AF_INET:
        return ntohl(address->socket.v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    case AF_INET6:
        return IN6_IS_ADDR_LOOPBACK(&address->socket.v6.sin6_addr);
    default:
        return false;
    }
}

/* A socket file whose server is gone refuses connections; only such a one is removed. */
static void remove_dead_socket(const struct listen_address *address) {
    struct stat status;
    const char *path = address->socket.local.sun_path;
    if (lstat(path, &status) < 0 || !S_ISSOCK(status.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (connect(fd, &address->socket.any, address->length) < 0 && errno == ECONNREFUSED)
        (void)unlink(path); /* if it cannot be removed, bind says so */
    close(fd);
}

/* Connections inherit it. */
static void bound_sends(int fd) {
    const int bytes = SEND_BYTES;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes); /* works without as well */
}

int listen_open(const struct listen_address *address, int *ret_fd) {
    int family = address->socket.any.sa_family;
    if (family == AF_UNIX)
        remove_dead_socket(address);
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return ERR_FAILED;

    int on = 1;
    if (family != AF_UNIX && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
        goto failed;
    if (bind(fd, &address->socket.any, address->length) < 0 || listen(fd, BACKLOG) < 0)
        goto failed;
    bound_sends(fd);
    *ret_fd = fd;
    return 0;

failed:;
    int saved = errno;
    close(fd);
    errno = saved;
    return ERR_FAILED;
}

int listen_inherited(int *ret_fd) {
    const char *pid = getenv("LISTEN_PID");
    const char *count = getenv("LISTEN_FDS");
    if (!pid || !count || strtol(pid, NULL, 10) != (long)getpid())
        return ERR_NOT_FOUND;
    if (strcmp(count, "1") != 0)
        return ERR_INVALID;

    int fd = FIRST_INHERITED_FD;
    int listening = 0;
    socklen_t size = sizeof listening;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) < 0 || !listening)
        return ERR_INVALID;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        return ERR_INVALID;
    bound_sends(fd);
    *ret_fd = fd;
    return 0;
}

void listen_name(int fd, char ret_name[LISTEN_NAME], struct listen_address *ret_address) {
    struct listen_address address = {.length = sizeof address.socket};
    char host[INET6_ADDRSTRLEN] = "?";
    int result = getsockname(fd, &address.socket.any, &address.length);
    assert(result == 0); /* a listening socket has a name */
    *ret_address = address;
    if (address.socket.any.sa_family == AF_UNIX) {
        snprintf(ret_name, LISTEN_NAME, "unix:%s", address.socket.local.sun_path);
    } else if (address.socket.any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &address.socket.v4.sin_addr, host, sizeof host);
        snprintf(ret_name, LISTEN_NAME, "http://%s:%u", host, ntohs(address.socket.v4.sin_port));
    } else {
        inet_ntop(AF_INET6, &address.socket.v6.sin6_addr, host, sizeof host);
        snprintf(ret_name, LISTEN_NAME, "http://[%s]:%u", host, ntohs(address.socket.v6.sin6_port));
    }
}
