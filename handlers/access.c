#include "handlers/access.h"

#include "base/date.h"
#include "base/error.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { LIST_MEMORY = 4 * 1024 * 1024, SECRET_BYTES = 32 };

struct access {
    struct storage *storage;
    enum token_scope anonymous;
    pthread_mutex_t reloading; /* one reads at a time: no older list comes after a newer one */
    pthread_rwlock_t lock;     /* guards all below */
    struct arena *arena;       /* of the list */
    struct stored_token_list tokens;
};

static int64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int reload(struct access *access) {
    struct stored_token_list tokens;
    struct arena *arena = arena_new(LIST_MEMORY);
    int error = arena ? storage_token_list(access->storage, arena, &tokens) : ERR_NO_MEMORY;
    if (error) {
        arena_free(arena);
        return error;
    }
    (void)pthread_rwlock_wrlock(&access->lock);
    struct arena *old = access->arena;
    access->arena = arena;
    access->tokens = tokens;
    (void)pthread_rwlock_unlock(&access->lock);
    arena_free(old);
    return 0;
}

int access_reload(struct access *access) {
    (void)pthread_mutex_lock(&access->reloading); /* a default mutex this thread does not hold */
    int error = reload(access);
    (void)pthread_mutex_unlock(&access->reloading);
    return error;
}

int access_start(struct storage *storage, enum token_scope anonymous, struct access **ret_access) {
    struct access *access = calloc(1, sizeof *access);
    if (!access)
        return ERR_NO_MEMORY;
    access->storage = storage;
    access->anonymous = anonymous;
    (void)pthread_mutex_init(&access->reloading, NULL); /* neither fails with default attributes */
    (void)pthread_rwlock_init(&access->lock, NULL);
    int error = access_reload(access);
    if (error) {
        access_stop(access);
        return error;
    }
    *ret_access = access;
    return 0;
}

void access_stop(struct access *access) {
    if (!access)
        return;
    arena_free(access->arena);
    (void)pthread_rwlock_destroy(&access->lock);
    (void)pthread_mutex_destroy(&access->reloading);
    free(access);
}

void access_limit(struct access *access, enum token_scope anonymous) {
    access->anonymous = anonymous;
}

/* ---- judging --------------------------------------------------------------------------------- */

static bool is_valid(const struct stored_token *token, int64_t now) {
    return !token->revoked_at && (!token->expires_at || token->expires_at > now);
}

bool access_has_token(struct access *access) {
    int64_t now = now_ms();
    bool found = false;
    (void)pthread_rwlock_rdlock(&access->lock);
    for (uint32_t i = 0; i < access->tokens.count; i++)
        found = found || is_valid(&access->tokens.at[i], now);
    (void)pthread_rwlock_unlock(&access->lock);
    return found;
}

/* What stands behind the name of the scheme; absent for another scheme. */
static struct slice credentials(struct slice authorization, struct slice scheme) {
    authorization = slice_trim(authorization);
    if (authorization.length <= scheme.length ||
        !slice_equal_ascii_case(slice_of(authorization.at, scheme.length), scheme))
        return (struct slice){0};
    return slice_trim(
        slice_of(authorization.at + scheme.length, authorization.length - scheme.length));
}

enum { BASIC_MAX = 400 /* of base64: a name, a colon and a token */ };

/* The token as the password of "Basic …", whatever the name: so a browser shows the pages of a
 * claimd that needs tokens. */
static struct slice password(struct slice encoded, char ret_text[BASIC_MAX]) {
    size_t length;
    if (!encoded.length || encoded.length > BASIC_MAX - 8 ||
        !base64_read(encoded, (unsigned char *)ret_text, &length))
        return (struct slice){0};
    const char *colon = memchr(ret_text, ':', length);
    if (!colon)
        return (struct slice){0};
    return slice_of(colon + 1, length - (size_t)(colon + 1 - ret_text));
}

/* The id stands in the token, so that finding it tells nothing about the secret, and one comparison
 * in constant time decides. */
