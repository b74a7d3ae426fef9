/* GET /v1/stories/{id}/alignments: where a story's articles agree, where both can be true, where
 * they cannot: as it was worked out when the last of them was stored. */
#include "base/error.h"
#include "handlers/alignment_json.h"
#include "handlers/as_of.h"
#include "handlers/handlers.h"
#include "handlers/report_text.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

static int write_answer(struct request *request, const struct story_alignments *story) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", story->story.hex);
    json_member_integer(&json, "as_of", story->as_of);
    json_member_integer(&json, "left_out", story->left_out);
    json_key(&json, "articles");
    json_begin_array(&json);
    for (uint32_t i = 0; i < story->article_count; i++) {
        json_begin_object(&json);
        compared_article_write(&json, &story->articles[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "alignments");
    json_begin_array(&json);
    int error = 0;
    for (uint32_t i = 0; i < story->count && !error; i++)
        error = alignment_write(request, &json, story, &story->alignments[i]);
    json_end_array(&json);
    json_key(&json, "pairs");
    json_put_raw(&json, story->pairs.at ? story->pairs : SLICE("[]"));
    json_end_object(&json);
    return error;
}

static int write_report(struct request *request, const struct story_alignments *story) {
    struct arena *arena = request->arena;
    struct report report = {.article_count = story->article_count, .matter_count = story->count};
    report.articles = ARENA_ARRAY(arena, struct report_article, story->article_count + 1);
    report.matters = ARENA_ARRAY(arena, struct report_matter, story->count + 1);
    if (!report.articles || !report.matters)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < story->article_count; i++)
        report.articles[i] = (struct report_article){
            story->articles[i].source, story->articles[i].title, story->articles[i].published_at};
    for (uint32_t i = 0; i < story->count; i++) {
        const struct stored_alignment *alignment = &story->alignments[i];
        struct report_member *members =
            ARENA_ARRAY(arena, struct report_member, alignment->member_count + 1);
        if (!members)
            return ERR_NO_MEMORY;
        for (uint32_t k = 0; k < alignment->member_count; k++)
            members[k] = (struct report_member){alignment->members[k].article,
                                                alignment->members[k].claim_text};
        report.matters[i] =
            (struct report_matter){alignment->relation, alignment->topic, alignment->explanation,
                                   members, alignment->member_count};
    }
    report_write(&request->out, &report);
    return 0;
}

void stories_alignments(struct request *request) {
    struct storage_id id;
    struct as_of as_of;
    if (!stored_id_read(request, &id) || !as_of_take(request, &as_of))
        return;

    struct story_alignments story;
    bool is_text = request->answer_media == MEDIA_TEXT;
    int error = storage_story_alignments(request->service->storage, request->arena, &id, &as_of,
                                         !is_text, &story);
    if (error) {
        reply_error(request, error, "reading the alignments");
        return;
    }
    error = is_text ? write_report(request, &story) : write_answer(request, &story);
    if (error)
        reply_error(request, error, "writing the alignments");
    else if (is_text)
        reply_text(request, 200);
    else
        reply_json(request, 200);
}
