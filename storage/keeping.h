/* From when an article may be seen, and how long it is kept. storage.h's conventions hold. */
#pragma once

#include "storage/storage.h"

/* An article under embargo is its request and nothing else: it stands in no list, story, index,
 * alignment, feed or stream until it is analysed and put like any other, which ends the embargo. */
struct article_hold {
    struct storage_write write;
    struct slice input; /* canonical bytes */
    int64_t embargo_until;
    int64_t retain_until; /* 0 for ever */

    struct storage_id id; /* the answer */

    struct slice packed; /* the store's own */
};

/* Holds an article back, or changes until when. ERR_INVALID: it is stored and seen already. */
int storage_article_hold(struct storage *storage, struct arena *arena, struct article_hold *hold);

struct held_article {
    struct storage_id id;
    struct slice input;
    int64_t retain_until;
};

struct held_list {
    struct held_article *at;
    uint32_t count;
    uint32_t capacity;
    uint32_t damaged; /* were due before these, and cannot be read; they stay where they are */
};

/* Held articles whose time has come, at most `limit` that can be read, the longest due first. */
int storage_held_due(struct storage *storage, struct arena *arena, int64_t now, uint32_t limit,
                     struct held_list *ret_list);

struct article_retain {
    struct storage_write write;
    struct storage_id id;
    int64_t retain_until; /* 0 for ever */
};

/* Changes how long a version is kept; ERR_NOT_FOUND. */
int storage_article_retain(struct storage *storage, struct article_retain *retain);

/* Deletes what should be kept until `now` or less, some articles at a time, and purges. */
struct retention_sweep {
    struct storage_write write;
    int64_t now;

    uint32_t deleted; /* the answer */
    bool more;        /* another sweep has something to do */
};

int storage_retention_sweep(struct storage *storage, struct retention_sweep *sweep);

/* Is there anything to sweep? */
int storage_retention_due(struct storage *storage, int64_t now, bool *ret_due);

/* An article of an earlier schema, whose rows for searching are still to be made. */
int storage_unsearchable(struct storage *storage, struct arena *arena,
                         struct stored_article *ret_article);

/* Stores the rows of `record` (claims, numbers, quotations, names) for an article that is there;
 * nothing when that was done already. */
struct article_index {
    struct storage_write write;
    struct storage_id id;
    const struct article_record *record;
};

int storage_article_index(struct storage *storage, struct article_index *index);
