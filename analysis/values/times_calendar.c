/* Dates as printed: "Friday, July 21, 2017", "27 July 1953", "July 1953", "Tuesday", "1984", "480
 * BC", "the early 1990s", "the 20th century", and the partial ends of ranges ("12–14 July").
 *
 * Several rules may match at one place; match_calendar keeps the longest.
 */
#include "analysis/values/times_parse.h"

enum { CENTURIES_MAX = 30 };

static const struct atom *skip_mark(const struct atom *at, char mark) {
    return at->mark == mark ? at + 1 : at;
}

static const struct atom *skip_dash(const struct atom *at) {
    return atom_flagged(at, ATOM_DASH) ? at + 1 : at;
}

static bool glued_digits(const struct atom *at) {
    return atom_flagged(at, ATOM_GLUED) && atom_flagged(at, ATOM_DIGITS);
}

/* 1–31 in digits ("3", "3rd") or as an ordinal in words. */
static const struct atom *match_day_number(const struct atom *at, int *day) {
    const struct atom *past = match_ordinal(at, day);
    if (!past && atom_flagged(at, ATOM_DIGITS) && atom_length(at) <= 2) {
        *day = at->value;
        past = at + 1;
        if (past->mark && atom_flagged(past, ATOM_GLUED) && strchr(":.,/%", past->mark) &&
            glued_digits(&past[1]))
            return NULL;
    }
    return past && *day >= 1 && *day <= 31 ? past : NULL;
}

/* A month's name; "mar", "dec" and the like need a capital, a full stop or a digit beside them. */
static const struct atom *match_month(const struct atom *at, int *month) {
    if (!atom_has(at, ROLE_MONTH))
        return NULL;
    *month = at->value;
    return at + 1;
}

/* "last year" behind a date without a year: "March 11 this year", "September of last year". */
static const struct atom *match_year_reference(const struct atom *at, struct time_parse *parse) {
    bool the = atom_is(at, WORD_THE);
    const struct atom *word = the ? at + 1 : at;
    if (!(word->roles & ROLE_WORD) || !atom_has(&word[1], ROLE_UNIT) || word[1].id != UNIT_YEAR ||
        atom_has(&word[1], ROLE_PLURAL))
        return NULL;

    int step = 0;
    bool focus = false;
    switch (word->id) {
    case WORD_THIS:
        break;
    case WORD_LAST:
        step = -1;
        break;
    case WORD_NEXT:
        step = 1;
        focus = the;
        break;
    case WORD_THAT:
    case WORD_SAME:
        focus = true;
        break;
    case WORD_FOLLOWING:
        focus = true;
        step = 1;
        break;
    case WORD_PREVIOUS:
        focus = true;
        step = -1;
        break;
    default:
        return NULL;
    }
    parse->has_year_step = true;
    parse->year_step = step;
    parse->year_of_focus = focus;
    return word + 2;
}

/* "nineteen eighty-six" behind a month; "March two thousand men …" is a count. */
static const struct atom *match_spelled_year(const struct atom *at, struct time_parse *parse) {
    int year;
    const struct atom *past = match_year_words(at, &year);
    if (!past || (year % 1000 == 0 && atom_flagged(past, ATOM_WORD) && !(past->roles & ROLE_WORD)))
        return NULL;
    parse->point.year = year;
    return past;
}

/* ", 2017", " of 1990", " of last year" behind a date; returns `at` when nothing follows. */
static const struct atom *match_year_tail(const struct atom *at, struct time_parse *parse) {
    const struct atom *from = skip_mark(at, ',');
    if (from == at && (atom_is(at, WORD_OF) || atom_is(at, WORD_IN)))
        from = at + 1;
    if (from == at && atom_flagged(at, ATOM_DASH | ATOM_GLUED) == 0)
        from = at;
    if (from == at && atom_flagged(at, ATOM_DASH) && atom_flagged(at, ATOM_GLUED) &&
        glued_digits(&at[1]))
        from = at + 1;
    const struct atom *past = match_year(from, &parse->point.year);
    if (!past)
        past = match_spelled_year(from, parse);
    if (!past && !parse->point.day && atom_flagged(from, ATOM_DIGITS) &&
        atom_is(&from[1], WORD_BC)) {
        parse->point.year = from->value;
        past = from + 1;
    }
    if (past) {
        const struct atom *era = match_era(past, &parse->point.year);
        return era ? era : past;
    }
    past = match_year_reference(from, parse);
    return past ? past : at;
}

