#include "storage/term_counts.h"

#include "base/error.h"

#include <endian.h>
#include <stdlib.h>

enum { BUCKET_BYTES = 2 };

static uint16_t bucket_of(uint64_t term) {
    return (uint16_t)(term % TERM_BUCKETS);
}

static uint16_t bucket_at(struct slice packed, size_t at) {
    uint16_t raw;
    memcpy(&raw, packed.at + at, sizeof raw);
    return le16toh(raw);
}

/* `step` is +1 or -1. A damaged row must not wrap a counter. */
static void count_buckets(struct term_counts *counts, struct slice packed, int step) {
    for (size_t at = 0; at + BUCKET_BYTES <= packed.length; at += BUCKET_BYTES) {
        uint16_t bucket = bucket_at(packed, at);
        if (bucket >= TERM_BUCKETS || (step < 0 && counts->counts[bucket] == 0))
            continue;
        counts->counts[bucket] += (uint32_t)step;
        counts->changed[bucket / TERM_CHUNK] = true;
    }
}

static int load_chunks(struct term_counts *counts, struct connection *connection) {
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

int term_counts_load(struct term_counts *counts, struct connection *connection) {
    memset(counts, 0, sizeof *counts);
    int error = load_chunks(counts, connection);
    if (error)
        return error;
    QUERY(query, connection, SQL_TERM_RECENT);
    int row;
    while ((row = query_row(&query)) == 1) {
        count_buckets(counts, query_column_borrow(&query, 0), 1);
        counts->recent++;
    }
    return row;
}

/* ---- asking the store ------------------------------------------------------------------------ */

struct asking {
    const uint64_t *terms;
    uint32_t count;
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

static void bind_nothing(void *context, struct query *query, uint32_t i) {
    (void)context;
    (void)query;
    (void)i;
}

/* Buckets of an article stand in order. */
static bool holds(struct slice packed, uint16_t bucket) {
    size_t low = 0;
    size_t high = packed.length / BUCKET_BYTES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (bucket_at(packed, middle * BUCKET_BYTES) < bucket)
            low = middle + 1;
        else
            high = middle;
    }
    return low < packed.length / BUCKET_BYTES && bucket_at(packed, low * BUCKET_BYTES) == bucket;
}

static int take_recent(void *context, struct query *query, uint32_t i) {
    const struct asking *asking = context;
    struct slice packed = query_column_borrow(query, 0);
    (void)i;
    for (uint32_t k = 0; k < asking->count; k++)
        asking->holders[k] += holds(packed, bucket_of(asking->terms[k]));
    return 0;
}

int term_counts_ask(struct connection *connection, const uint64_t *terms, uint32_t count,
                    uint32_t *ret_holders) {
    const struct query_series both[] = {
        {SQL_TERM_COUNT_CHUNK, count, bind_chunk, take_chunk},
        {SQL_TERM_RECENT, 1, bind_nothing, take_recent},
    };
    struct asking asking = {terms, count, ret_holders};
    memset(ret_holders, 0, count * sizeof *ret_holders);
    return query_together(connection, both, 2, &asking);
}

/* ---- saving ---------------------------------------------------------------------------------- */

static int save_chunks(struct term_counts *counts, struct connection *connection) {
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

static int clear_recent(struct term_counts *counts, struct connection *connection) {
    QUERY(query, connection, SQL_TERM_RECENT_CLEAR);
    int error = query_run(&query);
    counts->recent = 0;
    return error;
}

static int list_added(struct term_counts *counts, struct connection *connection) {
    QUERY(query, connection, SQL_TERM_RECENT_ADD);
    for (uint32_t i = 0; i < counts->added_count; i++) {
        query_integer(&query, counts->added[i].article);
        query_blob(&query, counts->added[i].packed);
        int error = query_run(&query);
        if (error)
            return error;
        query_again(&query);
    }
    counts->recent += counts->added_count;
    return 0;
}

/* On failure the transaction fails, and the counts are loaded anew. */
int term_counts_save(struct term_counts *counts, struct connection *connection) {
    int error;
    if (counts->overflows || counts->recent + counts->added_count > TERM_RECENT_MAX) {
        error = save_chunks(counts, connection);
        if (!error)
            error = clear_recent(counts, connection);
    } else {
        error = list_added(counts, connection);
    }
    counts->added_count = 0;
    counts->overflows = false;
    return error;
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

void term_counts_add(struct term_counts *counts, int64_t article, struct slice packed) {
    count_buckets(counts, packed, 1);
    if (counts->added_count < TERM_RECENT_MAX)
        counts->added[counts->added_count++] = (struct recent_article){article, packed};
    else
        counts->overflows = true;
}

void term_counts_take(struct term_counts *counts, struct slice packed) {
    count_buckets(counts, packed, -1);
    counts->overflows = true;
}

uint32_t term_counts_get(const struct term_counts *counts, uint64_t term) {
    return counts->counts[bucket_of(term)];
}
