/* Times told by their distance: "yesterday", "last week", "this May", "the following morning",
 * "earlier" and "later" units, and what stands for the year or week that runs now.
 *
 * "Last", "next", "this" count from the publication date; "the following", "the next", "that" and
 * "the same" from the event that the text last dated.
 */
#include "analysis/values/times_parse.h"

static void set_step(struct time_parse *parse, enum time_grain grain, int step,
                     enum time_base base) {
    parse->form = FORM_STEP;
    parse->type = TIME_DATE;
    parse->point.grain = grain;
    parse->step = step;
    parse->base = base;
}

static void set_part(struct time_parse *parse, enum day_part part) {
    parse->point.part = part;
    parse->type = TIME_TIME;
}

/* today, yesterday, tomorrow, tonight, "the day before yesterday". */
static const struct atom *deictic_day(const struct atom *at, struct time_parse *parse) {
    const struct atom *day = atom_skip(at, WORD_THE);
    if (atom_is_unit(day, UNIT_DAY) &&
        ((atom_is(&day[1], WORD_BEFORE) && atom_is(&day[2], WORD_YESTERDAY)) ||
         (atom_is(&day[1], WORD_AFTER) && atom_is(&day[2], WORD_TOMORROW)))) {
        set_step(parse, GRAIN_DAY, atom_is(&day[1], WORD_BEFORE) ? -2 : 2, BASE_PUBLISHED);
        return day + 3;
    }
    if (!(at->roles & ROLE_WORD))
        return NULL;
    switch (at->id) {
    case WORD_TODAY:
        set_step(parse, GRAIN_DAY, 0, BASE_PUBLISHED);
        return at + 1;
    case WORD_YESTERDAY:
        set_step(parse, GRAIN_DAY, -1, BASE_PUBLISHED);
        return at + 1;
    case WORD_TOMORROW:
        set_step(parse, GRAIN_DAY, 1, BASE_PUBLISHED);
        return at + 1;
    case WORD_TONIGHT:
        set_step(parse, GRAIN_DAY, 0, BASE_PUBLISHED);
        set_part(parse, PART_NIGHT);
        return at + 1;
    default:
        return NULL;
    }
}

struct modifier {
    enum time_shift shift;
    bool the;   /* "the next", "the last" */
    bool plain; /* "the" and nothing else */
};

/* "this", "last", "the following", "this past". */
static const struct atom *match_modifier(const struct atom *at, struct modifier *modifier) {
    *modifier = (struct modifier){.the = atom_is(at, WORD_THE)};
    const struct atom *word = modifier->the ? at + 1 : at;
    if (!(word->roles & ROLE_WORD))
        return NULL;
    switch (word->id) {
    case WORD_THIS:
        modifier->shift = SHIFT_THIS;
        if (atom_is(&word[1], WORD_PAST) || atom_is(&word[1], WORD_LAST)) {
            modifier->shift = SHIFT_THIS_PAST;
            return word + 2;
        }
        if (atom_is(&word[1], WORD_COMING)) {
            modifier->shift = SHIFT_THIS_COMING;
            return word + 2;
        }
        return word + 1;
    case WORD_CURRENT:
        modifier->shift = SHIFT_THIS;
        return word + 1;
    case WORD_PAST:
        modifier->shift = atom_has(&word[1], ROLE_WEEKDAY) ? SHIFT_THIS_PAST : SHIFT_LAST;
        return word + 1;
    case WORD_LAST:
    case WORD_PREVIOUS:
    case WORD_PRIOR:
        modifier->shift = SHIFT_LAST;
        return word + 1;
    case WORD_NEXT:
    case WORD_COMING:
        modifier->shift = SHIFT_NEXT;
        return word + 1;
    case WORD_FOLLOWING:
        modifier->shift = SHIFT_FOLLOWING;
        return word + 1;
    case WORD_THAT:
        modifier->shift = SHIFT_THAT;
        return atom_is(&word[1], WORD_SAME) ? word + 2 : word + 1;
    case WORD_SAME:
        modifier->shift = SHIFT_THAT;
        return word + 1;
    default:
        return NULL;
    }
}

