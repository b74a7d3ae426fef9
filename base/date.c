/* Day arithmetic by eras of 400 years (146,097 days), years that begin in March. */
#include "base/date.h"

#include "base/error.h"

#include <assert.h>
#include <stdio.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

static bool leap_year(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int month_length(int year, int month) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return month == 2 && leap_year(year) ? 29 : lengths[month - 1];
}

bool date_exists(struct date date) {
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
           date.day >= 1 && date.day <= month_length(date.year, date.month);
}

day_number day_from_date(struct date date) {
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int month_from_march = (date.month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

struct date date_from_day(day_number day) {
    int shifted = day + DAYS_TO_1970;
    int era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int day_of_era = shifted - era * DAYS_PER_ERA;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    int year = year_of_era + era * 400 + (month <= 2);
    return (struct date){year, month, day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

int day_weekday(day_number day) {
    int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return weekday < 0 ? weekday + 8 : weekday + 1;
}

day_number day_from_iso_week(int year, int week) {
    day_number fourth = day_from_date((struct date){year, 1, 4}); /* always in week 1 */
    return fourth - (day_weekday(fourth) - 1) + 7 * (week - 1);
}

int day_iso_week(day_number day, int *ret_year) {
    day_number thursday = day - (day_weekday(day) - 1) + 3;
    int year = date_from_day(thursday).year;
    *ret_year = year;
    return (thursday - day_from_date((struct date){year, 1, 1})) / 7 + 1;
}

day_number day_add_months(day_number day, int months) {
    struct date date = date_from_day(day);
    int total = date.year * 12 + date.month - 1 + months;
    date.year = total >= 0 ? total / 12 : (total - 11) / 12;
    date.month = total - date.year * 12 + 1;
    int length = month_length(date.year, date.month);
    if (date.day > length)
        date.day = length;
    return day_from_date(date);
}

static int digits(struct slice text, size_t from, size_t count) {
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (text.at[i] - '0');
    }
    return value;
}

int date_parse_iso(struct slice text, day_number *ret_day) {
    if (text.length < 10 || text.at[4] != '-' || text.at[7] != '-')
        return ERR_INVALID;
    if (text.length > 10 && text.at[10] != 'T' && text.at[10] != 't' && text.at[10] != ' ')
        return ERR_INVALID;

    struct date date = {digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
    if (!date_exists(date))
        return ERR_INVALID;

    *ret_day = day_from_date(date);
    return 0;
}

static bool in_range(struct slice text, size_t from, int highest) {
    int value = digits(text, from, 2);
    return value >= 0 && value <= highest;
}

/* "Z" or "+hh:mm" from `from` to the end. */
static bool offset_valid(struct slice text, size_t from) {
    if (from + 1 == text.length)
        return text.at[from] == 'Z' || text.at[from] == 'z';
    return from + 6 == text.length && (text.at[from] == '+' || text.at[from] == '-') &&
           text.at[from + 3] == ':' && in_range(text, from + 1, 23) && in_range(text, from + 4, 59);
}

bool date_check_rfc3339(struct slice text) {
    day_number day;
    if (date_parse_iso(text, &day) < 0)
        return false;
    if (text.length == 10)
        return true;
    if (text.length < 20 || text.at[10] == ' ' || text.at[13] != ':' || text.at[16] != ':' ||
        !in_range(text, 11, 23) || !in_range(text, 14, 59) || !in_range(text, 17, 60))
        return false;

    size_t at = 19;
    if (text.at[at] == '.') {
        size_t fraction = ++at;
        while (at < text.length && text.at[at] >= '0' && text.at[at] <= '9')
            at++;
        if (at == fraction)
            return false;
    }
    return offset_valid(text, at);
}

int date_parse_instant(struct slice text, int64_t *ret_milliseconds) {
    day_number day;
    if (!date_check_rfc3339(text) || date_parse_iso(text, &day) < 0)
        return ERR_INVALID;
    int64_t seconds = (int64_t)day * 24 * 60 * 60;
    int64_t milliseconds = 0;
    if (text.length > 10) {
        seconds += digits(text, 11, 2) * 3600 + digits(text, 14, 2) * 60 + digits(text, 17, 2);
        int scale = 100;
        for (size_t at = 20; text.at[19] == '.' && text.at[at] >= '0' && text.at[at] <= '9'; at++) {
            milliseconds += (text.at[at] - '0') * scale;
            scale /= 10;
        }
        char sign = text.at[text.length - 6];
        if (sign == '+' || sign == '-') {
            int minutes = digits(text, text.length - 5, 2) * 60 + digits(text, text.length - 2, 2);
            seconds += (sign == '+' ? -60 : 60) * minutes;
        }
    }
    *ret_milliseconds = seconds * 1000 + milliseconds;
    return 0;
}

void date_format_iso(day_number day, char ret_text[11]) {
    const day_number first = -719162; /* 0001-01-01 */
    const day_number last = 2932896;  /* 9999-12-31 */
    struct date date = date_from_day(day < first ? first : day > last ? last : day);
    assert(date_exists(date));
    uint32_t digits = (uint32_t)date.year * 10000 + (uint32_t)date.month * 100 + (uint32_t)date.day;
    for (size_t i = 10; i-- > 0; digits /= 10) {
        if (i == 7 || i == 4)
            ret_text[i--] = '-';
        ret_text[i] = (char)('0' + digits % 10);
    }
    ret_text[10] = '\0';
}
