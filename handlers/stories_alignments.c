/* GET /v1/stories/{id}/alignments: where a story's articles agree, where both can be true, where
 * they cannot. The stored requests are analysed again, so that the answer is always that of this
 * program; a story with more articles than one comparison takes is compared by its newest ones.
 */
#include "alignment/alignment.h"
#include "base/error.h"
#include "handlers/comparison_json.h"
#include "handlers/handlers.h"
#include "handlers/report_text.h"
#include "handlers/stored.h"
#include "handlers/stored_input.h"
#include "handlers/stored_json.h"

/* The articles of the story that are compared. */
struct compared {
    const struct story_article **articles;
    const struct analysis **analyses;
    struct slice *ids;
    uint32_t count;
    struct comparison comparison;
};

static int analyze_stored(struct request *request, const struct storage_id *id,
                          const struct analysis **ret_analysis) {
    struct stored_article stored;
    int error =
        storage_article_get(request->service->storage, request->arena, id, ARTICLE_INPUT, &stored);
    if (error)
        return error;
    struct article_input input;
    error = stored_input_read(stored.input, &input);
    if (error)
        return ERR_FAILED; /* our own bytes: not the client's fault */

    struct analysis *analysis;
    error = analyze(request->service->resources, request->arena, &input, &analysis);
    if (!error)
        *ret_analysis = analysis;
    return error;
}

/* Analyses the story's newest articles. One that was deleted since the story was read is left out.
 */
static int analyze_articles(struct request *request, const struct stored_story *story,
                            struct compared *compared) {
    uint32_t count = story->article_count;
    for (uint32_t i = count > ALIGN_ARTICLES_MAX ? count - ALIGN_ARTICLES_MAX : 0; i < count; i++) {
        const struct story_article *article = &story->articles[i];
        int error = analyze_stored(request, &article->id, &compared->analyses[compared->count]);
        if (error == ERR_NOT_FOUND)
            continue;
        if (error)
            return error;
        compared->articles[compared->count] = article;
        compared->ids[compared->count++] = slice_from_cstr(article->id.hex);
    }
    return 0;
}

static int compare(struct request *request, const struct stored_story *story,
                   struct compared *ret_compared) {
    struct compared compared = {
        .articles = ARENA_ARRAY(request->arena, const struct story_article *, ALIGN_ARTICLES_MAX),
        .analyses = ARENA_ARRAY(request->arena, const struct analysis *, ALIGN_ARTICLES_MAX),
        .ids = ARENA_ARRAY(request->arena, struct slice, ALIGN_ARTICLES_MAX),
    };
    if (!compared.articles || !compared.analyses || !compared.ids)
        return ERR_NO_MEMORY;

    int error = analyze_articles(request, story, &compared);
    if (!error)
        error = align_articles(request->service->resources, request->arena, compared.analyses,
                               compared.count, &compared.comparison);
    if (!error)
        *ret_compared = compared;
    return error;
}

static void answer(struct request *request, const struct stored_story *story,
                   const struct compared *compared) {
    if (request->answer_media == MEDIA_TEXT) {
        report_comparison(&request->out, compared->analyses, compared->count,
                          &compared->comparison);
        reply_text(request, 200);
        return;
    }

    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", story->id.hex);
    json_member_integer(&json, "left_out", story->article_count - compared->count);
    json_key(&json, "articles");
    json_begin_array(&json);
    for (uint32_t i = 0; i < compared->count; i++) {
        json_begin_object(&json);
        story_member_write(&json, compared->articles[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    comparison_write_json(&json, &compared->comparison, compared->ids);
    json_end_object(&json);
    reply_json(request, 200);
}

void stories_alignments(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct stored_story story;
    int error = storage_story_get(request->service->storage, request->arena, &id, &story);
    if (error) {
        reply_error(request, error, "reading the story");
        return;
    }
    struct compared compared;
    error = compare(request, &story, &compared);
    if (error)
        reply_error(request, error, "comparing the story's articles");
    else
        answer(request, &story, &compared);
}
