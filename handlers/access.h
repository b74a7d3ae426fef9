/* Who may do what: bearer tokens with a scope, looked up in memory, compared as SHA-256.
 *
 * A store in which no token was ever made is open to whoever reaches the listener (with as much as
 * the server grants them); from the first token on every request to /v1/ needs one, even when the
 * last has been revoked.
 */
#pragma once

#include "handlers/route.h"
#include "storage/access.h"

struct access;

/* What a request may do, and as whom. */
struct permit {
    enum token_scope scope;       /* 0: nothing */
    bool by_browser;              /* it may have been sent without anybody's will */
    char id[TOKEN_ID_LENGTH + 1]; /* of the token; "" without */
};

/* Reads the tokens. `anonymous` is what everybody may while there never was a token. Returns 0 or
 * an error of the store. */
int access_start(struct storage *storage, enum token_scope anonymous, struct access **ret_access);

/* Takes NULL calmly. */
void access_stop(struct access *access);

/* From now on `anonymous` is what everybody may. Before requests run. */
void access_limit(struct access *access, enum token_scope anonymous);

/* After a token was made or revoked, from any thread: what was committed before the call is known
 * after it. Returns 0 or an error of the store, then nothing has changed. */
int access_reload(struct access *access);

/* Is there a token that is neither revoked nor expired? */
bool access_has_token(struct access *access);

/* Judges the field Authorization, Bearer or, for browsers, Basic with the token as password (absent
 * when it was not sent). The permit has scope 0 when a token is needed and none of ours was given.
 */
void access_judge(struct access *access, struct slice authorization, struct permit *ret_permit);

/* What a route asks for; 0 for those that are open to everybody. */
enum token_scope access_wanted(const struct route *route);

const char *token_scope_name(enum token_scope scope);
/* False for anything but "read", "write" and "admin". */
bool token_scope_parse(struct slice name, enum token_scope *ret_scope);

/* The end of a day, "2026-12-31", in milliseconds since 1970. */
bool token_expiry_parse(struct slice text, int64_t *ret_instant);

/* Makes a secret: "claimd_", the id, "_", 32 random bytes as base64url. */
enum { TOKEN_TEXT = 7 + TOKEN_ID_LENGTH + 1 + 43 };
int token_make(struct stored_token *token, char ret_text[TOKEN_TEXT + 1]);
