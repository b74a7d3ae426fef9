/* What a parser trained on web text gets wrong in newspaper text so regularly that a rule mends it.
 */
#pragma once

#include "analysis/analysis.h"

/* "The bridge is shut, Mayor Nora Pike said": the name behind the comma is the subject of "said",
 * not an apposition to "the bridge". Changes head and deprel of such names in parsed sentences.
 * Tokens need their lemmas. Linear in the tokens. */
void tree_repair_reports(const struct resources *resources, struct analysis *analysis);
