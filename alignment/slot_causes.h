/* One accident told with two causes is a conflict though no word is the opposite of another. */
#pragma once

#include "alignment/slots.h"

/* How surely both claims tell the cause of one accident: 0 when they do not. Where a side says "the
 * cause" alone, only within whole articles, whose kinship says that the event is one. */
double cause_matter(const struct resources *resources, const struct claim_view *left,
                    const struct claim_view *right, const struct likeness *likeness);

/* Judges the two causes. Returns 0 or ERR_NO_MEMORY. */
int slot_causes(const struct matter *matter, struct verdict_list *verdicts);
