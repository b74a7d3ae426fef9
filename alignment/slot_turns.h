/* Judges the moments that two claims tell for one turn of a state. */
#pragma once

#include "alignment/slots.h"
#include "alignment/state_turns.h"

/* Do both tell one moment of one turn? Then that is the statement, whatever stands around it. */
bool turns_told_alike(const struct matter *matter);

/* Adds a conflict of kind time, or a difference of precision where the moments are told otherwise
 * but fit. Returns 0 or ERR_NO_MEMORY. */
int judge_turns(const struct matter *matter, const struct turn_pair *pair,
                struct verdict_list *verdicts);
