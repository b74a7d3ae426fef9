/* The features of struct likeness that look at the core of both statements. */
#pragma once

#include "alignment/likeness.h"

/* Fills core_less … lengths of `likeness`; the words must have their weights. */
void likeness_core(const struct resources *resources, const struct claim_view *a,
                   const struct claim_view *b, struct likeness *likeness);
