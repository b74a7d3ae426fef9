/* How many stored articles hold a term: story choice weighs rare terms more.
 *
 * Terms are 64-bit hashes, folded into TERM_BUCKETS counters, so that the table has one size for
 * ever; two terms in one bucket make both look a little more common, which harms nothing. The
 * writer holds all counters in memory. An article's terms touch nearly all of their 64 pages, so an
 * article that comes is listed with its buckets (term_recent), and the counters are written once
 * in TERM_RECENT_MAX articles, which empties the list. Each of both is a part of the transaction
 * that stores the article: counters and list together are right after any crash. An article that
 * goes has the counters written at once, so that the list holds nothing of it.
 */
#pragma once

#include "storage/connection.h"

enum {
    TERM_BUCKETS = 64000,
    TERM_CHUNK = 500, /* counters in a row of term_count: two rows fill a page of 4 KiB */
    TERM_CHUNKS = TERM_BUCKETS / TERM_CHUNK,
    TERM_RECENT_MAX = 32 /* articles in the list: whoever asks the store reads them */
};

struct recent_article {
    int64_t article;
    struct slice packed; /* its buckets */
};

struct term_counts {
    uint32_t counts[TERM_BUCKETS];
    bool changed[TERM_CHUNKS];                    /* since the counters were written */
    uint32_t recent;                              /* articles in the list */
    struct recent_article added[TERM_RECENT_MAX]; /* of the open transaction, to be listed */
    uint32_t added_count;
    bool overflows; /* the list cannot tell what the open transaction has changed */
};

int term_counts_load(struct term_counts *counts, struct connection *connection);

/* How many articles hold each of `count` terms, asked of the store: for who needs few of them and
 * has none in memory. */
int term_counts_ask(struct connection *connection, const uint64_t *terms, uint32_t count,
                    uint32_t *ret_holders);

/* Writes what the open transaction has changed, into it. */
int term_counts_save(struct term_counts *counts, struct connection *connection);

/* The buckets of `terms` as the blob that `document.terms` keeps. Returns 0 or ERR_NO_MEMORY. */
int term_buckets(struct arena *arena, const uint64_t *terms, uint32_t count,
                 struct slice *ret_packed);

/* Counts an article in; `packed` is borrowed until the transaction ends. */
void term_counts_add(struct term_counts *counts, int64_t article, struct slice packed);

/* Counts an article out. */
void term_counts_take(struct term_counts *counts, struct slice packed);

uint32_t term_counts_get(const struct term_counts *counts, uint64_t term);
