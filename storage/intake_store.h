/* Deeds of what brings articles in by itself: pages to fetch (jobs), feeds to poll, and what is
 * remembered of both. Conventions as in storage/storage.h. Times are milliseconds since 1970 and
 * come from the caller, whose clock may be a test's.
 */
#pragma once

#include "storage/storage.h"

enum { FEED_ITEMS_MAX = 1000 /* of one poll; what a feed shows beyond is not read */ };

/* ---- jobs ----------------------------------------------------------------------------------- */

struct job_request {
    struct slice url;
    struct slice host;  /* scheme, name and port: what politeness counts by */
    struct slice title; /* absent slices where not given, from here on */
    struct slice source;
    struct slice published_at;
};

struct job_add {
    struct storage_write write;
    struct job_request request; /* outlives the write */
    int64_t now;

    /* The answer. */
    bool created; /* false when the same request is queued already */
    struct storage_id id;
};

int storage_job_add(struct storage *storage, struct job_add *add);

enum job_state { JOB_QUEUED, JOB_DONE, JOB_FAILED, JOB_STATE_COUNT };
const char *job_state_name(enum job_state state);

struct stored_job {
    struct storage_id id;
    struct slice url;
    struct slice host;
    struct slice title;
    struct slice source;
    struct slice published_at;
    struct slice feed; /* id of the feed that led to it, absent when somebody asked */
    enum job_state state;
    int attempts;
    int64_t not_before;
    int64_t created_at;
    int64_t changed_at;
    struct slice article; /* its id, when done */
    struct slice outcome; /* "stored", "unchanged", "not-modified" */
    struct slice problem; /* slug of what failed last, absent for nothing */
    struct slice detail;
};

struct stored_job_list {
    struct stored_job *at;
    uint32_t count;
    uint32_t capacity;
};

int storage_job_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                    struct stored_job *ret_job);

/* Of each host the first queued job whose time has come. */
int storage_job_due(struct storage *storage, struct arena *arena, int64_t now, uint32_t limit,
                    struct stored_job_list *ret_jobs);

/* What came of one attempt: done, failed, or queued again for later. */
struct job_end {
    struct storage_write write;
    struct storage_id id;
    int64_t now;
    enum job_state state;
    int64_t not_before; /* of the next attempt */
    struct slice article;
    struct slice outcome;
    struct slice problem;
    struct slice detail;

    /* After an answer from the host: what to remember of `url`. */
    struct slice url; /* absent: nothing */
    struct slice final_url;
    struct slice etag;
    struct slice last_modified;
};

int storage_job_end(struct storage *storage, struct job_end *end);

struct stored_page {
    struct slice final_url;
    struct slice etag;
    struct slice last_modified;
    struct storage_id article;
};

/* What a URL answered last; ERR_NOT_FOUND when it was never fetched, or its article was deleted. */
int storage_page_get(struct storage *storage, struct arena *arena, struct slice url,
                     struct stored_page *ret_page);

/* The newest article whose URL is `url`, with its text; ERR_NOT_FOUND. */
int storage_article_by_url(struct storage *storage, struct arena *arena, struct slice url,
                           struct stored_article *ret_article);

/* ---- feeds ---------------------------------------------------------------------------------- */

struct feed_request {
    struct slice url;
    struct slice host;
    struct slice title;  /* absent: the feed's own */
    struct slice source; /* absent: what each page says */
    int64_t interval;    /* seconds */

    /* The answer. */
    bool created; /* false when this URL is a feed already; nothing was changed then */
    struct storage_id id;
};

/* One feed, or a list of them in one transaction. */
struct feed_add {
    struct storage_write write;
    struct feed_request *requests;
    uint32_t count;
    int64_t now;
};

int storage_feed_add(struct storage *storage, struct feed_add *add);

struct stored_feed {
    int64_t number;
    struct storage_id id;
    struct slice url;
    struct slice found_url; /* of the feed that the URL led to; absent when it is the feed */
    struct slice host;
    struct slice title;
    struct slice source;
    int64_t interval;
    bool paused;
    struct slice etag;
    struct slice last_modified;
    int64_t created_at;
    int64_t polled_at; /* 0: never */
    int64_t next_poll_at;
    int64_t polls;
    int64_t failures; /* in a row */
    struct slice problem;
    struct slice detail;
};

struct stored_feed_list {
    struct stored_feed *at;
    uint32_t count;
    uint32_t capacity;
    int64_t next; /* `before` of the next page, 0 when this was the last */
};

int storage_feed_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                     struct stored_feed *ret_feed);
/* Newest first; `before` and `limit` as in struct article_filter. */
int storage_feed_list(struct storage *storage, struct arena *arena, int64_t before, uint32_t limit,
                      struct stored_feed_list *ret_feeds);
/* Those to be polled, the longest waiting first. */
int storage_feed_due(struct storage *storage, struct arena *arena, int64_t now, uint32_t limit,
                     struct stored_feed_list *ret_feeds);

/* What an operator changes; a feed that is set going again is polled at once. */
struct feed_change {
    struct storage_write write;
    struct storage_id id;
    struct slice title; /* absent slices stay as they are, empty ones are taken away */
    struct slice source;
    int64_t interval; /* 0 stays */
    int paused;       /* -1 stays, 0, 1 */
    int64_t now;
};

int storage_feed_change(struct storage *storage, struct feed_change *change);

/* The feed goes, with what is remembered of its items; articles and jobs stay. */
struct feed_delete {
    struct storage_write write;
    struct storage_id id;
};

int storage_feed_delete(struct storage *storage, struct feed_delete *deletion);

struct feed_entry {
    struct slice guid; /* absent when it has none */
    struct slice url;
    struct slice host;
};

/* One poll: what the feed says of itself from now on, and a job for each item that it has never
 * shown, in one transaction. */
struct feed_poll {
    struct storage_write write;
    struct storage_id id;
    int64_t now;
    int64_t next_poll_at;
    bool pause;           /* the feed is gone for good */
    struct slice problem; /* absent: it went well */
    struct slice detail;
    struct slice found_url; /* absent slices stay as they are, from here on */
    struct slice host;
    struct slice title;
    struct slice etag; /* empty: forget it */
    struct slice last_modified;
    const struct feed_entry *entries;
    uint32_t entry_count;

    /* The answer. */
    uint32_t added; /* jobs */
};

int storage_feed_poll(struct storage *storage, struct feed_poll *poll);

/* When the next job or feed that is not due yet will be; INT64_MAX for never. */
int storage_intake_next(struct storage *storage, int64_t now, int64_t *ret_when);

struct intake_counts {
    int64_t jobs_queued;
    int64_t feeds;
};

int storage_intake_count(struct storage *storage, struct intake_counts *ret_counts);
