/* What the words of two claims say of their likeness: all that is asked of each candidate. It ranks
 * the pairs of two articles among each other, and rules most of them out (likeness_estimate).
 * Outlets print the copy of one agency: claims of the same words are looked at once.
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
    uint32_t shared;
    uint32_t plain;
    bool names_apart;
    bool verb;
    struct statement_meeting sentences;
};

struct glance_list {
    struct glance *at;
    uint32_t count;
    uint32_t capacity;
    uint32_t *of;   /* by candidate: its glance */
    double *rivals; /* by candidate: its standing among the rivals, the other candidates of the
                       same two articles that one of its claims has */
};

void glance_take(const struct claim_view *a, const struct claim_view *b, struct glance *ret_glance);

/* Of all candidates, between the claims of two articles. Returns 0 or ERR_NO_MEMORY. */
struct candidate_list;
int glances_take(struct arena *arena, const struct view_list *left, const struct view_list *right,
                 const struct candidate_list *candidates, struct glance_list *ret_glances);
