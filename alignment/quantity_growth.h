/* Counts that change between two reports. */
#pragma once

#include "alignment/quantity_fit.h"

/* Could the left quantity `i` have become the right one `k`, or the reverse, between the two
 * reports? */
bool quantity_may_have_changed(const struct matter *matter, uint32_t i, uint32_t k);

/* "An improved offer of $34", "a revised estimate": does the later side say itself that the value
 * is new? */
bool quantity_is_revised(const struct matter *matter);

/* 12,400 acres and 12,400 hectares: a slip of the unit, not growth. */
bool same_number_other_unit(const struct quantity *a, const struct quantity *b);
