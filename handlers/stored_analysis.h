/* A stored article, analysed again from the request that was kept: the answer is always that of
 * this program. */
#pragma once

#include "analysis/analysis.h"
#include "handlers/request.h"
#include "storage/storage.h"

/* In the request's arena. Returns 0, ERR_NOT_FOUND, or what reading and analysing return. */
int stored_analyze(struct request *request, const struct storage_id *id,
                   const struct analysis **ret_analysis);
