/* Lemmas: the base form of every token, from its tag, WordNet's irregular forms and the rules of
 * English inflection. Works without tags as well, by suffix, with less certainty. */
#pragma once

#include "analysis/analysis.h"

/* Fills token.lemma of all tokens from `lower`, `upos` and `xpos`. A lemma equals `lower` where no
 * base form is known; proper names keep their form but for the plural. The slices point into the
 * tokens, the WordNet table or the arena. Returns 0 or ERR_NO_MEMORY. */
int lemmas_fill(const struct resources *resources, struct arena *arena, struct analysis *analysis);
