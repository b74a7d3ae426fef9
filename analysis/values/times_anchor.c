/* Anchoring, in the order of trust: what the expression says itself (a year, "last", "this"), the
 * tense of the governing verb, the publication date. News prints "on Tuesday" on that very Tuesday,
 * so the most recent day includes the day of publication. In a history (narrative mode) the last
 * date named takes the place of the publication date. "The following day" is resolved only by a
 * date in the same or the previous sentence; without any date values keep TIMEX3's X.
 */
#include "analysis/values/times_anchor.h"

#include <stdio.h>

enum { CLOCK_SENTENCES = 12 }; /* how long a day named holds for bare clock times */

/* ---- days ------------------------------------------------------------------------------------ */

static void copy_clock(const struct time_point *from, struct time_point *to) {
    to->part = from->part;
    to->minute = from->minute;
    to->second = from->second;
}

static struct time_point on_day(const struct time_parse *parse, day_number day) {
    struct time_point point = point_at(day, GRAIN_DAY);
    copy_clock(&parse->point, &point);
    return point;
}

/* The first day with this weekday on or after `day`. */
static day_number weekday_from(day_number day, int weekday) {
    return day + (weekday - day_weekday(day) + 7) % 7;
}

static day_number monday_of(day_number day) {
    return day - day_weekday(day) + 1;
}

/* "Tuesday's crash is the worst": no timetable; the nearest Tuesday. */
static bool owns_noun(const struct time_anchor *anchor, const struct time_parse *parse) {
    const struct token_list *tokens = &anchor->analysis->tokens;
    uint32_t past = parse->past[-1].token + 1;
    return past < tokens->count && (slice_equal(tokens->at[past].lower, SLICE("'s")) ||
                                    slice_equal(tokens->at[past].lower, SLICE("’s")));
}

static day_number weekday_day(const struct time_anchor *anchor, const struct time_parse *parse,
                              day_number day, day_number not_before) {
    int weekday = parse->point.weekday;
    if (parse->has_week_step)
        return monday_of(day) + 7 * parse->week_step + weekday - 1;
    if (not_before != DAY_NONE)
        return weekday_from(not_before, weekday);
    switch (parse->shift) {
    case SHIFT_LAST: {
        day_number last = weekday_from(day - 7, weekday);
        return last == day - 1 ? last - 7 : last; /* that one is "yesterday" */
    }
    case SHIFT_THIS_PAST:
        return weekday_from(day - 7, weekday);
    case SHIFT_NEXT:
        return monday_of(day) + 7 + weekday - 1;
    case SHIFT_THIS:
        return monday_of(day) + weekday - 1;
    case SHIFT_THIS_COMING:
    case SHIFT_FOLLOWING:
        return weekday_from(day + 1, weekday);
    case SHIFT_THAT:
        return weekday_from(day - 3, weekday);
    case SHIFT_NONE:
        break;
    }
    if (anchor->narrative)
        return weekday_from(day, weekday);
    enum tense tense = anchor_tense_of(anchor, parse);
    if (tense == TENSE_PRESENT && owns_noun(anchor, parse))
        return weekday_from(day - 3, weekday);
    bool ahead = tense == TENSE_FUTURE || tense == TENSE_PRESENT;
    return ahead ? weekday_from(day, weekday) : weekday_from(day - 6, weekday);
}

static struct time_point resolve_weekday(const struct time_anchor *anchor,
                                         const struct time_parse *parse, day_number not_before) {
    bool from_focus = parse->base == BASE_FOCUS || anchor->narrative;
    day_number day = anchor_reference_day(anchor);
    if (from_focus) {
        day_number event = anchor_focus_day(anchor, parse, GRAIN_DAY);
        day = event != DAY_NONE ? event : anchor->narrative ? DAY_NONE : day;
    }
    if (day == DAY_NONE)
        return parse->point;
    return on_day(parse, weekday_day(anchor, parse, day, not_before));
}

