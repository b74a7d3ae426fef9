/* GET /v1/jobs/{id}: what became of a page that was to be fetched. */
#include "handlers/handlers.h"
#include "handlers/jobs.h"
#include "handlers/stored.h"

void jobs_get(struct request *request) {
    struct storage_id id;
    if (stored_id_read(request, &id))
        job_answer(request, &id, 200);
}
