/* GET /v1/stories: the articles about each event; newest story first. */
#include "base/error.h"
#include "handlers/cursor.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

static void answer(struct request *request, const struct story_list *list) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "stories");
    json_begin_array(&json);
    for (uint32_t i = 0; i < list->count; i++) {
        json_begin_object(&json);
        story_write(&json, &list->at[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    int error = cursor_write(request, &json, list->next);
    json_end_object(&json);
    if (error)
        reply_error(request, error, "writing the page");
    else
        reply_json(request, 200);
}

void stories_list(struct request *request) {
    int64_t before;
    uint32_t limit;
    if (!page_read(request, &before, &limit))
        return;

    struct story_list list;
    int error = storage_story_list(request->service->storage, request->arena, before, limit, &list);
    if (error)
        reply_error(request, error, "listing the stories");
    else
        answer(request, &list);
}
