/* Interval algebra over doubles; see intervals.h. An infinite end is always open in effect, since
 * no number reaches it, so the flags of infinite ends are never looked at. */
#include "analysis/values/intervals.h"

#include <assert.h>
#include <math.h>

const char *interval_relation_name(enum interval_relation relation) {
    static const char *const names[] = {"below", "touching", "overlapping", "equal", "above"};
    assert((size_t)relation < sizeof names / sizeof *names);
    return names[relation];
}

bool interval_empty(struct interval interval) {
    assert(!isnan(interval.low) && !isnan(interval.high));
    if (interval.low < interval.high)
        return false;
    return interval.low > interval.high || interval.low_open || interval.high_open ||
           isinf(interval.low);
}

bool interval_contains(struct interval interval, double value) {
    bool above = interval.low_open ? value > interval.low : value >= interval.low;
    bool below = interval.high_open ? value < interval.high : value <= interval.high;
    return above && below;
}

struct interval interval_intersection(struct interval a, struct interval b) {
    struct interval both = a;
    if (b.low > a.low || (b.low == a.low && b.low_open)) {
        both.low = b.low;
        both.low_open = b.low_open;
    }
    if (b.high < a.high || (b.high == a.high && b.high_open)) {
        both.high = b.high;
        both.high_open = b.high_open;
    }
    return both;
}

static bool same_end(double a, bool a_open, double b, bool b_open) {
    return a == b && (a_open == b_open || isinf(a));
}

enum interval_relation interval_relate(struct interval a, struct interval b) {
    assert(!interval_empty(a) && !interval_empty(b));
    if (same_end(a.low, a.low_open, b.low, b.low_open) &&
        same_end(a.high, a.high_open, b.high, b.high_open))
        return INTERVAL_EQUAL;
    struct interval both = interval_intersection(a, b);
    if (interval_empty(both))
        return a.high <= b.low ? INTERVAL_BELOW : INTERVAL_ABOVE;
    if (both.low < both.high)
        return INTERVAL_OVERLAPPING;
    /* One common point: a touch, unless one of the two is that point and lies inside the other. */
    bool at_end = both.low == a.high || both.low == a.low;
    bool at_other_end = both.low == b.low || both.low == b.high;
    return at_end && at_other_end ? INTERVAL_TOUCHING : INTERVAL_OVERLAPPING;
}

struct interval interval_scale(struct interval interval, double factor, double offset) {
    assert(factor != 0);
    struct interval scaled = {interval.low * factor + offset, interval.high * factor + offset,
                              interval.low_open, interval.high_open};
    if (factor > 0)
        return scaled;
    return (struct interval){scaled.high, scaled.low, scaled.high_open, scaled.low_open};
}

/* How far "about" reaches: news rounds to a tenth where it says "about", "some", "around". */
static double about_reach(double value, double resolution) {
    return fmax(fabs(value) * 0.1, resolution / 2);
}

struct interval interval_from_comparator(enum comparator comparator, double value,
                                         double resolution) {
    assert(!isnan(value) && resolution >= 0);
    double half = resolution / 2;
    double reach = about_reach(value, resolution);
    switch (comparator) {
    case COMPARATOR_EXACT:
        return (struct interval){value - half, value + half, false, half > 0};
    case COMPARATOR_ABOUT:
        return (struct interval){value - reach, value + reach, false, false};
    case COMPARATOR_MORE_THAN:
        return (struct interval){value, (double)INFINITY, true, true};
    case COMPARATOR_AT_LEAST:
        return (struct interval){value, (double)INFINITY, false, true};
    case COMPARATOR_LESS_THAN:
        return (struct interval){-(double)INFINITY, value, true, true};
    case COMPARATOR_AT_MOST:
        return (struct interval){-(double)INFINITY, value, true, false};
    case COMPARATOR_BETWEEN:
        break;
    }
    assert(comparator != COMPARATOR_BETWEEN); /* a range has no single value */
    return (struct interval){value, value, false, false};
}

struct interval interval_of_quantity(const struct quantity *quantity) {
    if (quantity->comparator == COMPARATOR_BETWEEN || quantity->comparator == COMPARATOR_ABOUT ||
        isnan(quantity->value))
        return (struct interval){quantity->low, quantity->high, false, false};
    return interval_from_comparator(quantity->comparator, quantity->value, quantity->resolution);
}
