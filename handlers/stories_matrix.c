/* GET /v1/stories/{id}/matrix: a story as a table, as JSON, CSV, text or a page. */
#include "base/error.h"
#include "handlers/as_of.h"
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/matrix.h"
#include "handlers/stored.h"

struct matrix_query {
    struct as_of as_of;
    struct slice relations;
    bool by_origin;
};

static int refuse(struct request *request, struct slice detail) {
    struct field_error error = {.detail = detail};
    return list_push(request->arena, &request->errors, error) ? 0 : ERR_NO_MEMORY;
}

/* Relations parted by commas, at least one. */
static bool relations_valid(struct slice relations) {
    static const struct slice known[] = {SLICE("agree"), SLICE("compatible"), SLICE("conflict")};
    bool more = true;
    while (more) {
        const char *comma = relations.length ? memchr(relations.at, ',', relations.length) : NULL;
        size_t length = comma ? (size_t)(comma - relations.at) : relations.length;
        if (!SLICE_IN(slice_of(relations.at, length), known))
            return false;
        more = comma != NULL;
        if (more)
            relations = slice_of(comma + 1, relations.length - length - 1);
    }
    return true;
}

static int read_query(struct request *request, struct matrix_query *query) {
    int error = as_of_read(request, &query->as_of);
    struct slice collapse = request_parameter(request, "collapse");
    query->relations = request_parameter(request, "relation");
    query->by_origin = slice_equal(collapse, SLICE("origin"));
    if (error && error != ERR_INVALID)
        return error;
    error = 0;
    if (query->relations.at && !relations_valid(query->relations))
        error = refuse(request, SLICE("parameter relation must be agree, compatible or conflict, "
                                      "or some of them parted by commas"));
    if (!error && collapse.at && !query->by_origin && !slice_equal(collapse, SLICE("source")))
        error = refuse(request, SLICE("parameter collapse must be source or origin"));
    return error;
}

static void answer(struct request *request, const struct matrix *matrix) {
    int error = 0;
    switch (request->answer_media) {
    case MEDIA_CSV:
        matrix_write_csv(&request->out, matrix);
        reply_body(request, 200, "text/csv; charset=utf-8; header=present");
        return;
    case MEDIA_TEXT:
        matrix_write_text(&request->out, matrix);
        reply_text(request, 200);
        return;
    case MEDIA_HTML:
        matrix_write_html(request, matrix);
        reply_html(request, 200);
        return;
    default:
        error = matrix_write_json(request, matrix);
        if (error)
            reply_error(request, error, "writing the matrix");
        else
            reply_json(request, 200);
    }
}

void stories_matrix(struct request *request) {
    struct storage_id id;
    struct matrix_query query = {0};
    if (!stored_id_read(request, &id))
        return;
    int error = read_query(request, &query);
    if (!error && request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return;
    }
    struct story_alignments story;
    struct matrix matrix;
    if (!error)
        error = storage_story_alignments(request->service->storage, request->arena, &id,
                                         &query.as_of, false, &story);
    if (!error)
        error = matrix_make(request->arena, &story, query.by_origin, query.relations, &matrix);
    if (error)
        reply_error(request, error, "reading the matrix");
    else
        answer(request, &matrix);
}
