/* Average-link clustering (group average: Sokal and Michener 1958) of articles by the log odds that
 * two of them tell of one event. A cut at one bar: two groups become one while the mean over all
 * pairs between them reaches it, so that no chain of likenesses joins two events. */
#pragma once

#include "alignment/story_pairs.h"

/* The mean log odds that one event asks for. A little below even odds: the few pairs of a report
 * that tells much else drag its mean down. */
extern const double story_bar;

/* Parts `count` members (indices into the pairs) into groups, numbered by their first member. Of
 * equal choices the one with the lowest places is taken, so the result depends on the order of
 * `members` only where scores are equal. Returns 0 or ERR_NO_MEMORY. */
int story_cluster(struct arena *arena, const struct story_pairs *pairs, const uint32_t *members,
                  uint32_t count, uint32_t *ret_groups, uint32_t *ret_group_count);
