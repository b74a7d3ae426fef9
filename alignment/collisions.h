/* Value collisions: one rare number on different things in different articles. */
#pragma once

#include "alignment/view.h"

/* Finds them among all quantities of `count` articles, by value, then by article. At most a
 * hundred; of one value the first 64 quantities are looked at: the cost is that of sorting. Pure
 * and the same for the same input. Returns 0 or ERR_NO_MEMORY. */
int collisions_find(const struct resources *resources, struct arena *arena,
                    const struct analysis *const *articles, uint32_t count,
                    struct collision_list *ret_collisions);

/* Do both claims tell one rare number, and only of different things? */
bool values_collide(const struct resources *resources, const struct claim_view *a,
                    const struct claim_view *b);
