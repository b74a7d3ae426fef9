/* Durations ("20 years", "nearly half an hour", "the past 30 days", "for months"), sets ("every
 * Tuesday", "twice a year", "daily") and vague references ("recently", "in the future").
 */
#include "analysis/values/times_parse.h"

#include <math.h>

enum { LARGEST_ADJECTIVE = 366 };

static bool is_preposition(const struct atom *at) {
    static const enum time_word words[] = {
        WORD_FOR,   WORD_IN,     WORD_AFTER,  WORD_WITHIN,  WORD_OVER,   WORD_OR,    WORD_OF,
        WORD_TAKE,  WORD_ABOUT,  WORD_THAN,   WORD_NEARLY,  WORD_ALMOST, WORD_EARLY, WORD_LEAST,
        WORD_UNDER, WORD_DURING, WORD_BEFORE, WORD_THROUGH, WORD_UP,     WORD_UNTIL, WORD_AROUND};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (atom_is(at, words[i]))
            return true;
    return false;
}

/* ---- amounts --------------------------------------------------------------------------------- */

/* "working", "full", "consecutive", "more" between number and unit. */
static const struct atom *skip_adjectives(const struct atom *at) {
    for (int i = 0; i < 2; i++)
        if (atom_is(at, WORD_FULL) || atom_is(at, WORD_WORKING) || atom_is(at, WORD_BUSINESS) ||
            atom_is(at, WORD_MORE) || atom_is(at, WORD_LONG))
            at++;
    return at;
}

/* One count and unit; adds to the amount. */
static const struct atom *match_term(const struct atom *at, struct time_parse *parse) {
    struct time_count count;
    const struct atom *past = match_count(at, &count);
    if (!past)
        return NULL;
    bool hyphen = atom_flagged(past, ATOM_DASH);
    const struct atom *unit = hyphen ? past + 1 : skip_adjectives(past);
    if (!atom_has(unit, ROLE_UNIT))
        return NULL;
    if (atom_flagged(at, ATOM_DIGITS) && atom_length(at) == 4 && at->value < 1000)
        return NULL; /* "0530 hours" is a time of day */
    bool plural = atom_has(unit, ROLE_PLURAL);
    if (count.article && plural)
        return NULL; /* "a months-long siege" */
    bool abbreviated = atom_has(unit, ROLE_SHORT);
    /* "a second chance", "a quarter of voters"; "20 second" is an adjective without its hyphen. */
    if (atom_has(unit, ROLE_AMBIGUOUS) &&
        (count.article || (!hyphen && count.value != 1 && !atom_flagged(at, ATOM_DIGITS))))
        return NULL;
    if (unit->id == UNIT_QUARTER && (!plural || count.value != floor(count.value)) && !hyphen)
        return NULL;
    if (unit->id == UNIT_WEEKEND && !plural)
        return NULL;
    if (abbreviated && count.article)
        return NULL;
    bool adjective_size = count.value <= LARGEST_ADJECTIVE;
    if (!plural && !hyphen && count.value > 1 && !adjective_size)
        return NULL; /* "20 minute walk" may lack its hyphen, "the 2018 day" is no stretch */
    parse->amount.unit = (enum time_unit)unit->id;
    parse->amount.vague |= count.vague;
    parse->amount.count[unit->id] += count.value;
    return unit + 1;
}

/* "and a half" behind the unit. */
static const struct atom *match_and_half(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_AND) || !atom_is(&at[1], WORD_A) || !atom_is(&at[2], WORD_HALF))
        return at;
    parse->amount.count[parse->amount.unit] += 0.5;
    return at + 3;
}

/* Half a unit in the next smaller ones: half an hour is 30 minutes, half a year six months. */
static void spell_halves(struct time_amount *amount) {
    double *count = amount->count;
    if (count[UNIT_HOUR] == 0.25 || count[UNIT_HOUR] == 0.5 || count[UNIT_HOUR] == 0.75) {
        count[UNIT_MINUTE] += 60 * count[UNIT_HOUR];
        count[UNIT_HOUR] = 0;
    } else if (count[UNIT_YEAR] == 0.5) {
        count[UNIT_YEAR] = 0;
        count[UNIT_MONTH] += 6;
    } else if (count[UNIT_DAY] == 0.5) {
        count[UNIT_DAY] = 0;
        count[UNIT_HOUR] += 12;
    }
}

