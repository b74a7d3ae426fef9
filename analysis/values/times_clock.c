/* Clock times ("14:05 GMT", "3 p.m.", "half past seven", "noon") and parts of the day. They fill
 * only the part, minute and second of the point: the day comes from the words around or the
 * anchor. The minute is the one printed, whatever the zone.
 */
#include "analysis/values/times_parse.h"

enum { NOON = 12 * 60, MIDNIGHT = 24 * 60 };

static bool glued(const struct atom *at) {
    return atom_flagged(at, ATOM_GLUED);
}

/* " GMT", " Eastern time", " local time", "hrs" behind a clock time. */
static const struct atom *skip_zone(const struct atom *at) {
    if (atom_has(at, ROLE_ZONE) && atom_flagged(at, ATOM_CAPITAL))
        return at + 1;
    if (atom_is(at, WORD_LOCAL) && atom_is(&at[1], WORD_TIME))
        return at + 2;
    if (atom_flagged(at, ATOM_CAPITAL) && atom_flagged(at, ATOM_WORD) && atom_is(&at[1], WORD_TIME))
        return at + 2;
    if (atom_has(at, ROLE_UNIT) && at->id == UNIT_HOUR && atom_has(at, ROLE_PLURAL))
        return at + 1;
    return at;
}

/* "a.m.", "pm"; NULL when neither follows. */
static const struct atom *match_half_day(const struct atom *at, bool *pm) {
    if (!atom_is(at, WORD_AM) && !atom_is(at, WORD_PM))
        return NULL;
    if (atom_is(at, WORD_AM) && atom_flagged(&at[-1], ATOM_WORD) && !glued(at) &&
        !atom_has(&at[-1], ROLE_NUMBER))
        return NULL;
    *pm = atom_is(at, WORD_PM);
    return at + 1;
}

static bool set_clock(struct time_parse *parse, int hour, int minute, int half_day) {
    if (half_day && (hour < 1 || hour > 12))
        return false;
    if (half_day == 1)
        hour %= 12;
    else if (half_day == 2)
        hour = hour % 12 + 12;
    if (hour > 24 || minute > 59 || (hour == 24 && minute))
        return false;
    parse->point.minute = hour * 60 + minute;
    return true;
}

static bool names_day(const struct atom *at) {
    return atom_has(at, ROLE_WEEKDAY) || atom_is(at, WORD_TODAY) || atom_is(at, WORD_TOMORROW) ||
           atom_is(at, WORD_TONIGHT) || atom_is(at, WORD_YESTERDAY);
}

/* "14:05", "6:30 am", "7.45pm", "7:56:30". */
static const struct atom *digital(const struct atom *at, struct time_parse *parse) {
    if (!atom_flagged(at, ATOM_DIGITS) || atom_length(at) > 2 || !at[1].mark ||
        !strchr(":.", at[1].mark) || !glued(&at[1]) || !atom_flagged(&at[2], ATOM_DIGITS) ||
        !glued(&at[2]) || atom_length(&at[2]) != 2)
        return NULL;
    if (glued(at) && at[-1].mark && strchr(":.,$/", at[-1].mark))
        return NULL;
    bool dot = at[1].mark == '.';
    bool pm = false;
    const struct atom *past = at + 3;
    if (past->mark == ':' && glued(past) && atom_flagged(&past[1], ATOM_DIGITS) &&
        glued(&past[1]) && atom_length(&past[1]) == 2 && past[1].value < 60) {
        parse->point.second = past[1].value;
        past += 2;
    }
    const struct atom *half = match_half_day(past, &pm);
    const struct atom *after = half ? half : past;
    const struct atom *zone = skip_zone(after);
    /* "7.45" is a number unless the words say it is a time of day. */
    if (dot && !half && zone == after && !(atom_is(&at[-1], WORD_AT) && names_day(&at[-2])))
        return NULL;
    if (glued(after) && after->mark && strchr(":.%", after->mark) &&
        atom_flagged(&after[1], ATOM_DIGITS))
        return NULL;
    /* A finish in 1:58 or a score of 15:13 is no time of day, but who can tell. */
    if (!set_clock(parse, at->value, at[2].value, half ? 1 + pm : 0))
        return NULL;
    return zone;
}

