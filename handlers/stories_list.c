/* GET /v1/stories: the articles about each event; newest story first. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

static void answer(struct request *request, const struct story_list *list) {
    struct json_writer json;
    page_begin(request, &json, "stories");
    for (uint32_t i = 0; i < list->count; i++) {
        json_begin_object(&json);
        story_write(&json, &list->at[i]);
        json_end_object(&json);
    }
    page_end(request, &json, list->next);
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
