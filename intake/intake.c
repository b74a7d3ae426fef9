/* Threads and turns. The planner asks the store what is due and starts it; the fetching thread
 * calls back; a worker ends it, and the planner looks again. A task that ends is written to the
 * store before it leaves the list of the living, so that what the planner reads from the store and
 * what it sees alive together never miss it; what ended while the planner was reading is told by
 * the number of ends.
 */
#include "intake/intake.h"

#include "base/error.h"
#include "intake/task.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xxhash.h>

enum { PLAN_ROWS = 200, PLAN_ARENA = 16 * 1024 * 1024, LOOK_AGAIN_MS = 60 * 1000 };

/* For want of memory, or of a store that answers, something due was not started: try soon. */
enum { TRY_AGAIN_MS = 1000 };

/* A task asks for the manners, the page and its redirects, and analyses: it never takes as long. */
enum { LEASE_FETCHES = 3, LEASE_MS = 60 * 1000 };

/* ---- the clock ------------------------------------------------------------------------------- */

static int64_t read_clock(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now); /* cannot fail for these clocks */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t speed_of(const struct intake *intake) {
    return intake->settings.clock_speed > 1 ? intake->settings.clock_speed : 1;
}

int64_t intake_now(const struct intake *intake) {
    if (speed_of(intake) == 1)
        return read_clock(CLOCK_REALTIME);
    return intake->fast_from +
           (read_clock(CLOCK_REALTIME) - intake->fast_from) * intake->settings.clock_speed;
}

/* Waits for news of the planner until `when` by our clock, at most a minute: the wall clock may be
 * set meanwhile. The lock is held. */
static void wait_until(struct intake *intake, int64_t when) {
    int64_t ms = (when - intake_now(intake)) / speed_of(intake) + 1;
    if (ms > LOOK_AGAIN_MS)
        ms = LOOK_AGAIN_MS;
    int64_t until = read_clock(CLOCK_MONOTONIC) + ms;
    struct timespec time = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
    (void)pthread_cond_clockwait(&intake->planner_news, &intake->lock, CLOCK_MONOTONIC, &time);
}

/* ---- tasks ----------------------------------------------------------------------------------- */

void intake_log(const struct intake *intake, const char *message, struct slice subject,
                const char *why) {
    char text[256];
    if (!intake->settings.log)
        return;
    (void)snprintf(text, sizeof text, "%.*s", SLICE_ARGS(subject)); /* cut is fine */
    intake->settings.log(message, text, why);
}

int64_t task_jitter(const struct task *task, int64_t attempt, int64_t span) {
    uint64_t hash = XXH3_64bits_withSeed(task->id.hex, STORAGE_ID_LENGTH, (XXH64_hash_t)attempt);
    return span > 10 ? (int64_t)(hash % (uint64_t)(span / 10)) : 0;
}

int task_header(struct task *task, const char *name, struct slice value) {
    size_t count = 0;
    while (task->headers[count])
        count++;
    assert(count < HEADERS_MAX);
    struct slice line;
    int error = arena_printf(task->arena, &line, "%s: %.*s", name, SLICE_ARGS(value));
    if (!error)
        task->headers[count] = line.at;
    return error;
}

static void fetched(struct fetch_request *request) {
    struct task *task = (struct task *)(void *)request;
    struct intake *intake = task->intake;
    (void)pthread_mutex_lock(&intake->lock); /* a default mutex that this thread does not hold */
    task->next = NULL;
    if (intake->ready_first)
        intake->ready_last->next = task;
    else
        intake->ready_first = task;
    intake->ready_last = task;
    (void)pthread_cond_signal(&intake->worker_news);
    (void)pthread_mutex_unlock(&intake->lock);
}

/* With the lock held: after intake_quiesce nobody hands anything to the fetcher. */
static int submit(struct task *task) {
    task->fetch.done = fetched;
    task->fetch.limits.total_ms = (int)task->intake->settings.fetch_timeout;
    task->fetch.headers = task->asks_robots ? NULL : task->headers;
    return task->intake->stopping ? ERR_BUSY
                                  : fetcher_submit(task->intake->settings.fetcher, &task->fetch);
}

