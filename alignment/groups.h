/* From pairs to alignments: groups of claims about one matter. */
#pragma once

#include "alignment/view.h"

/* Groups the pairs; members are ordered by publication, then by reference; groups by their first
 * member. Returns 0 or ERR_NO_MEMORY. */
int groups_make(struct arena *arena, const struct view_list *views,
                const struct claim_pair_list *pairs, struct alignment_list *ret_alignments);