const struct atom *match_amount(const struct atom *at, struct time_parse *parse) {
    const struct atom *past = match_term(at, parse);
    if (!past)
        return NULL;
    enum time_unit first = parse->amount.unit;
    past = match_and_half(past, parse);
    while (!parse->amount.vague) {
        const struct atom *more = past->mark == ',' ? past + 1 : past;
        more = atom_skip(more, WORD_AND);
        struct time_parse longer = *parse;
        const struct atom *after = match_term(more, &longer);
        if (!after || longer.amount.unit >= parse->amount.unit || longer.amount.vague)
            break;
        *parse = longer;
        past = after;
    }
    parse->amount.unit = first;
    spell_halves(&parse->amount);
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    return past;
}

/* ---- durations ------------------------------------------------------------------------------- */

/* "a year" by itself is rarely a stretch: a preposition or a comparator must say so. */
static bool article_is_stretch(const struct atom *at, const struct time_parse *parse) {
    return is_preposition(&at[-1]) || parse->comparator != COMPARATOR_EXACT ||
           parse->amount.unit <= UNIT_HOUR || parse->amount.unit >= UNIT_DECADE;
}

/* "the three months to March". */
static const struct atom *match_to_month(const struct atom *past) {
    return atom_is(past, WORD_TO) && atom_has(&past[1], ROLE_MONTH) &&
                   !atom_flagged(&past[2], ATOM_DIGITS)
               ? past + 2
               : past;
}

/* "the year to April". */
static const struct atom *year_to_month(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_THE) || !atom_has(&at[1], ROLE_UNIT) || at[1].id != UNIT_YEAR ||
        match_to_month(at + 2) == at + 2)
        return NULL;
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    parse->amount.unit = UNIT_YEAR;
    parse->amount.count[UNIT_YEAR] = 1;
    return at + 4;
}

/* "20 years", "more than 20 years", "two-day", "three-week-long". */
static const struct atom *plain_duration(const struct atom *at, struct time_parse *parse) {
    const struct atom *number = match_comparator(at, parse);
    if (!number)
        number = at;
    const struct atom *from = number;
    if (number == at && atom_is(at, WORD_THE)) {
        struct time_parse inner = *parse;
        const struct atom *past = match_amount(&at[1], &inner);
        const struct atom *to = past ? match_to_month(past) : past;
        if (to == past)
            return NULL;
        *parse = inner;
        return to;
    }
    const struct atom *past = match_amount(from, parse);
    if (!past)
        return NULL;
    if (atom_is(from, WORD_A) && !atom_flagged(&past[-2], ATOM_DASH) &&
        !atom_is(&from[1], WORD_FEW) && !atom_is(&from[1], WORD_COUPLE) &&
        !atom_is(&from[1], WORD_DOZEN) && !atom_is(&from[1], WORD_HALF) &&
        !article_is_stretch(at, parse))
        return NULL;
    if (atom_flagged(past, ATOM_DASH) && atom_flagged(past, ATOM_GLUED) &&
        atom_is(&past[1], WORD_LONG))
        past += 2;
    return past;
}

/* "the four previous weeks", "5 upcoming years". */
static const struct atom *counted_window(const struct atom *at, struct time_parse *parse) {
    double count;
    const struct atom *from = atom_is(at, WORD_THE) ? at + 1 : at;
    const struct atom *word = match_cardinal(from, &count);
    if (!word)
        return NULL;
    bool back =
        atom_is(word, WORD_PREVIOUS) || atom_is(word, WORD_PAST) || atom_is(word, WORD_LAST);
    bool ahead =
        atom_is(word, WORD_NEXT) || atom_is(word, WORD_COMING) || atom_is(word, WORD_FOLLOWING);
    if (!(back || ahead) || !atom_has(&word[1], ROLE_UNIT) || !atom_has(&word[1], ROLE_PLURAL))
        return NULL;
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    parse->amount.unit = (enum time_unit)word[1].id;
    parse->amount.count[word[1].id] = count;
    parse->window = back ? WINDOW_LAST : WINDOW_NEXT;
    return word + 2;
}

