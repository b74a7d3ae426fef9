#include "handlers/stored.h"

#include "base/error.h"
#include "handlers/precondition.h"
#include "handlers/stored_json.h"

bool stored_id_read(struct request *request, struct storage_id *ret_id) {
    if (storage_id_parse(request->path_ids[0], ret_id))
        return true;
    reply_error(request, ERR_NOT_FOUND, "reading the id");
    return false;
}

/* An article's analysis follows from what was sent, its metadata and the engine: the summary tells
 * all of them. */
static bool is_known(struct request *request, const struct article_summary *summary) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    article_summary_write(&json, summary, NULL);
    json_end_object(&json);
    bool known = reply_known(request, buffer_slice(&request->out));
    if (!known)
        buffer_clear(&request->out);
    return known;
}

bool stored_article_holds(struct request *request, const struct article_summary *summary) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    article_summary_write(&json, summary, NULL);
    json_end_object(&json);
    bool holds = precondition_holds(request, buffer_slice(&request->out), PRECONDITION_OPTIONAL);
    if (holds)
        buffer_clear(&request->out);
    return holds;
}

bool stored_article_read(struct request *request, const struct storage_id *id, unsigned parts,
                         struct stored_article *ret_article) {
    struct storage *storage = request->service->storage;
    bool conditional = request_header(request, "If-None-Match").at != NULL;
    int error =
        storage_article_get(storage, request->arena, id, conditional ? 0 : parts, ret_article);
    if (!error && is_known(request, &ret_article->summary))
        return false;
    if (!error && conditional)
        error = storage_article_get(storage, request->arena, id, parts, ret_article);
    if (error)
        reply_error(request, error, "reading the article");
    return !error;
}
