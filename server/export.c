/* claimd export: what a running service has, as lines on standard output. The service's last line
 * says how many there were; it is not printed, and without it the export has failed. */
#include "base/error.h"
#include "base/json_reader.h"
#include "fetch/client.h"
#include "server/commander.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 64 * 1024 * 1024 };

struct exporting {
    struct buffer line; /* the last one that came, whole or not */
    uint64_t lines;
    bool failed; /* to print */
    struct progress progress;
};

/* Prints the line before the one that begins: the last one is kept back. */
static bool print_line(struct exporting *exporting) {
    size_t length = exporting->line.length;
    exporting->failed = fwrite(exporting->line.at, 1, length, stdout) != length;
    buffer_clear(&exporting->line);
    exporting->lines++;
    progress_show(&exporting->progress, 0, 0, exporting->lines);
    return !exporting->failed;
}

static bool take(void *context, struct slice bytes) {
    struct exporting *exporting = context;
    while (bytes.length) {
        struct buffer *line = &exporting->line;
        bool whole = line->length && line->at[line->length - 1] == '\n';
        if (whole && !print_line(exporting))
            return false;
        const char *end = memchr(bytes.at, '\n', bytes.length);
        size_t length = end ? (size_t)(end - bytes.at) + 1 : bytes.length;
        buffer_append(line, slice_of(bytes.at, length));
        bytes = slice_of(bytes.at + length, bytes.length - length);
    }
    return buffer_error(&exporting->line) == 0;
}

/* Is the line that was kept back the one that ends a whole export? */
static bool is_whole(const struct exporting *exporting) {
    json_t *end = NULL;
    (void)json_read(buffer_slice(&exporting->line), 0, &end,
                    NULL); /* what cannot be read is none */
    bool whole = json_is_true(json_object_get(end, "end")) &&
                 (uint64_t)json_integer_value(json_object_get(end, "lines")) == exporting->lines;
    json_decref(end);
    return whole;
}

static int report(const struct exporting *exporting, const struct client_answer *answer,
                  int error) {
    if (exporting->failed || fflush(stdout) != 0)
        fprintf(stderr, "claimd: standard output takes no more\n");
    else if (error)
        fprintf(stderr, "claimd: %s\n", answer->error);
    else if (answer->status != 200)
        fprintf(stderr, "claimd: status %d %.*s\n", answer->status,
                SLICE_ARGS(buffer_slice(&exporting->line)));
    else if (!is_whole(exporting))
        fprintf(stderr, "claimd: the export was cut behind line %" PRIu64 "\n", exporting->lines);
    else
        return EXIT_SUCCESS;
    return EXIT_FAILURE;
}

int command_export(int argc, char **argv) {
    struct exporting exporting = {0};
    struct arena *arena;
    struct config config;
    struct client *client;
    struct client_answer answer;
    char path[64];
    if (client_command_start(argc, argv, &arena, &config, &client) < 0)
        return EXIT_USAGE;
    (void)snprintf(path, sizeof path, "/v1/export?kind=%s", config_kind_name(&config)); /* fits */
    const struct client_request request = {.method = "GET",
                                           .path = path,
                                           .accept = "application/x-ndjson",
                                           .take = take,
                                           .context = &exporting};
    buffer_init(&exporting.line, LINE_MAX_BYTES);
    progress_begin(&exporting.progress, 0, 0);
    int error = client_ask(client, &request, &answer);
    progress_clear(&exporting.progress);
    int status = report(&exporting, &answer, error);
    buffer_done(&exporting.line);
    client_close(client);
    arena_free(arena);
    return status;
}