int task_fetch(struct task *task) {
    (void)pthread_mutex_lock(&task->intake->lock);
    int error = submit(task);
    (void)pthread_mutex_unlock(&task->intake->lock);
    return error;
}

static void task_free(struct task *task) {
    fetch_request_done(&task->fetch);
    arena_free(task->arena);
    free(task);
}

static struct task *task_new(struct intake *intake, enum task_kind kind,
                             const struct storage_id *id) {
    struct task *task = calloc(1, sizeof *task);
    if (!task)
        return NULL;
    task->intake = intake;
    task->kind = kind;
    task->id = *id;
    task->arena = arena_new(intake->settings.memory);
    if (!task->arena) {
        free(task);
        return NULL;
    }
    return task;
}

/* With the lock held: takes those that wait for `id` (NULL: all), or whose time is over, off the
 * list. */
static struct intake_wait *take_waits(struct intake *intake, const struct storage_id *id,
                                      int64_t now) {
    struct intake_wait *taken = NULL;
    for (struct intake_wait **link = &intake->waits; *link;) {
        struct intake_wait *wait = *link;
        bool wanted = id ? strcmp(wait->id.hex, id->hex) == 0 : wait->deadline <= now;
        if (!wanted) {
            link = &wait->next;
            continue;
        }
        *link = wait->next;
        wait->next = taken;
        taken = wait;
    }
    return taken;
}

static void tell_waits(struct intake_wait *taken) {
    while (taken) {
        struct intake_wait *wait = taken;
        taken = wait->next; /* told() may free it */
        wait->told(wait);
    }
}

static enum storage_lease lease_of(const struct task *task) {
    return task->kind == TASK_JOB ? LEASE_JOB : LEASE_FEED;
}

/* The deed that ends the work gives it back; where there was none, we do. */
static void give_back(struct task *task) {
    if (task->leased_until && !task->is_written)
        (void)storage_lease(task->intake->settings.storage, lease_of(task), &task->id,
                            task->leased_until, 0); /* else its time runs out */
}

/* The task has ended, and what came of it stands in the store, or it is done again. */
static void end_task(struct task *task) {
    struct intake *intake = task->intake;
    give_back(task);
    int64_t now = intake_now(intake);
    (void)pthread_mutex_lock(&intake->lock);
    struct task **link = &intake->alive;
    while (*link != task)
        link = &(*link)->next_alive;
    *link = task->next_alive;
    intake->alive_count--;
    task->host->busy = false;
    int64_t pause = intake->settings.host_pause;
    task->host->next_at = now + (task->host->delay > pause ? task->host->delay : pause);
    task->host->ended = ++intake->ends;
    intake->woken = true;
    struct intake_wait *taken = task->is_over ? take_waits(intake, &task->id, now) : NULL;
    (void)pthread_cond_signal(&intake->planner_news);
    (void)pthread_mutex_unlock(&intake->lock);
    tell_waits(taken);
    task_free(task);
}

/* Jobs that ended before somebody waited for them: each new wait is looked at once. */
static void settle_new_waits(struct intake *intake, struct arena *arena) {
    for (;;) {
        (void)pthread_mutex_lock(&intake->lock);
        struct intake_wait *wait = intake->waits;
        while (wait && wait->is_old)
            wait = wait->next;
        struct storage_id id;
        if (wait) {
            wait->is_old = true;
            id = wait->id;
        }
        (void)pthread_mutex_unlock(&intake->lock);
        if (!wait)
            return;

        struct stored_job job;
        int error = storage_job_get(intake->settings.storage, arena, &id, &job);
        if (error != ERR_NOT_FOUND && (error || job.state == JOB_QUEUED))
            continue;
        (void)pthread_mutex_lock(&intake->lock);
        struct intake_wait *taken = take_waits(intake, &id, 0);
        (void)pthread_mutex_unlock(&intake->lock);
        tell_waits(taken);
    }
}

