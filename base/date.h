/* Civil dates as day numbers: days since 1970-01-01, proleptic Gregorian (ISO 8601), any year from
 * 0001 to 9999. No clock, no time zone, no locale.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

typedef int32_t day_number;
#define DAY_NONE INT32_MIN /* no such day, or an open end */

struct date {
    int year;
    int month; /* 1–12 */
    int day;   /* 1–31 */
};

bool date_exists(struct date date);
day_number day_from_date(struct date date);
struct date date_from_day(day_number day);

/* 1 Monday … 7 Sunday. */
int day_weekday(day_number day);

int month_length(int year, int month);

/* ISO 8601 week: *ret_year is the year the week belongs to. */
int day_iso_week(day_number day, int *ret_year);

/* The Monday of an ISO week. */
day_number day_from_iso_week(int year, int week);

/* Months added with the day clamped to the month's end (31 January + 1 month = 28/29 February). */
day_number day_add_months(day_number day, int months);

/* Reads YYYY-MM-DD, alone or before a 'T' or space with a time of RFC 3339. Returns 0 or
 * ERR_INVALID. */
int date_parse_iso(struct slice text, day_number *ret_day);

/* True for a full-date or a date-time of RFC 3339, whole and in range (a leap second included). */
bool date_check_rfc3339(struct slice text);

/* Milliseconds since 1970-01-01 of what date_check_rfc3339() accepts; a date alone is its first
 * moment (UTC). Returns 0 or ERR_INVALID. */
int date_parse_instant(struct slice text, int64_t *ret_milliseconds);

/* Writes YYYY-MM-DD and a NUL. A day before 0001-01-01 or after 9999-12-31 ("next year" in an
 * article of the year 9999) is written as the nearest of both. */
void date_format_iso(day_number day, char ret_text[11]);
