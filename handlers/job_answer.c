/* Jobs as JSON, and waiting for their end without holding up a thread. */
#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/jobs.h"
#include "handlers/stored_json.h"
#include "intake/intake.h"

struct waiting {
    struct intake_wait wait;
    struct storage_id id;
    int status;
};

static void write_problem(struct json_writer *json, const struct stored_job *job) {
    json_key(json, "problem");
    if (!job->problem.at) {
        json_put_null(json);
        return;
    }
    char type[96];
    (void)snprintf(type, sizeof type, PROBLEM_TYPE_PREFIX "%.*s", SLICE_ARGS(job->problem));
    json_begin_object(json);
    json_member_cstr(json, "type", type);
    json_member_string(json, "detail", job->detail);
    json_end_object(json);
}

static void write_job(struct json_writer *json, const struct stored_job *job, bool running) {
    json_begin_object(json);
    json_member_cstr(json, "id", job->id.hex);
    json_member_string(json, "url", job->url);
    json_member_cstr(json, "state", running ? "running" : job_state_name(job->state));
    json_member_integer(json, "attempts", job->attempts);
    json_member_instant(json, "created_at", job->created_at);
    json_member_instant(json, "changed_at", job->changed_at);
    json_key(json, "next_attempt_at");
    if (job->state == JOB_QUEUED)
        json_put_instant(json, job->not_before);
    else
        json_put_null(json);
    json_member_string(json, "feed", job->feed);
    json_member_string(json, "article", job->article);
    json_member_string(json, "outcome", job->outcome);
    write_problem(json, job);
    json_end_object(json);
}

static void answer(struct request *request, const struct stored_job *job, int status) {
    struct intake *intake = request->service->intake;
    bool queued = job->state == JOB_QUEUED;
    bool running = queued && intake && intake_is_running(intake, &job->id);
    struct json_writer json;
    json_init(&json, &request->out);
    write_job(&json, job, running);
    if (queued)
        reply_header(request, "Retry-After", SLICE("1"));
    reply_json(request, queued ? status : 200);
}

static void read_and_answer(struct request *request, const struct storage_id *id, int status) {
    struct stored_job job;
    int error = storage_job_get(request->service->storage, request->arena, id, &job);
    if (error)
        reply_error(request, error, "reading the job");
    else
        answer(request, &job, status);
}

static void told(struct intake_wait *wait) {
    request_resume(wait->context);
}

static void finish(struct request *request) {
    const struct waiting *waiting = request->state;
    read_and_answer(request, &waiting->id, waiting->status);
}

static void wait_for_end(struct request *request, const struct storage_id *id, int status) {
    struct intake *intake = request->service->intake;
    struct waiting *waiting = ARENA_NEW(request->arena, struct waiting);
    if (!waiting) {
        reply_error(request, ERR_NO_MEMORY, "waiting for the job");
        return;
    }
    waiting->id = *id;
    waiting->status = status;
    waiting->wait.id = *id;
    waiting->wait.patience = (int64_t)request->wait_seconds * 1000;
    waiting->wait.told = told;
    waiting->wait.context = request;
    request->state = waiting;
    struct slice applied;
    if (arena_printf(request->arena, &applied, "wait=%d", request->wait_seconds) == 0)
        reply_header(request, "Preference-Applied", applied);
    request_suspend(request, finish);
    intake_await(intake, &waiting->wait);
}

void job_answer(struct request *request, const struct storage_id *id, int status) {
    if (request->wait_seconds && request->service->intake)
        wait_for_end(request, id, status);
    else
        read_and_answer(request, id, status);
}
