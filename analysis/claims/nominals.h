/* Statements inside noun phrases: "the arrest of 12 men", "Kallas's visit last March". */
#pragma once

#include "analysis/claims/arguments.h"

/* Adds a claim for every noun of action or event that carries a number or date of its own and is
 * neither a clause's predicate nor its object (there the clause says it). `reading` is done with
 * all clauses. Returns 0 or ERR_NO_MEMORY. */
int nominal_claims_find(const struct resources *resources, const struct reading *reading,
                        struct analysis *analysis);
