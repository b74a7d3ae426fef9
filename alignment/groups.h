/* From pairs to alignments: groups of claims about one matter. */
#pragma once

#include "alignment/compared_article.h"

/* Groups the pairs of the articles, which are numbered by their places; members are ordered by
 * publication, then by reference; groups by their first member. Returns 0 or ERR_NO_MEMORY. */
int groups_make(struct arena *arena, const struct compared_article *const *articles, uint32_t count,
                const struct claim_pair_list *pairs, struct alignment_list *ret_alignments);