static const struct atom *finish_date(const struct atom *past, struct time_parse *parse, int month,
                                      int day) {
    parse->point.grain = day ? GRAIN_DAY : GRAIN_MONTH;
    parse->point.index = month;
    parse->point.day = day;
    return match_year_tail(past, parse);
}

/* "July 21, 2017", "July 21", "July the 4th". */
static const struct atom *month_day(const struct atom *at, struct time_parse *parse) {
    int month;
    int day;
    const struct atom *past = match_month(at, &month);
    if (!past)
        return NULL;
    const struct atom *number = atom_skip(skip_dash(past), WORD_THE);
    past = match_day_number(number, &day);
    if (!past ||
        (number > at + 1 && atom_flagged(&at[1], ATOM_DASH) && !atom_flagged(&at[1], ATOM_GLUED)))
        return NULL;
    bool named = number > at + 1 && atom_has(number, ROLE_ORDINAL) && atom_flagged(past, ATOM_WORD);
    if (named && !(past->roles & ROLE_WORD))
        return NULL; /* "by the end of May the Second Army" */
    return finish_date(past, parse, month, day);
}

/* "27 July 1953", "the 4th of July", "3-Jun-2019". */
static const struct atom *day_month(const struct atom *at, struct time_parse *parse) {
    int month;
    int day;
    const struct atom *from = atom_skip(at, WORD_THE);
    const struct atom *past = match_day_number(from, &day);
    if (!past)
        return NULL;
    if (atom_has(past, ROLE_UNIT) && past->id == UNIT_DAY && atom_is(&past[1], WORD_OF))
        past++;
    const struct atom *name = atom_skip(skip_dash(past), WORD_OF);
    past = match_month(name, &month);
    if (!past)
        return NULL;
    if (atom_flagged(past, ATOM_DASH) && atom_flagged(past, ATOM_GLUED) && glued_digits(&past[1]) &&
        atom_length(&past[1]) == 4 && atom_flagged(&name[-1], ATOM_DASH))
        past++;
    return finish_date(past, parse, month, day);
}

/* "July 1953", "July", "the month of July". */
static const struct atom *month_alone(const struct atom *at, struct time_parse *parse) {
    int month;
    const struct atom *past = match_month(at, &month);
    if (!past)
        return NULL;
    return finish_date(past, parse, month, 0);
}

/* "the 20th", "the 15th day of the month". */
static const struct atom *day_alone(const struct atom *at, struct time_parse *parse) {
    int day;
    const struct atom *number = atom_skip(at, WORD_THE);
    if (number == at && !atom_is(&at[-1], WORD_ON))
        return NULL;
    const struct atom *past = match_ordinal(number, &day);
    if (!past || day > 31 ||
        (atom_flagged(past, ATOM_GLUED) && atom_flagged(past, ATOM_DASH | ATOM_WORD)))
        return NULL;
    bool noun_follows = atom_flagged(past, ATOM_WORD) && !atom_is(past, WORD_AT) &&
                        !atom_is(past, WORD_AND) && !atom_is(past, WORD_TO) &&
                        !atom_is(past, WORD_IN) && !atom_is(past, WORD_FROM);
    bool preposition = atom_is(&at[-1], WORD_ON) || atom_is(&at[-1], WORD_BY) ||
                       atom_is(&at[-1], WORD_UNTIL) || atom_is(&at[-1], WORD_SINCE);
    bool in_digits = atom_flagged(number, ATOM_DIGITS);
    if (!preposition || !in_digits || noun_follows)
        return NULL;
    parse->partial_day = true;
    parse->point.grain = GRAIN_DAY;
    parse->point.day = day;
    return past;
}

/* "Tuesday"; "Sat." needs a capital and something of a date behind it. */
static const struct atom *weekday_alone(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_WEEKDAY) || atom_has(at, ROLE_PLURAL))
        return NULL;
    parse->point.grain = GRAIN_DAY;
    parse->point.weekday = at->value;
    return at + 1;
}

