/* Which values, names and attributions a claim holds, and how much a check of it is worth. */
#pragma once

#include "analysis/analysis.h"

/* Fills quantities, times, entities, attribution and check-worthiness of all claims; linear in the
 * lists, which are in text order. Returns 0 or ERR_NO_MEMORY. */
int claims_link(struct arena *arena, struct analysis *analysis);