static int shift_step(enum time_shift shift) {
    switch (shift) {
    case SHIFT_LAST:
    case SHIFT_THIS_PAST:
        return -1;
    case SHIFT_NEXT:
    case SHIFT_THIS_COMING:
    case SHIFT_FOLLOWING:
        return 1;
    default:
        return 0;
    }
}

/* Does the modifier count from the event talked of? `word` is the modifier itself. */
static bool counts_from_focus(const struct modifier *modifier, const struct atom *word,
                              bool day_or_shorter) {
    switch (modifier->shift) {
    case SHIFT_THAT:
    case SHIFT_FOLLOWING:
        return true;
    case SHIFT_NEXT:
        return (modifier->the || day_or_shorter) && atom_is(word, WORD_NEXT);
    case SHIFT_LAST:
        return modifier->the && (atom_is(word, WORD_PREVIOUS) || atom_is(word, WORD_PRIOR));
    default:
        return false;
    }
}

/* "last night", "this morning", "the following afternoon". */
static const struct atom *modified_part(const struct atom *part, const struct modifier *modifier,
                                        bool from_focus, struct time_parse *parse) {
    if (atom_has(part, ROLE_PLURAL) || (atom_has(part, ROLE_AMBIGUOUS) && !from_focus))
        return NULL;
    set_step(parse, GRAIN_DAY, shift_step(modifier->shift),
             from_focus ? BASE_FOCUS : BASE_PUBLISHED);
    set_part(parse, (enum day_part)part->id);
    return part + 1;
}

/* A stretch, not a calendar unit: "over the past year", "in the next decade". */
static bool means_stretch(const struct atom *at, const struct modifier *modifier,
                          const struct atom *word) {
    if (!modifier->the)
        return false;
    if (atom_is(word, WORD_PAST))
        return true;
    if (!atom_is(word, WORD_LAST) && !atom_is(word, WORD_NEXT))
        return false;
    const struct atom *before = &at[-1];
    return atom_is(before, WORD_IN) || atom_is(before, WORD_OVER) || atom_is(before, WORD_FOR) ||
           atom_is(before, WORD_WITHIN) || atom_is(before, WORD_DURING) ||
           atom_is(before, WORD_THROUGH);
}

static const struct atom *modified_unit(const struct atom *at, const struct atom *unit,
                                        const struct modifier *modifier, bool from_focus,
                                        struct time_parse *parse) {
    const struct atom *word = modifier->the ? at + 1 : at;
    enum time_unit kind = (enum time_unit)unit->id;
    /* "this years festival": the apostrophe is easily lost. */
    bool plural = atom_has(unit, ROLE_PLURAL) &&
                  !(kind == UNIT_YEAR && modifier->shift == SHIFT_THIS && atom_is(at, WORD_THIS));
    if (plural || atom_has(unit, ROLE_AMBIGUOUS) || kind < UNIT_HOUR || kind == UNIT_FORTNIGHT ||
        (kind == UNIT_HOUR && !atom_is(word, WORD_PAST)))
        return NULL;
    if (means_stretch(at, modifier, word) || kind == UNIT_HOUR) {
        parse->form = FORM_DURATION;
        parse->type = TIME_DURATION;
        parse->amount.unit = kind;
        parse->amount.count[kind] = 1;
        parse->window = shift_step(modifier->shift) < 0 ? WINDOW_LAST : WINDOW_NEXT;
        return unit + 1;
    }
    /* "the last day of the trial", "the previous day" differ; "this day" is the one talked of. */
    if (kind == UNIT_DAY) {
        if ((atom_is(word, WORD_LAST) || atom_is(word, WORD_COMING)) ||
            (atom_is(word, WORD_CURRENT)))
            return NULL;
        from_focus = true;
    }
    if (modifier->the && atom_is(word, WORD_LAST) && atom_is(&unit[1], WORD_OF))
        return NULL;
    set_step(parse, grain_of_unit(kind), shift_step(modifier->shift),
             from_focus ? BASE_FOCUS : BASE_PUBLISHED);
    return unit + 1;
}