static const struct stored_token *find(const struct stored_token_list *tokens, struct slice text) {
    if (text.length != TOKEN_TEXT)
        return NULL;
    struct slice id = slice_of(text.at + 7, TOKEN_ID_LENGTH);
    struct digest digest = digest_of(text);
    for (uint32_t i = 0; i < tokens->count; i++)
        if (slice_equal(id, slice_from_cstr(tokens->at[i].id)))
            return digest_equal(&tokens->at[i].digest, &digest) ? &tokens->at[i] : NULL;
    return NULL;
}

void access_judge(struct access *access, struct slice authorization, struct permit *ret_permit) {
    char decoded[BASIC_MAX];
    struct permit permit = {0};
    struct slice text = credentials(authorization, SLICE("Bearer "));
    if (!text.at) {
        text = password(credentials(authorization, SLICE("Basic ")), decoded);
        permit.by_browser = true;
    }
    (void)pthread_rwlock_rdlock(&access->lock);
    const struct stored_token *token = find(&access->tokens, text);
    if (token && is_valid(token, now_ms())) {
        permit.scope = token->scope;
        memcpy(permit.id, token->id, sizeof permit.id);
    } else if (access->tokens.count == 0) {
        permit.scope = access->anonymous;
    }
    (void)pthread_rwlock_unlock(&access->lock);
    explicit_bzero(decoded, sizeof decoded);
    *ret_permit = permit;
}

static bool is_below(const struct route *route, const char *prefix) {
    return strncmp(route->pattern, prefix, strlen(prefix)) == 0;
}

/* Whatever is not known to tell nothing of the store asks for a token. */
enum token_scope access_wanted(const struct route *route) {
    static const char *const open[] = {"/livez", "/readyz", "/version", "/openapi.yaml", "/docs"};
    static const char *const questions[] = {"/v1/analyze", "/v1/compare", "/v1/check"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (strcmp(route->pattern, open[i]) == 0)
            return 0;
    if (is_below(route, "/problems") || is_below(route, "/dashboard/"))
        return 0;
    if (is_below(route, "/v1/admin/") || is_below(route, "/v1/webhooks"))
        return TOKEN_ADMIN;
    if (strcmp(route->method, "GET") == 0)
        return TOKEN_READ;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (strcmp(route->pattern, questions[i]) == 0) /* they store nothing */
            return TOKEN_READ;
    return TOKEN_WRITE;
}

/* ---- names and secrets ----------------------------------------------------------------------- */

static const char *const scope_names[] = {"none", "read", "write", "admin"};

const char *token_scope_name(enum token_scope scope) {
    return scope_names[scope];
}

bool token_scope_parse(struct slice name, enum token_scope *ret_scope) {
    for (enum token_scope scope = TOKEN_READ; scope <= TOKEN_ADMIN; scope++) {
        if (slice_equal(name, slice_from_cstr(scope_names[scope]))) {
            *ret_scope = scope;
            return true;
        }
    }
    return false;
}

bool token_expiry_parse(struct slice text, int64_t *ret_instant) {
    static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    day_number day;
    if (date_parse_iso(text, &day) != 0)
        return false;
    *ret_instant = (day + INT64_C(1)) * day_ms;
    return true;
}

static bool fill_random(void *bytes, size_t size) {
    return getrandom(bytes, size, 0) == (ssize_t)size; /* up to 256 bytes come at once */
}

int token_make(struct stored_token *token, char ret_text[TOKEN_TEXT + 1]) {
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[SECRET_BYTES];
    unsigned char id[TOKEN_ID_LENGTH];
    char secret[BASE64_LENGTH(SECRET_BYTES)];
    if (!fill_random(bytes, sizeof bytes) || !fill_random(id, sizeof id))
        return ERR_FAILED;
    for (size_t i = 0; i < TOKEN_ID_LENGTH; i++)
        token->id[i] = hex[id[i] & 15];
    token->id[TOKEN_ID_LENGTH] = '\0';
    base64_write(slice_of((const char *)bytes, sizeof bytes), secret);
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = secret[i] == '+' ? '-' : secret[i] == '/' ? '_' : secret[i];
    (void)snprintf(ret_text, TOKEN_TEXT + 1, "claimd_%s_%.43s", token->id, secret); /* fits */
    token->digest = digest_of(slice_of(ret_text, TOKEN_TEXT));
    explicit_bzero(bytes, sizeof bytes);
    explicit_bzero(secret, sizeof secret);
    return 0;
}
