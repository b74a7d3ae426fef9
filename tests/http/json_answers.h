/* Answers that are JSON, and articles to have something to ask for. */
#pragma once

#include "tests/http/harness.h"

#include <jansson.h>

enum { ARTICLE_ID_SIZE = 64 };

/* The body of an answer, which ends here; the test fails where it is no JSON. */
json_t *answer_json(struct answer *answer);

/* The body of a GET that must be 200. */
json_t *http_get_json(const struct server *server, const char *path);

/* Stores an article that is new. */
void http_store(const struct server *server, const char *json, char ret_id[ARTICLE_ID_SIZE]);
