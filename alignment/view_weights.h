/* What the words of a comparison's claims weigh, and the tables in which claims find each other's
 * words. */
#pragma once

#include "alignment/view.h"

struct numbering;

/* `grams` has given the views' 4-grams their numbers. Returns 0 or ERR_NO_MEMORY. */
int view_weights_make(const struct resources *resources, struct arena *arena,
                      const struct numbering *grams, struct view_list *views);
