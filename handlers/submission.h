/* From what a client sent to a stored article: what POST and PATCH of articles share. */
#pragma once

#include "analysis/analysis.h"
#include "handlers/request.h"
#include "storage/storage.h"

/* Analyses `input`, whose canonical bytes are `bytes`, into the record that the store takes. `out`
 * receives the analysis as JSON, and the record points into it. Returns 0 or an error. */
int submission_prepare(const struct resources *resources, struct arena *arena,
                       const struct article_input *input, struct slice bytes, struct buffer *out,
                       struct article_record *ret_record);

/* The instant that an RFC 3339 text names, in milliseconds; 0 for an absent one. */
int64_t submission_instant(struct slice text);

/* Answers with the id, the story and the version of an article, and its Location. */
void submission_answer(struct request *request, int status, const struct storage_id *article,
                       const struct storage_id *story, uint32_t version);
