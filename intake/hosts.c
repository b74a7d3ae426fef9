#include "intake/hosts.h"

#include <stdlib.h>
#include <xxhash.h>

static void host_free(struct host *host) {
    if (!host)
        return;
    free(host->name);
    free(host->robots);
    free(host);
}

void hosts_done(struct host_table *table) {
    for (size_t i = 0; i < 2 * HOSTS_MAX; i++)
        host_free(table->slots[i]);
    *table = (struct host_table){0};
}

static struct host **find_slot(struct host_table *table, struct slice name) {
    size_t at = XXH3_64bits(name.at, name.length) % (2 * HOSTS_MAX);
    while (table->slots[at] && !slice_equal(slice_from_cstr(table->slots[at]->name), name))
        at = (at + 1) % (2 * HOSTS_MAX); /* at most half of the slots are taken */
    return &table->slots[at];
}

/* Those that are idle go; the others move to where an emptier table has them. */
static void forget_idle(struct host_table *table, int64_t now) {
    struct host_table kept = {0};
    for (size_t i = 0; i < 2 * HOSTS_MAX; i++) {
        struct host *host = table->slots[i];
        if (!host)
            continue;
        if (!host->busy && host->next_at < now) {
            host_free(host);
            continue;
        }
        *find_slot(&kept, slice_from_cstr(host->name)) = host;
        kept.count++;
    }
    *table = kept;
}

struct host *hosts_get(struct host_table *table, struct slice name, int64_t now) {
    struct host **slot = find_slot(table, name);
    struct host *known = *slot;
    if (known)
        return known;
    if (table->count == HOSTS_MAX) {
        forget_idle(table, now);
        if (table->count == HOSTS_MAX)
            return NULL;
        slot = find_slot(table, name);
    }
    struct host *host = calloc(1, sizeof *host);
    if (!host)
        return NULL;
    host->name = malloc(name.length + 1);
    if (!host->name) {
        free(host);
        return NULL;
    }
    memcpy(host->name, name.at, name.length); /* strndup may look beyond an unterminated slice */
    host->name[name.length] = '\0';
    *slot = host;
    table->count++;
    return host;
}

void host_set_robots(struct host *host, struct slice robots, int64_t until) {
    free(host->robots);
    host->robots = NULL;
    host->robots_length = 0;
    host->robots_until = until;
    host->robots_state = ROBOTS_NONE;
    if (!robots.at || !robots.length)
        return;
    size_t length = robots.length < ROBOTS_KEPT_MAX ? robots.length : ROBOTS_KEPT_MAX;
    host->robots = malloc(length);
    host->robots_state = host->robots ? ROBOTS_KNOWN : ROBOTS_UNKNOWN;
    if (!host->robots)
        return;
    memcpy(host->robots, robots.at, length);
    host->robots_length = length;
}
