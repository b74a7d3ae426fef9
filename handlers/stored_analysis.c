#include "handlers/stored_analysis.h"

#include "alignment/analysis_blob.h"
#include "base/error.h"
#include "handlers/stored_input.h"
#include "storage/alignments.h"

static int analyze_again(struct request *request, const struct storage_id *id,
                         const struct analysis **ret_analysis) {
    struct stored_article stored;
    int error =
        storage_article_get(request->service->storage, request->arena, id, ARTICLE_INPUT, &stored);
    if (error)
        return error;
    struct article_input input;
    if (stored_input_read(stored.input, &input) < 0)
        return ERR_FAILED; /* our own bytes: not the client's fault */

    struct analysis *analysis;
    error = analyze(request->service->resources, request->arena, &input, &analysis);
    if (!error)
        *ret_analysis = analysis;
    return error;
}

int stored_analyze(struct request *request, const struct storage_id *id,
                   const struct analysis **ret_analysis) {
    struct slice view;
    struct analysis *analysis;
    int error = storage_article_view(request->service->storage, request->arena, id, &view);
    if (!error)
        error = analysis_blob_read(request->arena, view, &analysis);
    if (error == ERR_NOT_FOUND || error == ERR_INVALID)
        return analyze_again(request, id, ret_analysis);
    if (!error)
        *ret_analysis = analysis;
    return error;
}
