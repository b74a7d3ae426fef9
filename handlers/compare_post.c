/* POST /v1/compare: two or more articles in, their analyses and the alignment of their claims out,
 * nothing stored. */
#include "base/error.h"
#include "handlers/analysis_json.h"
#include "handlers/answers.h"
#include "handlers/comparison_json.h"
#include "handlers/handlers.h"
#include "handlers/report_text.h"

/* All the articles and what their alignment gave. */
struct compared {
    const struct analysis **articles;
    struct claim_pair_list *conflicts; /* inside each article */
    uint32_t count;
    struct comparison comparison;
};

static int compare(struct request *request, const struct article_input_list *inputs,
                   struct compared *ret_compared) {
    const struct resources *resources = request->service->resources;
    struct compared compared = {.count = inputs->count};
    compared.articles = ARENA_ARRAY(request->arena, const struct analysis *, inputs->count);
    compared.conflicts = ARENA_ARRAY(request->arena, struct claim_pair_list, inputs->count);
    if (!compared.articles || !compared.conflicts)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < inputs->count; i++) {
        struct analysis *analysis;
        int result = analyze(resources, request->arena, &inputs->at[i], &analysis);
        if (result < 0)
            return result;
        result = align_within(resources, request->arena, analysis, &compared.conflicts[i]);
        if (result < 0)
            return result;
        compared.articles[i] = analysis;
    }
    int result = align_articles(resources, request->arena, compared.articles, compared.count,
                                &compared.comparison);
    if (result < 0)
        return result;

    *ret_compared = compared;
    return 0;
}

static int write_compared(struct request *request, const struct compared *compared) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "articles");
    json_begin_array(&json);
    for (uint32_t i = 0; i < compared->count; i++) {
        int result = analysis_write_json(&json, request->arena, compared->articles[i],
                                         &compared->conflicts[i]);
        if (result < 0)
            return result;
    }
    json_end_array(&json);
    int result = comparison_write_json(&json, request->arena, &compared->comparison,
                                       compared->articles, compared->count);
    json_end_object(&json);
    return result;
}

void compare_answer(struct request *request, const struct article_input_list *inputs) {
    struct compared compared;
    int result = compare(request, inputs, &compared);
    if (result < 0) {
        reply_error(request, result, "comparing the articles");
        return;
    }
    if (request->answer_media == MEDIA_TEXT) {
        result = report_comparison(&request->out, request->arena, compared.articles, compared.count,
                                   &compared.comparison);
    } else {
        result = write_compared(request, &compared);
    }
    if (result < 0)
        reply_error(request, result, "writing the comparison");
    else if (request->answer_media == MEDIA_TEXT)
        reply_text(request, 200);
    else
        reply_json(request, 200);
}

void compare_post(struct request *request) {
    json_t *body = request_json(request);
    if (!body)
        return;

    struct article_input_list inputs = {0};
    int result = compare_body_read(request->arena, body, &inputs, &request->errors);
    json_decref(body);
    if (result < 0)
        reply_error(request, result, "reading the articles");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The articles cannot be taken; see errors.");
    else
        compare_answer(request, &inputs);
}