/* "the 20th": of the month that runs or was named. */
static struct time_point resolve_month_day(const struct time_anchor *anchor,
                                           const struct time_parse *parse) {
    struct time_point point = parse->point;
    day_number day =
        anchor->narrative ? anchor_focus_day(anchor, parse, GRAIN_MONTH) : anchor->published;
    if (day == DAY_NONE)
        return point;
    struct date date = date_from_day(day);
    enum tense tense = anchor->narrative ? TENSE_UNKNOWN : anchor_tense_of(anchor, parse);
    int step = tense == TENSE_PAST && point.day > date.day     ? -1
               : tense == TENSE_FUTURE && point.day < date.day ? 1
                                                               : 0;
    for (int tries = 0; tries < 12; tries++) {
        struct date month = date_from_day(day_add_months(day - date.day + 1, step));
        point.year = month.year;
        point.index = month.month;
        bool fits = point.day <= month_length(month.year, month.month) &&
                    (!point.weekday || day_weekday(day_from_date((struct date){
                                           month.year, month.month, point.day})) == point.weekday);
        if (fits || anchor->narrative)
            return point;
        step += tense == TENSE_FUTURE ? 1 : -1;
    }
    point.year = date.year;
    point.index = date.month;
    return point;
}

/* A clock time alone: on the day just named, else on the day of publication. */
static struct time_point resolve_clock(const struct time_anchor *anchor,
                                       const struct time_parse *parse) {
    const struct time_focus *focus = &anchor->day_focus;
    bool near =
        anchor->narrative || anchor_sentence_of(anchor, parse) - focus->sentence <= CLOCK_SENTENCES;
    day_number day =
        focus->point.grain != GRAIN_NONE && near ? point_days(&focus->point).low : DAY_NONE;
    if (day == DAY_NONE && !anchor->narrative)
        day = anchor->published;
    return day == DAY_NONE ? parse->point : on_day(parse, day);
}

static struct time_point resolve_weekend(const struct time_anchor *anchor,
                                         const struct time_parse *parse, bool modified) {
    struct time_point point = parse->point;
    day_number day = anchor_reference_day(anchor);
    if (day == DAY_NONE)
        return point;
    point = point_at(day, GRAIN_WEEKEND);
    /* Told in the past tense on a Monday to Thursday it is the one just over. */
    enum tense tense = anchor_tense_of(anchor, parse);
    bool over = tense == TENSE_PAST || (!modified && tense != TENSE_FUTURE);
    return over && day_weekday(day) <= 4 ? point_step(point, -1) : point;
}

static struct time_point resolve_calendar(const struct time_anchor *anchor,
                                          const struct time_parse *parse, day_number not_before) {
    struct time_point point = parse->point;
    if (parse->has_year_step && point.year == YEAR_UNKNOWN) {
        point.year = anchor_stepped_year(anchor, parse);
        return point;
    }
    if (point.year != YEAR_UNKNOWN)
        return point;
    if (point.grain == GRAIN_WEEKEND)
        return resolve_weekend(anchor, parse, false);
    if (point.grain == GRAIN_DAY && !point.index) {
        if (point.day)
            return resolve_month_day(anchor, parse);
        return point.weekday ? resolve_weekday(anchor, parse, not_before)
                             : resolve_clock(anchor, parse);
    }
    if (point.grain == GRAIN_DAY || point.grain == GRAIN_MONTH || point.grain == GRAIN_QUARTER ||
        point.grain == GRAIN_HALF || point.grain == GRAIN_SEASON)
        point.year = anchor_choose_year(anchor, parse, point, not_before);
    return point;
}

/* ---- steps and offsets ------------------------------------------------------------------------
 */

