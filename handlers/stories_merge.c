/* POST /v1/stories/{id}/merge: an editor says that another story is this one. */
#include "base/error.h"
#include "handlers/field.h"
#include "handlers/handlers.h"
#include "handlers/story_edit.h"
#include "handlers/writing.h"

struct merge_body {
    struct slice from;
};

static const char *check_id(struct slice value) {
    struct storage_id id;
    return storage_id_parse(value, &id) ? NULL : "must be the id of a story";
}

static const struct field fields[] = {
    {"from", offsetof(struct merge_body, from), STORAGE_ID_LENGTH, check_id},
};

static int read_body(struct request *request, json_t *body, struct story_merge *merge) {
    struct merge_body given = {0};
    int error = fields_read(request->arena, body, "", fields, 1, &given, &request->errors);
    if (!error && !given.from.at && !request->errors.count)
        error = field_error_add(request->arena, &request->errors, "is required", "/from");
    if (!error && !request->errors.count)
        (void)storage_id_parse(given.from, &merge->from); /* checked above */
    return error;
}

static void finish(struct request *request) {
    const struct story_merge *merge = request->state;
    story_edit_answer(request, merge->write.error, "merging the stories", &merge->into);
}

void stories_merge(struct request *request) {
    struct story_merge *merge = ARENA_NEW(request->arena, struct story_merge);
    if (!merge) {
        reply_error(request, ERR_NO_MEMORY, "merging the stories");
        return;
    }
    json_t *body = request_json(request);
    if (!body)
        return;
    int error = read_body(request, body, merge);
    json_decref(body);
    if (error) {
        reply_error(request, error, "reading the body");
    } else if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The story cannot be merged; see errors.");
    } else if (story_edit_ids(request, &merge->into, NULL)) {
        request->state = merge;
        if (writing_begin_sealed(request, &merge->write, finish, NULL))
            writing_queued(request, &merge->write,
                           storage_story_merge(request->service->storage, merge));
    }
}
