#include "server/rate.h"

#include "base/error.h"

#include <pthread.h>
#include <stdlib.h>
#include <xxhash.h>

enum { BUCKETS = 8192, PROBES = 8, MINUTE = 60 * 1000000 };

struct bucket {
    uint64_t client; /* hash */
    int64_t debt_until;
};

struct rate_table {
    pthread_mutex_t lock;
    int64_t per_minute;
    struct bucket buckets[BUCKETS];
};

int rate_start(int64_t per_minute, struct rate_table **ret_table) {
    struct rate_table *table = calloc(1, sizeof *table);
    if (!table)
        return ERR_NO_MEMORY;
    table->per_minute = per_minute;
    (void)pthread_mutex_init(&table->lock, NULL); /* cannot fail with default attributes */
    *ret_table = table;
    return 0;
}

void rate_stop(struct rate_table *table) {
    if (!table)
        return;
    (void)pthread_mutex_destroy(&table->lock);
    free(table);
}

/* The client's bucket, or the quietest of those that it may have. */
static struct bucket *find(struct rate_table *table, uint64_t client) {
    struct bucket *quietest = NULL;
    for (uint64_t i = 0; i < PROBES; i++) {
        struct bucket *bucket = &table->buckets[(client + i) % BUCKETS];
        if (bucket->client == client)
            return bucket;
        if (!quietest || bucket->debt_until < quietest->debt_until)
            quietest = bucket;
    }
    *quietest = (struct bucket){.client = client};
    return quietest;
}

static int64_t seconds_up(int64_t microseconds) {
    return (microseconds + 999999) / 1000000;
}

struct rate_verdict rate_take(struct rate_table *table, struct slice client, int64_t now) {
    uint64_t hash = XXH3_64bits(client.at, client.length) | 1; /* 0 is an empty bucket */
    int64_t cost = MINUTE / table->per_minute;
    struct rate_verdict verdict = {.limit = table->per_minute};
    (void)pthread_mutex_lock(&table->lock); /* a default mutex that this thread does not hold */
    struct bucket *bucket = find(table, hash);
    int64_t debt_until = bucket->debt_until > now ? bucket->debt_until : now;
    int64_t room = now + cost * table->per_minute - debt_until;
    verdict.allowed = room >= cost;
    if (verdict.allowed) {
        bucket->debt_until = debt_until + cost;
        verdict.remaining = (room - cost) / cost;
        verdict.reset = seconds_up(bucket->debt_until - now);
    } else {
        verdict.reset = seconds_up(cost - room);
    }
    (void)pthread_mutex_unlock(&table->lock);
    return verdict;
}
