#include "handlers/submission.h"

#include "alignment/alignment.h"
#include "base/date.h"
#include "base/error.h"
#include "handlers/analysis_json.h"
#include "handlers/article_record.h"

int submission_prepare(const struct resources *resources, struct arena *arena,
                       const struct article_input *input, struct slice bytes, struct buffer *out,
                       struct article_record *ret_record) {
    struct analysis *analysis;
    struct claim_pair_list conflicts = {0};
    struct json_writer json;
    int error = analyze(resources, arena, input, &analysis);
    if (!error)
        error = align_within(resources, arena, analysis, &conflicts);
    if (error)
        return error;

    json_init(&json, out);
    error = analysis_write_json(&json, arena, analysis, &conflicts);
    if (!error)
        error = buffer_error(out);
    if (error)
        return error;
    return article_record_make(resources, arena, analysis, bytes, buffer_slice(out), ret_record);
}

int64_t submission_instant(struct slice text) {
    int64_t milliseconds = 0;
    if (text.at)
        (void)date_parse_instant(text, &milliseconds); /* checked with the other fields */
    return milliseconds;
}

void submission_answer(struct request *request, int status, const struct storage_id *article,
                       const struct storage_id *story, uint32_t version) {
    struct slice location;
    int error = arena_printf(request->arena, &location, "/v1/articles/%s", article->hex);
    if (error) {
        reply_error(request, error, "writing the answer");
        return;
    }

    reply_header(request, "Location", location);
    struct json_writer json;
    buffer_clear(&request->out);
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "id", article->hex);
    json_member_cstr(&json, "story", story->hex);
    json_member_integer(&json, "version", version);
    json_end_object(&json);
    reply_json(request, status);
}
