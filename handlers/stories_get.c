/* GET /v1/stories/{id}: one story, as in the list, and who stands in it. */
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

static void write_members(struct json_writer *json, const struct stored_story *story) {
    json_key(json, "members");
    json_begin_array(json);
    for (uint32_t i = 0; i < story->article_count; i++) {
        json_begin_object(json);
        story_member_write(json, &story->articles[i]);
        json_member_integer(json, "account", story->articles[i].account);
        json_end_object(json);
    }
    json_end_array(json);
}

void stories_get(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct stored_story story;
    int error = storage_story_get(request->service->storage, request->arena, &id, &story);
    if (error) {
        reply_error(request, error, "reading the story");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    story_write(&json, &story);
    write_members(&json, &story);
    json_end_object(&json);
    reply_json(request, 200);
}
