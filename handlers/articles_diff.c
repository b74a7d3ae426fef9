/* GET /v1/articles/{id}/diff?from=&to=: what changed between two versions, claim by claim. Both are
 * analysed again from their requests, so that the answer is that of this program. */
#include "alignment/version_diff.h"
#include "base/error.h"
#include "handlers/analysis_json.h"
#include "handlers/comparison_json.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_analysis.h"
#include "handlers/stored_json.h"

/* One side of the comparison. */
struct side {
    struct article_summary summary;
    const struct analysis *analysis;
    struct codepoint_index index;
};

struct compared {
    struct side before;
    struct side after;
    struct version_diff diff;
};

/* ---- the answer ------------------------------------------------------------------------------ */

static void write_side(struct json_writer *json, const char *key, const struct side *side) {
    json_key(json, key);
    json_begin_object(json);
    article_summary_write(json, &side->summary, NULL);
    json_end_object(json);
}

static void write_fields(struct json_writer *json, const struct article_summary *before,
                         const struct article_summary *after) {
    json_key(json, "metadata");
    json_begin_array(json);
    field_change_write(json, "title", before->title, after->title);
    field_change_write(json, "source", before->source, after->source);
    field_change_write(json, "published_at", before->published_at, after->published_at);
    field_change_write(json, "byline", before->byline, after->byline);
    field_change_write(json, "url", before->url, after->url);
    json_end_array(json);
}

static void write_claim(struct json_writer *json, const char *key, const struct side *side,
                        uint32_t claim) {
    json_key(json, key);
    if (claim == NO_INDEX)
        json_put_null(json);
    else
        claim_write_json(json, &side->index, &side->analysis->claims.at[claim]);
}

static void write_change(struct json_writer *json, const struct compared *compared,
                         const struct version_change *change) {
    json_begin_object(json);
    json_member_cstr(json, "change", version_change_name(change->kind));
    write_claim(json, "before", &compared->before, change->before);
    write_claim(json, "after", &compared->after, change->after);
    if (change->pair) {
        json_member_cstr(json, "relation", relation_name(change->pair->relation));
        differences_write_json(json, &change->pair->differences);
        json_member_string(json, "explanation", change->pair->explanation);
    }
    json_end_object(json);
}

static void answer(struct request *request, const struct compared *compared) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    write_side(&json, "from", &compared->before);
    write_side(&json, "to", &compared->after);
    write_fields(&json, &compared->before.summary, &compared->after.summary);
    json_member_integer(&json, "unchanged", compared->diff.unchanged);
    json_key(&json, "changes");
    json_begin_array(&json);
    for (uint32_t i = 0; i < compared->diff.count; i++)
        write_change(&json, compared, &compared->diff.at[i]);
    json_end_array(&json);
    json_end_object(&json);
    reply_json(request, 200);
}

/* ---- the question ---------------------------------------------------------------------------- */

static int read_side(struct request *request, const struct storage_id *id, int64_t version,
                     struct side *side) {
    struct storage_id found;
    struct stored_article stored;
    int error = storage_article_version(request->service->storage, id, (uint32_t)version, &found);
    if (!error)
        error = storage_article_get(request->service->storage, request->arena, &found, 0, &stored);
    if (!error)
        error = stored_analyze(request, &found, &side->analysis);
    if (error)
        return error;
    side->summary = stored.summary;
    return codepoint_index_make(request->arena, side->analysis->article.text, &side->index);
}

/* The versions asked for: by themselves, the one in the path and the one before it. */
static int read_versions(struct request *request, const struct storage_id *id, int64_t *ret_from,
                         int64_t *ret_to) {
    struct stored_article stored;
    int error = storage_article_get(request->service->storage, request->arena, id, 0, &stored);
    if (error)
        return error;
    error = request_integer(request, "to", 1, INT32_MAX, stored.summary.version, ret_to);
    if (error)
        return error;
    return request_integer(request, "from", 1, INT32_MAX, *ret_to > 1 ? *ret_to - 1 : 1, ret_from);
}

static int compare(struct request *request, const struct storage_id *id, int64_t from, int64_t to,
                   struct compared *compared) {
    int error = read_side(request, id, from, &compared->before);
    if (!error)
        error = read_side(request, id, to, &compared->after);
    if (error)
        return error;
    return version_diff_make(request->service->resources, request->arena, compared->before.analysis,
                             compared->after.analysis, &compared->diff);
}

void articles_diff(struct request *request) {
    struct storage_id id;
    int64_t from = 1;
    int64_t to = 1;
    if (!stored_id_read(request, &id))
        return;
    int error = read_versions(request, &id, &from, &to);
    if (error == ERR_INVALID) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return;
    }
    struct compared compared;
    if (!error)
        error = compare(request, &id, from, to, &compared);
    if (error)
        reply_error(request, error, "comparing the versions");
    else
        answer(request, &compared);
}