static struct time_point resolve_step(const struct time_anchor *anchor,
                                      const struct time_parse *parse) {
    struct time_point point = parse->point;
    /* "Tomorrow" in a history is somebody's word, of a day that is not told. */
    if (anchor->narrative && parse->base == BASE_PUBLISHED && point.grain == GRAIN_DAY &&
        point.part == PART_NONE)
        return point;
    if (point.grain == GRAIN_WEEKEND && parse->base == BASE_PUBLISHED && parse->step == 0)
        return resolve_weekend(anchor, parse, true);
    if (parse->base == BASE_FOCUS) {
        const struct time_point *focus = anchor_focus_point(anchor, parse, point.grain);
        if (focus && focus->year < 0) {
            point.year = focus->year + (point.grain == GRAIN_YEAR ? parse->step : 0);
            return point;
        }
    }
    day_number day = parse->base == BASE_FOCUS ? anchor_focus_day(anchor, parse, point.grain)
                                               : anchor_reference_day(anchor);
    if (day == DAY_NONE && parse->base == BASE_FOCUS && point.grain >= GRAIN_YEAR &&
        !anchor->narrative)
        day = anchor->published;
    if (day == DAY_NONE)
        return point;
    point = point_step(point_at(day, point.grain), parse->step);
    copy_clock(&parse->point, &point);
    return point;
}

static enum time_unit finest_unit(const struct time_amount *amount) {
    for (int unit = UNIT_SECOND; unit <= UNIT_MILLENNIUM; unit++)
        if (amount->count[unit] > 0)
            return (enum time_unit)unit;
    return amount->unit;
}

static day_number holiday_near(const struct time_anchor *anchor, const struct time_parse *parse,
                               day_number not_before) {
    if (parse->point.year != YEAR_UNKNOWN)
        return holiday_day(parse->holiday, parse->point.year);
    day_number day = anchor_reference_day(anchor);
    if (day == DAY_NONE)
        return DAY_NONE;
    /* Its date in the year at hand stands for it while the year is chosen. */
    struct time_parse fixed = *parse;
    fixed.point = point_at(holiday_day(parse->holiday, date_from_day(day).year), GRAIN_DAY);
    int year = anchor_choose_year(anchor, &fixed, fixed.point, not_before);
    return year == YEAR_UNKNOWN ? DAY_NONE : holiday_day(parse->holiday, year);
}

static day_number offset_base(const struct time_anchor *anchor, const struct time_parse *parse) {
    if (parse->base == BASE_FOCUS)
        return anchor_focus_day(anchor, parse, grain_of_unit(finest_unit(&parse->amount)));
    if (parse->base == BASE_CALENDAR && parse->holiday != UINT8_MAX)
        return holiday_near(anchor, parse, DAY_NONE);
    if (parse->base == BASE_CALENDAR) {
        struct time_point point = resolve_calendar(anchor, parse, DAY_NONE);
        return point_days(&point).low;
    }
    day_number day = anchor_reference_day(anchor);
    return day == DAY_NONE ? DAY_NONE : day + parse->step;
}

/* "Two years earlier" in a text before Christ. */
static bool ancient_offset(const struct time_anchor *anchor, const struct time_parse *parse,
                           struct time_point *point) {
    const struct time_point *focus = &anchor->focus.point;
    if (parse->base != BASE_FOCUS || focus->grain == GRAIN_NONE || focus->year >= 0 ||
        focus->year == YEAR_UNKNOWN || finest_unit(&parse->amount) < UNIT_YEAR)
        return false;
    double years = parse->amount.count[UNIT_YEAR] + 10 * parse->amount.count[UNIT_DECADE];
    if (years > 9999)
        return false;
    point->grain = GRAIN_YEAR;
    point->year = focus->year + parse->direction * (int)years;
    return true;
}

static struct time_point resolve_offset(const struct time_anchor *anchor,
                                        const struct time_parse *parse) {
    struct time_point point = point_nowhere();
    if (parse->amount.vague || ancient_offset(anchor, parse, &point))
        return point;
    day_number base = offset_base(anchor, parse);
    bool one_year = parse->amount.unit == UNIT_YEAR && parse->amount.count[UNIT_YEAR] == 1;
    if (base == DAY_NONE && one_year && !anchor->narrative && parse->direction < 0)
        base =
            anchor->published; /* "up from a year earlier" compares with the time of the report */
    day_number day = amount_move(&parse->amount, base, parse->direction);
    if (day == DAY_NONE)
        return point;
    bool by_day = parse->base == BASE_CALENDAR || parse->point.grain == GRAIN_DAY;
    enum time_grain grain = by_day ? GRAIN_DAY : grain_of_unit(finest_unit(&parse->amount));
    enum time_unit unit = finest_unit(&parse->amount);
    if (!by_day && (unit == UNIT_DECADE || unit == UNIT_CENTURY || unit == UNIT_MILLENNIUM))
        grain = GRAIN_YEAR;
    point = point_at(day, grain);
    if (by_day)
        copy_clock(&parse->point, &point);
    return point;
}

