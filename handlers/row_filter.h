/* What GET /v1/claims, /v1/quotes, /v1/quantities and /v1/entities share. */
#pragma once

#include "base/json_writer.h"
#include "handlers/filter.h"
#include "storage/search.h"

/* Reads every parameter that the route knows, "limit" and "cursor" among them. Answers 422 and
 * returns false when one of them is wrong. `fields` (NULL at the end) may be asked for. */
bool row_filter_read(struct request *request, const char *const *fields,
                     struct row_filter *ret_filter, struct chosen_fields *ret_chosen);

/* The members that say where a row stands, into an open object: article, story, source,
 * published_at. */
void row_article_write(struct json_writer *json, const struct row_article *article,
                       const struct chosen_fields *chosen);
#define ROW_ARTICLE_FIELDS "article", "story", "source", "published_at"

/* Members that a client may leave out. */
void row_text(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
              struct slice text);
void row_index(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
               uint32_t index); /* UINT32_MAX is null */
void row_number(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
                double value); /* not finite is null */
void row_day(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
             day_number day);

/* Ends the page: the open array and object, "next" and the answer. */
void row_page_finish(struct request *request, struct json_writer *json,
                     const struct row_page *page);
