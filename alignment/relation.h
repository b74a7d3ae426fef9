/* Two claims about one matter: what is their relation, and how do they differ? */
#pragma once

#include "alignment/slots.h"

/* Fills relation, differences and explanation of `pair`; *ret_verdicts are all that the judges
 * said. Returns 0 or ERR_NO_MEMORY. */
int relation_judge(const struct matter *matter, struct claim_pair *pair,
                   struct verdict_list *ret_verdicts);

/* The judges in the order in which they are asked, NULL behind the last: "slot.quantities". */
const char *relation_slot_name(unsigned index);

/* True when the first is the stronger statement: conflict before compatible before agree. */
static inline bool relation_stronger(enum relation a, enum relation b) {
    return a > b;
}
