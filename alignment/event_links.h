/* Claims of two articles that tell of one event without being about one matter: "the fire broke out
 * on Monday", "three have died in the fire".
 */
#pragma once

#include "alignment/article_pair.h"

/* Claims that share words (candidates.h) and are such links, by left, then right claim, those in
 * `matters` (in the same order) left out; in `arena`. None where the articles tell of two events,
 * or too little to say. Returns 0 or ERR_NO_MEMORY. */
int event_links_find(struct arena *work, struct arena *arena, const struct article_pair *pair,
                     const struct claim_pair_list *matters, struct claim_pair_list *ret_links);
