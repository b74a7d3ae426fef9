/* One time expression as the grammar read it, before it is anchored to any date.
 *
 * Rules are functions that take a pointer to the atom where the expression would begin and return
 * the atom behind it, or NULL. Boundary atoms match nothing, so a rule that looks at at[n] only
 * after at[n - 1] matched never leaves its sentence.
 */
#pragma once

#include "analysis/values/times_value.h"

enum time_form {
    FORM_CALENDAR,  /* a point, wholly or partly told: "27 July 1953", "Tuesday", "last May" */
    FORM_STEP,      /* whole units from a base: "yesterday", "last week", "the following year" */
    FORM_OFFSET,    /* an amount from a base: "five months ago", "two days after 12 January" */
    FORM_NTH,       /* "the second Tuesday of May", "the last week of 2020" */
    FORM_HOLIDAY,   /* "Christmas 1963" */
    FORM_DURATION,  /* "20 years", "the past 30 days" */
    FORM_SET,       /* "every Tuesday", "twice a year" */
    FORM_REFERENCE, /* "recently", "now" */
};

/* What steps and offsets start from. */
enum time_base {
    BASE_PUBLISHED,
    BASE_FOCUS,    /* the last dated event: "the following day" */
    BASE_CALENDAR, /* the point in the same expression */
};

enum time_shift {
    SHIFT_NONE,
    SHIFT_THIS,
    SHIFT_LAST,
    SHIFT_NEXT,
    SHIFT_THIS_PAST,
    SHIFT_THIS_COMING,
    SHIFT_THAT,      /* the one talked of: "that Friday" */
    SHIFT_FOLLOWING, /* the first one after what was talked of */
};

/* Which part of the point is meant. */
enum time_edge { EDGE_NONE, EDGE_START, EDGE_MIDDLE, EDGE_END, EDGE_EARLIER, EDGE_LATER };

enum time_window { WINDOW_NONE, WINDOW_LAST, WINDOW_NEXT };

struct time_parse {
    const struct atom *first;
    const struct atom *past;
    enum time_form form;
    enum time_type type;
    struct time_point point;
    enum time_shift shift;
    enum time_base base;
    bool has_year_step; /* "of last year": the year is year_step years from the base */
    int year_step;
    bool year_of_focus; /* "of that year" */
    bool has_week_step; /* "Monday of last week" */
    int week_step;
    int step; /* FORM_STEP; in offsets the days from publication ("two weeks from tomorrow") */
    int nth;  /* FORM_NTH: 1 …, -1 the last */
    enum time_unit nth_unit;
    int nth_weekday;
    uint8_t holiday;
    struct time_amount amount; /* durations, offsets, sets */
    int direction;             /* FORM_OFFSET: -1 or 1 */
    bool window_of_point;      /* "the first three months of 2024": bounds from the point */
    enum time_window window;   /* FORM_DURATION */
    enum time_edge edge;
    enum time_reference reference;
    enum comparator comparator;
    bool nearly;      /* "nearly", "almost": close below */
    bool range_head;  /* the next expression ends the range that this one begins */
    bool range_tail;  /* takes what it lacks from the expression before */
    bool every;       /* FORM_SET by weekday or part of day */
    bool partial_day; /* only a day of the month: "the 20th" */
    bool two_digits;  /* a year told by two digits */
    bool small_year;  /* "in 480": a year only in a text of ancient history */
};

/* times_number.c ------------------------------------------------------------------------------- */

struct time_count {
    double value;
    bool vague;
    bool article; /* a, an */
};

/* Cardinals in digits or words, with decimals and scales. */
const struct atom *match_cardinal(const struct atom *at, double *ret_value);

/* What may stand before a unit: a cardinal, "a", "half an", "a couple of", "several", "two and a
 * half". */
const struct atom *match_count(const struct atom *at, struct time_count *ret_count);

/* "first" … "thirty-first", "3rd". */
const struct atom *match_ordinal(const struct atom *at, int *ret_value);

/* "about", "more than", "at least", "nearly". */
const struct atom *match_comparator(const struct atom *at, struct time_parse *parse);

/* A year of four digits, "'87", or words after a month. */
const struct atom *match_year(const struct atom *at, int *ret_year);
const struct atom *match_year_words(const struct atom *at, int *ret_year);

/* "BC", "AD" behind a year: changes its sign. */
const struct atom *match_era(const struct atom *at, int *year);

/* Grammar floors: each fills `parse`, whose `first` is set by the caller. ---------------------- */

/* times_calendar.c: dates, months, weekdays, years, decades, centuries. */
const struct atom *match_calendar(const struct atom *at, struct time_parse *parse);

/* times_numeric.c: 2024-06-18, 18/06/2024, 23.04.2022. */
const struct atom *match_numeric(const struct atom *at, struct time_parse *parse);

/* times_division.c: quarters, halves, seasons, fiscal years, "the second Tuesday of May". */
const struct atom *match_division(const struct atom *at, struct slice text,
                                  struct time_parse *parse);

/* times_relative.c: yesterday, last week, the following day, five months ago. */
const struct atom *match_relative(const struct atom *at, struct time_parse *parse);

/* "the year", "the week" where an edge or "in" makes them mean the current one. */
const struct atom *match_bare_unit(const struct atom *at, struct time_parse *parse);

/* An amount with "ago", "later", "before Christmas" behind it. */
const struct atom *match_offset(const struct atom *at, struct slice text, struct time_parse *parse);

/* times_period.c: durations, sets, vague references. */
const struct atom *match_period(const struct atom *at, struct time_parse *parse);
const struct atom *match_amount(const struct atom *at, struct time_parse *parse);

/* times_clock.c: clock times and parts of the day; they go into parse->point. */
const struct atom *match_clock(const struct atom *at, struct time_parse *parse);
const struct atom *match_day_part(const struct atom *at, struct time_parse *parse);

/* times_holidays.c: holidays by name. `holiday_day` is DAY_NONE for years out of range. */
const struct atom *match_holiday(const struct atom *at, struct slice text, uint8_t *ret_holiday);
day_number holiday_day(uint8_t holiday, int year);

/* times_veto.c: whether the words around make it something else: a name, a room, a count, an age.
 */
bool time_vetoed(const struct analysis *analysis, const struct time_parse *parse);

/* times_grammar.c: the longest expression at `at`, with pre-modifiers, clock times and tails. */
const struct atom *match_time(const struct atom *at, struct slice text, struct time_parse *parse);

void parse_clear(struct time_parse *parse);
