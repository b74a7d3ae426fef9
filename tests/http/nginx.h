/* A real nginx in front of claimd, with the configuration that docs/deploy recommends. */
#pragma once

#include <sys/types.h>

struct nginx {
    pid_t pid; /* 0 when no nginx is installed: the tests behind it are skipped, loudly */
    int port;
    char folder[64];
};

void nginx_start(struct nginx *nginx, int claimd_port);
void nginx_stop(struct nginx *nginx);

/* Requests that nginx has handed to claimd, by its own log. */
int nginx_upstream_count(const struct nginx *nginx);
