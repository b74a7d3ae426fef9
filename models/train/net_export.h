/* What a model file holds of a network that has learnt. */
#pragma once

#include "base/arena.h"
#include "models/train/net_parameters.h"
#include "models/train/word_vectors.h"

/* Fills everything of `ret_net` from the weights' averages, in the arena. `doubt` is added to the
 * score of "no name". Returns 0 or ERR_NO_MEMORY. */
int net_export(const struct parameters groups[GROUP_COUNT], const struct word_vectors *vectors,
               float doubt, struct arena *arena, struct name_net *ret_net);