/* ---- the planner ----------------------------------------------------------------------------- */

/* One look at what is due. */
struct round {
    uint64_t ends; /* of tasks, when the store was read */
    int64_t next;  /* when to look again, by our clock */
    bool fell_short;
};

/* A host may be asked when nobody asks it, its pause is over, and nothing of it ended since the
 * store was read. With the lock held. */
static struct host *free_host(struct intake *intake, struct slice name, int64_t now,
                              struct round *round) {
    struct host *host = hosts_get(&intake->hosts, name, now);
    if (!host)
        round->fell_short = true;
    if (!host || host->busy)
        return NULL; /* its end wakes the planner */
    if (host->ended > round->ends || host->next_at > now) {
        round->next = host->next_at < round->next ? host->next_at : round->next;
        return NULL;
    }
    return host;
}

static int prepare(struct task *task) {
    return task->kind == TASK_JOB ? job_prepare(task) : poll_prepare(task);
}

static void refuse_robots(struct task *task) {
    static const char slug[] = "robots-disallowed";
    static const char detail[] = "The host's robots.txt asks programs to stay away.";
    if (task->kind == TASK_JOB)
        job_refuse(task, true, slug, detail);
    else
        poll_refuse(task, slug, detail);
}

/* Fetches what the task is for. False when it has ended. */
static bool begin_fetch(struct task *task) {
    fetch_request_done(&task->fetch);
    if (prepare(task) != 0)
        return false; /* it stays queued */
    if (!manners_allow(task, task->fetch.url)) {
        refuse_robots(task);
        return false;
    }
    return task_fetch(task) == 0;
}

static bool begin(struct task *task) {
    (void)pthread_mutex_lock(&task->intake->lock);
    bool unknown = manners_unknown(task, intake_now(task->intake));
    (void)pthread_mutex_unlock(&task->intake->lock);
    if (unknown)
        return manners_ask(task) == 0 && task_fetch(task) == 0;
    return begin_fetch(task);
}

/* False when another process works on the same job or feed. */
static bool lease(struct task *task) {
    const struct intake_settings *settings = &task->intake->settings;
    int64_t now = intake_now(task->intake);
    int64_t until = now + LEASE_FETCHES * settings->fetch_timeout + LEASE_MS;
    bool leased = storage_lease(settings->storage, lease_of(task), &task->id, now, until) == 0;
    if (leased)
        task->leased_until = until;
    return leased;
}

/* Starts a task when its host is free; false when no more can be started now. */
static bool launch(struct intake *intake, struct task *task, struct slice host_name,
                   struct round *round) {
    int64_t now = intake_now(intake);
    (void)pthread_mutex_lock(&intake->lock);
    bool full = intake->stopping || intake->alive_count == TASKS_MAX;
    task->host = full ? NULL : free_host(intake, host_name, now, round);
    if (task->host) {
        task->host->busy = true;
        task->next_alive = intake->alive;
        intake->alive = task;
        intake->alive_count++;
    }
    (void)pthread_mutex_unlock(&intake->lock);
    if (!task->host)
        task_free(task);
    else if (!lease(task) || !begin(task))
        end_task(task);
    return !full;
}

static int load(struct task *task) {
    struct storage *storage = task->intake->settings.storage;
    return task->kind == TASK_JOB ? storage_job_get(storage, task->arena, &task->id, &task->job)
                                  : storage_feed_get(storage, task->arena, &task->id, &task->feed);
}

/* What launch() returns; what cannot even be read is left for the next round. */
static bool start(struct intake *intake, enum task_kind kind, const struct storage_id *id,
                  struct slice host, struct round *round) {
    struct task *task = task_new(intake, kind, id);
    int error = task ? load(task) : ERR_NO_MEMORY;
    if (!error)
        return launch(intake, task, host, round);
    round->fell_short |= error != ERR_NOT_FOUND; /* deleted meanwhile is fine */
    if (task)
        task_free(task);
    return true;
}

