/* How a planned thing came out: did the match take place, does the accused wait in custody? */
#pragma once

#include "alignment/slots.h"

/* Does the claim's predicate tell that its subject took place: "went ahead", "was held"? */
bool tells_taking_place(const struct claim_view *view);

/* One side has somebody granted bail, the other has the same person kept in custody. On one day
 * they contradict each other, later it may have changed. Adds a verdict; returns 0 or
 * ERR_NO_MEMORY. */
int judge_custody(const struct matter *matter, struct verdict_list *verdicts);
