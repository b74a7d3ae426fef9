/* Walking the articles that a search may find, in its order, a bounded number for each page.
 *
 * One statement (the driver) yields the articles that hold the rarest thing asked for, newest
 * first; each is then judged by all that is asked of an article. Both are plain look-ups in an
 * index, so that no search sorts, skips rows by counting (OFFSET), or costs more than
 * STORAGE_SCAN_MAX of them.
 */
#pragma once

#include "storage/connection.h"
#include "storage/storage.h"

struct scan {
    enum statement driver;
    uint32_t first;     /* so many articles may well fill the page */
    struct slice key;   /* what the driver looks up */
    int64_t from;       /* the first article that may come; 0 for all */
    int64_t from_key;   /* and its key, for drivers by date */
    bool from_excluded; /* it was on the page before */
    double value_from;  /* of numbers, for the driver by unit; not a number for all */
    double value_to;
};

struct scanned {
    int64_t article;
    int64_t key;
};

/* Called for a few articles at a time, one where the engine is in the process: what is asked about
 * them can be asked together (query_together). Returns 0 to go on, 1 when the page is full, or an
 * error. */
typedef int scan_visit(void *context, const struct scanned *articles, uint32_t count);

/* *ret_last and *ret_key: how far the walk has looked where it stopped before its end, 0 when it
 * came to its end. */
int scan_run(struct connection *reader, const struct scan *scan, scan_visit *visit, void *context,
             int64_t *ret_last, int64_t *ret_key);

/* What is asked of an article. */
struct scan_terms {
    bool old_versions;
    struct slice story; /* id; absent slices and DAY_NONE mean all */
    struct slice source;
    day_number published_from;
    day_number published_to;
    struct slice entity;
};

/* Binds the terms as parameters 2 … 7 of SQL_SCAN_JUDGE. */
void scan_bind_terms(struct query *query, const struct scan_terms *terms);

/* An absent slice for an empty id. */
static inline struct slice scan_id(const struct storage_id *id) {
    return id->hex[0] ? slice_of(id->hex, STORAGE_ID_LENGTH) : (struct slice){0};
}
