#include "base/idle_memory.h"

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define KEPT_MAX 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEPT_MAX 0
#endif
#endif
#ifndef KEPT_MAX
#define KEPT_MAX IDLE_MEMORY_MAX
#endif

/* At the beginning of each block that is kept. */
struct idle {
    struct idle *next;
    size_t size;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the rest */
static struct idle *first;
static size_t kept;

/* There are few, and fewer sizes. */
static struct idle *find(size_t size) {
    for (struct idle **at = &first; *at; at = &(*at)->next) {
        struct idle *found = *at;
        if (found->size != size)
            continue;
        *at = found->next;
        kept -= size;
        return found;
    }
    return NULL;
}

void *idle_memory_take(size_t size) {
    struct idle *found = NULL;
    if (size >= IDLE_MEMORY_FROM) {
        (void)pthread_mutex_lock(&lock); /* cannot fail: it is never held by who asks */
        found = find(size);
        (void)pthread_mutex_unlock(&lock);
    }
    if (!found)
        return calloc(1, size);
    memset(found, 0, sizeof *found);
    return found;
}

void idle_memory_leave(void *at, size_t size, size_t used) {
    if (size < IDLE_MEMORY_FROM || size > IDLE_MEMORY_TO || !KEPT_MAX) {
        free(at);
        return;
    }
    memset(at, 0, used);
    struct idle *idle = at;
    (void)pthread_mutex_lock(&lock); /* as above */
    bool room = kept + size <= KEPT_MAX;
    if (room) {
        *idle = (struct idle){first, size};
        first = idle;
        kept += size;
    }
    (void)pthread_mutex_unlock(&lock);
    if (!room)
        free(at);
}

size_t idle_memory_kept(void) {
    (void)pthread_mutex_lock(&lock); /* as above */
    size_t bytes = kept;
    (void)pthread_mutex_unlock(&lock);
    return bytes;
}

void idle_memory_trim(void) {
    (void)malloc_trim(0); /* says whether there was any */
}