/* "last Tuesday", "next May", "this summer", "that Friday". */
static const struct atom *modified_name(const struct atom *at, const struct modifier *modifier,
                                        bool from_focus, struct time_parse *parse) {
    if (atom_has(at, ROLE_PLURAL | ROLE_SHORT) && !atom_has(at, ROLE_MONTH))
        return NULL;
    const struct atom *past = at + 1;
    struct time_parse dated = *parse;
    const struct atom *day = atom_has(at, ROLE_MONTH) ? match_calendar(at, &dated) : NULL;
    if (day && dated.point.grain == GRAIN_DAY && dated.point.year == YEAR_UNKNOWN) {
        parse->point = dated.point; /* "last Dec. 31" */
        past = day;
    } else if (atom_has(at, ROLE_WEEKDAY)) {
        parse->point.grain = GRAIN_DAY;
        parse->point.weekday = at->value;
    } else if (atom_has(at, ROLE_MONTH)) {
        if (atom_has(at, ROLE_AMBIGUOUS) && !atom_flagged(at, ATOM_CAPITAL))
            return NULL;
        parse->point.grain = GRAIN_MONTH;
        parse->point.index = at->value;
    } else {
        parse->point.grain = GRAIN_SEASON;
        parse->point.index = at->value;
    }
    parse->form = FORM_CALENDAR;
    parse->type = TIME_DATE;
    parse->base = from_focus ? BASE_FOCUS : BASE_PUBLISHED;
    parse->shift = from_focus && modifier->shift == SHIFT_NEXT ? SHIFT_FOLLOWING : modifier->shift;
    return past;
}

/* "Monday of last week", "Friday next week", "on Tuesday this week". */
static const struct atom *weekday_of_week(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_WEEKDAY) || atom_has(at, ROLE_PLURAL))
        return NULL;
    struct modifier modifier;
    const struct atom *past = match_modifier(atom_skip(at + 1, WORD_OF), &modifier);
    if (!past || !atom_is_unit(past, UNIT_WEEK) || modifier.shift == SHIFT_THAT)
        return NULL;
    parse->form = FORM_CALENDAR;
    parse->type = TIME_DATE;
    parse->point.grain = GRAIN_DAY;
    parse->point.weekday = at->value;
    parse->has_week_step = true;
    parse->week_step = shift_step(modifier.shift);
    return past + 1;
}

static const struct atom *modified(const struct atom *at, struct time_parse *parse) {
    struct modifier modifier;
    const struct atom *head = match_modifier(at, &modifier);
    if (!head)
        return NULL;
    const struct atom *word = modifier.the ? at + 1 : at;
    bool part = atom_has(head, ROLE_PART);
    bool from_focus = counts_from_focus(&modifier, word, part || atom_is_unit(head, UNIT_DAY));
    if (part)
        return modified_part(head, &modifier, from_focus, parse);
    if (atom_is(head, WORD_FISCAL) && atom_is_unit(&head[1], UNIT_YEAR)) {
        set_step(parse, GRAIN_FISCAL_YEAR, shift_step(modifier.shift), BASE_PUBLISHED);
        return head + 2;
    }
    if (atom_has(head, ROLE_UNIT))
        return modified_unit(at, head, &modifier, from_focus, parse);
    if (atom_has(head, ROLE_WEEKDAY | ROLE_MONTH | ROLE_SEASON))
        return modified_name(head, &modifier, from_focus && !atom_is(word, WORD_PREVIOUS), parse);
    return NULL;
}

/* "the weekend": which one is for the verb to say. */
static const struct atom *the_weekend(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_THE) || !atom_is_unit(&at[1], UNIT_WEEKEND))
        return NULL;
    parse->form = FORM_CALENDAR;
    parse->type = TIME_DATE;
    parse->point.grain = GRAIN_WEEKEND;
    return at + 2;
}

/* "the last match of the day": the day that the text is about. */
static const struct atom *day_of_series(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_THE) || !atom_is_unit(&at[1], UNIT_DAY) || !atom_is(&at[-1], WORD_OF) ||
        !atom_flagged(&at[-2], ATOM_WORD) ||
        !(atom_has(&at[-3], ROLE_ORDINAL) || atom_is(&at[-3], WORD_LAST) ||
          atom_is(&at[-3], WORD_FINAL)))
        return NULL;
    parse->form = FORM_CALENDAR;
    parse->type = TIME_DATE;
    parse->point.grain = GRAIN_DAY;
    return at + 2;
}

