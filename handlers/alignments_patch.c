/* PATCH /v1/alignments/{id}: an editor says what has become of a matter. What stands there must be
 * what the editor has seen: If-Match is required. */
#include "base/error.h"
#include "handlers/alignment_json.h"
#include "handlers/handlers.h"
#include "handlers/precondition.h"
#include "handlers/stored.h"
#include "handlers/writing.h"

struct edit_body {
    struct slice state;
    struct slice note;
};

static const char *check_state(struct slice value) {
    static const struct slice states[] = {SLICE("dismissed"), SLICE("open"), SLICE("resolved")};
    return SLICE_IN(value, states) ? NULL : "must be open, resolved or dismissed";
}

static const struct field fields[] = {
    {"state", offsetof(struct edit_body, state), 16, check_state},
    {"note", offsetof(struct edit_body, note), ALIGNMENT_NOTE_MAX, NULL},
};

/* Merge patch (RFC 7396): a note that is null goes, one that is not there stays. False when
 * answered. */
static bool read_body(struct request *request, struct alignment_edit *edit) {
    struct edit_body read = {0};
    json_t *body = request_json(request);
    if (!body)
        return false;
    int error = fields_read(request->arena, body, "", fields, sizeof fields / sizeof *fields, &read,
                            &request->errors);
    edit->state = read.state;
    edit->note = read.note;
    edit->set_note = json_object_get(body, "note") != NULL;
    json_decref(body);
    if (!error && !request->errors.count && !edit->state.at && !edit->set_note)
        error = field_error_add(request->arena, &request->errors, "must hold state, note or both",
                                "%s", "");
    if (error)
        reply_error(request, error, "reading the body");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS,
                      "The alignment cannot be changed; see errors.");
    return !error && !request->errors.count;
}

/* What stands there now, tagged: the answer, and what a refusal compares with. */
static int read_now(struct request *request, const struct storage_id *id,
                    struct story_alignments *found, struct slice *state) {
    int error = storage_alignment_get(request->service->storage, request->arena, id, found);
    return error ? error : alignment_tag_state(request, &found->alignments[0], state);
}

static void finish(struct request *request) {
    struct alignment_edit *edit = request->state;
    struct story_alignments found;
    struct slice state;
    int error = edit->write.error;
    if (!error)
        error = read_now(request, &edit->id, &found, &state);
    if (error) {
        reply_error(request, error, "changing the alignment");
        return;
    }
    /* It changed between the look at it and the deed: the tag differs now, and says so. */
    if (edit->outdated && !precondition_holds(request, state, PRECONDITION_REQUIRED))
        return;
    if (edit->outdated) {
        reply_error(request, ERR_BUSY, "changing the alignment");
        return;
    }
    error = alignment_write_alone(request, &found);
    if (error) {
        reply_error(request, error, "writing the alignment");
        return;
    }
    reply_tag(request, state);
    reply_json(request, 200);
}

void alignments_patch(struct request *request) {
    struct alignment_edit *edit = ARENA_NEW(request->arena, struct alignment_edit);
    struct story_alignments found;
    struct slice state;
    if (!edit) {
        reply_error(request, ERR_NO_MEMORY, "changing the alignment");
        return;
    }
    if (!read_body(request, edit) || !stored_id_read(request, &edit->id))
        return;
    int error = read_now(request, &edit->id, &found, &state);
    if (error) {
        reply_error(request, error, "reading the alignment");
        return;
    }
    if (!precondition_holds(request, state, PRECONDITION_REQUIRED))
        return;
    edit->revision = found.alignments[0].revision;
    request->state = edit;
    writing_begin(request, &edit->write, finish);
    writing_queued(request, &edit->write, storage_alignment_edit(request->service->storage, edit));
}
