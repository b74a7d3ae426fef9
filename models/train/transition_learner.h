/* Averaged perceptron for three classes: each feature keeps its three weights in one place. */
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct transition_learner;

/* Features count once they were updated `rare` times (Goldberg and Elhadad 2011): models shrink
 * tenfold and lose nothing. NULL when out of memory. */
struct transition_learner *transition_learner_new(uint32_t rare);
void transition_learner_free(struct transition_learner *learner);

/* Adds the present weights of the features to `scores`. */
void transition_learner_score(const struct transition_learner *learner, const uint64_t *hashes,
                              uint32_t count, int32_t scores[3]);

/* Adds `amount` to the class's weight of each feature. Returns 0 or ERR_NO_MEMORY. */
int transition_learner_update(struct transition_learner *learner, const uint64_t *hashes,
                              uint32_t count, uint32_t class, int32_t amount);

/* Ends one example. */
void transition_learner_step(struct transition_learner *learner);

/* Writes the averages times `scale`, rounded, as sets of triples.h. Features whose greatest
 * difference between two classes stays below `threshold` are left out, and where a set would
 * overflow those with the least. Returns 0 or ERR_NO_MEMORY. */
int transition_learner_export(const struct transition_learner *learner, double scale,
                              double threshold, struct buffer *ret_sets);
