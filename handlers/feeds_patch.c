/* PATCH /v1/feeds/{id}: title, source, interval, paused. Each member stands for itself, so that the
 * polls that go on meanwhile are no conflict. */
#include "base/error.h"
#include "handlers/feed_json.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/writing.h"
#include "intake/intake.h"

#include <time.h>

static void finish(struct request *request) {
    const struct feed_change *change = request->state;
    if (change->write.error) {
        reply_error(request, change->write.error, "changing the feed");
        return;
    }
    if (request->service->intake)
        intake_wake(request->service->intake);
    struct storage_id id = change->id;
    feed_answer(request, &id, 200);
}

void feeds_patch(struct request *request) {
    struct storage_id id;
    struct feed_body body;
    if (!stored_id_read(request, &id) || !feed_body_read(request, false, &body))
        return;

    struct feed_change *change = ARENA_NEW(request->arena, struct feed_change);
    if (!change) {
        reply_error(request, ERR_NO_MEMORY, "changing the feed");
        return;
    }
    struct intake *intake = request->service->intake;
    change->id = id;
    change->title = body.title;
    change->source = body.source;
    change->interval = body.interval;
    change->paused = body.paused;
    change->now = intake ? intake_now(intake) : (int64_t)time(NULL) * 1000;
    request->state = change;
    writing_begin(request, &change->write, finish);
    writing_queued(request, &change->write, storage_feed_change(request->service->storage, change));
}
