/* Which address a request comes from, when trusted proxies may say so (Forwarded, RFC 7239, or
 * X-Forwarded-For). What anybody else says about it is not even read. */
#pragma once

#include "handlers/request.h"

#include <netinet/in.h>

enum { PROXIES_MAX = 32 };

struct proxy_network {
    struct in6_addr address; /* version 4 as ::ffff:a.b.c.d */
    unsigned bits;
};

struct proxies {
    struct proxy_network networks[PROXIES_MAX];
    uint32_t count;
    bool local; /* whoever comes through a unix socket */
};

/* "127.0.0.1, 10.0.0.0/8, ::1, unix"; NULL is none. Returns 0 or ERR_INVALID. */
int proxies_parse(const char *text, struct proxies *ret_proxies);

/* The client's address as text, "unix" where there is none. */
enum { CLIENT_NAME = INET6_ADDRSTRLEN };
void proxies_client(const struct proxies *proxies, const struct sockaddr *peer,
                    const struct request *request, char ret_name[CLIENT_NAME]);