/* "Friday, July 21, 2017", "Tuesday the 11th", "Friday 31". */
static const struct atom *weekday_date(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_WEEKDAY) || atom_has(at, ROLE_PLURAL))
        return NULL;
    const struct atom *from = skip_dash(skip_mark(skip_mark(at + 1, '.'), ','));
    struct time_parse day = *parse;
    const struct atom *past = month_day(from, &day);
    if (!past)
        past = day_month(from, &day);
    if (!past)
        past = match_numeric(from, &day);
    int number = 0;
    if (!past && (atom_is(from, WORD_THE) || from == at + 1)) {
        const struct atom *ordinal = atom_skip(from, WORD_THE);
        past = match_day_number(ordinal, &number);
        if (past && ((atom_flagged(past, ATOM_WORD) && !atom_is(past, WORD_AT)) ||
                     past->mark == ':' || atom_flagged(past, ATOM_DASH) ||
                     (atom_has(ordinal, ROLE_ORDINAL) && !atom_is(from, WORD_THE))))
            past = NULL;
        day.partial_day = true;
        day.point.day = number;
    }
    if (!past)
        return NULL;
    *parse = day;
    parse->point.grain = GRAIN_DAY;
    parse->point.weekday = at->value;
    return past;
}

/* "1984", "480 BC", "AD 79", "the year 2000". */
static const struct atom *year_alone(const struct atom *at, struct time_parse *parse) {
    const struct atom *from = at;
    if (atom_is(from, WORD_THE) && atom_has(&from[1], ROLE_UNIT) && from[1].id == UNIT_YEAR)
        from++;
    bool named = atom_has(from, ROLE_UNIT) && from->id == UNIT_YEAR && !atom_has(from, ROLE_PLURAL);
    if (named)
        from = atom_skip(from + 1, WORD_OF);
    bool era_first = atom_is(from, WORD_CE) && atom_flagged(from, ATOM_CAPITAL);
    if (era_first)
        from++;

    int year;
    const struct atom *past = from->mark == '\'' ? NULL : match_year(from, &year);
    if (!past && (atom_is(&at[-1], WORD_IN) || atom_is(&at[-1], WORD_SINCE))) {
        past = match_spelled_year(from, parse);
        year = parse->point.year;
    }
    bool small = !past && atom_flagged(from, ATOM_DIGITS) && atom_length(from) <= 4;
    if (small) {
        year = from->value;
        past = from + 1;
    }
    if (!past || year <= 0)
        return NULL;
    const struct atom *era = match_era(past, &year);
    if (small && !era && !era_first) {
        bool stands_alone = atom_length(from) == 3 && !atom_flagged(past, ATOM_GLUED) &&
                            !atom_flagged(past, ATOM_DIGITS) && !atom_has(past, ROLE_UNIT);
        if (!stands_alone || !(atom_is(&at[-1], WORD_IN) || atom_is(&at[-1], WORD_BY) ||
                               atom_is(&at[-1], WORD_UNTIL) || atom_is(&at[-1], WORD_SINCE) ||
                               atom_is(&at[-1], WORD_OF) || atom_is(&at[-1], WORD_EARLY)))
            return NULL;
        parse->small_year = true;
        year = -year;
    }
    parse->point.grain = GRAIN_YEAR;
    parse->point.year = year;
    return era ? era : past;
}

/* "1960s", "the 1960s", "the '60s", "the sixties". */
static const struct atom *decade(const struct atom *at, struct time_parse *parse) {
    bool the = atom_is(at, WORD_THE);
    const struct atom *from = atom_skip(at, WORD_THE);
    const struct atom *number = skip_mark(from, '\'');
    int year = -1;
    const struct atom *past = NULL;
    if (atom_has(from, ROLE_DECADE) && the) {
        year = 1900 + from->value;
        past = from + 1;
    } else if (atom_flagged(number, ATOM_DIGITS)) {
        const struct atom *suffix = &number[1];
        if (suffix->mark == '\'' && atom_flagged(suffix, ATOM_GLUED))
            suffix++;
        if (!atom_is(suffix, WORD_S) || !atom_flagged(suffix, ATOM_GLUED) || number->value % 10)
            return NULL;
        past = suffix + 1;
        if (atom_length(number) == 4 && number->value >= 1000 && number->value < 2200)
            year = number->value;
        else if (atom_length(number) == 2 && (the || number > from))
            year = number->value < 30 ? 2000 + number->value : 1900 + number->value;
    }
    if (year < 0)
        return NULL;
    parse->point.grain = year % 100 == 0 && year < 2000 ? GRAIN_CENTURY : GRAIN_DECADE;
    parse->point.year = year;
    return past;
}