/* "3 p.m.", "six am", "1140 a.m.". */
static const struct atom *half_day(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_NUMBER) || (glued(at) && at[-1].mark && strchr(".,:$", at[-1].mark)))
        return NULL;
    bool pm;
    const struct atom *past = match_half_day(&at[1], &pm);
    if (!past)
        return NULL;
    int hour = at->value;
    int minute = 0;
    if (atom_flagged(at, ATOM_DIGITS) && atom_length(at) >= 3) {
        minute = hour % 100;
        hour /= 100;
    }
    if (!set_clock(parse, hour, minute, 1 + pm))
        return NULL;
    return skip_zone(past);
}

/* "1900 GMT", "0830 hours". */
static const struct atom *military(const struct atom *at, struct time_parse *parse) {
    if (!atom_flagged(at, ATOM_DIGITS) || atom_length(at) != 4 || at->value >= 2400 ||
        at->value % 100 > 59 || (glued(at) && at[-1].mark))
        return NULL;
    bool zone = atom_has(&at[1], ROLE_ZONE) && atom_flagged(&at[1], ATOM_CAPITAL);
    bool hours = atom_has(&at[1], ROLE_UNIT) && at[1].id == UNIT_HOUR &&
                 atom_has(&at[1], ROLE_PLURAL) && at->value % 5 == 0 &&
                 (atom_is(&at[-1], WORD_AT) || atom_length(&at[1]) == 3 || at->value < 1000);
    bool local = atom_is(&at[1], WORD_LOCAL) && atom_is(&at[2], WORD_TIME);
    if (!(zone || hours || local) || !set_clock(parse, at->value / 100, at->value % 100, 0))
        return NULL;
    return skip_zone(&at[1]);
}

/* "10 o'clock", "seven o'clock". */
static const struct atom *oclock(const struct atom *at, struct time_parse *parse) {
    if (!atom_has(at, ROLE_NUMBER) || !atom_is(&at[1], WORD_OCLOCK) ||
        !set_clock(parse, at->value, 0, 0))
        return NULL;
    return at + 2;
}

/* "half past seven", "quarter to six", "ten past nine". */
static const struct atom *past_hour(const struct atom *at, struct time_parse *parse) {
    int minutes;
    const struct atom *word = atom_is(at, WORD_A) ? at + 1 : at;
    if (atom_is(word, WORD_HALF))
        minutes = 30;
    else if (atom_has(word, ROLE_UNIT) && word->id == UNIT_QUARTER)
        minutes = 15;
    else if (atom_has(word, ROLE_NUMBER) && word->value > 0 && word->value < 30)
        minutes = word->value;
    else
        return NULL;
    const struct atom *hour = &word[2];
    bool past = atom_is(&word[1], WORD_PAST);
    bool to = !past && atom_is(&word[1], WORD_TO) && minutes == 15;
    if (!(past || to) || !atom_has(hour, ROLE_NUMBER) || hour->value < 1 || hour->value > 12 ||
        !set_clock(parse, past ? hour->value : hour->value - 1, past ? minutes : 60 - minutes, 0))
        return NULL;
    return hour + 1;
}

/* "noon", "midnight", "12 noon". */
static const struct atom *named(const struct atom *at, struct time_parse *parse) {
    const struct atom *word = atom_flagged(at, ATOM_DIGITS) && at->value == 12 ? at + 1 : at;
    if (atom_is(word, WORD_NOON))
        parse->point.minute = NOON;
    else if (atom_is(word, WORD_MIDNIGHT))
        parse->point.minute = MIDNIGHT;
    else
        return NULL;
    return skip_zone(word + 1);
}

const struct atom *match_clock(const struct atom *at, struct time_parse *parse) {
    typedef const struct atom *(*rule)(const struct atom *, struct time_parse *);
    static const rule rules[] = {digital, half_day, military, oclock, past_hour, named};
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

const struct atom *match_day_part(const struct atom *at, struct time_parse *parse) {
    const struct atom *part = at;
    if (atom_is(part, WORD_EARLY) || atom_is(part, WORD_LATE))
        part++;
    else if (atom_is(part, WORD_MID) && atom_flagged(&part[1], ATOM_DASH))
        part += 2;
    if (!atom_has(part, ROLE_PART) || atom_has(part, ROLE_PLURAL))
        return NULL;
    parse->point.part = (enum day_part)part->id;
    return part + 1;
}
