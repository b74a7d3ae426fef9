/* What endpoints and commands share: from an article body to the answer of the wire contract. */
#pragma once

#include "alignment/alignment.h"
#include "handlers/article_body.h"
#include "handlers/request.h"

/* Reads the request's body as one article: JSON, or bare text or HTML with the metadata as query
 * parameters. Returns false when it has answered with a problem instead. */
bool article_read(struct request *request, struct article_input *ret_input);

/* The same, where a JSON body may hold a url alone: then neither text nor html is present. */
bool submission_read(struct request *request, struct article_input *ret_input);

/* Answers with the analysis of one article. */
void analyze_answer(struct request *request, const struct article_input *input);

/* Answers with the alignment of 2 to COMPARE_ARTICLES_MAX articles. */
void compare_answer(struct request *request, const struct article_input_list *inputs);
