/* Placing an article: which of the stories that the store offers does it belong to? */
#pragma once

#include "alignment/story_pairs.h"

/* Members of a story, as indices into the pairs. */
struct story_members {
    const uint32_t *at;
    uint32_t count;
};

/* The mean log odds that article `probe` tells of the same event as the story's members. */
double story_likeness(const struct story_pairs *pairs, uint32_t probe, struct story_members story);

/* The index of the candidate that `probe` belongs to, or NO_INDEX for a story of its own.
 * ret_scores takes the likeness of each of the `count` candidates. */
uint32_t story_choose(const struct story_pairs *pairs, uint32_t probe,
                      const struct story_members *candidates, uint32_t count, double *ret_scores);
