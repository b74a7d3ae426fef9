/* What a clause says, read off its tokens, and which values, names and attributions it holds. */
#pragma once

#include "analysis/analysis.h"

/* Subject, predicate, object, polarity and modality of the clause made of tokens [from, past). */
void claim_read_verb(const struct analysis *analysis, uint32_t from, uint32_t past,
                     struct claim *claim);

/* Fills quantities, times, entities, attribution and check-worthiness of all claims; linear in the
 * lists, which are in text order. Returns 0 or ERR_NO_MEMORY. */
int claims_link(struct arena *arena, struct analysis *analysis);
