/* A job's way: fetch the page (only if it changed since it was last seen), keep it as an article,
 * say what came of it. */
#include "base/error.h"
#include "fetch/url.h"
#include "intake/task.h"

#include <stdio.h>

/* Seconds until the next attempt after the first, second and third. */
static const int64_t pauses[ATTEMPTS_MAX] = {5, 60, 15 * 60, 0};

int job_prepare(struct task *task) {
    const struct stored_job *job = &task->job;
    int length = snprintf(task->fetch.url, sizeof task->fetch.url, "%.*s", SLICE_ARGS(job->url));
    if (length < 0 || (size_t)length >= sizeof task->fetch.url)
        return ERR_TOO_LARGE;
    task->fetch.limits = (struct fetch_limits){0};
    int error =
        storage_page_get(task->intake->settings.storage, task->arena, job->url, &task->page);
    task->has_page = error == 0;
    if (error == ERR_NOT_FOUND)
        error = 0;
    if (!error)
        error = task_header(task, "Accept",
                            SLICE("text/html, application/xhtml+xml, text/plain;q=0.5"));
    if (!error && task->has_page && task->page.etag.at)
        error = task_header(task, "If-None-Match", task->page.etag);
    if (!error && task->has_page && task->page.last_modified.at)
        error = task_header(task, "If-Modified-Since", task->page.last_modified);
    return error;
}

static int write_end(struct task *task, struct job_end *end) {
    struct storage_waiter waiter;
    struct storage *storage = task->intake->settings.storage;
    end->id = task->id;
    end->now = intake_now(task->intake);
    storage_wait_prepare(&waiter, &end->write);
    return storage_wait(&waiter, &end->write, storage_job_end(storage, end));
}

/* What cannot be written stays queued, and is done again. */
static void finish(struct task *task, struct job_end *end) {
    int error = write_end(task, end);
    task->is_written = !error;
    task->is_over = !error && end->state != JOB_QUEUED;
    if (error)
        intake_log(task->intake, "the end of a job cannot be stored", task->job.url,
                   error_name(error));
}

void job_refuse(struct task *task, bool for_good, const char *slug, const char *detail) {
    int attempts = task->job.attempts + 1;
    struct job_end end = {
        .state = for_good || attempts >= ATTEMPTS_MAX ? JOB_FAILED : JOB_QUEUED,
        .problem = slice_from_cstr(slug),
        .detail = slice_from_cstr(detail),
    };
    if (end.state == JOB_QUEUED) {
        int64_t pause = pauses[attempts - 1] * SECOND;
        int64_t asked = (int64_t)task->fetch.answer.retry_after * SECOND;
        pause = asked > pause ? asked : pause;
        end.not_before = intake_now(task->intake) + pause + task_jitter(task, attempts, pause);
    } else {
        intake_log(task->intake, "a page cannot be had", task->job.url, slug);
    }
    finish(task, &end);
}

/* Would another attempt make sense? */
static bool is_final(enum fetch_outcome outcome) {
    return outcome == FETCH_BAD_URL || outcome == FETCH_REFUSED || outcome == FETCH_TOO_LARGE ||
           outcome == FETCH_REDIRECTED || outcome == FETCH_INSECURE;
}

static void refuse_status(struct task *task, int status) {
    char detail[64];
    bool for_good = status < 500 && status != 408 && status != 425 && status != 429;
    (void)snprintf(detail, sizeof detail, "The host answered with status %d.", status); /* fits */
    job_refuse(task, for_good, "status-refused", detail);
}

static bool type_is(const char *content_type, const char *wanted) {
    size_t length = strcspn(content_type, "; \t");
    return slice_equal_ascii_case(slice_of(content_type, length), slice_from_cstr(wanted));
}

/* The label behind "charset=", without quotes; absent when it is none that could be one. */
static struct slice charset_of(const char *content_type) {
    const char *at = strcasestr(content_type, "charset=");
    if (!at)
        return (struct slice){0};
    at += strlen("charset=");
    at += *at == '"';
    size_t length =
        strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:.");
    return length ? slice_of(at, length) : (struct slice){0};
}

static void end_well(struct task *task, const struct storage_id *article, const char *outcome) {
    const struct fetch_answer *answer = &task->fetch.answer;
    bool same = answer->status == 304; /* without new fields, the old ones hold */
    struct slice etag = slice_from_cstr(answer->etag);
    struct slice modified = slice_from_cstr(answer->last_modified);
    if (!etag.length)
        etag = same ? task->page.etag : (struct slice){0};
    if (!modified.length)
        modified = same ? task->page.last_modified : (struct slice){0};
    struct job_end end = {
        .state = JOB_DONE,
        .article = slice_from_cstr(article->hex),
        .outcome = slice_from_cstr(outcome),
        .url = task->job.url,
        .final_url = same ? task->page.final_url : slice_from_cstr(answer->url),
        .etag = etag,
        .last_modified = modified,
    };
    finish(task, &end);
}

static void keep(struct task *task, bool is_html) {
    const struct intake_settings *settings = &task->intake->settings;
    const struct fetch_answer *answer = &task->fetch.answer;
    struct fetch_url where;
    struct intake_page page = {
        .bytes = buffer_slice(&answer->body),
        .is_html = is_html,
        .charset = charset_of(answer->content_type),
        .url = task->job.url,
        .title = task->job.title,
        .source = task->job.source,
        .published_at = task->job.published_at,
    };
    if (fetch_url_read(slice_from_cstr(answer->url), (struct slice){0}, &where) == 0)
        page.url = slice_from_cstr(where.whole);

    struct kept_article kept;
    int error = page.bytes.length
                    ? settings->keep(settings->keep_context, task->arena, &page, &kept)
                    : ERR_NOT_FOUND;
    if (!error)
        end_well(task, &kept.id, kept.created ? "stored" : "unchanged");
    else if (error == ERR_NOT_FOUND)
        job_refuse(task, true, "no-text", "The page holds no text of an article.");
    else if (error == ERR_INVALID)
        job_refuse(task, true, "not-text", "The page is not text in an encoding that it names.");
    else if (error == ERR_TOO_LARGE || error == ERR_NO_MEMORY)
        job_refuse(task, error == ERR_TOO_LARGE, "analysis-too-large",
                   "The page needs more memory than one may use.");
    else
        job_refuse(task, false, "not-stored", "The article could not be stored.");
}

bool job_answered(struct task *task) {
    const struct fetch_answer *answer = &task->fetch.answer;
    const char *type = answer->content_type;
    bool is_html = type_is(type, "text/html") || type_is(type, "application/xhtml+xml");
    if (answer->outcome == FETCH_CANCELLED)
        return true; /* it stays queued */
    if (answer->outcome != FETCH_ANSWERED)
        job_refuse(task, is_final(answer->outcome), fetch_outcome_slug(answer->outcome),
                   answer->detail);
    else if (answer->status == 304 && task->has_page)
        end_well(task, &task->page.article, "not-modified");
    else if (answer->status != 200)
        refuse_status(task, answer->status);
    else if (is_html || type_is(type, "text/plain"))
        keep(task, is_html);
    else
        job_refuse(task, true, "not-a-page", "The answer is neither HTML nor plain text.");
    return true;
}
