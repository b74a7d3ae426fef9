/* PATCH /v1/articles/{id}: an editor corrects what is told about an article (title, source, date,
 * byline, address), or how long it is kept. Corrected metadata is another version of the article,
 * analysed anew, because dates and sources bear on what its words mean; that version remembers what
 * was corrected, and the one before it stays readable.
 */
#include "base/error.h"
#include "handlers/article_body.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_input.h"
#include "handlers/stored_json.h"
#include "handlers/submission.h"
#include "handlers/writing.h"
#include "storage/keeping.h"

enum { CORRECTION_LIMIT = 64 * 1024 /* bytes of JSON */ };

struct patch {
    struct article_summary before;
    struct article_input input; /* as corrected */
    struct slice bytes;         /* canonical */
    bool corrected;             /* more than how long it is kept */
    int64_t retain_until;
    struct article_record record;
    struct article_put put;
    struct article_retain retain;
};

/* ---- the outcome ----------------------------------------------------------------------------- */

static void finish_retain(struct request *request) {
    const struct patch *patch = request->state;
    if (patch->retain.write.error)
        reply_error(request, patch->retain.write.error, "changing the article");
    else
        submission_answer(request, 200, &patch->before.id, &patch->before.story,
                          patch->before.version);
}

static void finish_put(struct request *request) {
    const struct patch *patch = request->state;
    const struct article_put *put = &patch->put;
    if (put->write.error == ERR_NOT_FOUND)
        reply_problem(request, PROBLEM_CONFLICT, "A newer version of this article is there now.");
    else if (put->write.error == ERR_INVALID)
        reply_problem(request, PROBLEM_CONFLICT,
                      "Another article with other content has the id of this one.");
    else if (put->write.error)
        reply_error(request, put->write.error, "storing the corrected article");
    else
        submission_answer(request, 200, &put->id, &put->story, put->version);
}

/* ---- what was corrected ---------------------------------------------------------------------- */

static int write_correction(struct arena *arena, const struct patch *patch,
                            struct slice *ret_correction) {
    const struct article_summary *before = &patch->before;
    const struct article_record *after = &patch->record;
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, CORRECTION_LIMIT);
    json_init(&json, &out);
    json_begin_array(&json);
    field_change_write(&json, "title", before->title, after->title);
    field_change_write(&json, "source", before->source, after->source);
    field_change_write(&json, "published_at", before->published_at, after->published_at);
    field_change_write(&json, "byline", before->byline, after->byline);
    field_change_write(&json, "url", before->url, after->url);
    json_end_array(&json);
    int error = buffer_error(&out);
    if (!error)
        error = arena_copy(arena, buffer_slice(&out), ret_correction);
    buffer_done(&out);
    return error;
}

/* ---- carrying it out ------------------------------------------------------------------------- */

static void retain(struct request *request, struct patch *patch) {
    patch->retain.id = patch->before.id;
    patch->retain.retain_until = patch->retain_until;
    writing_begin(request, &patch->retain.write, finish_retain);
    writing_queued(request, &patch->retain.write,
                   storage_article_retain(request->service->storage, &patch->retain));
}

static void correct(struct request *request, struct patch *patch) {
    struct article_put *put = &patch->put;
    buffer_clear(&request->out);
    int error = submission_prepare(request->service->resources, request->arena, &patch->input,
                                   patch->bytes, &request->out, &patch->record);
    if (!error)
        error = write_correction(request->arena, patch, &put->correction);
    if (error) {
        reply_error(request, error, "analysing the article");
        return;
    }
    put->record = &patch->record;
    put->corrects = patch->before.id;
    put->retain_until = patch->retain_until;
    writing_begin(request, &put->write, finish_put);
    writing_queued(request, &put->write,
                   storage_article_put(request->service->storage, request->arena, put));
}

/* ---- the request ----------------------------------------------------------------------------- */

/* NULL when answered already: a body that is wrong is told before a name that is. */
static json_t *read_body(struct request *request) {
    struct article_input checked = {0};
    json_t *body = request_json(request);
    if (!body)
        return NULL;
    int error = correction_read(request->arena, body, &checked, &request->errors);
    if (!error && !request->errors.count)
        return body;
    json_decref(body);
    if (error)
        reply_error(request, error, "reading the correction");
    else
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The correction cannot be taken.");
    return NULL;
}

/* Lays the body over what the article was stored from. */
static int make_patch(struct request *request, const json_t *body,
                      const struct stored_article *stored, struct patch **ret_patch) {
    struct slice unchanged = SLICE("unchanged");
    struct patch *patch = ARENA_NEW(request->arena, struct patch);
    if (!patch)
        return ERR_NO_MEMORY;
    patch->before = stored->summary;
    if (stored_input_read(stored->input, &patch->input) != 0)
        return ERR_FAILED; /* our own bytes: not the client's fault */
    patch->input.retain_until = unchanged;
    int error = correction_read(request->arena, body, &patch->input, &request->errors);
    if (!error)
        error = stored_input_write(request->arena, &patch->input, &patch->bytes);
    if (error)
        return error;

    bool keeps = patch->input.retain_until.at == unchanged.at;
    patch->retain_until =
        keeps ? stored->summary.retain_until : submission_instant(patch->input.retain_until);
    patch->corrected = !slice_equal(patch->bytes, stored->input);
    *ret_patch = patch;
    return 0;
}

static void carry_out(struct request *request, const json_t *body,
                      const struct stored_article *stored) {
    struct patch *patch;
    int error = make_patch(request, body, stored, &patch);
    if (error) {
        reply_error(request, error, "reading the correction");
        return;
    }
    request->state = patch;
    if (patch->corrected)
        correct(request, patch);
    else
        retain(request, patch);
}

static void patch_article(struct request *request, const struct storage_id *id,
                          const json_t *body) {
    struct stored_article stored;
    int error =
        storage_article_get(request->service->storage, request->arena, id, ARTICLE_INPUT, &stored);
    if (error)
        reply_error(request, error, "reading the article");
    else if (strcmp(stored.summary.latest.hex, id->hex) != 0)
        reply_problem(request, PROBLEM_CONFLICT, "Version %s is the newest: correct that one.",
                      stored.summary.latest.hex);
    else if (stored_article_holds(request, &stored.summary))
        carry_out(request, body, &stored);
}

void articles_patch(struct request *request) {
    struct storage_id id;
    json_t *body = read_body(request);
    if (!body)
        return;
    if (stored_id_read(request, &id))
        patch_article(request, &id, body);
    json_decref(body);
}
