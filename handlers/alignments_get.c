/* GET /v1/alignments/{id}: one matter that several articles tell of. */
#include "base/error.h"
#include "handlers/alignment_json.h"
#include "handlers/handlers.h"
#include "handlers/precondition.h"
#include "handlers/stored.h"

void alignments_get(struct request *request) {
    struct storage_id id;
    struct story_alignments found;
    struct slice state;
    if (!stored_id_read(request, &id))
        return;
    int error = storage_alignment_get(request->service->storage, request->arena, &id, &found);
    if (!error)
        error = alignment_tag_state(request, &found.alignments[0], &state);
    if (error) {
        reply_error(request, error, "reading the alignment");
        return;
    }
    if (reply_known(request, state))
        return;
    error = alignment_write_alone(request, &found);
    if (error)
        reply_error(request, error, "writing the alignment");
    else
        reply_json(request, 200);
}
