/* Units: about sixty physical ones with SI prefixes and factors, currencies by ISO 4217 code,
 * shares (percent, percentage point, basis point), factors (times).
 *
 * A unit is known by its canonical name: a singular, spelled-out English noun ("kilometre per
 * hour"), an ISO 4217 code ("EUR"), "percent", "percentage point", "basis point", "times". Counted
 * nouns ("container") are units as well, without a dimension. Factors: SI brochure (9th ed.), NIST
 * SP 811; the US customary gallon, ton and so on; barrels of petroleum.
 */
#pragma once

#include "base/slice.h"

enum dimension {
    DIMENSION_NONE, /* a counted noun, or a unit that is not in the tables */
    DIMENSION_LENGTH,
    DIMENSION_AREA,
    DIMENSION_VOLUME,
    DIMENSION_MASS,
    DIMENSION_TIME,
    DIMENSION_SPEED,
    DIMENSION_TEMPERATURE,
    DIMENSION_ENERGY,
    DIMENSION_POWER,
    DIMENSION_PRESSURE,
    DIMENSION_FORCE,
    DIMENSION_FREQUENCY,
    DIMENSION_INFORMATION,
    DIMENSION_CURRENT,
    DIMENSION_VOLTAGE,
    DIMENSION_RESISTANCE,
    DIMENSION_ANGLE,
    DIMENSION_DOSE,       /* gray */
    DIMENSION_EQUIVALENT, /* sievert */
    DIMENSION_ACTIVITY,   /* becquerel */
    DIMENSION_LOUDNESS,
    DIMENSION_LIGHT, /* candela, lumen and lux are not compared with one another */
    DIMENSION_SHARE,
    DIMENSION_FACTOR,
    DIMENSION_MONEY, /* never converted: rates change */
    DIMENSION_RATE,  /* composed with "per": compared by name only */
};

/* base = value * factor + offset, in the coherent SI unit of the dimension. */
struct unit {
    struct slice name;
    enum dimension dimension;
    double factor;
    double offset;
};

/* Looks a canonical name up, SI prefixes included. False for counted nouns and unknown names. */
bool unit_find(struct slice name, struct unit *ret_unit);

/* Can values in both be compared after conversion? Equal names always, money only with itself. */
bool unit_comparable(struct slice a, struct slice b);

/* Converts between canonical units of one dimension; equal names need no table. False when they
 * cannot be compared. The linear form serves intervals: to = value * factor + offset. */
bool unit_convert(struct slice from, struct slice to, double value, double *ret_value);
bool unit_conversion(struct slice from, struct slice to, double *ret_factor, double *ret_offset);

/* True for an ISO 4217 code of the table ("USD"). */
bool unit_is_currency(struct slice name);
