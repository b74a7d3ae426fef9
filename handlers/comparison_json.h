/* Alignments and pairs as the wire contract writes them. */
#pragma once

#include "alignment/alignment.h"
#include "base/json_writer.h"

/* Writes the members "alignments", "pairs" and "collisions" into the open object; their spans are
 * offsets into the texts of `articles`, which are those that were compared. Returns 0 or
 * ERR_NO_MEMORY, before anything is written. */
int comparison_write_json(struct json_writer *json, struct arena *arena,
                          const struct comparison *comparison,
                          const struct analysis *const *articles, uint32_t count);

/* One pair as an object; differences without their spans. */
void pair_write_json(struct json_writer *json, const struct claim_pair *pair);

/* The same for the store (struct pair_record), with the stored ids beside what stands for the
 * articles' places. */
void pair_write_placeless(struct json_writer *json, const struct claim_pair *pair,
                          const struct slice *article_ids);

/* One matter. `article_ids` (may be NULL) are the stored ids that references carry beside the
 * article's number. */
struct origins;
void matter_write_json(struct json_writer *json, const struct alignment *alignment,
                       const struct origins *origins, const struct slice *article_ids);

/* Who is behind the members: each origin once, with the members' places in the list. */
void origins_write_array(struct json_writer *json, const struct member_origins *members,
                         uint32_t member_count, const struct origins *origins);

/* Scores are shown with three digits: more would be noise, and the bytes stay the same. */
double comparison_shown_score(double score);

/* Differences as an array. */
void differences_write_array(struct json_writer *json, const struct difference_list *differences);

/* The member "differences". */
void differences_write_json(struct json_writer *json, const struct difference_list *differences);
