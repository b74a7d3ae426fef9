/* What the words of two claims say of their likeness: all that is asked of each candidate. It ranks
 * the pairs of two articles among each other, and rules most of them out (likeness_estimate).
 */
#pragma once

#include "alignment/partners.h"

struct glance {
    double cover_less; /* as in struct likeness, so far as names are the same */
    double cover_more;
    double wide;
    double grams;
    double names;
    double rarest;
    double shared_weight; /* of the words in common */
    double equal_weight;  /* of those of equal stems, without speech and context; the smaller */
    double rival;
    uint32_t shared;
    uint32_t plain;
    bool names_apart;
    bool verb;
};

/* One pair; *ret_glance is without its rival. */
void glance_take(const struct claim_view *a, const struct claim_view *b, struct glance *ret_glance);

/* Of all candidates, in their order, each with its standing among the rivals: the other candidates
 * of the same two articles that one of its claims has. Returns 0 or ERR_NO_MEMORY. */
struct candidate_list;
int glances_take(struct arena *arena, const struct view_list *views, uint32_t articles,
                 const struct candidate_list *candidates, struct glance **ret_glances);