/* "in the quarter", "for the year": the one that runs, where nothing says which. */
static const struct atom *running_unit(const struct atom *at, struct time_parse *parse) {
    const struct atom *unit = &at[1];
    if (!atom_is(at, WORD_THE) ||
        !(atom_is(&at[-1], WORD_IN) || atom_is(&at[-1], WORD_FOR) ||
          atom_is(&at[-1], WORD_DURING) || atom_is(&at[-1], WORD_THROUGH)))
        return NULL;
    if (!(atom_is_unit(unit, UNIT_WEEK) || atom_is_unit(unit, UNIT_MONTH) ||
          atom_is_unit(unit, UNIT_QUARTER) || atom_is_unit(unit, UNIT_YEAR)) ||
        atom_flagged(&unit[1], ATOM_WORD | ATOM_DIGITS | ATOM_DASH) || atom_is(&unit[1], WORD_S))
        return NULL;
    set_step(parse, grain_of_unit((enum time_unit)unit->id), 0, BASE_PUBLISHED);
    return unit + 1;
}

/* "next week Wednesday": as "Wednesday of next week". */
static const struct atom *week_then_weekday(const struct atom *at, struct time_parse *parse) {
    struct modifier modifier;
    const struct atom *week = match_modifier(at, &modifier);
    if (!week || modifier.the || !atom_is_unit(week, UNIT_WEEK) || modifier.shift == SHIFT_THAT)
        return NULL;
    const struct atom *day = atom_is(&week[1], WORD_ON) ? week + 2 : week + 1;
    if (!atom_has(day, ROLE_WEEKDAY) || atom_has(day, ROLE_PLURAL))
        return NULL;
    parse->form = FORM_CALENDAR;
    parse->type = TIME_DATE;
    parse->point.grain = GRAIN_DAY;
    parse->point.weekday = day->value;
    parse->has_week_step = true;
    parse->week_step = shift_step(modifier.shift);
    return day + 1;
}

/* "year-end", "year's end", "month's end", "end of year". */
static const struct atom *unit_end(const struct atom *at, struct time_parse *parse) {
    const struct atom *from = atom_skip(at, WORD_THE);
    if (!atom_has(from, ROLE_UNIT) || atom_has(from, ROLE_PLURAL) || from->id < UNIT_WEEK ||
        from->id == UNIT_FORTNIGHT)
        return NULL;
    const struct atom *end = from + 1;
    if (atom_flagged(end, ATOM_DASH) || atom_is(end, WORD_S))
        end++;
    if (!atom_is(end, WORD_END))
        return NULL;
    set_step(parse, grain_of_unit((enum time_unit)from->id), 0, BASE_PUBLISHED);
    parse->edge = EDGE_END;
    return end + 1;
}

const struct atom *match_bare_unit(const struct atom *at, struct time_parse *parse) {
    const struct atom *unit = atom_skip(at, WORD_THE);
    if (!atom_has(unit, ROLE_UNIT) || atom_has(unit, ROLE_PLURAL) || unit->id < UNIT_DAY ||
        unit->id == UNIT_FORTNIGHT || (unit == at && unit->id != UNIT_YEAR))
        return NULL;
    set_step(parse, grain_of_unit((enum time_unit)unit->id), 0, BASE_PUBLISHED);
    if (unit->id == UNIT_DAY)
        parse->form = FORM_CALENDAR; /* the day named last, as for a clock time alone */
    return unit + 1;
}

const struct atom *match_relative(const struct atom *at, struct time_parse *parse) {
    typedef const struct atom *(*rule)(const struct atom *, struct time_parse *);
    static const rule rules[] = {deictic_day, week_then_weekday, modified,     weekday_of_week,
                                 the_weekend, day_of_series,     running_unit, unit_end};
    const struct time_parse blank = *parse;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        *parse = blank;
        const struct atom *past = rules[i](at, parse);
        if (past)
            return past;
    }
    *parse = blank;
    return NULL;
}
