/* Claims of two articles that tell of one event without being about one matter: "the fire broke out
 * on Monday", "three have died in the fire".
 */
#pragma once

#include "alignment/article_pair.h"

/* The candidates of two articles that are such links, in their order, those in `matters` (ordered
 * as the candidates are) left out. None where the articles tell of two events, or too little to
 * say. Returns 0 or ERR_NO_MEMORY. */
int event_links_find(struct arena *arena, const struct article_pair *pair,
                     const struct claim_pair_list *matters, struct claim_pair_list *ret_links);
