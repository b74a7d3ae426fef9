#include "storage/access.h"

#include "base/error.h"
#include "storage/packed.h"
#include "storage/store.h"

#include <time.h>

/* ---- tokens ---------------------------------------------------------------------------------- */

static int read_token(struct query *query, struct arena *arena, struct stored_token *ret_token) {
    struct slice id = query_column_borrow(query, 0);
    struct slice digest = query_column_borrow(query, 3);
    if (id.length != TOKEN_ID_LENGTH || digest.length != DIGEST_SIZE)
        return ERR_FAILED; /* the table's checks forbid it */
    struct stored_token token = {
        .scope = (enum token_scope)query_column_integer(query, 2),
        .created_at = query_column_integer(query, 4),
        .expires_at = query_column_integer(query, 5),
        .revoked_at = query_column_integer(query, 6),
    };
    memcpy(token.id, id.at, TOKEN_ID_LENGTH);
    memcpy(token.digest.at, digest.at, DIGEST_SIZE);
    int error = query_column(query, arena, 1, &token.name);
    if (!error)
        *ret_token = token;
    return error;
}

static int read_tokens(struct connection *reader, struct arena *arena,
                       struct stored_token_list *list) {
    QUERY(query, reader, SQL_TOKEN_LIST);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct stored_token token;
        int error = read_token(&query, arena, &token);
        if (!error && !list_push(arena, list, token))
            error = ERR_NO_MEMORY;
        if (error)
            return error;
    }
    return row;
}

int storage_token_list(struct storage *storage, struct arena *arena,
                       struct stored_token_list *ret_tokens) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct stored_token_list list = {0};
    error = read_tokens(reader, arena, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_tokens = list;
    return error;
}

static int count_tokens(struct connection *connection, int64_t *ret_count) {
    QUERY(query, connection, SQL_TOKEN_COUNT);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* a count always has a row */
    *ret_count = query_column_integer(&query, 0);
    return 0;
}

static int create_token(struct storage *storage, struct storage_write *write) {
    struct connection *connection = &storage->writer.connection;
    struct stored_token *token = &((struct token_create *)(void *)write)->token;
    int64_t count;
    int error = count_tokens(connection, &count);
    if (error || count >= TOKENS_MAX)
        return error ? error : ERR_INVALID;
    token->created_at = storage->writer.now;
    QUERY(query, connection, SQL_TOKEN_INSERT);
    query_text(&query, slice_from_cstr(token->id));
    query_text(&query, token->name);
    query_integer(&query, token->scope);
    query_blob(&query, slice_of((const char *)token->digest.at, DIGEST_SIZE));
    query_integer(&query, token->created_at);
    query_optional(&query, token->expires_at, 0);
    return query_run(&query);
}

int storage_token_create(struct storage *storage, struct token_create *creation) {
    return writer_enqueue(storage, &creation->write, create_token);
}

static int revoke_token(struct storage *storage, struct storage_write *write) {
    struct connection *connection = &storage->writer.connection;
    const struct token_revoke *revocation = (const struct token_revoke *)(const void *)write;
    int64_t changed = 0;
    QUERY(query, connection, SQL_TOKEN_REVOKE);
    query_text(&query, slice_from_cstr(revocation->id));
    query_integer(&query, storage->writer.now);
    int error = query_change(&query, &changed);
    if (!error && !changed)
        error = ERR_NOT_FOUND;
    return error;
}

int storage_token_revoke(struct storage *storage, struct token_revoke *revocation) {
    return writer_enqueue(storage, &revocation->write, revoke_token);
}

/* ---- kept answers ---------------------------------------------------------------------------- */

static int64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int copy_hex(struct query *query, int column, char ret_hex[DIGEST_HEX + 1]) {
    struct slice hex = query_column_borrow(query, column);
    if (hex.length != DIGEST_HEX)
        return ERR_FAILED; /* the table's checks forbid it */
    memcpy(ret_hex, hex.at, DIGEST_HEX);
    ret_hex[DIGEST_HEX] = '\0';
    return 0;
}

static int read_answer(struct connection *reader, struct arena *arena, const char *key,
                       struct kept_answer *ret_answer) {
    QUERY(query, reader, SQL_ANSWER_GET);
    query_text(&query, slice_from_cstr(key));
    query_integer(&query, now_ms());
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    struct kept_answer answer = {.status = (int)query_column_integer(&query, 1)};
    int error = copy_hex(&query, 0, answer.request);
    if (!error)
        error = query_column(&query, arena, 2, &answer.content_type);
    if (!error)
        error = query_column(&query, arena, 3, &answer.location);
    if (!error)
        error = packed_open(arena, query_column_borrow(&query, 4), &answer.body);
    if (!error)
        *ret_answer = answer;
    return error == ERR_INVALID ? ERR_FAILED : error; /* our own bytes: damaged */
}

int storage_answer_get(struct storage *storage, struct arena *arena, const char *key,
                       struct kept_answer *ret_answer) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_answer(reader, arena, key, ret_answer);
    reader_return(storage, reader);
    return error;
}

static int keep_answer(struct storage *storage, struct storage_write *write) {
    struct connection *connection = &storage->writer.connection;
    const struct answer_keep *keep = (const struct answer_keep *)(const void *)write;
    const struct kept_answer *answer = &keep->answer;
    QUERY(expiry, connection, SQL_ANSWER_EXPIRE);
    query_integer(&expiry, storage->writer.now);
    int error = query_run(&expiry);
    if (error)
        return error;
    QUERY(query, connection, SQL_ANSWER_INSERT);
    query_text(&query, slice_from_cstr(answer->key));
    query_text(&query, slice_from_cstr(answer->request));
    query_integer(&query, answer->status);
    query_text(&query, answer->content_type);
    query_text(&query, answer->location);
    query_blob(&query, keep->packed);
    query_integer(&query, answer->expires_at);
    return query_run(&query);
}

int storage_answer_keep(struct storage *storage, struct arena *arena, struct answer_keep *keep) {
    int error = packed_make(arena, keep->answer.body, &keep->packed);
    return error ? error : writer_enqueue(storage, &keep->write, keep_answer);
}

int storage_answer_seal(struct storage *storage, struct arena *arena, struct answer_keep *keep) {
    int error = packed_make(arena, keep->answer.body, &keep->packed);
    return error ? error : keep_answer(storage, &keep->write);
}
