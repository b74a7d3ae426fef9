/* claimd import: files with an article on each line go to a running service, in bodies of many
 * lines.
 *
 * After each body that was answered, the place behind its last line is written to FILE.position, by
 * rename: whoever starts again, after Ctrl-C or kill -9, goes on there. At most one body is sent
 * twice, and the service answers lines that it has with 200 and their ids, so that nothing is
 * doubled. A busy or restarting service is asked again for some minutes.
 */
#include "base/error.h"
#include "base/json_reader.h"
#include "fetch/client.h"
#include "server/commander.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    BATCH_LINES = 256,
    BATCH_BYTES = 4 * 1024 * 1024,
    ANSWER_BYTES = 64 * 1024 * 1024,
    HEAD_BYTES = 4096, /* of the file, to tell it from another one of the same name */
    TRIES = 30,
    WAIT_MAX = 10, /* seconds between tries */
};

struct import {
    struct arena *arena;
    struct config config;
    struct client *client;
    const char *path;
    char position_path[PATH_MAX];
    FILE *file;
    uint64_t bytes; /* behind the last line that was answered */
    uint64_t lines;
    uint64_t size; /* of the file; 0 when it has none */
    uint64_t head; /* hash */
    uint64_t counts[3];
    struct buffer answers;
    struct progress progress;
};
enum { COUNT_NEW, COUNT_KNOWN, COUNT_REFUSED };

/* ---- the position ---------------------------------------------------------------------------- */

static uint64_t hash_head(FILE *file) {
    char head[HEAD_BYTES];
    ssize_t length = pread(fileno(file), head, sizeof head, 0);
    const char *end = length > 0 ? memchr(head, '\n', (size_t)length) : NULL;
    return XXH3_64bits(head, end ? (size_t)(end - head) : 0); /* the first line: files may grow */
}

/* Goes to where the last try ended; a position of another file is left alone. */
static int read_position(struct import *import) {
    FILE *file = fopen(import->position_path, "re");
    char text[128] = "";
    if (!file)
        return 0;
    bool found = fgets(text, sizeof text, file) != NULL;
    (void)fclose(file); /* only read */
    char *rest = text;
    uint64_t head = strtoull(rest, &rest, 16);
    uint64_t bytes = strtoull(rest, &rest, 10);
    uint64_t lines = strtoull(rest, &rest, 10); /* what is no number is 0: another file's head */
    if (!found || head != import->head || bytes > import->size)
        return 0;
    if (fseeko(import->file, (off_t)bytes, SEEK_SET) != 0)
        return ERR_FAILED;
    import->bytes = bytes;
    import->lines = lines;
    fprintf(stderr, "claimd: %s: going on behind line %" PRIu64 "\n", import->path, lines);
    return 0;
}

static int write_position(const struct import *import) {
    char fresh[PATH_MAX + 8];
    (void)snprintf(fresh, sizeof fresh, "%s.new", import->position_path); /* fits */
    FILE *file = fopen(fresh, "we");
    if (!file)
        return ERR_FAILED;
    bool good = fprintf(file, "%016" PRIx64 " %" PRIu64 " %" PRIu64 "\n", import->head,
                        import->bytes, import->lines) > 0;
    good = fflush(file) == 0 && fsync(fileno(file)) == 0 && good;
    good = fclose(file) == 0 && good;
    return good && rename(fresh, import->position_path) == 0 ? 0 : ERR_FAILED;
}

/* ---- one body -------------------------------------------------------------------------------- */

/* Reads whole lines into `batch`. Returns how many, or ERR_FAILED where reading failed: a folder, a
 * disk. */
static int read_batch(struct import *import, struct buffer *batch) {
    static char *line; /* one for the command's life */
    static size_t capacity;
    int count = 0;
    while (count < BATCH_LINES && batch->length < BATCH_BYTES) {
        ssize_t length = getline(&line, &capacity, import->file);
        if (length < 0 && !feof(import->file))
            return ERR_FAILED;
        if (length < 0)
            break;
        buffer_append(batch, slice_of(line, (size_t)length));
        if (line[length - 1] != '\n')
            buffer_append_byte(batch, '\n');
        count++;
    }
    return count;
}

static bool take_answer(void *context, struct slice bytes) {
    struct import *import = context;
    buffer_append(&import->answers, bytes);
    return buffer_error(&import->answers) == 0;
}

/* The problem of a line, for somebody who edits the file. */
static void print_problem(const struct import *import, const json_t *answer, json_int_t line) {
    const json_t *problem = json_object_get(answer, "problem");
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    fprintf(stderr, "%s:%" PRIu64 ": %lld: %s", import->path, import->lines + (uint64_t)line,
            (long long)json_integer_value(json_object_get(answer, "status")),
            detail ? detail : "refused");
    size_t index;
    json_t *error;
    json_array_foreach(json_object_get(problem, "errors"), index, error) {
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        const char *what = json_string_value(json_object_get(error, "detail"));
        fprintf(stderr, " [%s %s]", pointer ? pointer : "", what ? what : "");
    }
    fprintf(stderr, "\n");
}

/* Counts the answer lines. False when one of them is none, or the store could not keep it: then the
 * body is sent again. */
static bool count_answers(struct import *import, uint64_t counts[3], bool print) {
    struct slice rest = buffer_slice(&import->answers);
    while (rest.length) {
        const char *end = memchr(rest.at, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.at) : rest.length;
        json_t *answer = NULL;
        (void)json_read(slice_of(rest.at, length), 0, &answer, NULL); /* then it has no status */
        json_int_t status = json_integer_value(json_object_get(answer, "status"));
        json_int_t line = json_integer_value(json_object_get(answer, "line"));
        if (status >= 400 && status < 500 && print) {
            progress_clear(&import->progress);
            print_problem(import, answer, line);
        }
        counts[status == 201 || status == 202 ? COUNT_NEW
               : status == 200                ? COUNT_KNOWN
                                              : COUNT_REFUSED]++;
        json_decref(answer);
        if (!end || !status || status >= 500)
            return false;
        rest = slice_of(rest.at + length + 1, rest.length - length - 1);
    }
    return true;
}

