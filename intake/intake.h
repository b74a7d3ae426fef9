/* What brings articles in by itself: pages that somebody named (jobs) and feeds that are polled.
 *
 * One thread decides what is fetched next: per host one request at a time and a pause between two,
 * robots.txt respected for what feeds lead to. The fetching thread fetches; worker threads read
 * feeds, analyse pages and write to the store. What is to be done stands in the store alone: a
 * process that ends at any moment leaves it as it was, and the next one goes on.
 */
#pragma once

#include "base/arena.h"
#include "fetch/fetch.h"
#include "storage/intake_store.h"

struct intake;

/* A page as it was fetched, to be kept as an article. */
struct intake_page {
    struct slice bytes;
    bool is_html;         /* otherwise plain text */
    struct slice charset; /* that HTTP names; absent for none */
    struct slice url;
    struct slice title; /* absent slices where nobody gave them */
    struct slice source;
    struct slice published_at;
};

struct kept_article {
    struct storage_id id;
    bool created; /* false: its text is that of the article stored for this URL already */
};

/* Analyses and stores a page; runs on a worker thread and may wait. Returns 0, ERR_NOT_FOUND (the
 * page holds no text), ERR_INVALID (not text at all), or a failure worth another attempt. */
typedef int article_keeper(void *context, struct arena *arena, const struct intake_page *page,
                           struct kept_article *ret_kept);

struct intake_settings {
    struct storage *storage;
    struct fetcher *fetcher;
    article_keeper *keep;
    void *keep_context;
    const char *product;   /* what robots.txt calls us */
    size_t memory;         /* bytes one page may need while it is worked on */
    int workers;           /* threads */
    int64_t host_pause;    /* milliseconds between two requests to one host */
    int64_t fetch_timeout; /* milliseconds for one request; by everybody's clock */
    int64_t clock_speed;   /* 0 or 1: as the clock; above: a test's day passes in seconds */
    int64_t clock_from;    /* since when it runs faster, milliseconds since 1970; 0: the start */
    void (*log)(const char *message, const char *subject,
                const char *why); /* of failures; or NULL */
};

/* Starts the threads over an open store. Returns 0 or ERR_NO_MEMORY. */
int intake_start(const struct intake_settings *settings, struct intake **ret_intake);

/* Whoever waits for a job, now or later, is told at once: the service drains. Takes NULL calmly. */
void intake_release_waits(struct intake *intake);

/* No new fetch begins, and whoever waits is told. Takes NULL calmly. */
void intake_quiesce(struct intake *intake);

/* After intake_quiesce and fetcher_stop: lets the workers end and frees. Takes NULL calmly. */
void intake_stop(struct intake *intake);

/* Milliseconds since 1970 by the intake's clock: what times in the store count by. */
int64_t intake_now(const struct intake *intake);

/* A job or feed was stored: look at once. */
void intake_wake(struct intake *intake);

/* Is this job, or a poll of this feed, being worked on? */
bool intake_is_running(struct intake *intake, const struct storage_id *id);

/* Waiting for the end of a job. The caller keeps the struct until `told`
 * has run, once, on any thread: at the end, at the deadline, or at intake_quiesce. */
struct intake_wait {
    struct storage_id id;
    int64_t patience; /* milliseconds, of everybody's clock */
    void (*told)(struct intake_wait *wait);
    void *context;

    /* The intake's own. */
    int64_t deadline;
    bool is_old;
    struct intake_wait *next;
};

/* `told` may run before this returns: at once when the job has ended already. */
void intake_await(struct intake *intake, struct intake_wait *wait);
