/* Parts of years and months: quarters, halves, seasons, fiscal years, and "the second Tuesday of
 * May", "the last week of 2020", "the first day of next month".
 */
#include "analysis/values/times_parse.h"

static bool is_letter(const struct atom *at, struct slice text, char upper) {
    return atom_flagged(at, ATOM_WORD) && atom_length(at) == 1 && at->roles == 0 &&
           (text.at[at->span.start] == upper || text.at[at->span.start] == upper + ('a' - 'A'));
}

/* "this year", "the year", "last year", "next year" as a container. */
static const struct atom *year_reference(const struct atom *at, struct time_parse *parse) {
    static const struct {
        enum time_word word;
        int step;
        bool focus;
    } rows[] = {{WORD_THIS, 0, false},     {WORD_THE, 0, false},     {WORD_LAST, -1, false},
                {WORD_NEXT, 1, false},     {WORD_THAT, 0, true},     {WORD_SAME, 0, true},
                {WORD_PREVIOUS, -1, true}, {WORD_FOLLOWING, 1, true}};
    const struct atom *word = atom_is(at, WORD_THE) && (at[1].roles & ROLE_WORD) ? at + 1 : at;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!atom_is(word, rows[i].word) || !atom_is_unit(&word[1], UNIT_YEAR))
            continue;
        parse->has_year_step = true;
        parse->year_step = rows[i].step;
        parse->year_of_focus = rows[i].focus;
        return word + 2;
    }
    return NULL;
}

static const struct atom *fiscal_year(const struct atom *at, struct time_parse *parse) {
    const struct atom *past = atom_skip(at, WORD_THE);
    if (!atom_is(past, WORD_FISCAL))
        return NULL;
    past++;
    if (atom_is_unit(past, UNIT_YEAR))
        past = atom_skip(past + 1, WORD_OF);
    if (past->mark == '\'')
        return NULL;
    return match_year(past, &parse->point.year);
}

/* "of 2020", ", 2020", "of last year", "of fiscal 2020" behind a quarter or season. */
static const struct atom *container(const struct atom *at, struct time_parse *parse) {
    const struct atom *from = at;
    if (atom_is(at, WORD_OF) || atom_is(at, WORD_IN) || at->mark == ',')
        from++;
    const struct atom *past = match_year(from, &parse->point.year);
    if (past) {
        const struct atom *era = match_era(past, &parse->point.year);
        return era ? era : past;
    }
    if (parse->point.grain != GRAIN_SEASON) {
        past = fiscal_year(from, parse);
        if (past)
            return past;
    }
    if (atom_is(at, WORD_OF) && atom_flagged(from, ATOM_DIGITS) && atom_is(&from[1], WORD_BC)) {
        parse->point.year = -from->value;
        return from + 2;
    }
    past = year_reference(from, parse);
    return past && !(from == at && atom_is(at, WORD_THE)) ? past : at;
}

/* "the first quarter of 2020", "third-quarter", "the second half of the year". */
static const struct atom *spelled(const struct atom *at, struct time_parse *parse) {
    int ordinal;
    const struct atom *past = match_ordinal(atom_skip(at, WORD_THE), &ordinal);
    if (!past) {
        if (!atom_is(at, WORD_THE) || !(atom_is(&at[1], WORD_LAST) || atom_is(&at[1], WORD_FINAL)))
            return NULL;
        ordinal = 0;
        past = at + 2;
    }
    bool adjective = atom_flagged(past, ATOM_DASH);
    if (adjective)
        past++;
    if (atom_is_unit(past, UNIT_QUARTER) && ordinal <= 4) {
        parse->point.grain = GRAIN_QUARTER;
        parse->point.index = ordinal ? ordinal : 4;
    } else if (atom_is(past, WORD_HALF) && ordinal <= 2) {
        parse->point.grain = GRAIN_HALF;
        parse->point.index = ordinal ? ordinal : 2;
    } else {
        return NULL;
    }
    const struct atom *tail = container(past + 1, parse);
    /* Matches have halves too, and "the last quarter" is the one before: only with a year. */
    if (tail == past + 1 && ((parse->point.grain == GRAIN_HALF && !adjective) || ordinal == 0))
        return NULL;
    return tail;
}

/* "Q3 2019", "2019 Q3", "H1". */
static const struct atom *coded(const struct atom *at, struct slice text,
                                struct time_parse *parse) {
    const struct atom *letter = at;
    int year = YEAR_UNKNOWN;
    const struct atom *past = match_year(at, &year);
    if (past)
        letter = atom_flagged(past, ATOM_DASH) ? past + 1 : past;
    bool quarter = is_letter(letter, text, 'Q');
    if (!quarter && !is_letter(letter, text, 'H'))
        return NULL;
    const struct atom *digit = &letter[1];
    if (!atom_flagged(digit, ATOM_DIGITS) || !atom_flagged(digit, ATOM_GLUED) ||
        atom_length(digit) != 1 || digit->value < 1 || digit->value > (quarter ? 4 : 2) ||
        (atom_flagged(&digit[1], ATOM_GLUED) && atom_flagged(&digit[1], ATOM_WORD)))
        return NULL;
    parse->point.grain = quarter ? GRAIN_QUARTER : GRAIN_HALF;
    parse->point.index = digit->value;
    parse->point.year = year;
    past = year == YEAR_UNKNOWN ? container(digit + 1, parse) : digit + 1;
    /* H1 alone is a visa, a road, a heading. */
    return quarter || year != YEAR_UNKNOWN || parse->point.year != YEAR_UNKNOWN ? past : NULL;
}

