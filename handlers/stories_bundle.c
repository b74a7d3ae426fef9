/* GET /v1/stories/{id}/bundle: the evidence of a story, to be checked by others: bundle.h. */
#include "base/error.h"
#include "handlers/alignment_json.h"
#include "handlers/bundle.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_input.h"
#include "handlers/stored_json.h"

#include <pthread.h>

struct evidence {
    struct story_alignments story;
    struct article_input *inputs;
    struct slice *bytes;
};

/* The models' hashes cost a tenth of a second; they stay what they are while the process lives. */
static pthread_mutex_t hashing = PTHREAD_MUTEX_INITIALIZER;
static char model_hashes[MODEL_FILES_MAX][DIGEST_HEX + 1];

static void hash_models(const struct service *service) {
    (void)pthread_mutex_lock(&hashing); /* a default mutex, not held by this thread */
    for (unsigned i = 0; i < service->model_count && !model_hashes[i][0]; i++) {
        const struct digest digest = digest_of(service->models[i].bytes);
        digest_hex(&digest, model_hashes[i]);
    }
    (void)pthread_mutex_unlock(&hashing);
}

static void write_head(struct bundle_writer *writer, const struct service *service,
                       const struct story_alignments *story) {
    struct json_writer *json = bundle_line_begin(writer, "bundle");
    json_member_integer(json, "format", BUNDLE_FORMAT);
    json_member_cstr(json, "engine", CLAIMD_VERSION);
    hash_models(service);
    json_key(json, "models");
    json_begin_array(json);
    for (unsigned i = 0; i < service->model_count; i++) {
        json_begin_object(json);
        json_member_cstr(json, "file", service->models[i].name);
        json_member_cstr(json, "sha256", model_hashes[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_member_cstr(json, "story", story->story.hex);
    json_member_string(json, "title", story->title);
    json_member_integer(json, "as_of", story->as_of);
    json_member_instant(json, "as_of_time", story->as_of_time);
    json_member_integer(json, "articles", story->article_count);
    json_member_integer(json, "left_out", story->left_out);
    bundle_line_end(writer);
}

static int write_input(struct bundle_writer *writer, struct arena *arena, uint32_t index,
                       const struct compared_article *article, struct slice bytes) {
    size_t length = BASE64_LENGTH(bytes.length);
    char *text = arena_alloc(arena, length + 1);
    if (!text)
        return ERR_NO_MEMORY;
    base64_write(bytes, text);
    struct json_writer *json = bundle_line_begin(writer, "input");
    json_member_integer(json, "article", index);
    json_member_cstr(json, "id", article->id.hex);
    json_member_string(json, "title", article->title);
    json_member_string(json, "source", article->source);
    json_member_string(json, "url", article->url);
    json_member_string(json, "published_at", article->published_at);
    json_member_instant(json, "stored_at", article->stored_at);
    json_member_string(json, "bytes", slice_of(text, length));
    bundle_line_end(writer);
    return 0;
}

static int read_inputs(struct request *request, struct evidence *evidence) {
    uint32_t count = evidence->story.article_count;
    evidence->inputs = ARENA_ARRAY(request->arena, struct article_input, count + 1);
    evidence->bytes = ARENA_ARRAY(request->arena, struct slice, count + 1);
    if (!evidence->inputs || !evidence->bytes)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        struct stored_article stored;
        int error = storage_article_get(request->service->storage, request->arena,
                                        &evidence->story.articles[i].id, ARTICLE_INPUT, &stored);
        if (error) /* deleted since the story was read: ask again */
            return error == ERR_NOT_FOUND ? ERR_BUSY : error;
        evidence->bytes[i] = stored.input;
        if (stored_input_read(stored.input, &evidence->inputs[i]) < 0)
            return ERR_FAILED; /* our own bytes */
    }
    return 0;
}

static int write_alignments(struct request *request, struct bundle_writer *writer,
                            const struct story_alignments *story) {
    int error = 0;
    for (uint32_t i = 0; i < story->count && !error; i++) {
        struct json_writer *json = bundle_line_begin(writer, "alignment");
        json_key(json, "alignment");
        error = alignment_write(request, json, story, &story->alignments[i]);
        bundle_line_end(writer);
    }
    return error;
}

static int write_bundle(struct request *request, const struct evidence *evidence,
                        struct bundle_writer *writer) {
    const struct story_alignments *story = &evidence->story;
    int error = 0;
    write_head(writer, request->service, story);
    for (uint32_t i = 0; i < story->article_count && !error; i++)
        error = write_input(writer, request->arena, i, &story->articles[i], evidence->bytes[i]);
    if (!error)
        error = bundle_write_derived(writer, request->service->resources, request->arena,
                                     evidence->inputs, story->article_count);
    if (!error)
        error = write_alignments(request, writer, story);
    return error ? error : bundle_end(writer);
}

static void answer(struct request *request, const struct storage_id *id, int error) {
    struct slice name;
    if (!error)
        error = arena_printf(request->arena, &name, "attachment; filename=\"%s.claimd\"", id->hex);
    if (error) {
        reply_error(request, error, "writing the bundle");
        return;
    }
    reply_header(request, "Content-Disposition", name);
    reply_body(request, 200, "application/x-ndjson");
}

void stories_bundle(struct request *request) {
    static const struct as_of now = {0};
    struct storage_id id;
    struct evidence evidence = {0};
    if (!stored_id_read(request, &id))
        return;
    int error = storage_story_alignments(request->service->storage, request->arena, &id, &now,
                                         false, &evidence.story);
    if (!error)
        error = read_inputs(request, &evidence);
    if (error) {
        reply_error(request, error, "reading the story");
        return;
    }
    struct bundle_writer writer;
    bundle_begin(&writer, &request->out);
    error = write_bundle(request, &evidence, &writer);
    bundle_done(&writer);
    answer(request, &id, error);
}
