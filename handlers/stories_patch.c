/* PATCH /v1/stories/{id}: an editor names a story. */
#include "base/error.h"
#include "handlers/field.h"
#include "handlers/handlers.h"
#include "handlers/story_edit.h"
#include "handlers/writing.h"

enum { TITLE_LIMIT = 500 /* bytes */ };

static const struct field fields[] = {
    {"title", offsetof(struct story_title, title), TITLE_LIMIT, NULL},
};

static void finish(struct request *request) {
    const struct story_title *title = request->state;
    story_edit_answer(request, title->write.error, "naming the story", &title->story);
}

void stories_patch(struct request *request) {
    struct story_title *title = ARENA_NEW(request->arena, struct story_title);
    if (!title) {
        reply_error(request, ERR_NO_MEMORY, "naming the story");
        return;
    }
    json_t *body = request_json(request);
    if (!body)
        return;
    int error = fields_read(request->arena, body, "", fields, 1, title, &request->errors);
    json_decref(body);
    if (error) {
        reply_error(request, error, "reading the body");
    } else if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The story cannot be named; see errors.");
    } else if (story_edit_ids(request, &title->story, NULL)) {
        request->state = title;
        writing_begin(request, &title->write, finish);
        writing_queued(request, &title->write,
                       storage_story_title(request->service->storage, title));
    }
}
