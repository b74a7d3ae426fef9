/* What two articles were found to say of each other, as bytes to be kept in memory: their pairs of
 * claims with differences and explanations, without traces. Several times as small as the pairs
 * themselves, and in one piece. */
#pragma once

#include "alignment/alignment.h"

struct article_pairs {
    struct claim_pair_list pairs; /* by left, then right claim; the numbers of articles are 0 */
    uint32_t left_name; /* the article's number where that is its name, NO_INDEX where not */
    uint32_t right_name;
    bool copies; /* the articles have one text */
};

/* Into `arena`. Returns 0, ERR_NO_MEMORY, or ERR_TOO_LARGE beyond 4 GB. */
int pairs_blob_write(struct arena *arena, const struct article_pairs *said,
                     struct slice *ret_bytes);

/* The result points into `bytes`, which must outlive it, and into `arena`. Scores are the same to
 * the last bit. Bytes that were cut or hold an impossible number are ERR_INVALID. */
int pairs_blob_read(struct arena *arena, struct slice bytes, struct article_pairs *ret_said);
