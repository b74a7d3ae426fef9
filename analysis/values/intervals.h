/* Intervals of doubles with open or closed ends, and what a comparator makes of a printed number.
 *
 * "over 6,700" is (6700, ∞), "up to 12" (-∞, 12], "1.2 million" [1.15e6, 1.25e6): a printed number
 * stands for all values that round to it. Relations are those a reader needs: can both be true, and
 * if not, which is the greater?
 */
#pragma once

#include "analysis/analysis.h"

struct interval {
    double low; /* -INFINITY when unbounded */
    double high;
    bool low_open;
    bool high_open;
};

enum interval_relation {
    INTERVAL_BELOW,       /* all of a lies below all of b, with a gap or a missing point */
    INTERVAL_TOUCHING,    /* one common point, at an end of each */
    INTERVAL_OVERLAPPING, /* more than a point in common */
    INTERVAL_EQUAL,       /* the same set */
    INTERVAL_ABOVE,
};

const char *interval_relation_name(enum interval_relation relation);

/* True when no number lies inside, e.g. (5, 5]. */
bool interval_empty(struct interval interval);
bool interval_contains(struct interval interval, double value);
struct interval interval_intersection(struct interval a, struct interval b);

/* Neither may be empty. */
enum interval_relation interval_relate(struct interval a, struct interval b);

/* Multiplies by `factor` (≠ 0) and adds `offset`: for units. */
struct interval interval_scale(struct interval interval, double factor, double offset);

/* What "COMPARATOR value" says. EXACT is the half-open interval of what rounds to `value` at
 * `resolution` (a single point when resolution is 0); ABOUT is a tenth of the value to each side
 * and at least half the resolution. Not for BETWEEN. */
struct interval interval_from_comparator(enum comparator comparator, double value,
                                         double resolution);

/* The interval that a quantity leaves open, in its own unit. */
struct interval interval_of_quantity(const struct quantity *quantity);