static int send_once(struct import *import, struct slice body, struct client_answer *answer) {
    const struct client_request request = {
        .method = "POST",
        .path = "/v1/articles",
        .accept = "application/x-ndjson",
        .content_type = "application/x-ndjson",
        .body = body,
        .take = take_answer,
        .context = import,
    };
    uint64_t counts[3] = {0};
    buffer_clear(&import->answers);
    if (client_ask(import->client, &request, answer) < 0)
        return ERR_BUSY; /* not there, or gone half-way */
    if (answer->status == 503 || answer->status == 429 || answer->status == 502)
        return ERR_BUSY;
    if (answer->status != 200)
        return ERR_FAILED;
    if (!count_answers(import, counts, false))
        return ERR_BUSY;
    (void)count_answers(import, import->counts, true);
    return 0;
}

static int send_batch(struct import *import, struct slice body) {
    struct client_answer answer = {0};
    for (int i = 0; i < TRIES; i++) {
        int error = send_once(import, body, &answer);
        if (!error)
            return 0;
        if (error != ERR_BUSY)
            break;
        int wait = i < WAIT_MAX ? i : WAIT_MAX;
        progress_note(&import->progress, "waiting for the service");
        (void)sleep((unsigned)(answer.retry_after > wait ? answer.retry_after : wait));
    }
    progress_clear(&import->progress);
    fprintf(stderr, "claimd: %s: stopped behind line %" PRIu64 ": ", import->path, import->lines);
    if (answer.error[0])
        fprintf(stderr, "%s\n", answer.error);
    else
        fprintf(stderr, "status %d %.*s\n", answer.status,
                SLICE_ARGS(buffer_slice(&import->answers)));
    return ERR_FAILED;
}

/* ---- one file -------------------------------------------------------------------------------- */

static int open_file(struct import *import) {
    struct stat info;
    bool is_stdin = strcmp(import->path, "-") == 0;
    import->file = is_stdin ? stdin : fopen(import->path, "re");
    if (!import->file) {
        fprintf(stderr, "claimd: %s: %s\n", import->path, strerror(errno));
        return ERR_FAILED;
    }
    if (is_stdin || fstat(fileno(import->file), &info) != 0 || !S_ISREG(info.st_mode))
        return 0; /* nothing to come back to */
    int length =
        snprintf(import->position_path, sizeof import->position_path, "%s.position", import->path);
    if (length < 0 || (size_t)length >= sizeof import->position_path)
        return ERR_FAILED;
    import->size = (uint64_t)info.st_size;
    import->head = hash_head(import->file);
    return read_position(import);
}

static int send_lines(struct import *import) {
    struct buffer batch;
    int error = 0;
    buffer_init(&batch, SIZE_MAX / 2);
    for (;;) {
        buffer_clear(&batch);
        int count = read_batch(import, &batch);
        if (count < 0)
            fprintf(stderr, "claimd: %s: %s\n", import->path, strerror(errno));
        error = count < 0 ? count : buffer_error(&batch);
        if (!error && count)
            error = send_batch(import, buffer_slice(&batch));
        if (error || !count)
            break;
        import->bytes += batch.length;
        import->lines += (uint64_t)count;
        progress_show(&import->progress, import->bytes, import->size, import->lines);
        if (import->position_path[0] && write_position(import) < 0) {
            fprintf(stderr, "claimd: %s: %s\n", import->position_path, strerror(errno));
            error = ERR_FAILED;
            break;
        }
    }
    buffer_done(&batch);
    return error;
}

static int import_file(struct import *import, const char *path) {
    import->path = path;
    import->position_path[0] = '\0';
    import->bytes = import->lines = import->size = 0;
    memset(import->counts, 0, sizeof import->counts);
    int error = open_file(import);
    if (!error) {
        progress_begin(&import->progress, import->bytes, import->lines);
        error = send_lines(import);
        progress_clear(&import->progress);
    }
    if (import->file && import->file != stdin)
        (void)fclose(import->file); /* only read */
    import->file = NULL;
    if (error)
        return error;
    if (import->position_path[0])
        (void)unlink(import->position_path); /* done: the next import begins anew */
    printf("%s: %" PRIu64 " new, %" PRIu64 " known, %" PRIu64 " refused\n", path,
           import->counts[COUNT_NEW], import->counts[COUNT_KNOWN], import->counts[COUNT_REFUSED]);
    return import->counts[COUNT_REFUSED] ? ERR_INVALID : 0;
}

int command_import(int argc, char **argv) {
    static struct import import;
    int worst = 0;
    if (client_command_start(argc, argv, &import.arena, &import.config, &import.client) < 0)
        return EXIT_USAGE;
    if (!import.config.operand_count) {
        fprintf(stderr, "usage: claimd import FILE… [--base-url URL]\n");
        worst = ERR_INVALID;
    }
    buffer_init(&import.answers, ANSWER_BYTES);
    for (int i = 0; i < import.config.operand_count; i++) {
        int error = import_file(&import, import.config.operands[i]);
        worst = error ? error : worst;
    }
    buffer_done(&import.answers);
    client_close(import.client);
    arena_free(import.arena);
    return worst ? EXIT_FAILURE : EXIT_SUCCESS;
}
