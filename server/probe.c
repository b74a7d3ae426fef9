/* claimd healthcheck, version and config: the small commands. The health check speaks just enough
 * HTTP over a plain socket to work in a container without curl. */
#include "base/error.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/listen.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

enum { PROBE_SECONDS = 3 };

/* Listening everywhere means that this machine is reached by its loopback address. */
static void make_reachable(struct listen_address *address) {
    if (address->socket.any.sa_family == AF_INET &&
        address->socket.v4.sin_addr.s_addr == INADDR_ANY)
        address->socket.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (address->socket.any.sa_family == AF_INET6 &&
        IN6_IS_ADDR_UNSPECIFIED(&address->socket.v6.sin6_addr))
        address->socket.v6.sin6_addr = in6addr_loopback;
}

static bool ask_ready(int fd, const struct listen_address *address) {
    static const char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                  "User-Agent: claimd-healthcheck\r\n\r\n";
    static const char wanted[] = "HTTP/1.1 200 ";
    const struct timeval patience = {.tv_sec = PROBE_SECONDS};
    char answer[sizeof wanted] = "";
    size_t length = 0;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) < 0 ||
        connect(fd, &address->socket.any, address->length) < 0 ||
        send(fd, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)sizeof request - 1)
        return false;
    while (length < sizeof wanted - 1) {
        ssize_t got = recv(fd, answer + length, sizeof wanted - 1 - length, 0);
        if (got <= 0)
            return false;
        length += (size_t)got;
    }
    return memcmp(answer, wanted, sizeof wanted - 1) == 0;
}

int command_healthcheck(int argc, char **argv) {
    struct arena *arena = arena_new(1 << 20);
    struct config config;
    if (!arena || config_read(arena, SCOPE_PROBE, argc, argv, &config) < 0) {
        arena_free(arena);
        return EXIT_USAGE;
    }

    struct listen_address address;
    bool healthy = false;
    if (listen_address_parse(config.listen, &address) == 0) {
        make_reachable(&address);
        int fd = socket(address.socket.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        healthy = fd >= 0 && ask_ready(fd, &address);
        if (fd >= 0)
            close(fd);
    }
    if (!healthy)
        fprintf(stderr, "claimd: nothing on %s says that it is ready\n", config.listen);
    arena_free(arena);
    return healthy ? EXIT_SUCCESS : EXIT_FAILURE;
}

int command_version(int argc, char **argv) {
    (void)argc, (void)argv;
    printf("claimd %s\n", CLAIMD_VERSION);
    return EXIT_SUCCESS;
}

int command_config(int argc, char **argv) {
    struct arena *arena = arena_new(1 << 20);
    struct config config;
    int result = arena ? config_read(arena, SCOPE_SERVE, argc, argv, &config) : ERR_NO_MEMORY;
    if (result == 0)
        config_print(stdout, &config);
    arena_free(arena);
    return result < 0 ? EXIT_USAGE : EXIT_SUCCESS;
}
