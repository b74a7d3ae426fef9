/* Dates in digits: ISO 8601 ("2024-06-18", "2015-12"), "18/06/2024", "06/18/2024", "23.04.2022",
 * "10/1" where the words around speak of a day.
 *
 * With slashes the month stands first, as American papers print it, unless the first number is
 * above twelve; with full stops the day stands first, as in most of Europe.
 */
#include "analysis/values/times_parse.h"

struct fields {
    int value[3];
    uint32_t length[3];
    int count;
    char mark;
};

/* Up to three groups of digits glued by one mark. */
static const struct atom *read_fields(const struct atom *at, struct fields *fields) {
    *fields = (struct fields){0};
    while (fields->count < 3 && atom_flagged(at, ATOM_DIGITS)) {
        if (fields->count > 0 && !atom_flagged(at, ATOM_GLUED))
            return NULL;
        fields->value[fields->count] = at->value;
        fields->length[fields->count] = atom_length(at);
        fields->count++;
        at++;
        bool more = at->mark && strchr("-/.", at->mark) && atom_flagged(at, ATOM_GLUED) &&
                    (!fields->mark || at->mark == fields->mark) &&
                    atom_flagged(&at[1], ATOM_DIGITS) && atom_flagged(&at[1], ATOM_GLUED);
        if (!more || fields->count == 3)
            break;
        fields->mark = at->mark;
        at++;
    }
    bool runs_on = at->mark && strchr("-/.:%", at->mark) && atom_flagged(at, ATOM_GLUED) &&
                   atom_flagged(&at[1], ATOM_DIGITS) && atom_flagged(&at[1], ATOM_GLUED);
    return fields->count < 2 || runs_on ? NULL : at;
}

static bool set_day(struct time_parse *parse, int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    parse->point.grain = GRAIN_DAY;
    parse->point.year = year;
    parse->point.index = month;
    parse->point.day = day;
    return true;
}

static int full_year(int year, uint32_t length) {
    if (length == 4)
        return year;
    return length == 2 ? year + (year < 50 ? 2000 : 1900) : 0;
}

static bool three_fields(const struct fields *f, struct time_parse *parse) {
    const int *v = f->value;
    if (f->length[0] == 4)
        return f->mark != '.' && set_day(parse, v[0], v[1], v[2]);
    int year = full_year(v[2], f->length[2]);
    if (!year || f->length[0] > 2 || f->length[1] > 2)
        return false;
    parse->two_digits = f->length[2] == 2;
    if (f->mark == '.' && f->length[2] != 4)
        return false;
    bool day_first = f->mark == '.' || v[0] > 12;
    return day_first ? set_day(parse, year, v[1], v[0]) : set_day(parse, year, v[0], v[1]);
}

/* "on 10/1", "since 3/4": without such a word two numbers and a slash are a fraction or a score. */
static bool day_is_spoken_of(const struct atom *at) {
    const struct atom *before = &at[-1];
    if (before->mark == ',')
        before--;
    return atom_is(before, WORD_ON) || atom_is(before, WORD_UNTIL) || atom_is(before, WORD_SINCE) ||
           atom_has(before, ROLE_WEEKDAY);
}

static bool two_fields(const struct atom *at, const struct fields *f, struct time_parse *parse) {
    const int *v = f->value;
    if (f->mark == '-' && f->length[0] == 4 && f->length[1] == 2 && v[0] >= 1000 && v[0] < 2200 &&
        v[1] >= 1 && v[1] <= 12 && v[1] <= v[0] % 100) {
        parse->point.grain = GRAIN_MONTH;
        parse->point.year = v[0];
        parse->point.index = v[1];
        return true;
    }
    if (f->mark == '.' || f->length[0] > 2 || f->length[1] > 2 || !day_is_spoken_of(at) ||
        (f->mark == '-' && !atom_has(&at[-1], ROLE_WEEKDAY)))
        return false;
    bool day_first = v[0] > 12;
    return day_first ? set_day(parse, YEAR_UNKNOWN, v[1], v[0])
                     : set_day(parse, YEAR_UNKNOWN, v[0], v[1]);
}

/* "2019-aug-01". */
static const struct atom *named_month(const struct atom *at, struct time_parse *parse) {
    int year;
    const struct atom *past = match_year(at, &year);
    if (!past || !atom_flagged(past, ATOM_DASH) || !atom_has(&past[1], ROLE_MONTH) ||
        !atom_flagged(&past[2], ATOM_DASH) || !atom_flagged(&past[3], ATOM_DIGITS) ||
        !set_day(parse, year, past[1].value, past[3].value))
        return NULL;
    return past + 4;
}

const struct atom *match_numeric(const struct atom *at, struct time_parse *parse) {
    struct fields fields;
    if (!atom_flagged(at, ATOM_DIGITS) ||
        (atom_flagged(at, ATOM_GLUED) && at[-1].mark && strchr("$#.:/-,", at[-1].mark)))
        return NULL;
    const struct atom *past = named_month(at, parse);
    if (past)
        return past;
    past = read_fields(at, &fields);
    if (!past)
        return NULL;
    bool found = fields.count == 3 ? three_fields(&fields, parse) : two_fields(at, &fields, parse);
    return found ? past : NULL;
}
