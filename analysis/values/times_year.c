/* Which year "9 July", "March", "the third quarter" or "summer" belongs to: the one that the words
 * name, the one before or after the day of publication as the verb says, or the one that the story
 * has reached.
 */
#include "analysis/values/times_anchor.h"

enum {
    LONG_AGO_DAYS = 240, /* a bare "9 July" in the past tense is seldom that old … */
    SOON_DAYS = 120,     /* … when the next one is this near */
    LONG_AGO_MONTH = 320,
    SOON_MONTH = 45,
};

static struct day_interval days_in_year(struct time_point point, int year) {
    point.year = year;
    return point_days(&point);
}

/* The latest year in which the point begins on or before `day`. */
static int year_not_after(struct time_point point, day_number day, bool completed) {
    int year = date_from_day(day).year;
    for (int y = year + 1; y > year - 9 && y > 0; y--) {
        struct day_interval days = days_in_year(point, y);
        if (days.low != DAY_NONE && (completed ? days.high < day : days.low <= day))
            return y;
    }
    return year;
}

/* The earliest year in which the point ends on or after `day`. */
static int year_not_before(struct time_point point, day_number day, bool strictly) {
    int year = date_from_day(day).year;
    for (int y = year - 1; y < year + 9; y++) {
        struct day_interval days = days_in_year(point, y > 0 ? y : 1);
        if (days.low != DAY_NONE && (strictly ? days.low > day : days.high >= day))
            return y > 0 ? y : 1;
    }
    return year;
}

/* Distance from `day` to the point in `year`, negative before it. */
static int distance(struct time_point point, int year, day_number day) {
    struct day_interval days = days_in_year(point, year);
    if (days.low == DAY_NONE)
        return 0;
    if (day < days.low)
        return days.low - day;
    return day > days.high ? days.high - day : 0;
}

static int year_by_tense(struct time_point point, day_number day, enum tense tense) {
    bool reported = point.grain == GRAIN_QUARTER || point.grain == GRAIN_HALF;
    int before = year_not_after(point, day, reported && tense != TENSE_UNKNOWN);
    int after = year_not_before(point, day, false);
    int ago = -distance(point, before, day);
    int ahead = distance(point, after, day);
    if (reported)
        return tense == TENSE_FUTURE ? after : before;
    if (point.weekday && point.grain == GRAIN_DAY) { /* "Sat. Aug. 3": one of the two fits */
        bool fits_before = day_weekday(days_in_year(point, before).low) == point.weekday;
        bool fits_after = day_weekday(days_in_year(point, after).low) == point.weekday;
        if (fits_before != fits_after)
            return fits_before ? before : after;
    }
    bool by_day = point.grain == GRAIN_DAY;
    switch (tense) {
    case TENSE_PAST:
        return ago > (by_day ? LONG_AGO_DAYS : LONG_AGO_MONTH) &&
                       ahead < (by_day ? SOON_DAYS : SOON_MONTH)
                   ? after
                   : before;
    case TENSE_FUTURE:
        return ahead > LONG_AGO_DAYS && ago < SOON_DAYS / 2 ? before : after;
    case TENSE_PRESENT: /* timetables and laws: "takes effect in January" */
        return ago * 2 < ahead ? before : after;
    default:
        return ago <= ahead ? before : after;
    }
}

/* In a history a month moves on from the last date named, at most half a year back. */
static int year_by_story(const struct time_anchor *anchor, const struct time_parse *parse,
                         struct time_point point) {
    const struct time_point *focus = &anchor->focus.point;
    const struct time_focus *mere = &anchor->mere_year;
    if (mere->point.grain != GRAIN_NONE && mere->sentence == anchor_sentence_of(anchor, parse))
        return mere->point.year;
    if (focus->grain >= GRAIN_YEAR || focus->index == 0)
        return focus->year;
    int per_year = focus->grain == GRAIN_DAY || focus->grain == GRAIN_MONTH ? 1 : 3;
    if (focus->grain == GRAIN_WEEK || focus->grain == GRAIN_WEEKEND || focus->grain == GRAIN_HALF)
        return focus->year;
    int here = focus->index * per_year;
    int there = point.index * (point.grain == GRAIN_DAY || point.grain == GRAIN_MONTH ? 1 : 3);
    return focus->year + (here - there > 6 ? 1 : 0);
}

int anchor_choose_year(const struct time_anchor *anchor, const struct time_parse *parse,
                       struct time_point point, day_number not_before) {
    day_number day = anchor_reference_day(anchor);
    if (not_before != DAY_NONE)
        return year_not_before(point, not_before, false);
    if (parse->shift == SHIFT_NONE && anchor->narrative && anchor->focus.point.grain != GRAIN_NONE)
        return year_by_story(anchor, parse, point);
    if (parse->base == BASE_FOCUS) {
        day_number event = anchor_focus_day(anchor, parse, GRAIN_YEAR);
        if (event == DAY_NONE)
            return YEAR_UNKNOWN;
        if (parse->shift == SHIFT_FOLLOWING)
            return year_not_before(point, event, true);
        return year_not_after(point, event, parse->shift == SHIFT_LAST);
    }
    if (day == DAY_NONE)
        return YEAR_UNKNOWN;
    switch (parse->shift) {
    case SHIFT_LAST:
    case SHIFT_THIS_PAST:
        return year_not_after(point, day, true);
    case SHIFT_NEXT:
    case SHIFT_THIS_COMING:
        return year_not_before(point, day, true);
    case SHIFT_THIS: {
        struct time_point now = point_at(day, point.grain);
        return now.index == point.index ? now.year : date_from_day(day).year;
    }
    default:
        return year_by_tense(point, day, anchor_tense_of(anchor, parse));
    }
}

/* "of last year", "this year", "of that year". */
int anchor_stepped_year(const struct time_anchor *anchor, const struct time_parse *parse) {
    day_number day = parse->year_of_focus ? anchor_focus_day(anchor, parse, GRAIN_YEAR)
                                          : anchor_reference_day(anchor);
    return day == DAY_NONE ? YEAR_UNKNOWN : date_from_day(day).year + parse->year_step;
}
