/* The rows of an article's record that searches read: numbers, quotations and names. */
#pragma once

#include "analysis/analysis.h"
#include "base/codepoints.h"
#include "storage/storage.h"

/* Fills the record's quantities, quotations and mentions. All slices point into `analysis` or the
 * arena. Returns 0 or ERR_NO_MEMORY. */
int record_rows_make(struct arena *arena, const struct analysis *analysis,
                     const struct codepoint_index *index, struct article_record *record);
