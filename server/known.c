#include "server/known.h"

#include "base/error.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 4096, HOLDS_MICROSECONDS = 1000000 };

/* A newer answer simply takes the place of the older one. */
struct slot {
    uint64_t question;
    uint64_t generation;
    int64_t until;
    char tag[KNOWN_TAG_MAX];
};

struct known_table {
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

int known_start(struct known_table **ret_table) {
    struct known_table *table = calloc(1, sizeof *table);
    if (!table)
        return ERR_NO_MEMORY;
    (void)pthread_mutex_init(&table->lock, NULL); /* cannot fail with default attributes */
    *ret_table = table;
    return 0;
}

void known_stop(struct known_table *table) {
    if (!table)
        return;
    (void)pthread_mutex_destroy(&table->lock);
    free(table);
}

void known_put(struct known_table *table, uint64_t question, uint64_t generation, int64_t now,
               struct slice tag) {
    struct slot *slot = &table->slots[question % SLOTS];
    if (tag.length >= KNOWN_TAG_MAX)
        return;
    (void)pthread_mutex_lock(&table->lock); /* a default mutex that this thread does not hold */
    slot->question = question;
    slot->generation = generation;
    slot->until = now + HOLDS_MICROSECONDS;
    memcpy(slot->tag, tag.at, tag.length);
    slot->tag[tag.length] = '\0';
    (void)pthread_mutex_unlock(&table->lock);
}

bool known_get(struct known_table *table, uint64_t question, uint64_t generation, int64_t now,
               char ret_tag[KNOWN_TAG_MAX]) {
    const struct slot *slot = &table->slots[question % SLOTS];
    (void)pthread_mutex_lock(&table->lock);
    bool found = slot->question == question && slot->generation == generation && slot->until > now;
    if (found)
        memcpy(ret_tag, slot->tag, KNOWN_TAG_MAX);
    (void)pthread_mutex_unlock(&table->lock);
    return found;
}
