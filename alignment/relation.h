/* Two claims about one matter: what is their relation, and how do they differ? */
#pragma once

#include "alignment/slots.h"

/* Fills relation, differences and explanation of `pair`. Returns 0 or ERR_NO_MEMORY. */
int relation_judge(const struct matter *matter, struct claim_pair *pair);

/* True when the first is the stronger statement: conflict before compatible before agree. */
static inline bool relation_stronger(enum relation a, enum relation b) {
    return a > b;
}
