/* GET /v1/articles/{id}/claims: what the article says, in text order. */
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

void articles_claims(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct claim_record_list claims;
    int error = storage_article_claims(request->service->storage, request->arena, &id, &claims);
    if (error) {
        reply_error(request, error, "reading the claims");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "article", id.hex);
    json_key(&json, "claims");
    json_begin_array(&json);
    for (uint32_t i = 0; i < claims.count; i++) {
        json_begin_object(&json);
        claim_record_write(&json, &claims.at[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    reply_json(request, 200);
}
