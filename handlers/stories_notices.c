/* GET /v1/stories/{id}/notices: what an editor should look at; newest first. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"
#include "storage/alignments.h"

static bool kind_known(struct slice kind) {
    static const struct slice kinds[] = {SLICE("collision"),       SLICE("conflict_closed"),
                                         SLICE("conflict_opened"), SLICE("single_origin"),
                                         SLICE("stale_own_copy"),  SLICE("value_changed")};
    return SLICE_IN(kind, kinds);
}

static void member_id(struct json_writer *json, const char *key, const struct storage_id *id) {
    json_key(json, key);
    if (id->hex[0])
        json_put_cstr(json, id->hex);
    else
        json_put_null(json);
}

static void member_claim(struct json_writer *json, const char *key, uint32_t claim) {
    json_key(json, key);
    if (claim == UINT32_MAX)
        json_put_null(json);
    else
        json_put_integer(json, claim);
}

static void write_notice(struct json_writer *json, const struct stored_notice *notice) {
    json_begin_object(json);
    json_member_integer(json, "id", notice->number);
    json_member_instant(json, "at", notice->at);
    json_member_string(json, "kind", notice->kind);
    json_member_bool(json, "standing", notice->until == 0);
    member_id(json, "alignment", &notice->alignment);
    json_member_string(json, "relation", notice->relation);
    json_member_string(json, "topic", notice->topic);
    member_id(json, "article", &notice->article);
    member_claim(json, "claim", notice->claim);
    member_id(json, "other_article", &notice->other);
    member_claim(json, "other_claim", notice->other_claim);
    json_member_string(json, "detail", notice->detail);
    json_end_object(json);
}

static void answer(struct request *request, const struct notice_list *list) {
    struct json_writer json;
    page_begin(request, &json, "notices");
    for (uint32_t i = 0; i < list->count; i++)
        write_notice(&json, &list->at[i]);
    page_end(request, &json, list->next);
}

/* Adds what is wrong with the parameters; page_read answers. */
static int read_filter(struct request *request, struct slice *ret_kind, bool *ret_standing) {
    struct slice standing = request_parameter(request, "standing");
    *ret_kind = request_parameter(request, "kind");
    *ret_standing = slice_equal(standing, SLICE("true"));
    const char *wrong = NULL;
    if (ret_kind->at && !kind_known(*ret_kind))
        wrong = "parameter kind must be a kind of notice";
    else if (standing.at && !*ret_standing && !slice_equal(standing, SLICE("false")))
        wrong = "parameter standing must be true or false";
    struct field_error error = {.detail = slice_from_cstr(wrong)};
    return wrong && !list_push(request->arena, &request->errors, error) ? ERR_NO_MEMORY : 0;
}

void stories_notices(struct request *request) {
    struct storage_id id;
    struct slice kind;
    bool standing;
    int64_t before;
    uint32_t limit;
    if (!stored_id_read(request, &id))
        return;
    int error = read_filter(request, &kind, &standing);
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (!page_read(request, &before, &limit))
        return;
    struct notice_list list;
    error = storage_notice_list(request->service->storage, request->arena, &id, kind, standing,
                                before, limit, &list);
    if (error)
        reply_error(request, error, "listing the notices");
    else
        answer(request, &list);
}
