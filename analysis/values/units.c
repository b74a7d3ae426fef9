/* Conversion between canonical units; the tables are in unit_tables.c. Composed names are taken
 * apart again: "square kilometre", "kilometre per hour", "gigawatt hour". */
#include "analysis/values/units.h"
#include "analysis/values/currencies.h"
#include "analysis/values/unit_tables.h"

static struct slice behind(struct slice s, size_t cut) {
    return slice_of(s.at + cut, s.length - cut);
}

static bool find_simple(struct slice name, struct unit *unit) {
    const struct base_unit *base = base_unit_find(name);
    struct slice prefix;
    struct slice rest;
    double factor = 1;
    if (!base) {
        factor = unit_prefix_strip(name, &prefix, &rest);
        base = factor > 0 ? base_unit_find(rest) : NULL;
        if (!base || base->prefixes == UNIT_PLAIN)
            return false;
    }
    *unit = (struct unit){name, base->dimension, base->factor * factor, base->offset};
    return true;
}

static bool find_power(struct slice name, struct unit *unit) {
    bool square = slice_starts(name, SLICE("square "));
    if (!square && !slice_starts(name, SLICE("cubic ")))
        return false;
    struct unit length;
    if (!find_simple(behind(name, square ? 7 : 6), &length) || length.dimension != DIMENSION_LENGTH)
        return false;
    double power = length.factor * length.factor * (square ? 1 : length.factor);
    *unit = (struct unit){name, square ? DIMENSION_AREA : DIMENSION_VOLUME, power, 0};
    return true;
}

static bool find_factor(struct slice name, struct unit *unit) {
    return find_simple(name, unit) || find_power(name, unit);
}

/* "X per Y": speeds convert; other rates are comparable by name only. */
static bool find_rate(struct slice name, struct unit *unit) {
    static const struct slice per = {" per ", 5};
    size_t at = 1;
    while (at + per.length < name.length && !slice_starts(behind(name, at), per))
        at++;
    struct unit over;
    struct unit under;
    if (at + per.length >= name.length || !find_factor(slice_of(name.at, at), &over) ||
        !find_factor(behind(name, at + per.length), &under))
        return false;
    bool speed = over.dimension == DIMENSION_LENGTH && under.dimension == DIMENSION_TIME;
    *unit = (struct unit){name, speed ? DIMENSION_SPEED : DIMENSION_RATE,
                          over.factor / under.factor, 0};
    return true;
}

bool unit_find(struct slice name, struct unit *ret_unit) {
    if (!name.at)
        return false;
    struct slice code = currency_of_code(name);
    if (code.at) {
        *ret_unit = (struct unit){code, DIMENSION_MONEY, 1, 0};
        return true;
    }
    return find_factor(name, ret_unit) || find_rate(name, ret_unit);
}

bool unit_is_currency(struct slice name) {
    return currency_of_code(name).at != NULL;
}

bool unit_conversion(struct slice from, struct slice to, double *ret_factor, double *ret_offset) {
    if (from.at && to.at && slice_equal(from, to)) {
        *ret_factor = 1;
        *ret_offset = 0;
        return true;
    }
    struct unit a;
    struct unit b;
    if (!unit_find(from, &a) || !unit_find(to, &b) || a.dimension != b.dimension)
        return false;
    if (a.dimension == DIMENSION_MONEY || a.dimension == DIMENSION_RATE ||
        a.dimension == DIMENSION_LIGHT)
        return false;
    *ret_factor = a.factor / b.factor;
    *ret_offset = (a.offset - b.offset) / b.factor;
    return true;
}

bool unit_comparable(struct slice a, struct slice b) {
    double factor;
    double offset;
    return unit_conversion(a, b, &factor, &offset);
}

bool unit_convert(struct slice from, struct slice to, double value, double *ret_value) {
    double factor;
    double offset;
    if (!unit_conversion(from, to, &factor, &offset))
        return false;
    *ret_value = value * factor + offset;
    return true;
}
