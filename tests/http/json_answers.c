#include "tests/http/json_answers.h"

#include "tests/unit/runner.h"

#include <stdio.h>

json_t *answer_json(struct answer *answer) {
    json_t *body = json_loadb(answer->body, answer->length, 0, NULL);
    ck_assert_msg(body != NULL, "no JSON: %s", answer->body);
    answer_done(answer);
    return body;
}

json_t *http_get_json(const struct server *server, const char *path) {
    struct answer answer;
    http_get(server, path, &answer);
    ck_assert_msg(answer.status == 200, "GET %s: %d %s", path, answer.status, answer.body);
    return answer_json(&answer);
}

void http_store(const struct server *server, const char *json, char ret_id[ARTICLE_ID_SIZE]) {
    struct answer answer;
    http_post_json(server, "/v1/articles", json, &answer);
    ck_assert_msg(answer.status == 201, "%d %s", answer.status, answer.body);
    json_t *body = answer_json(&answer);
    const char *id = json_string_value(json_object_get(body, "id"));
    ck_assert_ptr_nonnull(id);
    (void)snprintf(ret_id, ARTICLE_ID_SIZE, "%s", id);
    json_decref(body);
}
