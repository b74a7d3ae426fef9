/* The analysis of one article as the wire contract writes it: offsets in Unicode code points into
 * article.text, every span with its exact slice.
 */
#pragma once

#include "alignment/alignment.h"
#include "base/codepoints.h"
#include "base/json_writer.h"

/* Writes one object. `internal` are the conflicts inside the article. Scratch memory comes from the
 * arena. Returns 0 or ERR_NO_MEMORY; errors of the output buffer stay sticky in it. */
int analysis_write_json(struct json_writer *json, struct arena *arena,
                        const struct analysis *analysis, const struct claim_pair_list *internal);

/* One sentence for a reader where the analysis had to leave most undone: text that is not in
 * English. Absent otherwise. */
struct slice analysis_notice(const struct article *article);

/* One claim object of it, for lists of claims. */
void claim_write_json(struct json_writer *json, const struct codepoint_index *index,
                      const struct claim *claim);
