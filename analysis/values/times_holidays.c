/* Holidays by name and the day they fall on: fixed dates, the nth weekday of a month, and days
 * counted from Easter (Gregorian computus of Meeus, Jones and Butcher).
 *
 * Independence Day, Memorial Day, Labor Day, Thanksgiving and the like are those of the United
 * States, where English names them without a country. Holidays whose day is fixed by sighting the
 * moon are left out.
 */
#include "analysis/values/times_parse.h"

enum rule { FIXED, NTH_WEEKDAY, FROM_EASTER, LAST_WEEKDAY };

struct holiday {
    const char *name; /* lower case, words parted by one space */
    enum rule rule;
    int month;   /* or days from Easter */
    int day;     /* or n */
    int weekday; /* for weekdays of a month */
};

static const struct holiday holidays[] = {
    {"new year's day", FIXED, 1, 1, 0},
    {"new years day", FIXED, 1, 1, 0},
    {"new year's eve", FIXED, 12, 31, 0},
    {"new years eve", FIXED, 12, 31, 0},
    {"christmas day", FIXED, 12, 25, 0},
    {"christmas eve", FIXED, 12, 24, 0},
    {"christmas", FIXED, 12, 25, 0},
    {"boxing day", FIXED, 12, 26, 0},
    {"independence day", FIXED, 7, 4, 0},
    {"bastille day", FIXED, 7, 14, 0},
    {"canada day", FIXED, 7, 1, 0},
    {"australia day", FIXED, 1, 26, 0},
    {"anzac day", FIXED, 4, 25, 0},
    {"waitangi day", FIXED, 2, 6, 0},
    {"armistice day", FIXED, 11, 11, 0},
    {"remembrance day", FIXED, 11, 11, 0},
    {"veterans day", FIXED, 11, 11, 0},
    {"valentine's day", FIXED, 2, 14, 0},
    {"st. patrick's day", FIXED, 3, 17, 0},
    {"st patrick's day", FIXED, 3, 17, 0},
    {"april fools' day", FIXED, 4, 1, 0},
    {"april fool's day", FIXED, 4, 1, 0},
    {"earth day", FIXED, 4, 22, 0},
    {"international women's day", FIXED, 3, 8, 0},
    {"may day", FIXED, 5, 1, 0},
    {"juneteenth", FIXED, 6, 19, 0},
    {"halloween", FIXED, 10, 31, 0},
    {"all saints' day", FIXED, 11, 1, 0},
    {"guy fawkes night", FIXED, 11, 5, 0},
    {"groundhog day", FIXED, 2, 2, 0},
    {"martin luther king jr. day", NTH_WEEKDAY, 1, 3, 1},
    {"martin luther king day", NTH_WEEKDAY, 1, 3, 1},
    {"presidents day", NTH_WEEKDAY, 2, 3, 1},
    {"presidents' day", NTH_WEEKDAY, 2, 3, 1},
    {"mother's day", NTH_WEEKDAY, 5, 2, 7},
    {"father's day", NTH_WEEKDAY, 6, 3, 7},
    {"labor day", NTH_WEEKDAY, 9, 1, 1},
    {"labour day", NTH_WEEKDAY, 9, 1, 1},
    {"columbus day", NTH_WEEKDAY, 10, 2, 1},
    {"thanksgiving day", NTH_WEEKDAY, 11, 4, 4},
    {"thanksgiving", NTH_WEEKDAY, 11, 4, 4},
    {"memorial day", LAST_WEEKDAY, 5, 1, 1},
    {"ash wednesday", FROM_EASTER, -46, 0, 0},
    {"palm sunday", FROM_EASTER, -7, 0, 0},
    {"maundy thursday", FROM_EASTER, -3, 0, 0},
    {"good friday", FROM_EASTER, -2, 0, 0},
    {"easter sunday", FROM_EASTER, 0, 0, 0},
    {"easter monday", FROM_EASTER, 1, 0, 0},
    {"easter", FROM_EASTER, 0, 0, 0},
    {"pentecost", FROM_EASTER, 49, 0, 0},
};

enum { HOLIDAYS = sizeof holidays / sizeof *holidays };

/* Does `name`'s next word (up to a space) equal the text of the atoms from `at`? Returns the atom
 * behind, and moves *name past the word. */
static const struct atom *match_name_word(const struct atom *at, struct slice text,
                                          const char **name) {
    const char *word = *name;
    while (*word && *word != ' ') {
        if (atom_flagged(at, ATOM_BOUNDARY) || (word > *name && !atom_flagged(at, ATOM_GLUED)))
            return NULL;
        for (uint32_t i = at->span.start; i < at->span.end; i++, word++) {
            char c = text.at[i];
            if (c == '\xE2' && i + 2 < at->span.end) {
                c = '\''; /* U+2019 */
                i += 2;
            }
            if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != *word)
                return NULL;
        }
        at++;
    }
    *name = *word ? word + 1 : word;
    return at;
}

const struct atom *match_holiday(const struct atom *at, struct slice text, uint8_t *ret_holiday) {
    if (!atom_flagged(at, ATOM_WORD))
        return NULL;
    char first = (char)(text.at[at->span.start] | 0x20);
    for (int i = 0; i < HOLIDAYS; i++) {
        const char *name = holidays[i].name;
        if (*name != first)
            continue;
        const struct atom *past = at;
        while (past && *name)
            past = match_name_word(past, text, &name);
        if (!past)
            continue;
        *ret_holiday = (uint8_t)i;
        return past;
    }
    return NULL;
}

static day_number easter(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int d = b / 4;
    int e = b % 4;
    int g = (8 * b + 13) / 25;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4;
    int k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 19 * l) / 433;
    int month = (h + l - 7 * m + 90) / 25;
    int day = (h + l - 7 * m + 33 * month + 19) % 32;
    return day_from_date((struct date){year, month, day});
}

static day_number nth_weekday(int year, int month, int n, int weekday) {
    day_number first = day_from_date((struct date){year, month, 1});
    return first + (weekday - day_weekday(first) + 7) % 7 + 7 * (n - 1);
}

day_number holiday_day(uint8_t holiday, int year) {
    if (holiday >= HOLIDAYS || year < 1 || year > 9999)
        return DAY_NONE;
    const struct holiday *row = &holidays[holiday];
    switch (row->rule) {
    case FIXED:
        return day_from_date((struct date){year, row->month, row->day});
    case NTH_WEEKDAY:
        return nth_weekday(year, row->month, row->day, row->weekday);
    case LAST_WEEKDAY: {
        day_number last =
            day_from_date((struct date){year, row->month, month_length(year, row->month)});
        return last - (day_weekday(last) - row->weekday + 7) % 7;
    }
    case FROM_EASTER:
        return easter(year) + row->month;
    }
    return DAY_NONE;
}
