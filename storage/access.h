/* The store's part in access: tokens, and answers kept for Idempotency-Keys. In whole deeds, as
 * storage.h. */
#pragma once

#include "base/digest.h"
#include "storage/storage.h"

enum token_scope { TOKEN_READ = 1, TOKEN_WRITE, TOKEN_ADMIN }; /* each includes those before it */

enum { TOKEN_ID_LENGTH = 12, TOKEN_NAME_MAX = 100 /* bytes */, TOKENS_MAX = 1000 };

struct stored_token {
    char id[TOKEN_ID_LENGTH + 1];
    struct slice name;
    enum token_scope scope;
    struct digest digest; /* SHA-256 of the whole token */
    int64_t created_at;   /* milliseconds since 1970, as all */
    int64_t expires_at;   /* 0: never */
    int64_t revoked_at;   /* 0: not */
};

struct stored_token_list {
    struct stored_token *at;
    uint32_t count;
    uint32_t capacity;
};

/* All of them, the revoked too, oldest first. */
int storage_token_list(struct storage *storage, struct arena *arena,
                       struct stored_token_list *ret_tokens);

/* ERR_INVALID through the write when there are TOKENS_MAX already. created_at is set on the way. */
struct token_create {
    struct storage_write write;
    struct stored_token token;
};
int storage_token_create(struct storage *storage, struct token_create *creation);

/* ERR_NOT_FOUND for an unknown one; a revoked one stays revoked. */
struct token_revoke {
    struct storage_write write;
    char id[TOKEN_ID_LENGTH + 1];
};
int storage_token_revoke(struct storage *storage, struct token_revoke *revocation);

/* ---- Idempotency-Key ------------------------------------------------------------------------- */

struct kept_answer {
    char key[DIGEST_HEX + 1];
    char request[DIGEST_HEX + 1];
    int status;
    struct slice content_type; /* absent: none */
    struct slice location;
    struct slice body;
    int64_t expires_at;
};

/* ERR_NOT_FOUND also for what has expired. */
int storage_answer_get(struct storage *storage, struct arena *arena, const char *key,
                       struct kept_answer *ret_answer);

/* Keeps an answer and forgets some that have expired. `arena` takes what the write needs. */
struct answer_keep {
    struct storage_write write;
    struct kept_answer answer;
    struct slice packed;
};
int storage_answer_keep(struct storage *storage, struct arena *arena, struct answer_keep *keep);

/* The same inside the transaction of another write, from its `seal`. */
int storage_answer_seal(struct storage *storage, struct arena *arena, struct answer_keep *keep);