/* "fiscal 2008", "the fiscal year 2008", "the 2008 fiscal year", "FY2008". */
static const struct atom *fiscal(const struct atom *at, struct slice text,
                                 struct time_parse *parse) {
    const struct atom *past = fiscal_year(at, parse);
    if (!past) {
        past = match_year(atom_skip(at, WORD_THE), &parse->point.year);
        if (past && atom_is(past, WORD_FISCAL) && atom_is_unit(&past[1], UNIT_YEAR))
            past += 2;
        else
            past = NULL;
    }
    if (!past && atom_flagged(at, ATOM_WORD) && atom_length(at) == 2 && at->roles == 0 &&
        memcmp(text.at + at->span.start, "FY", 2) == 0) {
        const struct atom *number = atom_flagged(&at[1], ATOM_DASH) ? at + 2 : at + 1;
        past = match_year(number, &parse->point.year);
        if (!past && atom_flagged(number, ATOM_DIGITS) && atom_length(number) == 2) {
            parse->point.year = 2000 + number->value;
            past = number + 1;
        }
    }
    if (past)
        parse->point.grain = GRAIN_FISCAL_YEAR;
    return past;
}

/* "summer 1916", "the spring of 1943", "last summer" goes elsewhere. */
static const struct atom *season(const struct atom *at, struct time_parse *parse) {
    const struct atom *name = atom_skip(at, WORD_THE);
    if (!atom_has(name, ROLE_SEASON))
        return NULL;
    parse->point.grain = GRAIN_SEASON;
    parse->point.index = name->value;
    return container(name + 1, parse);
}

/* What the nth thing is counted in: "of May", "in November 2020", "of the year", "of 1999". */
static const struct atom *counted_in(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_OF) && !atom_is(at, WORD_IN))
        return NULL;
    const struct atom *past = match_calendar(&at[1], parse);
    if (past && (parse->point.grain == GRAIN_MONTH || parse->point.grain == GRAIN_YEAR))
        return past;
    struct time_point nowhere = point_nowhere();
    parse->point = nowhere;
    past = match_relative(&at[1], parse);
    if (!past && atom_is(&at[1], WORD_THE))
        past = match_bare_unit(&at[1], parse);
    if (past && parse->form == FORM_STEP &&
        (parse->point.grain == GRAIN_MONTH || parse->point.grain == GRAIN_YEAR))
        return past;
    return NULL;
}

/* "the second Tuesday of May", "last week of 2020", "the 15th day of next month". */
static const struct atom *nth(const struct atom *at, struct time_parse *parse) {
    int ordinal;
    const struct atom *from = atom_skip(at, WORD_THE);
    const struct atom *past = match_ordinal(from, &ordinal);
    if (!past && (atom_is(from, WORD_LAST) || atom_is(from, WORD_FINAL))) {
        ordinal = -1;
        past = from + 1;
    }
    if (!past || ordinal == 0 || ordinal > 53)
        return NULL;
    int weekday = atom_has(past, ROLE_WEEKDAY) && !atom_has(past, ROLE_PLURAL) ? past->value : 0;
    enum time_unit unit = atom_is_unit(past, UNIT_DAY)       ? UNIT_DAY
                          : atom_is_unit(past, UNIT_WEEK)    ? UNIT_WEEK
                          : atom_is_unit(past, UNIT_WEEKEND) ? UNIT_WEEKEND
                          : atom_is_unit(past, UNIT_MONTH)   ? UNIT_MONTH
                                                             : UNIT_NONE;
    bool named = weekday || unit != UNIT_NONE;
    struct time_parse inner = *parse;
    past = counted_in(named ? past + 1 : past, &inner);
    if (!past || (!named && (inner.form != FORM_STEP || inner.point.grain != GRAIN_MONTH)))
        return NULL; /* "the 15th of last month" is a day, "the first of 2020" is not */
    if (!named)
        unit = UNIT_DAY;
    parse->point = inner.point;
    parse->shift = inner.shift;
    parse->has_year_step = inner.has_year_step;
    parse->year_step = inner.year_step;
    parse->year_of_focus = inner.year_of_focus;
    parse->base = inner.form == FORM_STEP ? inner.base : BASE_CALENDAR;
    parse->step = inner.step;
    parse->form = FORM_NTH;
    parse->nth = ordinal;
    parse->nth_unit = unit;
    parse->nth_weekday = weekday;
    return past;
}

/* "week 27 of last year", "week 1". */
static const struct atom *numbered_week(const struct atom *at, struct time_parse *parse) {
    if (!atom_is_unit(at, UNIT_WEEK) || !atom_flagged(&at[1], ATOM_DIGITS) || at[1].value < 1 ||
        at[1].value > 53)
        return NULL;
    parse->point.grain = GRAIN_WEEK;
    parse->point.index = at[1].value;
    const struct atom *past = container(at + 2, parse);
    return past > at + 2 ? past : NULL;
}

static void keep_longer(const struct atom *past, const struct time_parse *attempt,
                        const struct atom **best, struct time_parse *parse) {
    if (!past || (*best && past <= *best))
        return;
    *best = past;
    *parse = *attempt;
}

const struct atom *match_division(const struct atom *at, struct slice text,
                                  struct time_parse *parse) {
    typedef const struct atom *(*rule)(const struct atom *, struct time_parse *);
    static const rule rules[] = {spelled, season, nth, numbered_week};
    struct time_parse blank = *parse;
    blank.form = FORM_CALENDAR;
    blank.type = TIME_DATE;
    const struct atom *best = NULL;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct time_parse attempt = blank;
        const struct atom *past = rules[i](at, &attempt);
        keep_longer(past, &attempt, &best, parse);
    }
    struct time_parse attempt = blank;
    keep_longer(coded(at, text, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep_longer(fiscal(at, text, &attempt), &attempt, &best, parse);
    return best;
}
