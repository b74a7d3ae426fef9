/* Training of the beam parser: a structured perceptron with max-violation updates (Huang, Fayong
 * and Guo 2012). Any derivation of the gold tree counts as right; the best-scored one is what an
 * update strengthens.
 */
#pragma once

#include "models/train/oracle.h"
#include "models/train/transition_learner.h"

/* The derivation of the gold tree may take one state a step more. */
enum { LEARNING_BEAM = 8 };

/* Parses one sentence and learns from it. `ret_wrong` tells whether there was anything to learn.
 * Returns 0 or ERR_NO_MEMORY. */
int tree_learn(struct transition_learner *learner, struct parser_room *room,
               const struct attributes *tokens, const struct oracle *oracle, bool *ret_wrong);
