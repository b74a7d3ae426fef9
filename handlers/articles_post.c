/* POST /v1/articles: analyse one article and store it. 201 when it is new and on disk, 200 when the
 * same content was there; the connection waits, parked, for the store's group commit. An article
 * under embargo is held back instead: 201 with its id, and no story yet.
 */
#include "base/error.h"
#include "handlers/answers.h"
#include "handlers/handlers.h"
#include "handlers/jobs.h"
#include "handlers/stored_input.h"
#include "handlers/stored_json.h"
#include "handlers/submission.h"
#include "handlers/writing.h"
#include "storage/keeping.h"

#include <time.h>

struct submission {
    struct article_record record;
    struct article_put put;
    struct article_hold hold;
};

static void answer_failure(struct request *request, int error) {
    if (error == ERR_INVALID)
        reply_problem(request, PROBLEM_CONFLICT,
                      "Another article with other content has the id of this one.");
    else
        reply_error(request, error, "storing the article");
}

/* ---- stored at once -------------------------------------------------------------------------- */

/* The store is done with it. */
static void finish(struct request *request) {
    struct submission *submission = request->state;
    const struct article_put *put = &submission->put;
    if (put->write.error)
        answer_failure(request, put->write.error);
    else
        submission_answer(request, put->created ? 201 : 200, &put->id, &put->story, put->version);
}

static void submit(struct request *request, struct submission *submission) {
    struct article_put *put = &submission->put;
    put->record = &submission->record;
    request->state = submission;
    if (writing_begin_sealed(request, &put->write, finish, NULL))
        writing_queued(request, &put->write,
                       storage_article_put(request->service->storage, request->arena, put));
}

/* ---- held back ------------------------------------------------------------------------------- */

static void answer_held(struct request *request, const struct article_hold *hold) {
    struct json_writer json;
    buffer_clear(&request->out);
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "id", hold->id.hex);
    json_key(&json, "story");
    json_put_null(&json);
    json_member_instant(&json, "embargo_until", hold->embargo_until);
    json_end_object(&json);
    reply_json(request, 201);
}

static void finish_held(struct request *request) {
    struct submission *submission = request->state;
    if (submission->hold.write.error)
        answer_failure(request, submission->hold.write.error);
    else
        answer_held(request, &submission->hold);
}

/* It was analysed, so that the client learns now of what would fail when the time comes. */
static void hold_back(struct request *request, struct submission *submission) {
    struct article_hold *hold = &submission->hold;
    hold->input = submission->record.input;
    hold->retain_until = submission->put.retain_until;
    request->state = submission;
    if (writing_begin_sealed(request, &hold->write, finish_held, NULL))
        writing_queued(request, &hold->write,
                       storage_article_hold(request->service->storage, request->arena, hold));
}

/* ---- the request ----------------------------------------------------------------------------- */

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

static void refuse_member(struct request *request, const char *pointer, const char *why) {
    int error = field_error_add(request->arena, &request->errors, why, "%s", pointer);
    if (error)
        reply_error(request, error, "reading the article");
    else
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The article cannot be taken; see errors.");
}

static void store(struct request *request, const struct article_input *input, struct slice bytes) {
    struct submission *submission = ARENA_NEW(request->arena, struct submission);
    int error = submission ? submission_prepare(request->service->resources, request->arena, input,
                                                bytes, &request->out, &submission->record)
                           : ERR_NO_MEMORY;
    if (error) {
        reply_error(request, error, "analysing the article");
        return;
    }
    if (!slice_trim(submission->record.text).length) {
        const char *pointer = input->html.at ? "/html" : "/text";
        refuse_member(request, request->body_media == MEDIA_JSON ? pointer : "",
                      "holds no text to store");
        return;
    }
    submission->put.retain_until = submission_instant(input->retain_until);
    submission->hold.embargo_until = submission_instant(input->embargo_until);
    if (submission->hold.embargo_until > (int64_t)time(NULL) * 1000)
        hold_back(request, submission);
    else
        submit(request, submission);
}

static void fetch(struct request *request, const struct article_input *input) {
    if (!input->byline.at && !input->embargo_until.at && !input->retain_until.at) {
        job_post(request, input);
        return;
    }
    refuse_member(request, "/url",
                  "needs the text or HTML beside byline, embargo_until or retain_until");
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
        fetch(request, &input);
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
        submission_answer(request, 200, &id, &stored.story, stored.version);
}
