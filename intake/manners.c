/* robots.txt (RFC 9309): asked for before the first automatic fetch from a host, kept for six
 * hours. A client's error means that there are no rules; a server's error, or silence, that nothing
 * may be fetched for now (2.3.1). What somebody asked for by hand is not automatic.
 */
#include "base/error.h"
#include "fetch/robots.h"
#include "fetch/url.h"
#include "intake/task.h"

#include <stdio.h>

static bool is_automatic(const struct task *task) {
    return task->kind == TASK_POLL || task->job.feed.at;
}

bool manners_unknown(const struct task *task, int64_t now) {
    const struct host *host = task->host;
    return is_automatic(task) &&
           (host->robots_state == ROBOTS_UNKNOWN || host->robots_until <= now);
}

int manners_ask(struct task *task) {
    int length =
        snprintf(task->fetch.url, sizeof task->fetch.url, "%s/robots.txt", task->host->name);
    if (length < 0 || (size_t)length >= sizeof task->fetch.url)
        return ERR_TOO_LARGE;
    task->asks_robots = true;
    task->fetch.limits = (struct fetch_limits){.body_bytes = ROBOTS_BYTES_MAX};
    return 0;
}

bool manners_allow(struct task *task, const char *url) {
    if (!is_automatic(task))
        return true;
    struct fetch_url parsed;
    if (fetch_url_read(slice_from_cstr(url), (struct slice){0}, &parsed) != 0)
        return true; /* the fetch will say what is wrong with it */
    if (!slice_equal(slice_from_cstr(parsed.origin), slice_from_cstr(task->host->name)))
        return true; /* rules of another host, which was not asked */
    struct intake *intake = task->intake;
    (void)pthread_mutex_lock(&intake->lock); /* a default mutex that this thread does not hold */
    struct host *host = task->host;
    int delay = 0;
    bool allowed = host->robots_state != ROBOTS_KNOWN ||
                   robots_allow(slice_of(host->robots, host->robots_length),
                                slice_from_cstr(intake->settings.product),
                                slice_from_cstr(parsed.path), &delay);
    host->delay = delay;
    (void)pthread_mutex_unlock(&intake->lock);
    return allowed;
}

static void refuse(struct task *task, bool for_good, const char *slug, const char *detail) {
    if (task->kind == TASK_JOB)
        job_refuse(task, for_good, slug, detail);
    else
        poll_refuse(task, slug, detail);
}

static void keep_robots(struct task *task, struct slice robots) {
    struct intake *intake = task->intake;
    int64_t until = intake_now(intake) + (int64_t)ROBOTS_FRESH * SECOND;
    (void)pthread_mutex_lock(&intake->lock);
    host_set_robots(task->host, robots, until);
    (void)pthread_mutex_unlock(&intake->lock);
}

bool manners_answered(struct task *task) {
    const struct fetch_answer *answer = &task->fetch.answer;
    task->asks_robots = false;
    if (answer->outcome == FETCH_CANCELLED)
        return true;
    bool is_text = answer->outcome == FETCH_ANSWERED && answer->status / 100 == 2;
    bool is_none =
        answer->outcome == FETCH_ANSWERED && answer->status / 100 == 4 && answer->status != 429;
    if (is_text || is_none) {
        keep_robots(task, is_text ? buffer_slice(&answer->body) : (struct slice){0});
        return false;
    }
    if (answer->outcome == FETCH_ANSWERED)
        refuse(task, false, "robots-unreachable", "The host did not say what may be fetched.");
    else
        refuse(task, false, fetch_outcome_slug(answer->outcome), answer->detail);
    return true;
}
