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

/* How many of the other article's claims each claim keeps: those that may be about its matter (with
 * thirty no more pairs were found), and all that may tell of its event. */
enum { CANDIDATES_KEPT = 10, CANDIDATES_WIDE = 30 };

/* Ordered by left, then right, no doubles; with more kept per claim (CANDIDATES_WIDE at most) all
 * that fewer give, and others. Where both are the same article, left is before right.
 * The words must have their weights. Returns 0 or ERR_NO_MEMORY. */
int candidates_find(struct arena *arena, const struct compared_article *left,
                    const struct compared_article *right, uint32_t kept,
                    struct candidate_list *ret_candidates);
