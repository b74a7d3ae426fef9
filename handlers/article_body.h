/* The article as clients send it: the body of POST /v1/analyze and /v1/articles, and each element
 * of POST /v1/compare; or a bare text or HTML body with the metadata as query parameters.
 */
#pragma once

#include "analysis/analysis.h"
#include "handlers/field.h"

/* Limits that a client can reach; openapi.yaml repeats them. */
enum {
    ARTICLE_TEXT_LIMIT = 2 * 1024 * 1024, /* bytes of text */
    ARTICLE_HTML_LIMIT = 8 * 1024 * 1024, /* bytes of html */
    ARTICLE_TITLE_LIMIT = 2000,           /* bytes */
    ARTICLE_SOURCE_LIMIT = 500,           /* bytes */
    ARTICLE_URL_LIMIT = 4000,             /* bytes */
    ARTICLE_BYLINE_LIMIT = 500,           /* bytes */
    COMPARE_ARTICLES_MIN = 2,
    COMPARE_ARTICLES_MAX = 50,
};

struct article_input_list {
    struct article_input *at;
    uint32_t count;
    uint32_t capacity;
};

/* One article object; `prefix` is the JSON pointer of its place ("" at the root). Returns 0 or
 * ERR_NO_MEMORY; what is wrong with it stands in `errors`. */
int article_body_read(struct arena *arena, const json_t *body, const char *prefix,
                      struct article_input *ret_input, struct field_error_list *errors);

/* The same, where a url may stand alone: then neither text nor html is present. */
int article_or_url_read(struct arena *arena, const json_t *body, const char *prefix,
                        struct article_input *ret_input, struct field_error_list *errors);

/* The body of PATCH /v1/articles/{id}: the members that are there replace those of `input`, null
 * takes a value back. Returns 0 or ERR_NO_MEMORY; what is wrong stands in `errors`. */
int correction_read(struct arena *arena, const json_t *body, struct article_input *input,
                    struct field_error_list *errors);

/* {"articles": […]} with COMPARE_ARTICLES_MIN to COMPARE_ARTICLES_MAX elements. */
int compare_body_read(struct arena *arena, const json_t *body,
                      struct article_input_list *ret_inputs, struct field_error_list *errors);

/* A query parameter beside a text or HTML body: title, url, source, published_at. Returns 0,
 * ERR_NO_MEMORY, or ERR_NOT_FOUND for another name. */
int article_parameter_read(struct arena *arena, struct slice name, struct slice value,
                           struct article_input *input, struct field_error_list *errors);
