/* Which pairs of claims are worth a closer look: those that share rare words. */
#pragma once

#include "alignment/view.h"

struct candidate_pair {
    uint32_t left; /* indices of views, left < right */
    uint32_t right;
};

struct candidate_list {
    struct candidate_pair *at;
    uint32_t count;
    uint32_t capacity;
};

/* Ordered by left, then right, no doubles. `within` joins claims of one article, otherwise claims
 * of different articles. Returns 0 or ERR_NO_MEMORY. */
int candidates_find(struct arena *arena, const struct view_list *views, bool within,
                    struct candidate_list *ret_candidates);
