/* DELETE /v1/feeds/{id}: it is polled no more; its articles stay. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/writing.h"
#include "storage/intake_store.h"

static void finish(struct request *request) {
    const struct feed_delete *deletion = request->state;
    if (deletion->write.error)
        reply_error(request, deletion->write.error, "deleting the feed");
    else
        reply_empty(request, 204);
}

void feeds_delete(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct feed_delete *deletion = ARENA_NEW(request->arena, struct feed_delete);
    if (!deletion) {
        reply_error(request, ERR_NO_MEMORY, "deleting the feed");
        return;
    }
    deletion->id = id;
    request->state = deletion;
    writing_begin(request, &deletion->write, finish);
    writing_queued(request, &deletion->write,
                   storage_feed_delete(request->service->storage, deletion));
}
