/* What the endpoints over jobs share. */
#pragma once

#include "analysis/analysis.h"
#include "handlers/request.h"
#include "storage/intake_store.h"

/* Answers 202 and a job for the page at input->url, or, with "Prefer: wait", what became of it. */
void job_post(struct request *request, const struct article_input *input);

/* Answers with the job; with "Prefer: wait" once it has ended, or the time is over. `status` is for
 * a job that has not ended. */
void job_answer(struct request *request, const struct storage_id *id, int status);
