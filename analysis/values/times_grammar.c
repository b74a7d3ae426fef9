/* The whole expression: a core (calendar, division, relative, period, holiday), with an edge before
 * it ("early", "the end of", "earlier"), a distance before it ("two days after"), a part of the day
 * or a clock time before or behind it.
 */
#include "analysis/values/times_parse.h"

enum { CODE_LENGTH = 2 }; /* Q, H, FY */

void parse_clear(struct time_parse *parse) {
    *parse = (struct time_parse){.point = point_nowhere()};
}

static void keep(const struct atom *past, const struct time_parse *attempt,
                 const struct atom **best, struct time_parse *parse) {
    if (!past || (*best && past <= *best))
        return;
    *best = past;
    *parse = *attempt;
}

static const struct atom *holiday(const struct atom *at, struct slice text,
                                  struct time_parse *parse) {
    static const struct {
        enum time_word word;
        enum time_shift shift;
    } shifts[] = {{WORD_LAST, SHIFT_LAST},
                  {WORD_NEXT, SHIFT_NEXT},
                  {WORD_THIS, SHIFT_THIS},
                  {WORD_PREVIOUS, SHIFT_LAST},
                  {WORD_COMING, SHIFT_NEXT}};
    bool the = atom_is(at, WORD_THE); /* "the Labor Day weekend" */
    const struct atom *name = atom_skip(at, WORD_THE);
    at = name;
    for (size_t i = 0; name == at && i < sizeof shifts / sizeof *shifts; i++)
        if (atom_is(at, shifts[i].word)) {
            parse->shift = shifts[i].shift;
            name++;
        }
    if (!atom_is(name, WORD_HOLIDAY) && !atom_has(name, ROLE_MONTH) && !atom_is(name, WORD_ALL) &&
        !atom_is(name, WORD_SUFFIX))
        return NULL;
    const struct atom *past = match_holiday(name, text, &parse->holiday);
    if (!past)
        return NULL;
    parse->form = FORM_HOLIDAY;
    parse->type = TIME_DATE;
    parse->point.grain = GRAIN_DAY;
    if (atom_has(past, ROLE_UNIT) && past->id == UNIT_WEEKEND && !atom_has(past, ROLE_PLURAL)) {
        parse->point.grain = GRAIN_WEEKEND;
        past++;
    } else if (the) {
        return NULL;
    }
    const struct atom *comma = past->mark == ',' ? past + 1 : past;
    const struct atom *year = match_year(comma, &parse->point.year);
    return year ? year : past;
}

