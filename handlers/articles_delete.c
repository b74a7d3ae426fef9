/* DELETE /v1/articles/{id}: the article, its claims and its words in the index go; what stays is
 * that it was there. 204 once that is on disk. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/writing.h"

static void finish(struct request *request) {
    const struct article_delete *deletion = request->state;
    if (deletion->write.error)
        reply_error(request, deletion->write.error, "deleting the article");
    else
        reply_empty(request, 204);
}

void articles_delete(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct article_delete *deletion = ARENA_NEW(request->arena, struct article_delete);
    if (!deletion) {
        reply_error(request, ERR_NO_MEMORY, "deleting the article");
        return;
    }
    deletion->id = id;
    request->state = deletion;
    writing_begin(request, &deletion->write, finish);
    writing_queued(request, &deletion->write,
                   storage_article_delete(request->service->storage, deletion));
}
