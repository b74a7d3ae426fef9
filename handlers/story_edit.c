#include "handlers/story_edit.h"

#include "base/error.h"
#include "base/json_writer.h"

bool story_edit_ids(struct request *request, struct storage_id *ret_story,
                    struct storage_id *ret_article) {
    if (storage_id_parse(request->path_ids[0], ret_story) &&
        (!ret_article || storage_id_parse(request->path_ids[1], ret_article)))
        return true;
    reply_error(request, ERR_NOT_FOUND, "reading the id");
    return false;
}

void story_edit_answer(struct request *request, int error, const char *doing,
                       const struct storage_id *story) {
    if (error) {
        reply_error(request, error, doing);
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", story->hex);
    json_end_object(&json);
    reply_json(request, 200);
}
