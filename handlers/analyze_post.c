/* POST /v1/analyze: one article in, everything that can be told of it out, nothing stored. */
#include "base/error.h"
#include "base/utf8.h"
#include "handlers/analysis_json.h"
#include "handlers/answers.h"
#include "handlers/handlers.h"
#include "handlers/report_text.h"

static int read_parameters(struct request *request, struct article_input *input) {
    for (uint32_t i = 0; i < request->parameters.count; i++) {
        struct parameter parameter = request->parameters.at[i];
        int result = article_parameter_read(request->arena, parameter.name, parameter.value, input,
                                            &request->errors);
        if (result < 0)
            return result;
    }
    return 0;
}

/* A bare text or HTML body. */
static bool read_bare(struct request *request, struct article_input *ret_input) {
    struct article_input input = {0};
    bool html = request->body_media == MEDIA_HTML;
    size_t limit = html ? ARTICLE_HTML_LIMIT : ARTICLE_TEXT_LIMIT;
    if (request->body.length > limit) {
        reply_problem(request, PROBLEM_BODY_TOO_LARGE, "An article may have %zu bytes.", limit);
        return false;
    }
    size_t bad = 0;
    if (!html && !utf8_valid(request->body, &bad)) {
        reply_problem(request, PROBLEM_INVALID_TEXT, "Byte %zu is not part of UTF-8 text.", bad);
        return false;
    }
    if (!html && request->body.length && memchr(request->body.at, '\0', request->body.length)) {
        reply_problem(request, PROBLEM_INVALID_TEXT, "The text holds a NUL character.");
        return false;
    }

    struct slice body = request->body.at ? request->body : SLICE("");
    if (html)
        input.html = body;
    else
        input.text = body;
    int result = read_parameters(request, &input);
    if (result < 0) {
        reply_error(request, result, "reading the parameters");
        return false;
    }
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return false;
    }
    *ret_input = input;
    return true;
}

typedef int body_reader(struct arena *arena, const json_t *body, const char *prefix,
                        struct article_input *ret_input, struct field_error_list *errors);

static bool read_json(struct request *request, body_reader *read, struct article_input *ret_input) {
    if (request->parameters.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS,
                      "With a JSON body the metadata stands in its members, not in the query.");
        return false;
    }
    json_t *body = request_json(request);
    if (!body)
        return false;

    int result = read(request->arena, body, "", ret_input, &request->errors);
    json_decref(body);
    if (result < 0) {
        reply_error(request, result, "reading the article");
        return false;
    }
    if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The article cannot be taken; see errors.");
    return !request->errors.count;
}

bool article_read(struct request *request, struct article_input *ret_input) {
    return request->body_media == MEDIA_JSON ? read_json(request, article_body_read, ret_input)
                                             : read_bare(request, ret_input);
}

bool submission_read(struct request *request, struct article_input *ret_input) {
    return request->body_media == MEDIA_JSON ? read_json(request, article_or_url_read, ret_input)
                                             : read_bare(request, ret_input);
}

void analyze_answer(struct request *request, const struct article_input *input) {
    const struct resources *resources = request->service->resources;
    struct analysis *analysis;
    int result = analyze(resources, request->arena, input, &analysis);
    struct claim_pair_list conflicts = {0};
    if (result == 0)
        result = align_within(resources, request->arena, analysis, &conflicts);
    if (result < 0) {
        reply_error(request, result, "analysing the article");
        return;
    }
    if (request->answer_media == MEDIA_TEXT) {
        report_analysis(&request->out, analysis, &conflicts);
        reply_text(request, 200);
        return;
    }

    struct json_writer json;
    json_init(&json, &request->out);
    result = analysis_write_json(&json, request->arena, analysis, &conflicts);
    if (result < 0)
        reply_error(request, result, "writing the analysis");
    else
        reply_json(request, 200);
}

void analyze_post(struct request *request) {
    struct article_input input = {0};
    if (article_read(request, &input))
        analyze_answer(request, &input);
}
