/* Points of calendar time at any grain: their TIMEX3 value, their days, and steps between them.
 *
 * A point is a day, an ISO week, a weekend, a month, a season, a quarter, a half, a year, a fiscal
 * year, a decade or a century. Years before Christ are negative (-493 is 493 BC). Winter bears the
 * year in which it begins. A part of the day or a clock time may stand on a day.
 */
#pragma once

#include "analysis/values/times_atoms.h"

enum time_grain {
    GRAIN_NONE,
    GRAIN_DAY,
    GRAIN_WEEKEND,
    GRAIN_WEEK,
    GRAIN_MONTH,
    GRAIN_QUARTER,
    GRAIN_SEASON,
    GRAIN_HALF,
    GRAIN_YEAR,
    GRAIN_FISCAL_YEAR,
    GRAIN_DECADE,
    GRAIN_CENTURY,
    GRAIN_MILLENNIUM,
};

enum { YEAR_UNKNOWN = INT16_MIN, MINUTE_NONE = -1 };

struct time_point {
    enum time_grain grain;
    int year;    /* for decades and centuries their first year; YEAR_UNKNOWN prints as XXXX */
    int index;   /* month, ISO week, season, quarter or half; 0 unknown */
    int day;     /* of the month; 0 unknown */
    int weekday; /* for a day of which nothing else is known */
    enum day_part part;
    int minute; /* of the day, MINUTE_NONE */
    int second; /* MINUTE_NONE */
};

struct day_interval {
    day_number low; /* DAY_NONE when unknown */
    day_number high;
};

struct time_point point_nowhere(void);

/* The point of grain `grain` that holds `day`. */
struct time_point point_at(day_number day, enum time_grain grain);

/* Steps by `count` units of the point's own grain. A point outside the years 1 to 9999 stays put
 * in part: callers see it in a year out of range. */
struct time_point point_step(struct time_point point, int count);

/* Whether all that the grain needs is known. */
bool point_known(const struct time_point *point);

/* First and last day; both DAY_NONE when the point is not known or lies outside 1–9999. */
struct day_interval point_days(const struct time_point *point);

enum { TIME_VALUE_SIZE = 64 };

/* Writes the TIMEX3 value with a NUL, X for what is unknown. */
void point_format(const struct time_point *point, char ret_value[TIME_VALUE_SIZE]);

/* The grain at which distances in this unit are told: "five months ago" is a month. */
enum time_grain grain_of_unit(enum time_unit unit);

/* A stretch of time as told: counts by unit, and which unit was vague ("several weeks"). */
struct time_amount {
    double count[UNIT_MILLENNIUM + 1];
    bool vague;
    enum time_unit unit; /* the first, coarsest unit */
};

/* Writes "P20Y", "PT48H", "P1Y6M", "PXW" with a NUL. */
void amount_format(const struct time_amount *amount, char ret_value[TIME_VALUE_SIZE]);

/* Moves `day` by `sign` (±1) times the amount; halves are rounded down to whole months or days.
 * DAY_NONE when the amount is vague or leads out of 1–9999. */
day_number amount_move(const struct time_amount *amount, day_number day, int sign);
