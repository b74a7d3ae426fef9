/* Any bytes as the JSON body of a request: either it fills articles whose texts are clean, or it is
 * answered with a problem that is UTF-8 itself. */
#include "base/utf8.h"
#include "handlers/article_body.h"
#include "handlers/request.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>

static void check_text(struct slice text) {
    assert(!text.at || utf8_valid(text, NULL));
    assert(!text.length || !memchr(text.at, '\0', text.length));
}

static void read_articles(struct request *request, const json_t *body) {
    struct article_input input = {0};
    struct article_input_list inputs = {0};
    int one = article_body_read(request->arena, body, "", &input, &request->errors);
    if (one == 0 && !request->errors.count) {
        assert(!input.text.at != !input.html.at);
        check_text(input.text);
        check_text(input.title);
        check_text(input.source);
    }
    request->errors = (struct field_error_list){0};
    int many = compare_body_read(request->arena, body, &inputs, &request->errors);
    assert(many != 0 || request->errors.count || inputs.count >= COMPARE_ARTICLES_MIN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct request request = {.id = SLICE("fuzz"), .arena = arena_new(1 << 26)};
    if (!request.arena)
        return 0;
    request.body = slice_of((const char *)data, size);
    buffer_init(&request.out, 1 << 20);
    json_t *body = request_json(&request);
    if (body) {
        read_articles(&request, body);
        json_decref(body);
    }
    if (!request.reply.status)
        reply_problem(&request, PROBLEM_INVALID_FIELDS, "See errors.");
    assert(utf8_valid(buffer_slice(&request.out), NULL));
    buffer_done(&request.out);
    arena_free(request.arena);
    return 0;
}
