/* claimd verify and replay: an evidence bundle is checked without the service that made it and
 * without a network. verify walks the chain of hashes; replay also works everything out again from
 * the articles inside and compares it byte by byte.
 */
#include "base/error.h"
#include "base/json_reader.h"
#include "base/mapped_file.h"
#include "handlers/bundle.h"
#include "handlers/stored_input.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/models_folder.h"
#include "storage/storage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUTS_MAX = 1000 };

struct evidence {
    struct arena *arena;
    struct config config;
    struct mapped_file file;
    struct slice head;
    struct article_input inputs[INPUTS_MAX];
    uint32_t count;
};

static struct slice bytes_of(const struct evidence *evidence) {
    return slice_of(evidence->file.at, evidence->file.size);
}

static int complain(const struct evidence *evidence, uint64_t line, const char *why) {
    fprintf(stderr, "claimd: %s:%" PRIu64 ": %s\n", evidence->config.operands[0], line, why);
    return ERR_INVALID;
}

static int start(struct evidence *evidence, int argc, char **argv, const char *name) {
    evidence->arena = arena_new((size_t)1 << 32);
    if (!evidence->arena ||
        config_read(evidence->arena, SCOPE_EVIDENCE, argc, argv, &evidence->config) < 0)
        return ERR_INVALID;
    if (evidence->config.operand_count != 1) {
        fprintf(stderr, "usage: claimd %s FILE\n", name);
        return ERR_INVALID;
    }
    int error = mapped_file_open(evidence->config.operands[0], &evidence->file);
    if (error)
        fprintf(stderr, "claimd: %s cannot be read: %s\n", evidence->config.operands[0],
                error_name(error));
    return error;
}

static int finish(struct evidence *evidence, int status) {
    mapped_file_done(&evidence->file);
    arena_free(evidence->arena);
    free(evidence);
    return status;
}

/* Every line, and whether the whole is whole. Prints what is wrong. */
static int walk(const struct evidence *evidence, struct bundle_reader *ret_reader) {
    struct slice payload;
    const char *why;
    int more;
    bundle_open(ret_reader, bytes_of(evidence));
    do
        more = bundle_next(ret_reader, &payload, &why);
    while (more == 1);
    return more < 0 ? complain(evidence, ret_reader->lines + 1, why) : 0;
}

int command_verify(int argc, char **argv) {
    struct evidence *evidence = calloc(1, sizeof *evidence);
    struct bundle_reader reader;
    if (!evidence || start(evidence, argc, argv, "verify") < 0)
        return evidence ? finish(evidence, EXIT_USAGE) : EXIT_FAILURE;
    if (walk(evidence, &reader) < 0)
        return finish(evidence, EXIT_FAILURE);
    printf("%s: %" PRIu64 " lines, whole and unchanged\nsha256 %s\n", evidence->config.operands[0],
           reader.lines, reader.last);
    return finish(evidence, EXIT_SUCCESS);
}

/* ---- replay ---------------------------------------------------------------------------------- */

static bool has_kind(struct slice payload, const char *kind) {
    char start[48];
    int length = snprintf(start, sizeof start, "{\"kind\":\"%s\"", kind);
    return slice_starts(payload, slice_of(start, (size_t)length));
}

static bool is_derived(struct slice payload) {
    return has_kind(payload, "analysis") || has_kind(payload, "pair") ||
           has_kind(payload, "matter");
}

/* The article inside an input line; its id must be that of its bytes. */
static int read_input(struct evidence *evidence, struct slice payload) {
    int error = ERR_INVALID;
    json_t *line = NULL;
    (void)json_read(payload, 0, &line, NULL); /* what cannot be read has no member */
    const json_t *text = json_object_get(line, "bytes");
    const char *id = json_string_value(json_object_get(line, "id"));
    size_t length = json_string_length(text);
    unsigned char *bytes = arena_alloc(evidence->arena, length + 3);
    if (bytes && id && json_is_string(text) && evidence->count < INPUTS_MAX &&
        base64_read(slice_of(json_string_value(text), length), bytes, &length)) {
        struct slice input = slice_of((const char *)bytes, length);
        const struct storage_id own = storage_article_id(input);
        if (strcmp(own.hex, id) == 0)
            error = stored_input_read(input, &evidence->inputs[evidence->count]);
    }
    evidence->count += !error;
    json_decref(line);
    return error;
}

