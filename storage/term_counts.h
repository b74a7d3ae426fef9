/* How many stored articles hold a term: story choice weighs rare terms more.
 *
 * Terms are 64-bit hashes, folded into TERM_BUCKETS counters, so that the table has one size for
 * ever; two terms in one bucket make both look a little more common, which harms nothing. The
 * writer holds all counters in memory and saves the chunks that changed in the same transaction as
 * the articles: a group of articles touches each of the 64 pages at most once, while a row per term
 * would touch some 300 pages for each article.
 */
#pragma once

#include "storage/connection.h"

enum {
    TERM_BUCKETS = 64000,
    TERM_CHUNK = 500, /* counters in a row of term_count: two rows fill a page of 4 KiB */
    TERM_CHUNKS = TERM_BUCKETS / TERM_CHUNK
};

struct term_counts {
    uint32_t counts[TERM_BUCKETS];
    bool changed[TERM_CHUNKS];
};

int term_counts_load(struct term_counts *counts, struct connection *connection);

/* How many articles hold each of `count` terms, asked of the store: for who needs few of them and
 * has none in memory. */
int term_counts_ask(struct connection *connection, const uint64_t *terms, uint32_t count,
                    uint32_t *ret_holders);

/* Writes the changed chunks into the open transaction. */
int term_counts_save(struct term_counts *counts, struct connection *connection);

/* The buckets of `terms` as the blob that `document.terms` keeps. Returns 0 or ERR_NO_MEMORY. */
int term_buckets(struct arena *arena, const uint64_t *terms, uint32_t count,
                 struct slice *ret_packed);

/* Counts one article in (+1) or out (-1). */
void term_counts_add(struct term_counts *counts, struct slice packed, int step);

uint32_t term_counts_get(const struct term_counts *counts, uint64_t term);
