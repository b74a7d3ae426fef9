/* DELETE /v1/articles/{id}: the article, its claims and its words in the index go; what stays is
 * that it was there. 204 once that is on disk. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"

static void finish(struct request *request) {
    const struct storage_write *write = request->state;
    if (write->error)
        reply_error(request, write->error, "deleting the article");
    else
        reply_empty(request, 204);
}

static void wake(struct storage_write *write) {
    request_resume(write->context);
}

void articles_delete(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct storage_write *write = ARENA_NEW(request->arena, struct storage_write);
    if (!write) {
        reply_error(request, ERR_NO_MEMORY, "deleting the article");
        return;
    }
    *write = (struct storage_write){.id = id, .done = wake, .context = request};
    request->state = write;
    request_suspend(request, finish);
    int error = storage_article_delete(request->service->storage, write);
    if (error) { /* it was not queued, so nobody else will wake the request */
        write->error = error;
        request_resume(request);
    }
}
