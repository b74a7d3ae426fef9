/* From an analysis to the record that the store keeps. */
#pragma once

#include "analysis/analysis.h"
#include "storage/storage.h"

/* `input` are the canonical bytes of the request, `json` the answer as written. All slices of the
 * record point into its arguments or the arena. Returns 0 or ERR_NO_MEMORY. */
int article_record_make(const struct resources *resources, struct arena *arena,
                        const struct analysis *analysis, struct slice input, struct slice json,
                        struct article_record *ret_record);
