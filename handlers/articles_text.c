/* GET /v1/articles/{id}/text: the cleaned text, in which all offsets count code points. */
#include "handlers/handlers.h"
#include "handlers/stored.h"

void articles_text(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct stored_article article;
    if (!stored_article_read(request, &id, ARTICLE_TEXT, &article))
        return;
    buffer_append(&request->out, article.text);
    reply_text(request, 200);
}