/* "the last five months", "the past few days", "the first three weeks". */
static const struct atom *window(const struct atom *at, struct time_parse *parse) {
    bool the = atom_is(at, WORD_THE) || atom_is(at, WORD_HIS) || atom_is(at, WORD_THIS);
    const struct atom *word = the ? at + 1 : at;
    bool back = atom_is(word, WORD_LAST) || atom_is(word, WORD_PAST) ||
                atom_is(word, WORD_PREVIOUS) || atom_is(word, WORD_RECENT);
    bool ahead =
        atom_is(word, WORD_NEXT) || atom_is(word, WORD_COMING) || atom_is(word, WORD_FOLLOWING);
    bool first = atom_has(word, ROLE_ORDINAL) && word->value == 1;
    if (!(back || ahead || first || atom_is(word, WORD_FINAL)) || atom_is(at, WORD_HIS))
        return NULL;
    const struct atom *past = NULL;
    if (atom_has(&word[1], ROLE_UNIT | ROLE_PLURAL) && atom_has(&word[1], ROLE_PLURAL) &&
        (back || ahead) && atom_has(&word[1], ROLE_UNIT)) {
        parse->amount.vague = true;
        parse->amount.unit = (enum time_unit)word[1].id;
        past = word + 2;
    } else {
        struct time_parse inner = *parse;
        const struct atom *number = match_comparator(&word[1], &inner);
        past = match_amount(number ? number : &word[1], &inner);
        if (!past || atom_is(&word[1], WORD_A))
            return NULL;
        *parse = inner;
    }
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    parse->window = back ? WINDOW_LAST : ahead ? WINDOW_NEXT : WINDOW_NONE;
    return past;
}

/* "for months", "in a matter of weeks", "many hours" is counted above. */
static const struct atom *bare_plural(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_UNIT) || !atom_has(at, ROLE_PLURAL) || atom_has(at, ROLE_SHORT) ||
        at->id == UNIT_WEEKEND || at->id == UNIT_QUARTER || at->id == UNIT_SECOND)
        return NULL;
    bool long_follows = atom_is(&at[1], WORD_LONG);
    bool conjoined =
        atom_is(&at[-1], WORD_AND) && (atom_has(&at[-2], ROLE_UNIT) || is_preposition(&at[-2]));
    bool of_matter = !atom_is(&at[-1], WORD_OF) || atom_is(&at[-2], WORD_MATTER);
    if (!long_follows && !conjoined && !(is_preposition(&at[-1]) && of_matter))
        return NULL;
    if (atom_is(&at[1], WORD_OF))
        return NULL;
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    parse->amount.vague = true;
    parse->amount.unit = (enum time_unit)at->id;
    return at + 1;
}

/* "all week", "a full year" counts above. */
static const struct atom *all_unit(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_ALL) || !atom_has(&at[1], ROLE_UNIT) ||
        atom_has(&at[1], ROLE_PLURAL | ROLE_AMBIGUOUS) || at[1].id < UNIT_DAY)
        return NULL;
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    parse->amount.unit = (enum time_unit)at[1].id;
    parse->amount.count[at[1].id] = 1;
    return at + 2;
}

