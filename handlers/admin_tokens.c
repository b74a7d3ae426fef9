/* GET and POST /v1/admin/tokens, DELETE /v1/admin/tokens/{id}: who may do what. A secret stands in
 * the one answer that makes it and nowhere else. */
#include "base/error.h"
#include "handlers/access.h"
#include "handlers/handlers.h"
#include "handlers/stored_json.h"
#include "handlers/writing.h"

/* ---- the list -------------------------------------------------------------------------------- */

static void write_instant(struct json_writer *json, const char *key, int64_t instant) {
    if (instant) {
        json_member_instant(json, key, instant);
        return;
    }
    json_key(json, key);
    json_put_null(json);
}

static void write_token(struct json_writer *json, const struct stored_token *token) {
    json_member_cstr(json, "id", token->id);
    json_member_string(json, "name", token->name);
    json_member_cstr(json, "scope", token_scope_name(token->scope));
    json_member_instant(json, "created_at", token->created_at);
    write_instant(json, "expires_at", token->expires_at);
    write_instant(json, "revoked_at", token->revoked_at);
}

void admin_tokens_list(struct request *request) {
    struct stored_token_list tokens;
    int error = storage_token_list(request->service->storage, request->arena, &tokens);
    if (error) {
        reply_error(request, error, "listing the tokens");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "tokens");
    json_begin_array(&json);
    for (uint32_t i = 0; i < tokens.count; i++) {
        json_begin_object(&json);
        write_token(&json, &tokens.at[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    reply_json(request, 200);
}

/* ---- a new one ------------------------------------------------------------------------------- */

struct token_body {
    struct slice name;
    struct slice scope;
    struct slice expires_at;
};

struct token_making {
    struct token_create creation;
    char text[TOKEN_TEXT + 1];
};

static const char *check_scope(struct slice value) {
    enum token_scope scope;
    return token_scope_parse(value, &scope) ? NULL : "must be read, write or admin";
}

static const char *check_name(struct slice value) {
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.at[i] < ' ' || value.at[i] == 0x7F)
            return "must not hold control characters";
    return value.length ? NULL : "must not be empty";
}

static const char *check_instant(struct slice value) {
    int64_t instant;
    return token_expiry_parse(value, &instant) ? NULL : "must be a date, YYYY-MM-DD";
}

static int read_body(struct request *request, json_t *root, struct token_body *ret_body) {
    static const struct field fields[] = {
        {"name", offsetof(struct token_body, name), TOKEN_NAME_MAX, check_name},
        {"scope", offsetof(struct token_body, scope), 16, check_scope},
        {"expires_at", offsetof(struct token_body, expires_at), 32, check_instant},
    };
    struct token_body body = {0};
    int error = fields_read(request->arena, root, "", fields, 3, &body, &request->errors);
    if (!error && !request->errors.count && !body.name.at)
        error = field_error_add(request->arena, &request->errors, "is missing", "/name");
    if (!error && !request->errors.count && !body.scope.at)
        error = field_error_add(request->arena, &request->errors, "is missing", "/scope");
    *ret_body = body;
    return error;
}

static void finish_making(struct request *request) {
    struct token_making *making = request->state;
    int error = making->creation.write.error;
    if (error == ERR_INVALID) {
        reply_problem(request, PROBLEM_CONFLICT, "There are %d tokens already.", TOKENS_MAX);
        return;
    }
    if (!error)
        error = access_reload(request->service->access);
    if (error) {
        reply_error(request, error, "making the token");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    write_token(&json, &making->creation.token);
    json_member_cstr(&json, "token", making->text);
    json_end_object(&json);
    reply_json(request, 201);
}

static void make(struct request *request, const struct token_body *body) {
    struct token_making *making = ARENA_NEW(request->arena, struct token_making);
    int error = making ? token_make(&making->creation.token, making->text) : ERR_NO_MEMORY;
    if (error) {
        reply_error(request, error, "making the token");
        return;
    }
    struct stored_token *token = &making->creation.token;
    token->name = body->name;
    (void)token_scope_parse(body->scope, &token->scope); /* checked with the body */
    if (body->expires_at.at)
        (void)token_expiry_parse(body->expires_at, &token->expires_at); /* so was this */
    request->state = making;
    writing_begin(request, &making->creation.write, finish_making);
    writing_queued(request, &making->creation.write,
                   storage_token_create(request->service->storage, &making->creation));
}

void admin_tokens_post(struct request *request) {
    struct token_body body;
    json_t *root = request_json(request);
    if (!root)
        return;
    int error = read_body(request, root, &body);
    json_decref(root);
    if (error)
        reply_error(request, error, "reading the body");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "See errors.");
    else
        make(request, &body);
}

/* ---- an end ---------------------------------------------------------------------------------- */

static void finish_revoking(struct request *request) {
    const struct token_revoke *revocation = request->state;
    int error = revocation->write.error;
    if (!error)
        error = access_reload(request->service->access);
    if (error)
        reply_error(request, error, "revoking the token");
    else
        reply_empty(request, 204);
}

void admin_tokens_delete(struct request *request) {
    struct slice id = request->path_ids[0];
    struct token_revoke *revocation = ARENA_NEW(request->arena, struct token_revoke);
    if (!revocation || id.length != TOKEN_ID_LENGTH) {
        reply_error(request, revocation ? ERR_NOT_FOUND : ERR_NO_MEMORY, "revoking the token");
        return;
    }
    memcpy(revocation->id, id.at, TOKEN_ID_LENGTH);
    request->state = revocation;
    writing_begin(request, &revocation->write, finish_revoking);
    writing_queued(request, &revocation->write,
                   storage_token_revoke(request->service->storage, revocation));
}
