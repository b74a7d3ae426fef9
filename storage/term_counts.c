#include "storage/term_counts.h"

#include "base/error.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>

enum { BUCKET_BYTES = 2 };

static uint16_t bucket_of(uint64_t term) {
    return (uint16_t)(term % TERM_BUCKETS);
}

int term_counts_load(struct term_counts *counts, struct connection *connection) {
    *counts = (struct term_counts){0};
    QUERY(query, connection, SQL_TERM_COUNT_LOAD);
    int row;
    while ((row = query_row(&query)) == 1) {
        int64_t chunk = query_column_integer(&query, 0);
        struct slice blob = query_column_borrow(&query, 1);
        if (chunk < 0 || chunk >= TERM_CHUNKS || blob.length != TERM_CHUNK * sizeof(uint32_t))
            return ERR_FAILED;
        uint32_t *into = counts->counts + chunk * TERM_CHUNK;
        memcpy(into, blob.at, blob.length);
        for (int i = 0; i < TERM_CHUNK; i++)
            into[i] = le32toh(into[i]);
    }
    return row;
}

struct asking {
    const uint64_t *terms;
    uint32_t *holders;
};

static void bind_chunk(void *context, struct query *query, uint32_t i) {
    query_integer(query, bucket_of(((struct asking *)context)->terms[i]) / TERM_CHUNK);
}

static int take_chunk(void *context, struct query *query, uint32_t i) {
    const struct asking *asking = context;
    struct slice blob = query_column_borrow(query, 0);
    uint32_t count;
    if (blob.length != TERM_CHUNK * sizeof count)
        return ERR_FAILED;
    memcpy(&count, blob.at + bucket_of(asking->terms[i]) % TERM_CHUNK * sizeof count, sizeof count);
    asking->holders[i] = le32toh(count);
    return 0;
}

int term_counts_ask(struct connection *connection, const uint64_t *terms, uint32_t count,
                    uint32_t *ret_holders) {
    const struct query_series chunks = {SQL_TERM_COUNT_CHUNK, count, bind_chunk, take_chunk};
    struct asking asking = {terms, ret_holders};
    memset(ret_holders, 0, count * sizeof *ret_holders);
    return query_together(connection, &chunks, 1, &asking);
}

int term_counts_save(struct term_counts *counts, struct connection *connection) {
    QUERY(query, connection, SQL_TERM_COUNT_SAVE);
    for (int chunk = 0; chunk < TERM_CHUNKS; chunk++) {
        if (!counts->changed[chunk])
            continue;
        uint32_t blob[TERM_CHUNK];
        for (int i = 0; i < TERM_CHUNK; i++)
            blob[i] = htole32(counts->counts[chunk * TERM_CHUNK + i]);
        query_integer(&query, chunk);
        query_blob(&query, slice_of((const char *)blob, sizeof blob));
        int error = query_run(&query);
        if (error)
            return error;
        query_again(&query);
        counts->changed[chunk] = false;
    }
    return 0;
}

static int compare_buckets(const void *a, const void *b) {
    uint16_t left = *(const uint16_t *)a;
    uint16_t right = *(const uint16_t *)b;
    return (left > right) - (left < right);
}

int term_buckets(struct arena *arena, const uint64_t *terms, uint32_t count,
                 struct slice *ret_packed) {
    uint16_t *buckets = ARENA_ARRAY(arena, uint16_t, count + 1);
    if (!buckets)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++)
        buckets[i] = bucket_of(terms[i]);
    qsort(buckets, count, sizeof *buckets, compare_buckets);
    uint32_t kept = 0; /* an article counts once in a bucket */
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || buckets[kept - 1] != buckets[i])
            buckets[kept++] = buckets[i];
    }
    for (uint32_t i = 0; i < kept; i++)
        buckets[i] = htole16(buckets[i]);
    *ret_packed = slice_of((const char *)buckets, (size_t)kept * BUCKET_BYTES);
    return 0;
}

void term_counts_add(struct term_counts *counts, struct slice packed, int step) {
    assert(step == 1 || step == -1);
    for (size_t at = 0; at + BUCKET_BYTES <= packed.length; at += BUCKET_BYTES) {
        uint16_t raw;
        memcpy(&raw, packed.at + at, sizeof raw);
        uint16_t bucket = le16toh(raw);
        if (bucket >= TERM_BUCKETS || (step < 0 && counts->counts[bucket] == 0))
            continue; /* a damaged row must not wrap a counter */
        counts->counts[bucket] += (uint32_t)step;
        counts->changed[bucket / TERM_CHUNK] = true;
    }
}

uint32_t term_counts_get(const struct term_counts *counts, uint64_t term) {
    return counts->counts[bucket_of(term)];
}
