/* GET /v1/articles/{id}/versions: all versions of an article, the newest first, by the id of any.
 */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

static void answer(struct request *request, const struct article_list *list) {
    struct json_writer json;
    page_begin(request, &json, "versions");
    for (uint32_t i = 0; i < list->count; i++) {
        json_begin_object(&json);
        article_summary_write(&json, &list->at[i], NULL);
        json_end_object(&json);
    }
    page_end(request, &json, list->next);
}

void articles_versions(struct request *request) {
    struct storage_id id;
    int64_t before;
    uint32_t limit;
    if (!stored_id_read(request, &id) || !page_read(request, &before, &limit))
        return;

    struct article_list list;
    int error = storage_article_versions(request->service->storage, request->arena, &id,
                                         (uint32_t)before, limit, &list);
    if (error)
        reply_error(request, error, "listing the versions");
    else
        answer(request, &list);
}
