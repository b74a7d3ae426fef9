/* "First since 2000", "the worst flood in 50 years", "last visited in May 2019": when the last such
 * event took place, as an interval of days, with the arithmetic in one sentence. Alignment compares
 * these intervals: "since 2000" and "in over 20 years", both told in 2024, meet in the year 2000.
 */
#pragma once

#include "analysis/values/times_anchor.h"

/* Looks at the words before the expression for a superlative, an ordinal or a denial that makes it
 * a recurrence; fills *ret_recurrence (RECURRENCE_NONE where there is none). Bounds need the day of
 * publication, but for "since" and "last". Returns 0 or ERR_NO_MEMORY. */
int recurrence_find(struct arena *arena, const struct analysis *analysis,
                    const struct time_parse *parse, const struct time_result *result,
                    day_number published, struct recurrence *ret_recurrence);

/* Whether the sentence of the expression says "for the first time ever", "the first ever". A
 * recurrence belongs to a time expression: a sentence that says so and names no time has none. */
bool recurrence_is_first_ever(const struct analysis *analysis, const struct time_parse *parse);
