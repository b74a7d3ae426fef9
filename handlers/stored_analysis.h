/* The analysis of a stored article: read back from the bytes that the store keeps for alignment,
 * or, where those are of another version or not there, made again from the request that was kept.
 */
#pragma once

#include "analysis/analysis.h"
#include "handlers/request.h"
#include "storage/storage.h"

/* In the request's arena. Returns 0, ERR_NOT_FOUND, or what reading and analysing return. */
int stored_analyze(struct request *request, const struct storage_id *id,
                   const struct analysis **ret_analysis);
