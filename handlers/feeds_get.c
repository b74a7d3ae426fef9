/* GET /v1/feeds/{id}: one feed and how its polls go. */
#include "handlers/feed_json.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"

void feeds_get(struct request *request) {
    struct storage_id id;
    if (stored_id_read(request, &id))
        feed_answer(request, &id, 200);
}
