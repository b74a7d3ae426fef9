#include "handlers/webhook_json.h"

#include "base/error.h"
#include "fetch/url.h"
#include "handlers/live.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"
#include "handlers/writing.h"

#include <sys/random.h>

void webhook_write(struct json_writer *json, const struct stored_webhook *webhook) {
    json_member_cstr(json, "id", webhook->id.hex);
    json_member_string(json, "url", webhook->url);
    json_member_string(json, "story", webhook->story);
    json_key(json, "kinds");
    json_put_raw(json, webhook->kinds.at ? webhook->kinds : SLICE("[]"));
    json_member_cstr(json, "state", webhook->paused ? "paused" : "active");
    json_member_instant(json, "created_at", webhook->created_at);
}

/* ---- bodies ---------------------------------------------------------------------------------- */

struct body_members {
    struct slice url;
    struct slice story;
    struct slice kind;
    struct slice state;
};

static const char *check_story(struct slice value) {
    struct storage_id id;
    return storage_id_parse(value, &id) ? NULL : "must be the id of a story";
}

static const char *check_state(struct slice value) {
    bool known = slice_equal(value, SLICE("active")) || slice_equal(value, SLICE("paused"));
    return known ? NULL : "must be active or paused";
}

static const struct field new_fields[] = {
    {"url", offsetof(struct body_members, url), WEBHOOK_URL_MAX, NULL},
    {"story", offsetof(struct body_members, story), STORAGE_ID_LENGTH, check_story},
    {"kind", offsetof(struct body_members, kind), LIVE_KINDS_MAX *(LIVE_KIND_MAX + 1), NULL},
};
static const struct field change_fields[] = {
    {"url", offsetof(struct body_members, url), WEBHOOK_URL_MAX, NULL},
    {"state", offsetof(struct body_members, state), 16, check_state},
};

static int read_url(struct request *request, struct slice text, struct slice *ret_url) {
    struct fetch_url *url = ARENA_NEW(request->arena, struct fetch_url);
    int error = url ? fetch_url_read(text, (struct slice){0}, url) : ERR_NO_MEMORY;
    if (error == ERR_INVALID)
        return field_error_add(request->arena, &request->errors,
                               "must be an http or https URL without a user's name", "/url");
    if (!error)
        *ret_url = slice_from_cstr(url->whole);
    return error;
}

static int read_kind(struct request *request, struct slice text, struct slice *ret_kinds) {
    struct live_filter filter;
    int error = live_kinds_read(request->arena, text, &filter);
    if (error == ERR_INVALID)
        return field_error_add(request->arena, &request->errors,
                               "must be 1 to 16 kinds of events, parted by commas", "/kind");
    if (!error)
        *ret_kinds = filter.kinds_json;
    return error;
}

/* Nothing of a webhook can be taken away, and fields_read would pass over a null. */
static int refuse_nulls(struct request *request, const json_t *root) {
    static const char *const names[] = {"url", "story", "kind", "state"};
    int error = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !error; i++)
        if (json_is_null(json_object_get(root, names[i])))
            error = field_error_add(request->arena, &request->errors, "must be a string", "/%s",
                                    names[i]);
    return error;
}

static int read_members(struct request *request, const json_t *root, bool is_new,
                        struct webhook_body *ret_body) {
    struct body_members members = {0};
    int error = fields_read(request->arena, root, "", is_new ? new_fields : change_fields,
                            is_new ? 3 : 2, &members, &request->errors);
    if (!error)
        error = refuse_nulls(request, root);
    if (!error && is_new && !members.url.at && !request->errors.count)
        error = field_error_add(request->arena, &request->errors, "is missing", "/url");
    if (!error && members.url.at)
        error = read_url(request, members.url, &ret_body->url);
    if (!error && members.kind.at)
        error = read_kind(request, members.kind, &ret_body->kinds);
    ret_body->story = members.story;
    ret_body->paused = members.state.at ? slice_equal(members.state, SLICE("paused")) : -1;
    return error;
}

bool webhook_body_read(struct request *request, bool is_new, struct webhook_body *ret_body) {
    json_t *root = request_json(request);
    if (!root)
        return false;
    struct webhook_body body = {0};
    int error = read_members(request, root, is_new, &body);
    json_decref(root);
    if (error)
        reply_error(request, error, "reading the body");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "See errors.");
    *ret_body = body;
    return !error && !request->errors.count;
}

/* ---- edits ----------------------------------------------------------------------------------- */

int webhook_secret_make(struct arena *arena, struct slice *ret_secret) {
    char bytes[WEBHOOK_SECRET_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return ERR_FAILED;
    return arena_copy(arena, slice_of(bytes, sizeof bytes), ret_secret);
}

struct webhook_edit *webhook_edit_new(struct request *request, enum webhook_change change) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return NULL;
    struct webhook_edit *edit = ARENA_NEW(request->arena, struct webhook_edit);
    if (!edit) {
        reply_error(request, ERR_NO_MEMORY, "changing the webhook");
        return NULL;
    }
    edit->change = change;
    edit->id = id;
    edit->paused = -1;
    return edit;
}

void webhook_edit_queue(struct request *request, struct webhook_edit *edit,
                        request_handler *finish) {
    request->state = edit;
    writing_begin(request, &edit->write, finish);
    writing_queued(request, &edit->write, storage_webhook_edit(request->service->storage, edit));
}
