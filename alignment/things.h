/* What a number counts, for telling 131 missing from 131 dead. */
#pragma once

#include "alignment/view.h"

struct thing {
    struct slice unit; /* a noun, a unit, a currency; absent when the number stands alone */
    uint64_t frames;   /* of the words around it: bit i for frame i of frames.h */
    bool people;
};

struct thing thing_of(const struct resources *resources, const struct analysis *analysis,
                      const struct quantity *quantity);

/* Do they count different things? Nothing is told about a number that stands alone, and nothing is
 * concluded from it: false. */
bool things_differ(const struct resources *resources, const struct thing *a, const struct thing *b);

/* Do the numbers count people of whom different things are told: killed, driven from their homes?
 */
bool people_differ(const struct resources *resources, const struct claim_view *left,
                   const struct quantity *a, const struct claim_view *right,
                   const struct quantity *b);