/* "its fourth year": four years by then. */
static const struct atom *running_year(const struct atom *at, struct time_parse *parse) {
    int ordinal;
    if (!atom_is(&at[-1], WORD_HIS))
        return NULL;
    const struct atom *past = match_ordinal(at, &ordinal);
    if (!past || !atom_has(past, ROLE_UNIT) || atom_has(past, ROLE_PLURAL) || past->id < UNIT_DAY ||
        past->id == UNIT_WEEKEND || past->id == UNIT_QUARTER)
        return NULL;
    parse->form = FORM_DURATION;
    parse->type = TIME_DURATION;
    parse->amount.unit = (enum time_unit)past->id;
    parse->amount.count[past->id] = ordinal;
    return past + 1;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static void set_period(struct time_parse *parse, enum time_unit unit, double count) {
    parse->form = FORM_SET;
    parse->type = TIME_SET;
    parse->amount.unit = unit;
    parse->amount.count[unit] = count;
}

/* "other", "second", "two", "few" behind "every"; `at` itself when it is every single one. */
static const struct atom *every_count(const struct atom *at, double *count,
                                      struct time_parse *parse) {
    int ordinal;
    if (atom_is(at, WORD_OTHER)) {
        *count = 2;
        return at + 1;
    }
    if (atom_is(at, WORD_FEW)) {
        parse->amount.vague = true;
        return at + 1;
    }
    const struct atom *nth = match_ordinal(at, &ordinal);
    if (nth && (!atom_has(at, ROLE_UNIT) || atom_has(nth, ROLE_UNIT))) {
        *count = ordinal;
        return nth;
    }
    const struct atom *number = match_cardinal(at, count);
    return number ? number : at;
}

/* "every day", "each year", "every two weeks", "every other day", "every Tuesday", "all week". */
static const struct atom *every(const struct atom *at, struct time_parse *parse) {
    if (!atom_is(at, WORD_EVERY) && !atom_is(at, WORD_EACH))
        return NULL;
    double count = 1;
    const struct atom *past = every_count(at + 1, &count, parse);
    if (atom_has(past, ROLE_WEEKDAY) && count <= 2) {
        set_period(parse, UNIT_NONE, 0);
        parse->every = true;
        parse->point.grain = GRAIN_DAY;
        parse->point.weekday = past->value;
        return past + 1;
    }
    if (atom_has(past, ROLE_PART) && count == 1) {
        set_period(parse, UNIT_NONE, 0);
        parse->every = true;
        parse->point.grain = GRAIN_DAY;
        parse->point.part = (enum day_part)past->id;
        return past + 1;
    }
    if (atom_has(past, ROLE_SEASON | ROLE_MONTH) && count == 1) {
        set_period(parse, UNIT_NONE, 0);
        parse->every = true;
        parse->point.grain = atom_has(past, ROLE_SEASON) ? GRAIN_SEASON : GRAIN_MONTH;
        parse->point.index = past->value;
        return past + 1;
    }
    if (!atom_has(past, ROLE_UNIT))
        return NULL;
    if (past->id == UNIT_WEEKEND && count == 1) {
        set_period(parse, UNIT_NONE, 0);
        parse->every = true;
        parse->point.grain = GRAIN_WEEKEND;
        return past + 1;
    }
    set_period(parse, (enum time_unit)past->id, count);
    return past + 1;
}

/* What a rate is told of: "$5 a day", "three times a week", "10,000 per day". */
static bool is_rate_base(const struct atom *at) {
    return atom_is(at, WORD_TIMES) || atom_is(at, WORD_ONCE) || atom_is(at, WORD_TWICE) ||
           atom_has(at, ROLE_NUMBER | ROLE_SCALE) || at->mark == '%' ||
           (atom_has(at, ROLE_UNIT) && atom_has(at, ROLE_PLURAL));
}

/* "twice a year", "once every ten days", "three times per month", "a day" behind an amount. */
static const struct atom *rate(const struct atom *at, struct time_parse *parse) {
    const struct atom *past = at;
    double count;
    if (atom_is(at, WORD_ONCE) || atom_is(at, WORD_TWICE)) {
        past = at + 1;
    } else {
        const struct atom *times = match_cardinal(at, &count);
        if (!times && atom_is(at, WORD_SEVERAL))
            times = at + 1;
        if (times && atom_is(times, WORD_TIMES))
            past = times + 1;
    }
    const struct atom *each = past > at ? every(past, parse) : NULL;
    if (each)
        return each;
    if (past > at && atom_has(past, ROLE_EVERY)) {
        set_period(parse, (enum time_unit)past->id, past->value);
        return past + 1;
    }
    bool per = atom_is(past, WORD_PER) || (atom_is(past, WORD_EACH) && past > at);
    if (!per && !(atom_is(past, WORD_A) && (past > at || is_rate_base(&at[-1]))))
        return NULL;
    const struct atom *unit = past + 1;
    if (!atom_has(unit, ROLE_UNIT) || atom_has(unit, ROLE_PLURAL | ROLE_AMBIGUOUS) ||
        unit->id < UNIT_DAY || atom_is(&unit[1], WORD_AGO) || atom_is(&unit[1], WORD_EARLIER) ||
        atom_is(&unit[1], WORD_LATER))
        return NULL;
    set_period(parse, (enum time_unit)unit->id, 1);
    return unit + 1;
}

/* "Tuesdays", "weekends", "most weekends". */
static const struct atom *plural_days(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_PLURAL))
        return NULL;
    bool weekend = atom_has(at, ROLE_UNIT) && at->id == UNIT_WEEKEND;
    if (!weekend && !atom_has(at, ROLE_WEEKDAY))
        return NULL;
    set_period(parse, UNIT_NONE, 0);
    parse->every = true;
    parse->point.grain = weekend ? GRAIN_WEEKEND : GRAIN_DAY;
    parse->point.weekday = weekend ? 0 : at->value;
    return at + 1;
}

/* "Tuesday afternoons". */
static const struct atom *plural_parts(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_WEEKDAY) || !atom_has(&at[1], ROLE_PART) ||
        !atom_has(&at[1], ROLE_PLURAL))
        return NULL;
    set_period(parse, UNIT_NONE, 0);
    parse->every = true;
    parse->point.grain = GRAIN_DAY;
    parse->point.weekday = at->value;
    parse->point.part = (enum day_part)at[1].id;
    return at + 2;
}

