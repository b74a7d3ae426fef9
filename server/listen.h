/* Addresses to listen on: "127.0.0.1:8080", "[::1]:8080", "localhost:8080",
 * "unix:/run/claimd.sock", or a socket handed over by the service manager (LISTEN_FDS, as systemd's
 * sd_listen_fds(3)). */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

struct listen_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } socket;
    socklen_t length;
};

/* Returns 0 or ERR_INVALID; names are not looked up, but for localhost. */
int listen_address_parse(const char *text, struct listen_address *ret_address);

/* True when only this machine can reach it. */
bool listen_address_is_local(const struct listen_address *address);

/* A bound, listening, non-blocking socket. Removes a dead unix socket that lies in the way.
 * Returns 0 or ERR_FAILED (errno tells why). */
int listen_open(const struct listen_address *address, int *ret_fd);

/* The one socket handed over in the environment, or ERR_NOT_FOUND; ERR_INVALID when there are
 * several or it does not listen. */
int listen_inherited(int *ret_fd);

/* Where a socket is bound: "http://127.0.0.1:8080" or "unix:/run/claimd.sock". */
enum { LISTEN_NAME = 160 };
void listen_name(int fd, char ret_name[LISTEN_NAME], struct listen_address *ret_address);
