/* Which quantities of two claims tell one thing, and how their values fit. */
#pragma once

#include "alignment/slots.h"
#include "analysis/values/intervals.h"

enum { QUANTITIES_MAX = 12 }; /* of a claim that are compared */

enum fit { FIT_NONE, FIT_APART, FIT_OVERLAP, FIT_EQUAL };

uint32_t quantity_count(const struct claim_view *view);
const struct quantity *quantity_at(const struct claim_view *view, uint32_t i);

/* The quantity with the unit that it is told in. */
struct quantity told_quantity(const struct claim_view *view, uint32_t i);

/* Is it told in a unit of measure or a currency? Else it counts. */
bool unit_is_measure(struct slice unit);

/* Linear conversion from b's unit into a's. */
struct conversion {
    double factor;
    double offset;
    bool converts; /* between two different units */
};

/* May the two values be compared at all? `one_tally`: both count one thing, whatever nouns they use
 * ("three people", "three deaths", "the toll rose to three"). */
bool units_fit(const struct resources *resources, const struct quantity *a,
               const struct quantity *b, bool one_tally, struct conversion *ret_conversion);

/* What the printed number stands for. */
struct interval printed_interval(const struct quantity *quantity);

bool numbers_equal(double a, double b);

/* Do the left quantity `i` and the right one `k` count one thing of tallies.h? */
bool tellings_of_tally(const struct claim_view *left, uint32_t i, const struct claim_view *right,
                       uint32_t k);

/* Do both tell one tally with one value: "at least 60 homes", "no fewer than 60 houses"? */
bool tally_told_alike(const struct matter *matter);

/* Partners over all pairs of quantities. */
struct matching {
    enum fit best_left[QUANTITIES_MAX]; /* the best fit of each left quantity */
    enum fit best_right[QUANTITIES_MAX];
    uint32_t left_count;
    uint32_t right_count;
    uint32_t apart_left; /* a pair left alone on both sides, NO_INDEX when there is none */
    uint32_t apart_right;
    uint32_t overlap_left; /* a pair that overlaps without being equal */
    uint32_t overlap_right;
};

void quantities_match(const struct matter *matter, struct matching *ret_matching);
