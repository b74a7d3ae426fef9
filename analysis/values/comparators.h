/* Comparators around a number: "more than", "up to", "no fewer than", "some", "or more", "at
 * least". */
#pragma once

#include "analysis/values/numbers.h"

struct comparator_match {
    enum comparator comparator; /* EXACT when there is none */
    bool below;                 /* "nearly", "almost": about, but not above */
    uint32_t first;             /* first piece of the comparator, or the number's own */
};

/* Reads leftwards what ends in front of piece `i`, not beyond `floor`. */
struct comparator_match comparator_before(const struct piece *pieces, uint32_t i, uint32_t floor);

/* Reads what stands behind a number or its unit at piece `i`: "or more", "or so", "+". Returns how
 * many pieces, 0 when none; *comparator changes only then. `comparator` is what stood in front:
 * "more than 5,000 or equal". */
uint32_t comparator_after(const struct piece *pieces, uint32_t i, uint32_t past,
                          enum comparator *comparator);

/* Does "between" (or "from") stand right in front of piece `i`? */
enum range_opener { RANGE_NONE, RANGE_BETWEEN, RANGE_FROM };
enum range_opener range_opener_before(const struct piece *pieces, uint32_t i, uint32_t floor);
