/* The inside of the intake, shared by its files. */
#pragma once

#include "intake/hosts.h"
#include "intake/intake.h"

#include <pthread.h>

enum {
    TASKS_MAX = 16,          /* worked on at one time */
    ATTEMPTS_MAX = 4,        /* of a job */
    SECOND = 1000,           /* milliseconds */
    ROBOTS_FRESH = 6 * 3600, /* seconds until robots.txt is asked for again (RFC 9309: ≤ 24 h) */
    HEADERS_MAX = 4,
};

enum task_kind { TASK_JOB, TASK_POLL };

/* One job or poll on its way: fetched, perhaps after the host's robots.txt, then worked on. */
struct task {
    struct fetch_request fetch; /* first */
    struct intake *intake;
    struct arena *arena;
    struct host *host;
    enum task_kind kind;
    struct storage_id id; /* of the job or feed */
    bool asks_robots;     /* what is being fetched is robots.txt */
    bool is_over;         /* the job is done or failed: whoever waits for it is told */
    bool is_written;      /* what came of it stands in the store, which ended the lease */
    int64_t leased_until; /* 0: no other process was kept from it */
    bool rehomed;         /* a poll that went on from a page to the feed it announces */
    const char *headers[HEADERS_MAX + 1];
    struct stored_job job;
    struct stored_page page; /* what the job's URL answered last */
    bool has_page;
    struct stored_feed feed;
    struct task *next;       /* among those that wait for a worker */
    struct task *next_alive; /* among all */
};

struct intake {
    struct intake_settings settings;
    int64_t fast_from; /* where a fast clock and the true one agree */

    pthread_mutex_t lock;
    pthread_cond_t planner_news;
    pthread_cond_t worker_news;
    pthread_t planner;
    pthread_t *workers;
    int worker_count;
    bool has_planner;
    bool woken;
    bool stopping;
    bool releasing; /* nobody waits any more */
    struct host_table hosts;
    struct task *alive;
    int alive_count;
    struct task *ready_first; /* fetched, waiting for a worker */
    struct task *ready_last;
    struct intake_wait *waits;
    uint64_t ends; /* tasks that have ended */
};

/* ---- intake.c */

/* Hands the task's fetch to the fetching thread, unless the intake is stopping. Returns 0 or
 * ERR_BUSY. */
int task_fetch(struct task *task);

/* Adds a header line for the next fetch; `format` takes one string. Returns 0 or ERR_NO_MEMORY. */
int task_header(struct task *task, const char *name, struct slice value);

void intake_log(const struct intake *intake, const char *message, struct slice subject,
                const char *why);

/* A spread of up to a tenth of `span`, the same for the same task and attempt. */
int64_t task_jitter(const struct task *task, int64_t attempt, int64_t span);

/* ---- jobs.c: true when the task has ended, false when it fetches again. */

int job_prepare(struct task *task);
bool job_answered(struct task *task);
/* Ends the task without an answer from its page. */
void job_refuse(struct task *task, bool for_good, const char *slug, const char *detail);

/* ---- polls.c */

int poll_prepare(struct task *task);
bool poll_answered(struct task *task);
void poll_refuse(struct task *task, const char *slug, const char *detail);

/* ---- manners.c */

/* Does the task need the host's robots.txt first? Called with the lock held. */
bool manners_unknown(const struct task *task, int64_t now);
/* Turns the task's fetch into one for robots.txt. */
int manners_ask(struct task *task);
/* robots.txt is there: true when the task has ended (refused). */
bool manners_answered(struct task *task);
/* May the task's URL be fetched? */
bool manners_allow(struct task *task, const char *url);
