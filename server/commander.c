#include "server/commander.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* The first line of the file; NULL without a file. A token does not stand among the arguments,
 * where every user of the machine could read it. */
static int read_token(struct arena *arena, const char *path, const char **ret_token) {
    char text[512] = "";
    struct slice token;
    if (!path)
        return 0;
    FILE *file = fopen(path, "re");
    if (!file || !fgets(text, sizeof text, file)) {
        fprintf(stderr, "claimd: %s: %s\n", path, file ? "no token inside" : strerror(errno));
        if (file)
            (void)fclose(file); /* only read */
        return ERR_INVALID;
    }
    (void)fclose(file); /* only read */
    int error =
        arena_printf(arena, &token, "%.*s%c", SLICE_ARGS(slice_trim(slice_from_cstr(text))), '\0');
    if (!error)
        *ret_token = token.at;
    return error;
}

int client_command_start(int argc, char **argv, struct arena **ret_arena, struct config *ret_config,
                         struct client **ret_client) {
    const char *token = NULL;
    struct arena *arena = arena_new(1 << 20);
    int error = arena ? config_read(arena, SCOPE_CLIENT, argc, argv, ret_config) : ERR_NO_MEMORY;
    if (!error)
        error = read_token(arena, ret_config->token_file, &token);
    if (!error) {
        error = client_open(ret_config->base_url, token, ret_client);
        if (error)
            fprintf(stderr,
                    "claimd: %s is no base URL: use http://127.0.0.1:8080, https://… or "
                    "unix:/path\n",
                    ret_config->base_url);
    }
    if (error)
        arena_free(arena);
    else
        *ret_arena = arena;
    return error;
}