/* "the 20th century", "nineteenth-century", "the fifth century BC". */
static const struct atom *century(const struct atom *at, struct time_parse *parse) {
    int ordinal;
    const struct atom *past = match_ordinal(atom_skip(at, WORD_THE), &ordinal);
    if (!past || ordinal < 1 || ordinal > CENTURIES_MAX)
        return NULL;
    past = skip_dash(past);
    if (!atom_has(past, ROLE_UNIT) || past->id != UNIT_CENTURY || atom_has(past, ROLE_PLURAL))
        return NULL;
    past++;
    if (atom_is(past, WORD_BC)) {
        parse->point.grain = GRAIN_CENTURY;
        parse->point.year = -100 * (ordinal - 1); /* 4th century BC: 399 to 300, TIMEX3 BC03 */
        return past + 1;
    }
    if (atom_is(past, WORD_CE) && atom_flagged(past, ATOM_CAPITAL))
        past++;
    parse->point.grain = GRAIN_CENTURY;
    parse->point.year = 100 * (ordinal - 1);
    return past;
}

/* ---- ends of ranges -------------------------------------------------------------------------- */

static bool joins_range(const struct atom *at) {
    return atom_flagged(at, ATOM_DASH) || atom_is(at, WORD_TO) || atom_is(at, WORD_AND) ||
           atom_is(at, WORD_THROUGH) || atom_is(at, WORD_OR);
}

/* "12" before "–14 July", "3" in "from 3 to 5 June". */
static const struct atom *range_head_day(const struct atom *at, struct time_parse *parse) {
    int day;
    struct time_parse tail = *parse;
    const struct atom *past = match_day_number(atom_skip(at, WORD_THE), &day);
    if (!past || !joins_range(past) || atom_has(at, ROLE_UNIT) || !day_month(past + 1, &tail))
        return NULL;
    parse->range_head = true;
    parse->point.grain = GRAIN_DAY;
    parse->point.day = day;
    return past;
}

/* "14" behind "July 12–": the month comes from before. */
static const struct atom *range_tail_day(const struct atom *at, struct time_parse *parse) {
    int day;
    int before;
    if (!joins_range(&at[-1]))
        return NULL;
    const struct atom *number = &at[-2];
    if (atom_is(number, WORD_SUFFIX))
        number--;
    const struct atom *past = match_day_number(atom_skip(at, WORD_THE), &day);
    if (!past || !atom_flagged(number, ATOM_DIGITS) ||
        match_day_number(number, &before) != &at[-1] ||
        !(atom_has(&number[-1], ROLE_MONTH) && !atom_flagged(past, ATOM_WORD)) || day <= before)
        return NULL;
    parse->range_tail = true;
    parse->point.grain = GRAIN_DAY;
    parse->point.day = day;
    const struct atom *tail = match_year_tail(past, parse);
    return tail;
}

/* "499" before "–493 BC"; "17" behind "1915–". */
static const struct atom *range_year(const struct atom *at, struct time_parse *parse) {
    int year;
    if (!atom_flagged(at, ATOM_DIGITS) || at->value <= 0)
        return NULL;
    bool head = joins_range(&at[1]) && atom_flagged(&at[2], ATOM_DIGITS) &&
                atom_is(&at[3], WORD_BC) && atom_length(at) <= 4 && at->value >= at[2].value;
    if (head) {
        parse->point.grain = GRAIN_YEAR;
        parse->point.year = -at->value;
        return at + 1;
    }
    bool tail = atom_length(at) == 2 && (atom_flagged(&at[-1], ATOM_DASH) || at[-1].mark == '/') &&
                atom_flagged(&at[-1], ATOM_GLUED) && atom_flagged(at, ATOM_GLUED) &&
                match_year(&at[-2], &year) == &at[-1] && year % 100 < at->value &&
                !(atom_flagged(&at[1], ATOM_GLUED) && at[1].mark == '-');
    if (!tail)
        return NULL;
    parse->range_tail = true;
    parse->point.grain = GRAIN_YEAR;
    parse->point.year = year - year % 100 + at->value;
    return at + 1;
}

const struct atom *match_calendar(const struct atom *at, struct time_parse *parse) {
    typedef const struct atom *(*rule)(const struct atom *, struct time_parse *);
    static const rule rules[] = {weekday_date, month_day,     day_month,      month_alone,
                                 day_alone,    weekday_alone, year_alone,     decade,
                                 century,      match_numeric, range_head_day, range_tail_day,
                                 range_year};
    const struct time_parse blank = *parse;
    const struct atom *best = NULL;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct time_parse attempt = blank;
        const struct atom *past = rules[i](at, &attempt);
        if (!past || (best && past <= best))
            continue;
        best = past;
        *parse = attempt;
    }
    if (best) {
        parse->form = FORM_CALENDAR;
        parse->type = TIME_DATE;
    }
    return best;
}
