/* GET /v1/articles/{id}: what lists show of the article, and its analysis byte for byte as it was
 * made when the article was stored. */
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

static void write_article(struct request *request, const struct stored_article *article) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    article_summary_write(&json, &article->summary, NULL);
    json_key(&json, "analysis");
    json_put_raw(&json, article->analysis);
    json_end_object(&json);
}

void articles_get(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct stored_article article;
    if (!stored_article_read(request, &id, ARTICLE_ANALYSIS, &article))
        return;
    write_article(request, &article);
    reply_json(request, 200);
}
