/* POST /v1/articles: analyse one article and store it. 201 when it is new and on disk, 200 when the
 * same content was there; the connection waits, parked, for the store's group commit.
 */
#include "base/error.h"
#include "handlers/analysis_json.h"
#include "handlers/answers.h"
#include "handlers/article_record.h"
#include "handlers/handlers.h"
#include "handlers/jobs.h"
#include "handlers/stored_input.h"
#include "handlers/writing.h"

struct submission {
    struct article_record record;
    struct article_put put;
};

static void answer(struct request *request, int status, const struct storage_id *article,
                   const struct storage_id *story, uint32_t version) {
    struct slice location;
    int error = arena_printf(request->arena, &location, "/v1/articles/%s", article->hex);
    if (error) {
        reply_error(request, error, "writing the answer");
        return;
    }

    reply_header(request, "Location", location);
    struct json_writer json;
    buffer_clear(&request->out);
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "id", article->hex);
    json_member_cstr(&json, "story", story->hex);
    json_member_integer(&json, "version", version);
    json_end_object(&json);
    reply_json(request, status);
}

static void answer_failure(struct request *request, int error) {
    if (error == ERR_INVALID)
        reply_problem(request, PROBLEM_CONFLICT,
                      "Another article with other content has the id of this one.");
    else
        reply_error(request, error, "storing the article");
}

/* The store is done with it. */
static void finish(struct request *request) {
    struct submission *submission = request->state;
    const struct article_put *put = &submission->put;
    if (put->write.error)
        answer_failure(request, put->write.error);
    else
        answer(request, put->created ? 201 : 200, &put->id, &put->story, put->version);
}

static int prepare(struct request *request, const struct article_input *input, struct slice bytes,
                   struct submission *submission) {
    const struct resources *resources = request->service->resources;
    struct analysis *analysis;
    int error = analyze(resources, request->arena, input, &analysis);
    struct claim_pair_list conflicts = {0};
    if (!error)
        error = align_within(resources, request->arena, analysis, &conflicts);
    if (error)
        return error;

    struct json_writer json;
    json_init(&json, &request->out);
    error = analysis_write_json(&json, request->arena, analysis, &conflicts);
    if (!error)
        error = buffer_error(&request->out);
    if (error)
        return error;
    return article_record_make(request->arena, analysis, bytes, buffer_slice(&request->out),
                               &submission->record);
}

static void submit(struct request *request, struct submission *submission) {
    struct article_put *put = &submission->put;
    put->record = &submission->record;
    request->state = submission;
    writing_begin(request, &put->write, finish);
    writing_queued(request, &put->write,
                   storage_article_put(request->service->storage, request->arena, put));
}

/* The same content again costs no analysis. */
static int find_stored(struct request *request, struct slice bytes, const struct storage_id *id,
                       struct article_summary *ret_summary) {
    struct stored_article stored;
    int error =
        storage_article_get(request->service->storage, request->arena, id, ARTICLE_INPUT, &stored);
    if (error)
        return error;
    *ret_summary = stored.summary;
    return slice_equal(stored.input, bytes) ? 0 : ERR_INVALID;
}

static void store(struct request *request, const struct article_input *input, struct slice bytes) {
    struct submission *submission = ARENA_NEW(request->arena, struct submission);
    int error = submission ? prepare(request, input, bytes, submission) : ERR_NO_MEMORY;
    if (error)
        reply_error(request, error, "analysing the article");
    else
        submit(request, submission);
}

void articles_post(struct request *request) {
    struct article_input input = {0};
    if (request->body_media == MEDIA_NDJSON) {
        bulk_finish(request);
        return;
    }
    if (!submission_read(request, &input))
        return;
    if (!input.text.at && !input.html.at) {
        job_post(request, &input);
        return;
    }

    struct slice bytes;
    int error = stored_input_write(request->arena, &input, &bytes);
    if (error) {
        reply_error(request, error, "reading the article");
        return;
    }
    struct storage_id id = storage_article_id(bytes);
    struct article_summary stored;
    error = find_stored(request, bytes, &id, &stored);
    if (error == ERR_NOT_FOUND)
        store(request, &input, bytes);
    else if (error)
        answer_failure(request, error);
    else
        answer(request, 200, &id, &stored.story, stored.version);
}