/* ---- the nth of something ----------------------------------------------------------------------
 */

static struct time_point nth_container(const struct time_anchor *anchor,
                                       const struct time_parse *parse) {
    return parse->base == BASE_CALENDAR ? resolve_calendar(anchor, parse, DAY_NONE)
                                        : resolve_step(anchor, parse);
}

static struct time_point resolve_nth(const struct time_anchor *anchor,
                                     const struct time_parse *parse) {
    struct time_point inside = nth_container(anchor, parse);
    struct day_interval days = point_days(&inside);
    struct time_point nowhere = point_nowhere();
    nowhere.grain = parse->nth_weekday ? GRAIN_DAY : grain_of_unit(parse->nth_unit);
    if (days.low == DAY_NONE)
        return nowhere;
    if (parse->nth_weekday) {
        day_number day = parse->nth > 0
                             ? weekday_from(days.low, parse->nth_weekday) + 7 * (parse->nth - 1)
                             : weekday_from(days.high - 6, parse->nth_weekday);
        return day <= days.high ? point_at(day, GRAIN_DAY) : nowhere;
    }
    if (parse->nth_unit == UNIT_MONTH) {
        struct time_point month = point_at(parse->nth > 0 ? days.low : days.high, GRAIN_MONTH);
        return parse->nth > 0 ? point_step(month, parse->nth - 1) : month;
    }
    /* Weeks of a year are ISO weeks; weeks of a month count from the week that holds its first. */
    bool by_year = inside.grain == GRAIN_YEAR && parse->nth_unit == UNIT_WEEK;
    day_number first = by_year ? day_from_iso_week(inside.year, 1) : days.low;
    int length = parse->nth_unit == UNIT_DAY ? 1 : 7;
    day_number day = parse->nth > 0 ? first + length * (parse->nth - 1) : days.high;
    if (day > days.high + 6)
        return nowhere;
    return point_at(day, grain_of_unit(parse->nth_unit));
}

/* ---- bounds and values -------------------------------------------------------------------------
 */

static void narrow_to_edge(const struct time_anchor *anchor, enum time_edge edge,
                           struct day_interval *days) {
    if (days->low == DAY_NONE || days->high == DAY_NONE)
        return;
    int length = days->high - days->low + 1;
    day_number now = anchor->published;
    bool runs = now != DAY_NONE && days->low <= now && now <= days->high;
    switch (edge) {
    case EDGE_START:
        days->high = days->low + (length + 1) / 2 - 1;
        break;
    case EDGE_MIDDLE:
        days->low += length / 4;
        days->high -= length / 4;
        break;
    case EDGE_END:
        days->low += length / 2;
        break;
    case EDGE_EARLIER:
        if (runs)
            days->high = now;
        break;
    case EDGE_LATER:
        if (runs)
            days->low = now;
        break;
    case EDGE_NONE:
        break;
    }
}

/* "more than 20 years ago" leaves the beginning open, "less than a month ago" the end. */
static void open_by_comparator(const struct time_parse *parse, struct day_interval *days) {
    bool back = parse->direction < 0;
    if (parse->form != FORM_OFFSET)
        return;
    if (parse->comparator == COMPARATOR_MORE_THAN || parse->comparator == COMPARATOR_AT_LEAST) {
        if (back)
            days->low = DAY_NONE;
        else
            days->high = DAY_NONE;
    } else if (parse->comparator == COMPARATOR_ABOUT) {
        *days = (struct day_interval){DAY_NONE, DAY_NONE};
    }
}

static void finish_point(const struct time_anchor *anchor, const struct time_parse *parse,
                         struct time_result *result) {
    point_format(&result->point, result->value);
    result->days = point_days(&result->point);
    narrow_to_edge(anchor, parse->edge, &result->days);
    open_by_comparator(parse, &result->days);
    if (result->point.minute != MINUTE_NONE || result->point.part != PART_NONE)
        result->type = TIME_TIME;
}