/* False when no more can be started now. */
static bool launch_feeds(struct intake *intake, struct arena *arena, struct round *round) {
    struct stored_feed_list feeds = {0};
    int64_t now = intake_now(intake);
    round->fell_short |=
        storage_feed_due(intake->settings.storage, arena, now, PLAN_ROWS, &feeds) != 0;
    for (uint32_t i = 0; i < feeds.count; i++)
        if (!start(intake, TASK_POLL, &feeds.at[i].id, feeds.at[i].host, round))
            return false;
    return true;
}

static void launch_jobs(struct intake *intake, struct arena *arena, struct round *round) {
    struct stored_job_list jobs = {0};
    int64_t now = intake_now(intake);
    round->fell_short |=
        storage_job_due(intake->settings.storage, arena, now, PLAN_ROWS, &jobs) != 0;
    for (uint32_t i = 0; i < jobs.count; i++)
        if (!start(intake, TASK_JOB, &jobs.at[i].id, jobs.at[i].host, round))
            return;
}

static struct round round_begin(struct intake *intake) {
    (void)pthread_mutex_lock(&intake->lock);
    struct round round = {.ends = intake->ends, .next = INT64_MAX};
    for (const struct intake_wait *wait = intake->waits; wait; wait = wait->next)
        round.next = wait->deadline < round.next ? wait->deadline : round.next;
    (void)pthread_mutex_unlock(&intake->lock);
    return round;
}

/* Starts what is due. Returns when to look again. Feeds come first: polls are rare, and a host with
 * many jobs would else never be polled. */
static int64_t plan(struct intake *intake) {
    struct round round = round_begin(intake);
    int64_t now = intake_now(intake);
    int64_t later = INT64_MAX;
    struct arena *arena = arena_new(PLAN_ARENA);
    round.fell_short = !arena;
    if (arena)
        settle_new_waits(intake, arena);
    if (arena && launch_feeds(intake, arena, &round))
        launch_jobs(intake, arena, &round);
    arena_free(arena);
    round.fell_short |= storage_intake_next(intake->settings.storage, now, &later) != 0;
    if (round.fell_short && later > now + TRY_AGAIN_MS * speed_of(intake))
        later = now + TRY_AGAIN_MS * speed_of(intake);
    return later < round.next ? later : round.next;
}

static void *run_planner(void *context) {
    struct intake *intake = context;
    (void)pthread_mutex_lock(&intake->lock);
    while (!intake->stopping) {
        intake->woken = false;
        (void)pthread_mutex_unlock(&intake->lock);
        int64_t next = plan(intake);
        (void)pthread_mutex_lock(&intake->lock);
        if (!intake->woken && !intake->stopping)
            wait_until(intake, next);
        struct intake_wait *late = take_waits(intake, NULL, intake_now(intake));
        (void)pthread_mutex_unlock(&intake->lock);
        tell_waits(late);
        (void)pthread_mutex_lock(&intake->lock);
    }
    (void)pthread_mutex_unlock(&intake->lock);
    return NULL;
}

/* ---- the workers ----------------------------------------------------------------------------- */

static struct task *take_ready(struct intake *intake) {
    (void)pthread_mutex_lock(&intake->lock);
    while (!intake->ready_first && !(intake->stopping && !intake->alive))
        (void)pthread_cond_wait(&intake->worker_news, &intake->lock);
    struct task *task = intake->ready_first;
    if (task)
        intake->ready_first = task->next;
    (void)pthread_mutex_unlock(&intake->lock);
    return task;
}

static bool answered(struct task *task) {
    if (task->asks_robots)
        return manners_answered(task) || !begin_fetch(task);
    return task->kind == TASK_JOB ? job_answered(task) : poll_answered(task);
}

static void *run_worker(void *context) {
    struct intake *intake = context;
    struct task *task;
    while ((task = take_ready(intake))) {
        if (!answered(task))
            continue;
        end_task(task);
        (void)pthread_mutex_lock(&intake->lock);
        (void)pthread_cond_broadcast(&intake->worker_news); /* the last one may have ended */
        (void)pthread_mutex_unlock(&intake->lock);
    }
    return NULL;
}

