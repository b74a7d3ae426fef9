/* GET /v1/sources/{source}: one source, by its name or an alias. */
#include "handlers/handlers.h"
#include "handlers/source_json.h"

void sources_get(struct request *request) {
    source_answer(request, 200, request->path_ids[0]);
}
