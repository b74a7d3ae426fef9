/* A poll's way: fetch the feed (only if it changed), and queue a job for every item that it has
 * never shown. A URL that turns out to be a page leads on to the feed that the page announces.
 */
#include "base/error.h"
#include "fetch/feed.h"
#include "fetch/url.h"
#include "intake/task.h"

#include <stdio.h>

enum { HOUR = 3600, DAY = 24 * HOUR /* seconds */, FAILURES_BEFORE_DAILY = 24 };

static struct slice url_of(const struct stored_feed *feed) {
    return feed->found_url.at ? feed->found_url : feed->url;
}

int poll_prepare(struct task *task) {
    const struct stored_feed *feed = &task->feed;
    struct slice url = url_of(feed);
    int length = snprintf(task->fetch.url, sizeof task->fetch.url, "%.*s", SLICE_ARGS(url));
    if (length < 0 || (size_t)length >= sizeof task->fetch.url)
        return ERR_TOO_LARGE;
    task->fetch.limits = (struct fetch_limits){.body_bytes = FEED_BYTES_MAX};
    int error =
        task_header(task, "Accept",
                    SLICE("application/atom+xml, application/rss+xml, application/feed+json, "
                          "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5"));
    if (!error && feed->etag.at)
        error = task_header(task, "If-None-Match", feed->etag);
    if (!error && feed->last_modified.at)
        error = task_header(task, "If-Modified-Since", feed->last_modified);
    return error;
}

/* Seconds between two polls: twice as long after each failure in a row, but an hour at most, so
 * that little passes out of the feed's window unseen; a host that has failed for a day is asked
 * once a day. */
static int64_t pause_of(const struct stored_feed *feed, bool failed) {
    int64_t pause = feed->interval;
    int64_t failures = failed ? feed->failures + 1 : 0;
    if (failures > FAILURES_BEFORE_DAILY && pause < DAY)
        return DAY;
    for (int64_t i = 0; i < failures && pause < HOUR; i++)
        pause *= 2;
    return failures && pause > HOUR && feed->interval < HOUR ? HOUR : pause;
}

/* Never sooner than the host asks. */
static int64_t next_poll(const struct task *task, bool failed) {
    int64_t pause = pause_of(&task->feed, failed);
    if (pause < task->fetch.answer.retry_after)
        pause = task->fetch.answer.retry_after;
    pause *= SECOND;
    return intake_now(task->intake) + pause + task_jitter(task, task->feed.polls, pause);
}

static void write_poll(struct task *task, struct feed_poll *poll) {
    struct storage_waiter waiter;
    poll->id = task->id;
    poll->now = intake_now(task->intake);
    poll->next_poll_at = next_poll(task, poll->problem.at != NULL);
    storage_wait_prepare(&waiter, &poll->write);
    int error = storage_wait(&waiter, &poll->write,
                             storage_feed_poll(task->intake->settings.storage, poll));
    task->is_written = !error;
    if (error && error != ERR_NOT_FOUND) /* deleted meanwhile is fine */
        intake_log(task->intake, "a poll cannot be stored", task->feed.url, error_name(error));
}

void poll_refuse(struct task *task, const char *slug, const char *detail) {
    struct feed_poll poll = {
        .problem = slice_from_cstr(slug),
        .detail = slice_from_cstr(detail),
        .pause = task->fetch.answer.status == 410,
    };
    intake_log(task->intake, "a feed cannot be read", task->feed.url, slug);
    write_poll(task, &poll);
}

/* ---- a feed was there ------------------------------------------------------------------------ */

static int make_entry(struct arena *arena, const struct feed_item *item, struct slice base,
                      struct feed_entry *ret_entry) {
    struct fetch_url url;
    int error = fetch_url_read(item->link, base, &url);
    if (error)
        return error;
    struct feed_entry entry = {.guid = item->guid};
    error = arena_copy(arena, slice_from_cstr(url.whole), &entry.url);
    if (!error)
        error = arena_copy(arena, slice_from_cstr(url.origin), &entry.host);
    if (!error)
        *ret_entry = entry;
    return error;
}

/* Oldest first, as feeds list the newest first: jobs run in the order in which they are queued. */
static int make_entries(struct task *task, const struct feed *feed, struct slice base,
                        struct feed_poll *poll) {
    struct feed_entry *entries = ARENA_ARRAY(task->arena, struct feed_entry, feed->items.count + 1);
    if (!entries)
        return ERR_NO_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = feed->items.count; i-- > 0;) {
        int error = make_entry(task->arena, &feed->items.at[i], base, &entries[count]);
        if (error == ERR_NO_MEMORY)
            return error;
        count += error == 0; /* a link that is no URL leads nowhere */
    }
    poll->entries = entries;
    poll->entry_count = count;
    return 0;
}

static void take_feed(struct task *task, const struct feed *feed) {
    const struct fetch_answer *answer = &task->fetch.answer;
    struct slice base = slice_from_cstr(answer->url);
    struct feed_poll poll = {
        .title = feed->title,
        .etag = slice_from_cstr(answer->etag),
        .last_modified = slice_from_cstr(answer->last_modified),
    };
    struct fetch_url where;
    bool moved = task->rehomed || answer->moved;
    if (moved && fetch_url_read(base, (struct slice){0}, &where) == 0) {
        poll.found_url = slice_from_cstr(where.whole);
        poll.host = slice_from_cstr(where.origin);
    }
    if (make_entries(task, feed, base, &poll) == 0)
        write_poll(task, &poll);
    else
        poll_refuse(task, "feed-too-large", "The feed needs more memory than one may use.");
}

/* ---- a page was there ------------------------------------------------------------------------ */

/* True when the feed that the page announces is being fetched. */
static bool follow(struct task *task) {
    const struct fetch_answer *answer = &task->fetch.answer;
    struct slice link;
    struct fetch_url url;
    if (task->rehomed || feed_discover(task->arena, buffer_slice(&answer->body), &link) != 0 ||
        !link.at || fetch_url_read(link, slice_from_cstr(answer->url), &url) != 0)
        return false;
    if (!manners_allow(task, url.whole))
        return false;
    task->rehomed = true;
    fetch_request_done(&task->fetch);
    (void)snprintf(task->fetch.url, sizeof task->fetch.url, "%s", url.whole); /* equal in size */
    return task_fetch(task) == 0;
}

static void refuse_status(struct task *task, int status) {
    char detail[64];
    (void)snprintf(detail, sizeof detail, "The host answered with status %d.", status); /* fits */
    poll_refuse(task, "status-refused", detail);
}

bool poll_answered(struct task *task) {
    const struct fetch_answer *answer = &task->fetch.answer;
    if (answer->outcome == FETCH_CANCELLED)
        return true;
    if (answer->outcome != FETCH_ANSWERED) {
        poll_refuse(task, fetch_outcome_slug(answer->outcome), answer->detail);
        return true;
    }
    if (answer->status == 304) {
        struct feed_poll poll = {0};
        write_poll(task, &poll);
        return true;
    }
    if (answer->status != 200) {
        refuse_status(task, answer->status);
        return true;
    }

    struct feed feed = {0};
    int error = feed_parse(task->arena, buffer_slice(&answer->body), &feed);
    if (!error)
        take_feed(task, &feed);
    else if (error == ERR_INVALID && follow(task))
        return false;
    else
        poll_refuse(task, "not-a-feed", "The answer is no feed, and announces none.");
    return true;
}