/* ---- for other floors ------------------------------------------------------------------------ */

void intake_wake(struct intake *intake) {
    (void)pthread_mutex_lock(&intake->lock);
    intake->woken = true;
    (void)pthread_cond_signal(&intake->planner_news);
    (void)pthread_mutex_unlock(&intake->lock);
}

bool intake_is_running(struct intake *intake, const struct storage_id *id) {
    bool found = false;
    (void)pthread_mutex_lock(&intake->lock);
    for (const struct task *task = intake->alive; task && !found; task = task->next_alive)
        found = strcmp(task->id.hex, id->hex) == 0;
    (void)pthread_mutex_unlock(&intake->lock);
    return found;
}

void intake_await(struct intake *intake, struct intake_wait *wait) {
    (void)pthread_mutex_lock(&intake->lock);
    bool stopping = intake->stopping || intake->releasing;
    if (!stopping) {
        wait->is_old = false;
        wait->deadline = intake_now(intake) + wait->patience * speed_of(intake);
        wait->next = intake->waits;
        intake->waits = wait;
        intake->woken = true;
        (void)pthread_cond_signal(&intake->planner_news);
    }
    (void)pthread_mutex_unlock(&intake->lock);
    if (stopping)
        wait->told(wait);
}

/* ---- life ------------------------------------------------------------------------------------ */

static int start_threads(struct intake *intake) {
    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    intake->has_planner = pthread_create(&intake->planner, NULL, run_planner, intake) == 0;
    int wanted = intake->has_planner ? intake->settings.workers : 0;
    while (intake->worker_count < wanted &&
           pthread_create(&intake->workers[intake->worker_count], NULL, run_worker, intake) == 0)
        intake->worker_count++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return intake->has_planner && intake->worker_count == wanted ? 0 : ERR_NO_MEMORY;
}

int intake_start(const struct intake_settings *settings, struct intake **ret_intake) {
    assert(settings->workers > 0);
    struct intake *intake = calloc(1, sizeof *intake);
    if (!intake)
        return ERR_NO_MEMORY;
    intake->settings = *settings;
    intake->fast_from = settings->clock_from ? settings->clock_from : read_clock(CLOCK_REALTIME);
    (void)pthread_mutex_init(&intake->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&intake->planner_news, NULL);
    (void)pthread_cond_init(&intake->worker_news, NULL);
    intake->workers = calloc((size_t)settings->workers, sizeof *intake->workers);
    int error = intake->workers ? start_threads(intake) : ERR_NO_MEMORY;
    if (error) {
        intake_quiesce(intake);
        intake_stop(intake);
        return error;
    }
    *ret_intake = intake;
    return 0;
}

void intake_release_waits(struct intake *intake) {
    if (!intake)
        return;
    (void)pthread_mutex_lock(&intake->lock);
    intake->releasing = true;
    struct intake_wait *all = take_waits(intake, NULL, INT64_MAX);
    (void)pthread_mutex_unlock(&intake->lock);
    tell_waits(all);
}

void intake_quiesce(struct intake *intake) {
    if (!intake)
        return;
    intake_release_waits(intake);
    (void)pthread_mutex_lock(&intake->lock);
    intake->stopping = true;
    (void)pthread_cond_broadcast(&intake->planner_news);
    (void)pthread_cond_broadcast(&intake->worker_news);
    (void)pthread_mutex_unlock(&intake->lock);
}

void intake_stop(struct intake *intake) {
    if (!intake)
        return;
    if (intake->has_planner)
        (void)pthread_join(intake->planner, NULL); /* started once, joined once */
    for (int i = 0; i < intake->worker_count; i++)
        (void)pthread_join(intake->workers[i], NULL);
    assert(!intake->alive && !intake->waits);
    hosts_done(&intake->hosts);
    (void)pthread_cond_destroy(&intake->worker_news);
    (void)pthread_cond_destroy(&intake->planner_news);
    (void)pthread_mutex_destroy(&intake->lock);
    free(intake->workers);
    free(intake);
}
