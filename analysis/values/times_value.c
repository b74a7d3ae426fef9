/* TIMEX3 values after TimeML 1.2.1, ISO 8601 days and weeks. Everything is integer arithmetic on
 * months and days; intervals are whole days. */
#include "analysis/values/times_value.h"

#include "base/json_writer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

enum { FIRST_YEAR = 1, LAST_YEAR = 9999 };

static const char *const season_codes[] = {"XX", "SP", "SU", "FA", "WI"};
static const char *const part_codes[] = {"", "MO", "MI", "AF", "EV", "NI", "DT"};

struct time_point point_nowhere(void) {
    return (struct time_point){.year = YEAR_UNKNOWN, .minute = MINUTE_NONE, .second = MINUTE_NONE};
}

static int floor_div(int a, int b) {
    return a / b - (a % b < 0);
}

static bool year_in_range(int year) {
    return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/* Northern seasons by whole months; January and February belong to the winter before. */
static void season_of(struct date date, struct time_point *point) {
    static const int by_month[] = {4, 4, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4};
    point->index = by_month[date.month - 1];
    point->year = date.month <= 2 ? date.year - 1 : date.year;
}

struct time_point point_at(day_number day, enum time_grain grain) {
    struct time_point point = point_nowhere();
    struct date date = date_from_day(day);
    point.grain = grain;
    point.year = date.year;
    switch (grain) {
    case GRAIN_DAY:
        point.index = date.month;
        point.day = date.day;
        break;
    case GRAIN_WEEK:
    case GRAIN_WEEKEND:
        point.index = day_iso_week(day, &point.year);
        break;
    case GRAIN_MONTH:
        point.index = date.month;
        break;
    case GRAIN_QUARTER:
        point.index = (date.month - 1) / 3 + 1;
        break;
    case GRAIN_HALF:
        point.index = (date.month - 1) / 6 + 1;
        break;
    case GRAIN_SEASON:
        season_of(date, &point);
        break;
    case GRAIN_DECADE:
        point.year = floor_div(date.year, 10) * 10;
        break;
    case GRAIN_CENTURY:
        point.year = floor_div(date.year, 100) * 100;
        break;
    case GRAIN_MILLENNIUM:
        point.year = floor_div(date.year, 1000) * 1000;
        break;
    case GRAIN_YEAR:
    case GRAIN_FISCAL_YEAR:
    case GRAIN_NONE:
        break;
    }
    return point;
}

/* Steps within a year of `per_year` parts counted from 1. */
static void step_index(struct time_point *point, int count, int per_year) {
    int total = point->year * per_year + point->index - 1 + count;
    point->year = floor_div(total, per_year);
    point->index = total - point->year * per_year + 1;
}

struct time_point point_step(struct time_point point, int count) {
    struct day_interval days = point_days(&point);
    switch (point.grain) {
    case GRAIN_DAY:
    case GRAIN_WEEK:
    case GRAIN_WEEKEND: {
        int length = point.grain == GRAIN_DAY ? 1 : 7;
        day_number limit = day_from_date((struct date){LAST_YEAR, 12, 24});
        int64_t day = days.low + (int64_t)count * length;
        if (days.low == DAY_NONE || day > limit || day < day_from_date((struct date){1, 1, 8}))
            return point;
        struct time_point moved = point_at((day_number)day, point.grain);
        moved.part = point.part;
        moved.minute = point.minute;
        moved.second = point.second;
        return moved;
    }
    case GRAIN_MONTH:
        step_index(&point, count, 12);
        return point;
    case GRAIN_QUARTER:
    case GRAIN_SEASON:
        step_index(&point, count, 4);
        return point;
    case GRAIN_HALF:
        step_index(&point, count, 2);
        return point;
    case GRAIN_YEAR:
    case GRAIN_FISCAL_YEAR:
        point.year += count;
        return point;
    case GRAIN_DECADE:
        point.year += 10 * count;
        return point;
    case GRAIN_CENTURY:
        point.year += 100 * count;
        return point;
    case GRAIN_MILLENNIUM:
        point.year += 1000 * count;
        return point;
    case GRAIN_NONE:
        break;
    }
    return point;
}

bool point_known(const struct time_point *point) {
    if (point->grain == GRAIN_NONE || point->year == YEAR_UNKNOWN)
        return false;
    if (point->grain >= GRAIN_YEAR)
        return true;
    return point->index > 0 && (point->grain != GRAIN_DAY || point->day > 0);
}

/* `months` whole months from the first of a month. */
static struct day_interval months_from(int year, int month, int months) {
    day_number low = day_from_date((struct date){year, month, 1});
    return (struct day_interval){low, day_add_months(low, months) - 1};
}

static struct day_interval years_from(int year, int years) {
    int first = year < FIRST_YEAR ? FIRST_YEAR : year;
    int last = year + years - 1;
    if (last > LAST_YEAR)
        last = LAST_YEAR;
    return (struct day_interval){day_from_date((struct date){first, 1, 1}),
                                 day_from_date((struct date){last, 12, 31})};
}

struct day_interval point_days(const struct time_point *point) {
    const struct day_interval none = {DAY_NONE, DAY_NONE};
    bool from_zero = point->grain >= GRAIN_DECADE && point->year == 0;
    if (!point_known(point) || !(year_in_range(point->year) || from_zero))
        return none;

    struct date date = {point->year, point->index, point->day};
    day_number monday;
    switch (point->grain) {
    case GRAIN_DAY:
        if (!date_exists(date))
            return none;
        return (struct day_interval){day_from_date(date), day_from_date(date)};
    case GRAIN_WEEK:
        monday = day_from_iso_week(point->year, point->index);
        return (struct day_interval){monday, monday + 6};
    case GRAIN_WEEKEND:
        monday = day_from_iso_week(point->year, point->index);
        return (struct day_interval){monday + 5, monday + 6};
    case GRAIN_MONTH:
        return months_from(point->year, point->index, 1);
    case GRAIN_QUARTER:
        return months_from(point->year, 3 * point->index - 2, 3);
    case GRAIN_SEASON:
        return months_from(point->year, 3 * point->index, 3);
    case GRAIN_HALF:
        return months_from(point->year, 6 * point->index - 5, 6);
    case GRAIN_DECADE:
        return years_from(point->year, 10);
    case GRAIN_CENTURY:
        return years_from(point->year, 100);
    case GRAIN_MILLENNIUM:
        return years_from(point->year, 1000);
    case GRAIN_YEAR:
        return years_from(point->year, 1);
    case GRAIN_FISCAL_YEAR: /* its bounds differ by country and company */
    case GRAIN_NONE:
        break;
    }
    return none;
}

/* Four digits, "BC0493" or "XXXX"; `digits` cuts for decades and centuries. */
static void format_year(int year, int digits, char *ret_text, size_t size) {
    if (year == YEAR_UNKNOWN) {
        (void)snprintf(ret_text, size, "%.*s", digits, "XXXX");
        return;
    }
    char text[24];
    int length = snprintf(text, sizeof text, year < 0 ? "BC%04d" : "%04d", year < 0 ? -year : year);
    (void)snprintf(ret_text, size, "%.*s", length - (4 - digits), text);
}

/* Two digits, or XX for 0. */
static const char *two(int number, char text[4]) {
    if (number <= 0 || number > 99)
        return "XX";
    (void)snprintf(text, 4, "%02u", (unsigned)number % 100u);
    return text;
}

static void format_date(const struct time_point *point, const char *year, char *value) {
    char first[4];
    char second[4];
    size_t size = TIME_VALUE_SIZE / 2;
    switch (point->grain) {
    case GRAIN_DAY:
        if (point->weekday && !point_known(point) && !point->day)
            (void)snprintf(value, size, "%s-WXX-%d", year, point->weekday);
        else
            (void)snprintf(value, size, "%s-%s-%s", year, two(point->index, first),
                           two(point->day, second));
        break;
    case GRAIN_WEEK:
    case GRAIN_WEEKEND:
        (void)snprintf(value, size, "%s-W%s%s", year, two(point->index, first),
                       point->grain == GRAIN_WEEKEND ? "-WE" : "");
        break;
    case GRAIN_MONTH:
        (void)snprintf(value, size, "%s-%s", year, two(point->index, first));
        break;
    case GRAIN_SEASON:
        (void)snprintf(value, size, "%s-%s", year, season_codes[point->index]);
        break;
    case GRAIN_QUARTER:
    case GRAIN_HALF: {
        char index = point->index ? (char)('0' + point->index) : 'X';
        (void)snprintf(value, size, "%s-%c%c", year, point->grain == GRAIN_HALF ? 'H' : 'Q', index);
        break;
    }
    case GRAIN_FISCAL_YEAR:
        (void)snprintf(value, size, "FY%s", year);
        break;
    default:
        (void)snprintf(value, size, "%s", year);
    }
}

void point_format(const struct time_point *point, char ret_value[TIME_VALUE_SIZE]) {
    int digits = point->grain == GRAIN_DECADE       ? 3
                 : point->grain == GRAIN_CENTURY    ? 2
                 : point->grain == GRAIN_MILLENNIUM ? 1
                                                    : 4;
    char year[16];
    char date[TIME_VALUE_SIZE / 2] = "";
    format_year(point->year, digits, year, sizeof year);
    format_date(point, year, date);
    if (point->minute != MINUTE_NONE && point->second != MINUTE_NONE)
        (void)snprintf(ret_value, TIME_VALUE_SIZE, "%sT%02d:%02d:%02d", date, point->minute / 60,
                       point->minute % 60, point->second);
    else if (point->minute != MINUTE_NONE)
        (void)snprintf(ret_value, TIME_VALUE_SIZE, "%sT%02d:%02d", date, point->minute / 60,
                       point->minute % 60);
    else if (point->part != PART_NONE)
        (void)snprintf(ret_value, TIME_VALUE_SIZE, "%sT%s", date, part_codes[point->part]);
    else
        (void)snprintf(ret_value, TIME_VALUE_SIZE, "%s", date);
}

enum time_grain grain_of_unit(enum time_unit unit) {
    static const enum time_grain grains[] = {
        [UNIT_SECOND] = GRAIN_DAY,
        [UNIT_MINUTE] = GRAIN_DAY,
        [UNIT_HOUR] = GRAIN_DAY,
        [UNIT_DAY] = GRAIN_DAY,
        [UNIT_WEEKEND] = GRAIN_WEEKEND,
        [UNIT_WEEK] = GRAIN_WEEK,
        [UNIT_FORTNIGHT] = GRAIN_DAY,
        [UNIT_MONTH] = GRAIN_MONTH,
        [UNIT_QUARTER] = GRAIN_QUARTER,
        [UNIT_YEAR] = GRAIN_YEAR,
        [UNIT_DECADE] = GRAIN_DECADE,
        [UNIT_CENTURY] = GRAIN_CENTURY,
        [UNIT_MILLENNIUM] = GRAIN_MILLENNIUM,
    };
    return grains[unit];
}

/* ---- amounts --------------------------------------------------------------------------------- */

struct duration_code {
    enum time_unit unit;
    int factor; /* decades and centuries are told in years, fortnights in weeks, quarters in months
                 */
    const char *code;
};

static const struct duration_code duration_codes[] = {
    {UNIT_MILLENNIUM, 1000, "Y"}, {UNIT_CENTURY, 100, "Y"}, {UNIT_DECADE, 10, "Y"},
    {UNIT_YEAR, 1, "Y"},          {UNIT_QUARTER, 3, "M"},   {UNIT_MONTH, 1, "M"},
    {UNIT_FORTNIGHT, 2, "W"},     {UNIT_WEEK, 1, "W"},      {UNIT_WEEKEND, 1, "WE"},
    {UNIT_DAY, 1, "D"},           {UNIT_HOUR, 1, "H"},      {UNIT_MINUTE, 1, "M"},
    {UNIT_SECOND, 1, "S"},
};

static void format_vague(enum time_unit unit, char *ret_value) {
    const char *code = unit == UNIT_DECADE       ? "DE"
                       : unit == UNIT_CENTURY    ? "CE"
                       : unit == UNIT_MILLENNIUM ? "ML"
                       : unit == UNIT_QUARTER    ? "Q"
                       : unit == UNIT_FORTNIGHT  ? "W"
                                                 : NULL;
    for (size_t i = 0; !code && i < sizeof duration_codes / sizeof *duration_codes; i++)
        if (duration_codes[i].unit == unit)
            code = duration_codes[i].code;
    (void)snprintf(ret_value, TIME_VALUE_SIZE, "P%sX%s", unit <= UNIT_HOUR ? "T" : "", code);
}

void amount_format(const struct time_amount *amount, char ret_value[TIME_VALUE_SIZE]) {
    if (amount->vague) {
        format_vague(amount->unit, ret_value);
        return;
    }
    char text[TIME_VALUE_SIZE] = "P";
    size_t length = 1;
    bool clock = false;
    for (size_t i = 0; i < sizeof duration_codes / sizeof *duration_codes; i++) {
        const struct duration_code *code = &duration_codes[i];
        double count = amount->count[code->unit] * code->factor;
        if (count == 0 || length + 24 > sizeof text)
            continue;
        bool opens_clock = code->unit <= UNIT_HOUR && !clock;
        clock |= opens_clock;
        /* Years by decades and years by themselves never meet in one expression. */
        char number[32];
        (void)json_format_double(count, number);
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s%s",
                                   opens_clock ? "T" : "", number, code->code);
    }
    (void)snprintf(ret_value, TIME_VALUE_SIZE, "%s", text);
}

day_number amount_move(const struct time_amount *amount, day_number day, int sign) {
    if (amount->vague || day == DAY_NONE)
        return DAY_NONE;

    const double *count = amount->count;
    double months = 12 * (count[UNIT_YEAR] + 10 * count[UNIT_DECADE] + 100 * count[UNIT_CENTURY] +
                          1000 * count[UNIT_MILLENNIUM]) +
                    3 * count[UNIT_QUARTER] + count[UNIT_MONTH];
    double days = 7 * (count[UNIT_WEEK] + 2 * count[UNIT_FORTNIGHT] + count[UNIT_WEEKEND]) +
                  count[UNIT_DAY] + floor(count[UNIT_HOUR] / 24 + count[UNIT_MINUTE] / 1440);
    struct date from = date_from_day(day);
    if (months > 12.0 * LAST_YEAR || days > 365.0 * LAST_YEAR)
        return DAY_NONE;
    int year = from.year + sign * ((int)months / 12 + (int)days / 365 + 2);
    if (!year_in_range(year))
        return DAY_NONE;
    return day_add_months(day, sign * (int)months) + sign * (int)days;
}
