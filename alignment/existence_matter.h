/* "There was no explosion" and "an explosion destroyed the hall": what one claim says was not there
 * at all is what the other tells of. That they share one word only makes them no less one matter.
 */
#pragma once

#include "alignment/likeness.h"

/* "There was": in the first words of the claim or of its sentence's clause. */
bool existence_told(const struct claim_view *view);

/* How surely one claim denies that there is what the other tells of: 0 when neither does. Only
 * within whole articles, whose kinship says that the event is one, and only for a noun that few
 * claims of the comparison hold. */
double existence_matter(const struct claim_view *a, const struct claim_view *b,
                        const struct likeness *likeness);
