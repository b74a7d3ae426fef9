/* GET /v1/articles/{id}: the analysis as it was given when the article was stored, with where and
 * when it is stored before it. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

#include <assert.h>

/* The stored answer is an object; its members follow ours. */
static void write_article(struct request *request, const struct stored_article *article) {
    struct slice members = article->analysis;
    assert(members.length > 2 && members.at[0] == '{'); /* written by analysis_write_json */
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "id", article->summary.id.hex);
    json_member_cstr(&json, "story", article->summary.story.hex);
    json_member_instant(&json, "stored_at", article->summary.stored_at);
    json_member_string(&json, "engine", article->summary.engine);
    buffer_append_byte(&request->out, ',');
    buffer_append(&request->out, slice_of(members.at + 1, members.length - 1));
}

void articles_get(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct stored_article article;
    int error = storage_article_get(request->service->storage, request->arena, &id,
                                    ARTICLE_ANALYSIS, &article);
    if (error) {
        reply_error(request, error, "reading the article");
        return;
    }
    write_article(request, &article);
    reply_json(request, 200);
}
