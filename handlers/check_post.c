/* POST /v1/check: a draft against stored coverage, sentence by sentence. The draft is analysed as
 * any article, the stories that it is near to are found by its signature, and its claims are
 * aligned with those of their newest articles. Only reads reach the store.
 */
#include "handlers/check.h"

#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/answers.h"
#include "handlers/article_record.h"
#include "handlers/handlers.h"
#include "handlers/stored_analysis.h"
#include "handlers/stored_input.h"

#include <stdlib.h>

enum { STORIES_MAX = 3 };

/* ---- coverage -------------------------------------------------------------------------------- */

static int find_stories(struct request *request, struct check *check) {
    struct article_record draft;
    int error = article_record_make(request->service->resources, request->arena, check->analyses[0],
                                    SLICE(""), SLICE(""), &draft);
    if (!error)
        error = storage_story_near(request->service->storage, request->arena, &draft, STORIES_MAX,
                                   &check->stories);
    return error;
}

/* One stored article. The draft itself, stored before, is no witness; one that was deleted a moment
 * ago is none any more. */
static int add_article(struct request *request, const struct storage_id *self,
                       const struct stored_story *story, uint32_t index, struct check *check) {
    const struct story_article *member = &story->articles[index];
    if (strcmp(member->id.hex, self->hex) == 0)
        return 0;
    int error = stored_analyze(request, &member->id, &check->analyses[check->count]);
    if (error)
        return error == ERR_NOT_FOUND ? 0 : error;
    check->covering[check->count - 1] = (struct covering_article){*member, story->id};
    check->count++;
    return 0;
}

/* The newest articles of one story, as far as there is room. */
static int add_story(struct request *request, const struct storage_id *self, uint32_t place,
                     struct check *check) {
    struct stored_story story;
    int error = storage_story_get(request->service->storage, request->arena,
                                  &check->stories.at[place].id, &story);
    if (error)
        return error == ERR_NOT_FOUND ? 0 : error;

    check->story_sizes[place] = story.article_count;
    uint32_t i = story.article_count;
    while (i > 0 && check->count < ALIGN_ARTICLES_MAX && !error)
        error = add_article(request, self, &story, --i, check);
    check->left_out += i;
    return error;
}

static int index_texts(struct arena *arena, struct check *check) {
    check->indices = ARENA_ARRAY(arena, struct codepoint_index, check->count);
    if (!check->indices)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < check->count; i++) {
        int error =
            codepoint_index_make(arena, check->analyses[i]->article.text, &check->indices[i]);
        if (error)
            return error;
    }
    return 0;
}

static int gather(struct request *request, const struct storage_id *self, struct check *check) {
    check->covering = ARENA_ARRAY(request->arena, struct covering_article, ALIGN_ARTICLES_MAX);
    check->story_sizes = ARENA_ARRAY(request->arena, uint32_t, STORIES_MAX);
    if (!check->covering || !check->story_sizes)
        return ERR_NO_MEMORY;

    int error = find_stories(request, check);
    for (uint32_t i = 0; i < check->stories.count && !error; i++)
        error = add_story(request, self, i, check);
    return error ? error : index_texts(request->arena, check);
}

/* ---- findings -------------------------------------------------------------------------------- */

static int compare_findings(const void *a, const void *b) {
    const struct finding *x = a;
    const struct finding *y = b;
    if (x->sentence != y->sentence)
        return x->sentence < y->sentence ? -1 : 1;
    if (x->pair->relation != y->pair->relation)
        return x->pair->relation > y->pair->relation ? -1 : 1; /* conflict, compatible, agree */
    if (x->pair->score != y->pair->score)
        return x->pair->score > y->pair->score ? -1 : 1;
    return (x->pair > y->pair) - (x->pair < y->pair);
}

static int sort_findings(struct arena *arena, const struct claim_pair_list *pairs,
                         struct check *check) {
    check->findings = ARENA_ARRAY(arena, struct finding, (size_t)pairs->count + 1);
    if (!check->findings)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < pairs->count; i++) {
        const struct claim_pair *pair = &pairs->at[i];
        uint32_t sentence = check->analyses[0]->claims.at[pair->left.claim].sentence;
        check->findings[i] = (struct finding){sentence, pair};
    }
    check->finding_count = pairs->count;
    qsort(check->findings, check->finding_count, sizeof *check->findings, compare_findings);
    return 0;
}

static int align(struct request *request, struct check *check) {
    const struct resources *resources = request->service->resources;
    struct claim_pair_list pairs;
    int error = align_within(resources, request->arena, check->analyses[0], &check->conflicts);
    if (!error)
        error = align_first(resources, request->arena, check->analyses, check->count, &pairs);
    return error ? error : sort_findings(request->arena, &pairs, check);
}

static int look(struct request *request, const struct article_input *input, struct check *check) {
    struct slice bytes;
    int error = stored_input_write(request->arena, input, &bytes);
    if (error)
        return error;
    const struct storage_id self = storage_article_id(bytes);

    struct analysis *draft;
    error = analyze(request->service->resources, request->arena, input, &draft);
    if (error)
        return error;
    check->analyses = ARENA_ARRAY(request->arena, const struct analysis *, ALIGN_ARTICLES_MAX);
    if (!check->analyses)
        return ERR_NO_MEMORY;
    if (!draft->article.source.at)
        draft->article.source = SLICE("the draft"); /* explanations name both sides */
    check->analyses[0] = draft;
    check->count = 1;
    error = gather(request, &self, check);
    return error ? error : align(request, check);
}

void check_post(struct request *request) {
    struct article_input input = {0};
    if (!article_read(request, &input))
        return;

    struct check check = {0};
    int error = look(request, &input, &check);
    if (error) {
        reply_error(request, error, "checking the draft");
        return;
    }
    if (request->answer_media == MEDIA_TEXT) {
        check_write_text(&request->out, &check);
        reply_text(request, 200);
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    check_write_json(&json, &check);
    reply_json(request, 200);
}
