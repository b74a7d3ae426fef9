/* An article that is only named: POST /v1/articles with a URL and neither text nor HTML. 202 means
 * that the job is on disk: it will be done even if claimd ends meanwhile. */
#include "base/error.h"
#include "fetch/url.h"
#include "handlers/jobs.h"
#include "handlers/writing.h"
#include "intake/intake.h"

static void finish(struct request *request) {
    const struct job_add *add = request->state;
    struct slice location;
    int error = add->write.error;
    if (!error)
        error = arena_printf(request->arena, &location, "/v1/jobs/%s", add->id.hex);
    if (error) {
        reply_error(request, error, "queueing the page");
        return;
    }
    reply_header(request, "Location", location);
    struct storage_id id = add->id;
    job_answer(request, &id, 202);
}

static void fetch_soon(struct request *request) {
    intake_wake(request->service->intake);
}

/* Whoever waits for the end of the job is answered long after the commit that queues it. */
static void finish_waiting(struct request *request) {
    const struct job_add *add = request->state;
    if (!add->write.error)
        fetch_soon(request);
    finish(request);
}

static void queue(struct request *request, struct job_add *add) {
    request->state = add;
    if (request->wait_seconds)
        writing_begin(request, &add->write, finish_waiting);
    else if (!writing_begin_sealed(request, &add->write, finish, fetch_soon))
        return;
    writing_queued(request, &add->write, storage_job_add(request->service->storage, add));
}

static int make(struct request *request, const struct article_input *input,
                const struct fetch_url *url, struct job_add **ret_add) {
    struct job_add *add = ARENA_NEW(request->arena, struct job_add);
    if (!add)
        return ERR_NO_MEMORY;
    add->now = intake_now(request->service->intake);
    add->request = (struct job_request){
        .title = input->title, .source = input->source, .published_at = input->published_at};
    int error = arena_copy(request->arena, slice_from_cstr(url->whole), &add->request.url);
    if (!error)
        error = arena_copy(request->arena, slice_from_cstr(url->origin), &add->request.host);
    if (!error)
        *ret_add = add;
    return error;
}

void job_post(struct request *request, const struct article_input *input) {
    if (!request->service->intake) {
        reply_problem(request, PROBLEM_OFFLINE,
                      "claimd runs with --offline and fetches nothing; send the text or HTML.");
        return;
    }
    struct fetch_url url;
    struct job_add *add;
    int error = fetch_url_read(input->url, (struct slice){0}, &url);
    if (error == ERR_INVALID) {
        error = field_error_add(request->arena, &request->errors,
                                "is no URL that can be fetched: http or https, without a user's "
                                "name",
                                "/url");
        if (!error) {
            reply_problem(request, PROBLEM_INVALID_FIELDS, "The article cannot be fetched.");
            return;
        }
    }
    if (!error)
        error = make(request, input, &url, &add);
    if (error)
        reply_error(request, error, "queueing the page");
    else
        queue(request, add);
}
