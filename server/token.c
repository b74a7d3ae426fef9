/* claimd token create|list|revoke: tokens without a running service; with one, /v1/admin/tokens
 * does the same. */
#include "base/error.h"
#include "handlers/access.h"
#include "handlers/story_decider.h"
#include "server/commands.h"
#include "server/config.h"
#include "storage/care.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int open_store(const struct config *config, struct storage **ret_storage) {
    char reason[STORAGE_REASON_MAX];
    char place[STORAGE_PLACE_MAX];
    storage_place_name(config->database, place);
    int result = storage_open(config->database, &story_decider, ret_storage, reason);
    if (result == ERR_BUSY && !storage_on_server(config->database))
        fprintf(stderr,
                "claimd: %s is in use; ask the running service: POST /v1/admin/tokens with "
                "{\"name\": …, \"scope\": …}\n",
                place);
    else if (result < 0)
        fprintf(stderr, "claimd: cannot use the database %s: %s\n", place, reason);
    return result;
}

/* ---- create ---------------------------------------------------------------------------------- */

static int read_wanted(const struct config *config, struct stored_token *ret_token) {
    struct slice name = slice_from_cstr(config->token_name ? config->token_name : "");
    if (!name.length || name.length > TOKEN_NAME_MAX) {
        fprintf(stderr, "claimd: --name says whose token it is, in 1 to %d bytes\n",
                TOKEN_NAME_MAX);
        return ERR_INVALID;
    }
    ret_token->name = name;
    ret_token->scope = (enum token_scope)(config->token_scope + TOKEN_READ);
    if (config->token_expires &&
        !token_expiry_parse(slice_from_cstr(config->token_expires), &ret_token->expires_at)) {
        fprintf(stderr, "claimd: --expires wants a date, YYYY-MM-DD\n");
        return ERR_INVALID;
    }
    return 0;
}

static int create(const struct stored_token *wanted, struct storage *storage) {
    char text[TOKEN_TEXT + 1];
    struct token_create creation = {.token = *wanted};
    int error = token_make(&creation.token, text);
    if (!error) {
        struct storage_waiter waiter;
        storage_wait_prepare(&waiter, &creation.write);
        error = storage_wait(&waiter, &creation.write, storage_token_create(storage, &creation));
    }
    if (error) {
        fprintf(stderr, "claimd: the token was not made: %s\n", error_name(error));
        return error;
    }
    printf("%s\n", text);
    (void)fflush(stdout); /* before what is said about it */
    fprintf(stderr, "This is the only time that the token is shown. Its id is %s.\n",
            creation.token.id);
    return 0;
}

/* ---- list ------------------------------------------------------------------------------------ */

static void print_day(const char *what, int64_t instant) {
    char day[16] = "";
    time_t seconds = (time_t)(instant / 1000);
    struct tm parts;
    if (!instant || !gmtime_r(&seconds, &parts) || !strftime(day, sizeof day, "%Y-%m-%d", &parts))
        return;
    printf(" %s %s", what, day);
}

static int list(struct arena *arena, struct storage *storage) {
    struct stored_token_list tokens;
    int error = storage_token_list(storage, arena, &tokens);
    if (error) {
        fprintf(stderr, "claimd: the tokens cannot be read: %s\n", error_name(error));
        return error;
    }
    for (uint32_t i = 0; i < tokens.count; i++) {
        const struct stored_token *token = &tokens.at[i];
        printf("%s %-5s %.*s", token->id, token_scope_name(token->scope), SLICE_ARGS(token->name));
        print_day("made", token->created_at);
        print_day("expires", token->expires_at);
        print_day("revoked", token->revoked_at);
        printf("\n");
    }
    return 0;
}

/* ---- revoke ---------------------------------------------------------------------------------- */

static int revoke(struct storage *storage, const char *id) {
    struct storage_waiter waiter;
    struct token_revoke revocation = {0};
    if (strlen(id) != TOKEN_ID_LENGTH) {
        fprintf(stderr, "claimd: an id has %d characters; see claimd token list\n",
                TOKEN_ID_LENGTH);
        return ERR_INVALID;
    }
    memcpy(revocation.id, id, TOKEN_ID_LENGTH);
    storage_wait_prepare(&waiter, &revocation.write);
    int error =
        storage_wait(&waiter, &revocation.write, storage_token_revoke(storage, &revocation));
    if (error)
        fprintf(stderr, "claimd: %s was not revoked: %s\n", id,
                error == ERR_NOT_FOUND ? "there is no such token" : error_name(error));
    return error;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int run(struct arena *arena, const struct config *config) {
    const char *verb = config->operand_count ? config->operands[0] : "";
    bool creates = strcmp(verb, "create") == 0 && config->operand_count == 1;
    bool lists = strcmp(verb, "list") == 0 && config->operand_count == 1;
    bool revokes = strcmp(verb, "revoke") == 0 && config->operand_count == 2;
    if (!creates && !lists && !revokes) {
        fprintf(stderr, "usage: claimd token create --name NAME --scope read|write|admin, "
                        "claimd token list, or claimd token revoke ID\n");
        return ERR_INVALID;
    }
    struct stored_token wanted = {0};
    struct storage *storage;
    int error = creates ? read_wanted(config, &wanted) : 0; /* before a database is made */
    if (!error)
        error = open_store(config, &storage);
    if (error)
        return error;
    if (creates)
        error = create(&wanted, storage);
    else if (lists)
        error = list(arena, storage);
    else
        error = revoke(storage, config->operands[1]);
    storage_close(storage);
    return error;
}

int command_token(int argc, char **argv) {
    struct arena *arena = arena_new(8 << 20);
    struct config config;
    int error = arena ? config_read(arena, SCOPE_TOKEN, argc, argv, &config) : ERR_NO_MEMORY;
    int status = EXIT_USAGE;
    if (!error) {
        error = run(arena, &config);
        status = !error ? EXIT_SUCCESS : error == ERR_INVALID ? EXIT_USAGE : EXIT_FAILURE;
    }
    arena_free(arena);
    return status;
}
