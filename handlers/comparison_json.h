/* Alignments and pairs as the wire contract writes them. */
#pragma once

#include "alignment/alignment.h"
#include "base/json_writer.h"

/* Writes the members "alignments" and "pairs" into the open object. `article_ids` (may be NULL) are
 * the stored ids that references carry beside the article's number. */
void comparison_write_json(struct json_writer *json, const struct comparison *comparison,
                           const struct slice *article_ids);

/* The member "differences". */
void differences_write_json(struct json_writer *json, const struct difference_list *differences);
