/* "First visit to X since 2000", "first trip there in over 20 years", "last travelled to X in
 * 2000": three ways to tell when the last such event was. What makes them one matter is the event
 * that recurs (what, who, where), not the words around it. */
#pragma once

#include "alignment/view.h"

/* How surely two claims speak of the last event of one kind: 0 when they do not, or when one of
 * them holds no recurrence. */
double recurrence_matter(const struct resources *resources, const struct claim_view *a,
                         const struct claim_view *b);

/* Do both tell the last time of something, and of two different things: a first visit since 2000, a
 * first repair since 2000? That they share the year says nothing then. */
bool recurrences_apart(const struct resources *resources, const struct claim_view *a,
                       const struct claim_view *b);