/* "every Thursday at 7 p.m." */
static const struct atom *set_clock_time(const struct atom *past, struct time_parse *parse) {
    if (parse->form != FORM_SET || !parse->every || !atom_is(past, WORD_AT))
        return past;
    struct time_parse clock = *parse;
    const struct atom *after = match_clock(past + 1, &clock);
    if (!after)
        return past;
    parse->point = clock.point;
    return after;
}

/* "daily", "bi-weekly", "semi-annual". */
static const struct atom *adverb(const struct atom *at, struct time_parse *parse) {
    bool twice = atom_is(at, WORD_BI);
    if ((twice || atom_is(at, WORD_SEMI)) && atom_flagged(&at[1], ATOM_DASH) &&
        atom_has(&at[2], ROLE_EVERY)) {
        set_period(parse, (enum time_unit)at[2].id, at[2].value * (twice ? 2 : 0.5));
        spell_halves(&parse->amount);
        return at + 3;
    }
    if (!atom_has(at, ROLE_EVERY))
        return NULL;
    set_period(parse, (enum time_unit)at->id, at->value);
    return at + 1;
}

/* ---- vague references ------------------------------------------------------------------------ */

static const struct atom *refer(struct time_parse *parse, enum time_reference reference,
                                const struct atom *past) {
    parse->form = FORM_REFERENCE;
    parse->type = TIME_DATE;
    parse->reference = reference;
    return past;
}

/* "the past", "the present", "the future" as nouns. */
static const struct atom *noun_reference(const struct atom *at, struct time_parse *parse) {
    const struct atom *word = atom_skip(at, WORD_THE);
    bool noun = word > at;
    if (noun && atom_is(word, WORD_NEAR))
        word++; /* "the near future", "the distant past" */
    if (atom_is(word, WORD_FUTURE))
        return refer(parse, REFERENCE_FUTURE, word + 1);
    bool ends = !atom_flagged(&word[1], ATOM_WORD) || atom_is(&word[1], WORD_AND) ||
                atom_is(&word[1], WORD_OR) || atom_is(&word[1], WORD_TO);
    if (atom_is(word, WORD_PAST) && noun && ends && !atom_flagged(&word[1], ATOM_DASH))
        return refer(parse, REFERENCE_PAST, word + 1);
    if (atom_is(word, WORD_PRESENT) && ends && (noun || atom_is(&at[-1], WORD_AT)) &&
        atom_flagged(word, ATOM_WORD))
        return refer(parse, REFERENCE_PRESENT, word + 1);
    if (noun && atom_is(word, WORD_PRESENT) && atom_is(&word[1], WORD_TIME))
        return refer(parse, REFERENCE_PRESENT, word + 2);
    if (noun && atom_is(word, WORD_MOMENT) && atom_is(&at[-1], WORD_AT))
        return refer(parse, REFERENCE_PRESENT, word + 1);
    return NULL;
}

static const struct atom *reference(const struct atom *at, struct time_parse *parse) {
    if (atom_has(at, ROLE_REFERENCE))
        return refer(parse, (enum time_reference)at->id, at + 1);
    if (atom_is(at, WORD_THESE) && atom_has(&at[1], ROLE_UNIT) && at[1].id == UNIT_DAY)
        return refer(parse, REFERENCE_PRESENT, at + 2);
    if (atom_is(at, WORD_RIGHT) && atom_is(&at[1], WORD_NOW))
        return refer(parse, REFERENCE_PRESENT, at + 2);
    if (atom_is(at, WORD_NOW) || atom_is(at, WORD_CURRENT))
        return refer(parse, REFERENCE_PRESENT, at + 1);
    if (atom_is(at, WORD_RECENT))
        return refer(parse, REFERENCE_PAST, at + 1);
    return noun_reference(at, parse);
}

const struct atom *match_period(const struct atom *at, struct time_parse *parse) {
    typedef const struct atom *(*rule)(const struct atom *, struct time_parse *);
    static const rule rules[] = {
        rate,           every,        adverb,   plural_days,    plural_parts, year_to_month, window,
        counted_window, running_year, all_unit, plain_duration, bare_plural,  reference};
    const struct time_parse blank = *parse;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        *parse = blank;
        const struct atom *past = rules[i](at, parse);
        if (past)
            return set_clock_time(past, parse);
    }
    *parse = blank;
    return NULL;
}