/* A date of any grain. */
static const struct atom *match_date(const struct atom *at, struct slice text,
                                     struct time_parse *parse) {
    const struct time_parse blank = *parse;
    const struct atom *best = NULL;
    struct time_parse attempt = blank;
    keep(match_calendar(at, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(match_division(at, text, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(match_relative(at, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(holiday(at, text, &attempt), &attempt, &best, parse);
    return best;
}

static bool is_day(const struct time_parse *parse) {
    return parse->form != FORM_DURATION && parse->form != FORM_SET &&
           parse->form != FORM_REFERENCE &&
           (parse->point.grain == GRAIN_DAY || parse->form == FORM_HOLIDAY);
}

/* "Tuesday evening", "yesterday afternoon", "Monday at 2.30", "12 June, 14:05". */
static const struct atom *time_behind_day(const struct atom *past, struct time_parse *parse) {
    if (!is_day(parse) || (past->flags & ATOM_GLUED && !past->mark))
        return past;
    struct time_parse attempt = *parse;
    if (parse->point.part == PART_NONE) {
        const struct atom *part = match_day_part(past, &attempt);
        if (!part && atom_flagged(past, ATOM_DASH))
            part = match_day_part(past + 1, &attempt);
        if (part && !atom_flagged(&part[-1], ATOM_BOUNDARY)) {
            *parse = attempt;
            parse->type = TIME_TIME;
            past = part;
        }
    }
    const struct atom *clock = past;
    if (clock->mark == ',' || atom_is(clock, WORD_AT))
        clock++;
    clock = atom_skip(clock, WORD_AT);
    attempt = *parse;
    const struct atom *after = match_clock(clock, &attempt);
    if (!after)
        return past;
    *parse = attempt;
    parse->type = TIME_TIME;
    return after;
}

/* "afternoon" before the clock makes "at 3" fifteen hours only when the clock itself is silent. */
static void settle_half_day(struct time_parse *parse) {
    int minute = parse->point.minute;
    bool late = parse->point.part == PART_AFTERNOON || parse->point.part == PART_EVENING;
    if (minute != MINUTE_NONE && late && minute < 12 * 60 && minute >= 60)
        parse->point.minute += 12 * 60;
}

/* "the early hours" before "of Monday". */
static const struct atom *early_hours(const struct atom *at, struct time_parse *parse) {
    const struct atom *hours = atom_skip(at, WORD_THE) + 1;
    if (!atom_is(&hours[-1], WORD_EARLY))
        return NULL;
    if (atom_has(hours, ROLE_PART) && hours->id == PART_MORNING)
        hours++;
    if (!atom_has(hours, ROLE_UNIT) || hours->id != UNIT_HOUR || !atom_is(&hours[1], WORD_OF))
        return NULL;
    parse->point.part = PART_MORNING;
    return hours + 1;
}

/* "8am this morning", "2:30 the next day", "noon on Tuesday", "the early hours of Friday". */
static const struct atom *time_before_day(const struct atom *at, struct slice text,
                                          struct time_parse *parse) {
    struct time_parse clock = *parse;
    const struct atom *past = match_clock(at, &clock);
    bool midnight = past && clock.point.minute == 24 * 60;
    if (!past)
        past = early_hours(at, &clock);
    if (!past) {
        const struct atom *part = atom_skip(at, WORD_THE);
        if (!(part > at || atom_is(&at[-1], WORD_ON) || atom_has(at, ROLE_AMBIGUOUS) ||
              atom_is(at, WORD_MID)))
            return NULL;
        past = match_day_part(part, &clock);
        if (!past || !(atom_is(past, WORD_OF) || atom_is(past, WORD_ON)))
            return NULL;
    }
    const struct atom *from = past;
    if (atom_is(from, WORD_ON) || atom_is(from, WORD_OF) || from->mark == ',')
        from++;
    struct time_parse day = *parse;
    const struct atom *after = match_date(from, text, &day);
    if (!after || !is_day(&day) || day.partial_day || day.point.minute != MINUTE_NONE ||
        (midnight && day.point.part != PART_NONE)) {
        if (clock.point.minute == MINUTE_NONE)
            return NULL;
        *parse = clock;
        parse->form = FORM_CALENDAR;
        parse->type = TIME_TIME;
        parse->point.grain = GRAIN_DAY;
        return past;
    }
    day.point.minute = clock.point.minute;
    day.point.second = clock.point.second;
    if (clock.point.part != PART_NONE)
        day.point.part = clock.point.part;
    *parse = day;
    parse->type = TIME_TIME;
    return after;
}

/* "the morning", "the night" where "in", "during" or "overnight" stands before. */
static const struct atom *bare_part(const struct atom *at, struct time_parse *parse) {
    const struct atom *past = NULL;
    if (atom_is(at, WORD_MID)) {
        past = match_day_part(at, parse);
    } else if (atom_is(at, WORD_OVERNIGHT)) {
        parse->point.part = PART_NIGHT;
        past = at + 1;
    } else if (atom_is(at, WORD_THE) &&
               (atom_is(&at[-1], WORD_IN) || atom_is(&at[-1], WORD_DURING))) {
        past = match_day_part(at + 1, parse);
        if (past && (atom_has(&past[-1], ROLE_AMBIGUOUS) || atom_flagged(past, ATOM_WORD)))
            past = NULL;
    }
    if (!past)
        return NULL;
    /* The day is the one named last, as for a clock time alone. */
    parse->form = atom_is(at, WORD_OVERNIGHT) ? FORM_STEP : FORM_CALENDAR;
    parse->type = TIME_TIME;
    parse->base = BASE_PUBLISHED;
    parse->point.grain = GRAIN_DAY;
    return past;
}

/* ---- edges ----------------------------------------------------------------------------------- */

struct edge_word {
    enum time_word word;
    enum time_edge edge;
    bool of; /* "the end of": needs "of" */
};

static const struct edge_word edges[] = {
    {WORD_EARLY, EDGE_START, false},    {WORD_LATE, EDGE_END, false},
    {WORD_MID, EDGE_MIDDLE, false},     {WORD_EARLIER, EDGE_EARLIER, false},
    {WORD_LATER, EDGE_LATER, false},    {WORD_END, EDGE_END, true},
    {WORD_BEGINNING, EDGE_START, true}, {WORD_REST, EDGE_LATER, true},
};

static bool edge_fits(const struct time_parse *parse) {
    return parse->form == FORM_CALENDAR || parse->form == FORM_STEP || parse->form == FORM_NTH ||
           parse->form == FORM_HOLIDAY;
}

/* What an edge may stand before: a date, or "the year" that runs. */
static const struct atom *edge_core(const struct atom *at, bool bare, struct slice text,
                                    struct time_parse *parse) {
    struct time_parse attempt = *parse;
    const struct atom *past = match_date(at, text, &attempt);
    if (past && edge_fits(&attempt)) {
        *parse = attempt;
        return time_behind_day(past, parse);
    }
    return bare ? match_bare_unit(at, parse) : NULL;
}

/* "early 1941", "mid-July", "earlier this year", "the end of March", "late in the day". */
static const struct atom *edged(const struct atom *at, struct slice text,
                                struct time_parse *parse) {
    const struct atom *word = atom_skip(at, WORD_THE);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        if (!atom_is(word, edges[i].word))
            continue;
        const struct atom *core = &word[1];
        if (atom_flagged(core, ATOM_DASH))
            core++;
        bool linked = atom_is(core, WORD_OF) || (atom_is(core, WORD_IN) && !edges[i].of) ||
                      (atom_is(core, WORD_ON) && !edges[i].of && word == at);
        if (linked)
            core++;
        if (edges[i].of && !linked)
            return NULL;
        const struct atom *past = edge_core(core, linked, text, parse);
        if (!past || parse->point.minute != MINUTE_NONE ||
            (parse->edge != EDGE_NONE && !edges[i].of && edges[i].edge != EDGE_EARLIER))
            return NULL;
        parse->edge = edges[i].edge;
        return past;
    }
    return NULL;
}

/* ---- distances ------------------------------------------------------------------------------- */

static bool clause_ends(const struct atom *at) {
    return !atom_flagged(at, ATOM_WORD | ATOM_DIGITS) || atom_is(at, WORD_AND) ||
           atom_is(at, WORD_IN) || atom_is(at, WORD_AT) || atom_is(at, WORD_ON);
}

/* "after 12 January", "from tomorrow", "before Christmas" behind an amount. */
static const struct atom *distance_target(const struct atom *at, int direction, struct slice text,
                                          struct time_parse *parse) {
    struct time_parse target;
    parse_clear(&target);
    const struct atom *past = match_date(at, text, &target);
    if (!past || !edge_fits(&target) || target.form == FORM_NTH ||
        (target.form == FORM_STEP && target.base != BASE_PUBLISHED) ||
        target.point.grain != GRAIN_DAY)
        return NULL;
    target.amount = parse->amount;
    target.comparator = parse->comparator;
    target.nearly = parse->nearly;
    target.direction = direction;
    target.base = target.form == FORM_STEP ? BASE_PUBLISHED : BASE_CALENDAR;
    target.type = TIME_DATE;
    if (target.form != FORM_HOLIDAY)
        target.holiday = UINT8_MAX;
    target.form = FORM_OFFSET;
    *parse = target;
    return past;
}

static const struct atom *set_offset(struct time_parse *parse, int direction, enum time_base base,
                                     const struct atom *past) {
    parse->form = FORM_OFFSET;
    parse->type = parse->amount.unit <= UNIT_HOUR ? TIME_TIME : TIME_DATE;
    parse->direction = direction;
    parse->base = base;
    parse->holiday = UINT8_MAX;
    return past;
}

/* "ago", "later", "from now", "after Christmas" behind an amount; NULL when it stands alone. */
static const struct atom *offset_tail(const struct atom *at, struct slice text,
                                      struct time_parse *parse) {
    if (!(at->roles & ROLE_WORD))
        return NULL;
    switch (at->id) {
    case WORD_AGO:
        return set_offset(parse, -1, BASE_PUBLISHED, at + 1);
    case WORD_HENCE:
        return set_offset(parse, 1, BASE_PUBLISHED, at + 1);
    case WORD_EARLIER:
        return atom_is(&at[1], WORD_THAN) ? NULL : set_offset(parse, -1, BASE_FOCUS, at + 1);
    case WORD_LATER:
        return set_offset(parse, 1, BASE_FOCUS, at + 1);
    case WORD_FROM:
        if (atom_is(&at[1], WORD_NOW))
            return set_offset(parse, 1, BASE_PUBLISHED, at + 2);
        return distance_target(&at[1], 1, text, parse);
    case WORD_BEFORE:
    case WORD_AFTER: {
        int direction = at->id == WORD_BEFORE ? -1 : 1;
        const struct atom *past = distance_target(&at[1], direction, text, parse);
        if (past)
            return past;
        return clause_ends(&at[1]) ? set_offset(parse, direction, BASE_FOCUS, at + 1) : NULL;
    }
    default:
        return NULL;
    }
}

/* "the year before", "the day after Christmas": one unit without a number. */
static const struct atom *unit_distance(const struct atom *at, struct slice text,
                                        struct time_parse *parse) {
    const struct atom *unit = &at[1];
    if (!(atom_is(at, WORD_THE) || atom_is(at, WORD_A)) || !atom_has(unit, ROLE_UNIT) ||
        atom_has(unit, ROLE_PLURAL) || unit->id < UNIT_DAY || unit->id == UNIT_WEEKEND)
        return NULL;
    parse->amount.unit = (enum time_unit)unit->id;
    parse->amount.count[unit->id] = 1;
    return offset_tail(&unit[1], text, parse);
}

/* "years ago", "months later": some time before or after. */
static const struct atom *vague_distance(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_UNIT) || !atom_has(at, ROLE_PLURAL) ||
        !(atom_is(&at[1], WORD_AGO) || atom_is(&at[1], WORD_LATER) ||
          atom_is(&at[1], WORD_EARLIER)))
        return NULL;
    parse->amount.vague = true;
    parse->amount.unit = (enum time_unit)at->id;
    return set_offset(parse, atom_is(&at[1], WORD_LATER) ? 1 : -1,
                      atom_is(&at[1], WORD_AGO) ? BASE_PUBLISHED : BASE_FOCUS, at + 2);
}

const struct atom *match_offset(const struct atom *at, struct slice text,
                                struct time_parse *parse) {
    struct time_parse attempt = *parse;
    const struct atom *number = match_comparator(at, &attempt);
    const struct atom *past = match_amount(number ? number : at, &attempt);
    if (past) {
        past = offset_tail(past, text, &attempt);
        if (past) {
            *parse = attempt;
            return past;
        }
    }
    attempt = *parse;
    past = unit_distance(at, text, &attempt);
    if (!past) {
        attempt = *parse;
        past = vague_distance(at, &attempt);
    }
    if (past)
        *parse = attempt;
    return past;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* The words that may open an expression by themselves (1) or before a word of the lexicon (2). */
static const uint8_t openers[] = {
    [WORD_A] = 2,         [WORD_BI] = 2,        [WORD_SEMI] = 2,      [WORD_THESE] = 2,
    [WORD_ABOUT] = 2,     [WORD_ALL] = 1,       [WORD_ALMOST] = 2,    [WORD_AROUND] = 2,
    [WORD_AT] = 2,        [WORD_BEGINNING] = 2, [WORD_CE] = 2,        [WORD_COMING] = 2,
    [WORD_COUPLE] = 2,    [WORD_CURRENT] = 1,   [WORD_DOZEN] = 2,     [WORD_EACH] = 2,
    [WORD_EARLIER] = 2,   [WORD_EARLY] = 2,     [WORD_END] = 2,       [WORD_EVERY] = 2,
    [WORD_FEW] = 2,       [WORD_FEWER] = 2,     [WORD_FINAL] = 2,     [WORD_FISCAL] = 2,
    [WORD_FOLLOWING] = 2, [WORD_FUTURE] = 1,    [WORD_HALF] = 2,      [WORD_HOLIDAY] = 1,
    [WORD_SUFFIX] = 1,    [WORD_LAST] = 2,      [WORD_LATE] = 2,      [WORD_LATER] = 2,
    [WORD_LESS] = 2,      [WORD_MANY] = 2,      [WORD_MID] = 2,       [WORD_MIDNIGHT] = 1,
    [WORD_MORE] = 2,      [WORD_NEARLY] = 2,    [WORD_NEXT] = 2,      [WORD_NO] = 2,
    [WORD_NOON] = 1,      [WORD_NOW] = 1,       [WORD_ONCE] = 2,      [WORD_OVER] = 2,
    [WORD_OVERNIGHT] = 1, [WORD_PAST] = 2,      [WORD_PER] = 2,       [WORD_PRESENT] = 1,
    [WORD_PREVIOUS] = 2,  [WORD_PRIOR] = 2,     [WORD_RECENT] = 1,    [WORD_REST] = 2,
    [WORD_RIGHT] = 2,     [WORD_ROUGHLY] = 2,   [WORD_SAME] = 2,      [WORD_SEVERAL] = 2,
    [WORD_SOME] = 2,      [WORD_THAT] = 2,      [WORD_THE] = 2,       [WORD_THIS] = 2,
    [WORD_TODAY] = 1,     [WORD_TOMORROW] = 1,  [WORD_TONIGHT] = 1,   [WORD_TWICE] = 2,
    [WORD_UNDER] = 2,     [WORD_UP] = 2,        [WORD_YESTERDAY] = 1, [WORD_APPROXIMATELY] = 2,
};

/* Most atoms of a text are turned away here. */
static bool may_begin(const struct atom *at) {
    if (at->roles & ROLE_WORD) {
        if (at->id >= sizeof openers || openers[at->id] == 0)
            return false;
        const struct atom *next = atom_flagged(&at[1], ATOM_DASH) ? at + 2 : at + 1;
        return openers[at->id] == 1 || next->roles != 0 || atom_is(at, WORD_LAST) ||
               atom_is(at, WORD_NEXT) || atom_flagged(next, ATOM_DIGITS) || next->mark == '\'';
    }
    return at->roles != 0 || atom_flagged(at, ATOM_DIGITS) || at->mark == '\'' ||
           (atom_flagged(at, ATOM_WORD) && atom_length(at) <= CODE_LENGTH);
}

const struct atom *match_time(const struct atom *at, struct slice text, struct time_parse *parse) {
    if (!may_begin(at))
        return NULL;
    parse_clear(parse);
    const struct time_parse blank = *parse;
    const struct atom *best = NULL;
    if (at->roles == 0 && atom_flagged(at, ATOM_WORD)) { /* a code: Q3, H1, FY2030 */
        best = match_division(at, text, parse);
        parse->first = at;
        parse->past = best;
        return best;
    }
    struct time_parse attempt = blank;
    const struct atom *past = match_date(at, text, &attempt);
    if (past)
        past = time_behind_day(past, &attempt);
    keep(past, &attempt, &best, parse);
    attempt = blank;
    keep(match_offset(at, text, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(time_before_day(at, text, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(edged(at, text, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(match_period(at, &attempt), &attempt, &best, parse);
    attempt = blank;
    keep(bare_part(at, &attempt), &attempt, &best, parse);
    if (best) {
        settle_half_day(parse);
        parse->first = at;
        parse->past = best;
    }
    return best;
}