static int read_inputs(struct evidence *evidence) {
    struct bundle_reader reader;
    struct slice payload;
    const char *why;
    bundle_open(&reader, bytes_of(evidence));
    while (bundle_next(&reader, &payload, &why) == 1) {
        if (has_kind(payload, "bundle"))
            evidence->head = payload;
        if (has_kind(payload, "input") && read_input(evidence, payload) < 0)
            return complain(evidence, reader.lines, "the article inside is not the one it names");
    }
    return 0;
}

/* The program and the models that made the bundle, when they are others than here. */
static void tell_engines(const struct evidence *evidence, const struct resource_store *store) {
    json_t *head = NULL;
    (void)json_read(evidence->head, 0, &head, NULL); /* as above */
    const char *engine = json_string_value(json_object_get(head, "engine"));
    size_t index;
    json_t *model;
    if (engine && strcmp(engine, CLAIMD_VERSION) != 0)
        fprintf(stderr, "claimd: made by engine %s, this is %s\n", engine, CLAIMD_VERSION);
    json_array_foreach(json_object_get(head, "models"), index, model) {
        char hex[DIGEST_HEX + 1];
        const char *name = json_string_value(json_object_get(model, "file"));
        const char *hash = json_string_value(json_object_get(model, "sha256"));
        for (int i = 0; name && hash && i < RESOURCE_FILE_COUNT; i++) {
            if (strcmp(resource_file_name((enum resource_file)i), name) != 0)
                continue;
            const struct digest digest =
                digest_of(slice_of(store->files[i].at, store->files[i].size));
            digest_hex(&digest, hex);
            if (strcmp(hex, hash) != 0)
                fprintf(stderr, "claimd: made with another %s\n", name);
        }
    }
    json_decref(head);
}

/* The next payload that follows from the inputs; 0 when there is none left. */
static int next_derived(struct bundle_reader *reader, struct slice *ret_payload) {
    const char *why;
    int more;
    do
        more = bundle_next(reader, ret_payload, &why);
    while (more == 1 && !is_derived(*ret_payload));
    return more == 1;
}

/* Both bundles, payload by payload. */
static int compare(const struct evidence *evidence, struct slice again, uint64_t *ret_compared) {
    struct bundle_reader theirs;
    struct bundle_reader ours;
    struct slice left;
    struct slice right;
    uint64_t compared = 0;
    bundle_open(&theirs, bytes_of(evidence));
    bundle_open(&ours, again);
    for (;;) {
        int more = next_derived(&theirs, &left);
        if (more != next_derived(&ours, &right))
            return complain(evidence, theirs.lines,
                            "working it out again gives more or fewer lines");
        if (!more)
            break;
        if (!slice_equal(left, right))
            return complain(evidence, theirs.lines, "working it out again gives another line");
        compared++;
    }
    *ret_compared = compared;
    return 0;
}

static int replay(struct evidence *evidence, const struct resource_store *store) {
    struct buffer out;
    struct bundle_writer writer;
    uint64_t compared = 0;
    tell_engines(evidence, store);
    buffer_init(&out, SIZE_MAX / 2);
    bundle_begin(&writer, &out);
    int error = bundle_write_derived(&writer, &store->resources, evidence->arena, evidence->inputs,
                                     evidence->count);
    if (!error)
        error = bundle_end(&writer);
    bundle_done(&writer);
    if (error)
        fprintf(stderr, "claimd: cannot work it out again: %s\n", error_name(error));
    else
        error = compare(evidence, buffer_slice(&out), &compared);
    buffer_done(&out);
    if (!error)
        printf("%s: %" PRIu32 " articles, %" PRIu64 " lines worked out again, all the same\n",
               evidence->config.operands[0], evidence->count, compared);
    return error;
}

int command_replay(int argc, char **argv) {
    struct evidence *evidence = calloc(1, sizeof *evidence);
    struct resource_store store = {0};
    struct bundle_reader reader;
    if (!evidence || start(evidence, argc, argv, "replay") < 0)
        return evidence ? finish(evidence, EXIT_USAGE) : EXIT_FAILURE;
    int error = walk(evidence, &reader);
    if (!error)
        error = read_inputs(evidence);
    if (!error)
        error = models_open(evidence->config.models, &store);
    if (!error) {
        error = replay(evidence, &store);
        resource_store_done(&store);
    }
    return finish(evidence, error ? EXIT_FAILURE : EXIT_SUCCESS);
}
