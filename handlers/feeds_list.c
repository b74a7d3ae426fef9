/* GET /v1/feeds: page by page as JSON, or all of them as OPML. */
#include "base/error.h"
#include "fetch/opml.h"
#include "handlers/feed_json.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"

static void answer_json(struct request *request, const struct stored_feed_list *list) {
    struct json_writer json;
    page_begin(request, &json, "feeds");
    for (uint32_t i = 0; i < list->count; i++)
        feed_write(&json, &list->at[i]);
    page_end(request, &json, list->next);
}

static void answer_opml(struct request *request, const struct stored_feed_list *list) {
    struct opml_list feeds = {0};
    for (uint32_t i = 0; i < list->count; i++) {
        struct opml_feed feed = {.url = list->at[i].url, .title = list->at[i].title};
        if (!list_push(request->arena, &feeds, feed)) {
            reply_error(request, ERR_NO_MEMORY, "writing the feeds");
            return;
        }
    }
    opml_write(&request->out, &feeds);
    reply_body(request, 200, "text/x-opml; charset=utf-8");
}

void feeds_list(struct request *request) {
    int64_t before;
    uint32_t limit;
    bool opml = request->answer_media == MEDIA_OPML;
    if (!page_read(request, &before, &limit))
        return;

    struct stored_feed_list list;
    int error = storage_feed_list(request->service->storage, request->arena, opml ? 0 : before,
                                  opml ? OPML_FEEDS_MAX : limit, &list);
    if (error)
        reply_error(request, error, "listing the feeds");
    else if (opml)
        answer_opml(request, &list);
    else
        answer_json(request, &list);
}
