/* A real HAProxy in front of claimd: strict where nginx repairs, and with connections of its own to
 * share. */
#pragma once

#include <sys/types.h>

struct haproxy {
    pid_t pid; /* 0 when no haproxy is installed: the tests behind it are skipped, loudly */
    int port;
    char folder[64];
};

void haproxy_start(struct haproxy *haproxy, int claimd_port);
void haproxy_stop(struct haproxy *haproxy);

/* Requests that HAProxy has handed to claimd, by its own log. */
int haproxy_upstream_count(const struct haproxy *haproxy);
