/* Which pairs of claims are worth a closer look: those that share rare words. */
#pragma once

#include "alignment/compared_article.h"

struct candidate_pair {
    uint32_t left; /* claims: of the left article and of the right one */
    uint32_t right;
};

struct candidate_list {
    struct candidate_pair *at;
    uint32_t count;
    uint32_t capacity;
};

/* Ordered by left, then right, no doubles. Where both are the same article, left is before right.
 * The words must have their weights. Returns 0 or ERR_NO_MEMORY. */
int candidates_find(struct arena *arena, const struct compared_article *left,
                    const struct compared_article *right, struct candidate_list *ret_candidates);
