/* claimd analyze and compare: the endpoints' own handlers, fed from files. */
#include "base/error.h"
#include "base/utf8.h"
#include "handlers/answers.h"
#include "handlers/route.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/models_folder.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILE_LIMIT = 256 * 1024 * 1024, OUTPUT_LIMIT = 1 << 30 };

struct offline {
    struct arena *arena; /* of the configuration */
    struct config config;
    struct resource_store resources;
    struct service service;
};

static int start(struct offline *offline, int argc, char **argv) {
    offline->arena = arena_new(1 << 20);
    if (!offline->arena)
        return ERR_NO_MEMORY;
    int result = config_read(offline->arena, SCOPE_ARTICLES, argc, argv, &offline->config);
    if (result < 0)
        return result;
    if (!offline->config.operand_count) {
        fprintf(stderr, "claimd: name a file (.txt, .html or .json)\n");
        return ERR_INVALID;
    }

    result = models_open(offline->config.models, &offline->resources);
    if (result < 0)
        return result;
    offline->service.resources = &offline->resources.resources;
    return 0;
}

static void finish(struct offline *offline) {
    resource_store_done(&offline->resources);
    arena_free(offline->arena);
}

/* The request that a client would send for a file. The caller calls request_done. */
static int request_make(const struct offline *offline, struct request *ret_request) {
    struct request request = {.service = &offline->service, .id = SLICE("command-line")};
    request.arena = arena_new((size_t)offline->config.request_memory);
    if (!request.arena)
        return ERR_NO_MEMORY;
    request.answer_media = offline->config.format ? MEDIA_TEXT : MEDIA_JSON;
    buffer_init(&request.out, OUTPUT_LIMIT);
    *ret_request = request;
    return 0;
}

static void request_done(struct request *request) {
    buffer_done(&request->out);
    arena_free(request->arena);
}

static int read_file(struct arena *arena, const char *path, struct slice *ret_bytes) {
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "re");
    if (!file) {
        fprintf(stderr, "claimd: %s: %s\n", path, strerror(errno));
        return ERR_FAILED;
    }
    struct buffer bytes;
    char chunk[64 * 1024];
    size_t length;
    buffer_init(&bytes, FILE_LIMIT);
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0)
        buffer_append(&bytes, slice_of(chunk, length));
    bool failed = ferror(file);
    if (!is_stdin)
        fclose(file);

    int result = failed ? ERR_FAILED : buffer_error(&bytes);
    if (result == 0)
        result = arena_copy(arena, buffer_slice(&bytes), ret_bytes);
    buffer_done(&bytes);
    if (result < 0)
        fprintf(stderr, "claimd: %s: cannot be read: %s\n", path, error_name(result));
    return result;
}

static enum media media_of_file(const char *path) {
    struct slice name = slice_from_cstr(path);
    if (slice_ends(name, SLICE(".json")))
        return MEDIA_JSON;
    if (slice_ends(name, SLICE(".html")) || slice_ends(name, SLICE(".htm")))
        return MEDIA_HTML;
    return MEDIA_TEXT;
}

/* The flags stand in for the query parameters of a bare body. */
static int take_flags(const struct config *config, struct request *request) {
    const struct parameter given[] = {
        {SLICE("title"), slice_from_cstr(config->title)},
        {SLICE("url"), slice_from_cstr(config->url)},
        {SLICE("source"), slice_from_cstr(config->source)},
        {SLICE("published_at"), slice_from_cstr(config->published_at)},
    };
    request->parameters = (struct parameter_list){0};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i].value.at && !list_push(request->arena, &request->parameters, given[i]))
            return ERR_NO_MEMORY;
    return 0;
}

/* Puts a file into the request as its body. */
static int load_body(const struct offline *offline, const char *path, struct request *request) {
    int result = read_file(request->arena, path, &request->body);
    if (result < 0)
        return result;
    request->body_media = media_of_file(path);
    if (request->body_media == MEDIA_JSON)
        return 0;
    return take_flags(&offline->config, request);
}

/* Prints the answer; a problem goes to stderr. */
static int print_answer(const struct request *request, const char *path) {
    bool fine = request->reply.status == 200;
    if (!fine)
        fprintf(stderr, "claimd: %s: ", path);
    FILE *out = fine ? stdout : stderr;
    fwrite(request->out.at, 1, request->out.length, out);
    if (!request->out.length || request->out.at[request->out.length - 1] != '\n')
        fputc('\n', out);
    return fine ? 0 : ERR_FAILED;
}

static int analyze_file(const struct offline *offline, const char *path) {
    struct request request;
    int result = request_make(offline, &request);
    if (result < 0)
        return result;

    struct article_input input = {0};
    result = load_body(offline, path, &request);
    if (result == 0 && article_read(&request, &input))
        analyze_answer(&request, &input);
    if (result == 0)
        result = print_answer(&request, path);
    request_done(&request);
    return result;
}

int command_analyze(int argc, char **argv) {
    struct offline offline = {0};
    int result = start(&offline, argc, argv);
    for (int i = 0; result == 0 && i < offline.config.operand_count; i++)
        result = analyze_file(&offline, offline.config.operands[i]);
    finish(&offline);
    return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A single .json file is the whole body of /v1/compare. */
static int compare_body(const struct offline *offline, struct request *request) {
    int result = load_body(offline, offline->config.operands[0], request);
    if (result < 0)
        return result;
    for (size_t i = 0; i < route_count; i++) {
        if (strcmp(routes[i].pattern, "/v1/compare") == 0) {
            routes[i].handle(request);
            return print_answer(request, offline->config.operands[0]);
        }
    }
    assert(false);
    return ERR_FAILED;
}

static int compare_files(const struct offline *offline, struct request *request) {
    struct article_input_list inputs = {0};
    for (int i = 0; i < offline->config.operand_count; i++) {
        struct article_input input = {0};
        const char *path = offline->config.operands[i];
        int result = load_body(offline, path, request);
        if (result < 0)
            return result;
        if (!article_read(request, &input))
            return print_answer(request, path);
        if (!list_push(request->arena, &inputs, input))
            return ERR_NO_MEMORY;
    }
    compare_answer(request, &inputs);
    return print_answer(request, "compare");
}

int command_compare(int argc, char **argv) {
    struct offline offline = {0};
    struct request request = {0};
    int result = start(&offline, argc, argv);
    if (result == 0)
        result = request_make(&offline, &request);
    if (result == 0) {
        int count = offline.config.operand_count;
        bool single = count == 1 && media_of_file(offline.config.operands[0]) == MEDIA_JSON;
        if (single) {
            result = compare_body(&offline, &request);
        } else if (count < COMPARE_ARTICLES_MIN || count > COMPARE_ARTICLES_MAX) {
            fprintf(stderr, "claimd: compare takes %d to %d files\n", COMPARE_ARTICLES_MIN,
                    COMPARE_ARTICLES_MAX);
            result = ERR_INVALID;
        } else {
            result = compare_files(&offline, &request);
        }
        request_done(&request);
    }
    finish(&offline);
    return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
