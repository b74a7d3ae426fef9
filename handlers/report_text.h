/* Answers as a table that reads well in an 80-column terminal: `--format text` and Accept:
 * text/plain. */
#pragma once

#include "alignment/alignment.h"
#include "base/buffer.h"

/* What one article says: claims with their values, speakers and times. */
void report_analysis(struct buffer *out, const struct analysis *analysis,
                     const struct claim_pair_list *internal);

/* What several articles say of one matter: conflicts first, then what is compatible, then what
 * agrees, each with the sentences and the arithmetic. */
void report_comparison(struct buffer *out, const struct analysis *const *articles, uint32_t count,
                       const struct comparison *comparison);
