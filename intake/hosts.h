/* What is known of each host: is it being asked now, when may it be asked again, and its
 * robots.txt. Not locked: intake.c does that.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum { HOSTS_MAX = 2048, ROBOTS_KEPT_MAX = 128 * 1024 /* bytes of one robots.txt */ };

/* How a host's robots.txt stands. */
enum robots_state { ROBOTS_UNKNOWN, ROBOTS_NONE /* all is allowed */, ROBOTS_KNOWN };

struct host {
    char *name; /* "https://host" */
    bool busy;
    int64_t next_at; /* earliest next request */
    int64_t delay;   /* milliseconds between two, as robots.txt asks */
    uint64_t ended;  /* number of the end of its last task */
    enum robots_state robots_state;
    int64_t robots_until; /* when to ask again */
    char *robots;
    size_t robots_length;
};

struct host_table {
    struct host *slots[2 * HOSTS_MAX]; /* open addressing */
    uint32_t count;
};

void hosts_done(struct host_table *table);

/* The host of this name, made when it is new; when the table is full, all that are idle at `now`
 * are forgotten first. NULL without memory or room. */
struct host *hosts_get(struct host_table *table, struct slice name, int64_t now);

/* Keeps a copy of robots.txt (absent: there is none); cut to ROBOTS_KEPT_MAX. Without memory
 * nothing is known. */
void host_set_robots(struct host *host, struct slice robots, int64_t until);