static void resolve_window(const struct time_anchor *anchor, const struct time_parse *parse,
                           struct time_result *result) {
    day_number now = anchor->narrative ? DAY_NONE : anchor->published;
    if (parse->window == WINDOW_NONE || now == DAY_NONE)
        return;
    bool back = parse->window == WINDOW_LAST;
    day_number other = amount_move(&parse->amount, now, back ? -1 : 1);
    if (other == DAY_NONE)
        return;
    result->days = back ? (struct day_interval){other, now} : (struct day_interval){now, other};
}

static void resolve_set(const struct time_parse *parse, struct time_result *result) {
    if (!parse->every) {
        amount_format(&parse->amount, result->value);
        return;
    }
    const struct time_point *point = &parse->point;
    if (point->grain == GRAIN_WEEKEND)
        (void)snprintf(result->value, sizeof result->value, "XXXX-WXX-WE");
    else
        point_format(point, result->value);
}

static const char *const reference_values[] = {
    [REFERENCE_NONE] = "",
    [REFERENCE_PAST] = "PAST_REF",
    [REFERENCE_PRESENT] = "PRESENT_REF",
    [REFERENCE_FUTURE] = "FUTURE_REF",
};

/* What cannot be placed keeps its distance as a duration, "years ago" the past. */
static void unplaced(const struct time_parse *parse, struct time_result *result) {
    if (parse->amount.vague) {
        (void)snprintf(result->value, sizeof result->value, "%s",
                       reference_values[parse->direction < 0 ? REFERENCE_PAST : REFERENCE_FUTURE]);
        return;
    }
    result->type = TIME_DURATION;
    amount_format(&parse->amount, result->value);
}

/* "Today" in a history is the age of its writer, not the day of the battle. */
static bool means_present(const struct time_anchor *anchor, const struct time_parse *parse) {
    return anchor->narrative && parse->base == BASE_PUBLISHED && parse->step == 0 &&
           parse->point.grain == GRAIN_DAY && parse->point.part == PART_NONE &&
           atom_is(parse->first, WORD_TODAY);
}

void anchor_resolve(const struct time_anchor *anchor, const struct time_parse *parse,
                    day_number not_before, struct time_result *ret_result) {
    *ret_result = (struct time_result){
        .point = point_nowhere(), .type = parse->type, .days = {DAY_NONE, DAY_NONE}};
    switch (parse->form) {
    case FORM_CALENDAR:
        ret_result->point = resolve_calendar(anchor, parse, not_before);
        break;
    case FORM_STEP:
        ret_result->point = resolve_step(anchor, parse);
        if (means_present(anchor, parse)) {
            ret_result->point = point_nowhere();
            (void)snprintf(ret_result->value, sizeof ret_result->value, "%s",
                           reference_values[REFERENCE_PRESENT]);
            return;
        }
        break;
    case FORM_NTH:
        ret_result->point = resolve_nth(anchor, parse);
        break;
    case FORM_HOLIDAY: {
        day_number day = holiday_near(anchor, parse, not_before);
        ret_result->point = parse->point;
        if (day != DAY_NONE && parse->point.grain == GRAIN_WEEKEND) /* the nearest one */
            ret_result->point = point_at(day_weekday(day) <= 2 ? day - 3 : day, GRAIN_WEEKEND);
        else if (day != DAY_NONE)
            ret_result->point = on_day(parse, day);
        break;
    }
    case FORM_OFFSET:
        ret_result->point = resolve_offset(anchor, parse);
        if (ret_result->point.grain == GRAIN_NONE) {
            unplaced(parse, ret_result);
            return;
        }
        break;
    case FORM_DURATION:
        amount_format(&parse->amount, ret_result->value);
        resolve_window(anchor, parse, ret_result);
        return;
    case FORM_SET:
        resolve_set(parse, ret_result);
        return;
    case FORM_REFERENCE:
        (void)snprintf(ret_result->value, sizeof ret_result->value, "%s",
                       reference_values[parse->reference]);
        return;
    }
    finish_point(anchor, parse, ret_result);
}
