/* What a parser trained on web text gets wrong in newspaper text so regularly that a rule mends it.
 */
#pragma once

#include "analysis/analysis.h"

/* "The bridge is shut, Mayor Nora Pike said": the name behind the comma is the subject of "said",
 * not an apposition to "the bridge", and what stands before the comma is what is said. Changes head
 * and deprel in parsed sentences. Tokens need their lemmas. Linear in the tokens. */
void tree_repair_reports(const struct resources *resources, struct analysis *analysis);

/* "Acting Mayor Nora Pike came" with two subjects that touch: a verb has one, and the first belongs
 * to the phrase of the second. "She is to speak" with a copula: where something other than an aim
 * "is to" be done, it is planned, and "is" an auxiliary (Quirk et al. 1985, 3.45). Otherwise as
 * above. */
void tree_repair_predicates(struct analysis *analysis);
