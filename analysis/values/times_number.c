/* Numbers inside time expressions: small, so rules stay few. Larger counts and their units are the
 * business of quantities. */
#include "analysis/values/times_parse.h"

#include <math.h>

/* Longest chains of groups and scales that are read: more are no count of years. */
enum { GROUPS_MAX = 4, SCALES_MAX = 3 };

enum { FIRST_PLAIN_YEAR = 1000, LAST_PLAIN_YEAR = 2199, PIVOT_YEAR = 50 };

/* "6,700" and "2.5": groups and decimals glued to the first digits. */
static const struct atom *digit_groups(const struct atom *at, double *value) {
    *value = at->value;
    at++;
    for (int i = 0; i < GROUPS_MAX && at->mark == ',' && atom_flagged(at, ATOM_GLUED) &&
                    atom_flagged(&at[1], ATOM_DIGITS) && atom_flagged(&at[1], ATOM_GLUED) &&
                    atom_length(&at[1]) == 3;
         i++) {
        *value = *value * 1000 + at[1].value;
        at += 2;
    }
    if (at->mark == '.' && atom_flagged(at, ATOM_GLUED) && atom_flagged(&at[1], ATOM_DIGITS) &&
        atom_flagged(&at[1], ATOM_GLUED) && at[1].value >= 0) {
        *value += at[1].value / pow(10, atom_length(&at[1]));
        at += 2;
    }
    return at;
}

/* "twenty", "twenty-four", "nineteen". */
static const struct atom *below_hundred(const struct atom *at, double *value) {
    if (!atom_has(at, ROLE_NUMBER) || !atom_flagged(at, ATOM_WORD))
        return NULL;

    *value = at->value;
    const struct atom *next = atom_flagged(&at[1], ATOM_DASH) ? at + 2 : at + 1;
    if (at->value < 20 || !atom_has(next, ROLE_NUMBER) || !atom_flagged(next, ATOM_WORD) ||
        next->value < 1 || next->value > 9)
        return at + 1;

    *value += next->value;
    return next + 1;
}

static const struct atom *number_words(const struct atom *at, double *value) {
    const struct atom *past = below_hundred(at, value);
    if (!past)
        return NULL;

    for (int i = 0; i < SCALES_MAX && atom_has(past, ROLE_SCALE); i++) {
        *value *= pow(10, past->value);
        past++;
        const struct atom *rest = atom_is(past, WORD_AND) ? past + 1 : past;
        double more;
        const struct atom *after = below_hundred(rest, &more);
        if (after && more < 100 && *value >= 100) {
            *value += more;
            past = after;
        }
    }
    return past;
}

const struct atom *match_cardinal(const struct atom *at, double *ret_value) {
    if (!atom_has(at, ROLE_NUMBER))
        return NULL;
    if (atom_flagged(at, ATOM_WORD))
        return number_words(at, ret_value);

    const struct atom *past = digit_groups(at, ret_value);
    for (int i = 0; i < SCALES_MAX && atom_has(past, ROLE_SCALE); i++) {
        *ret_value *= pow(10, past->value);
        past++;
    }
    return past;
}

/* "of" after couple, dozens. */
static const struct atom *skip_of(const struct atom *at) {
    return atom_is(at, WORD_OF) ? at + 1 : at;
}

/* "a couple of", "a few", "several", "half a"; NULL when the count is none of these. */
static const struct atom *loose_count(const struct atom *at, struct time_count *count) {
    bool article = atom_is(at, WORD_A);
    const struct atom *word = article ? at + 1 : at;
    if (atom_is(word, WORD_COUPLE)) {
        count->value = 2;
        return skip_of(word + 1);
    }
    if (atom_is(word, WORD_DOZEN)) {
        count->value = 12;
        return skip_of(word + 1);
    }
    if (atom_is(word, WORD_HALF)) {
        count->value = 0.5;
        const struct atom *past = word + 1;
        return !article && atom_is(past, WORD_A) ? past + 1 : past;
    }
    if (article && atom_has(word, ROLE_UNIT) && word->id == UNIT_QUARTER &&
        atom_is(&word[1], WORD_OF) && atom_is(&word[2], WORD_A)) {
        count->value = 0.25;
        return word + 3;
    }
    if (at->value == 3 && atom_has(at, ROLE_NUMBER)) { /* "three quarters of an hour" */
        const struct atom *quarters = atom_flagged(&at[1], ATOM_DASH) ? at + 2 : at + 1;
        if (atom_has(quarters, ROLE_UNIT) && quarters->id == UNIT_QUARTER &&
            atom_is(&quarters[1], WORD_OF) && atom_is(&quarters[2], WORD_A) &&
            atom_has(&quarters[3], ROLE_UNIT)) {
            count->value = 0.75;
            return quarters + 3;
        }
    }
    if (atom_is(word, WORD_FEW) ||
        (!article && (atom_is(word, WORD_SEVERAL) || atom_is(word, WORD_MANY)))) {
        count->vague = true;
        return word + 1;
    }
    return NULL;
}

const struct atom *match_count(const struct atom *at, struct time_count *ret_count) {
    *ret_count = (struct time_count){0};
    const struct atom *past = loose_count(at, ret_count);
    if (past)
        return past;
    if (atom_is(at, WORD_A)) {
        ret_count->value = 1;
        ret_count->article = true;
        if (atom_has(&at[1], ROLE_SCALE)) {
            ret_count->value = pow(10, at[1].value);
            return at + 2;
        }
        return at + 1;
    }
    past = match_cardinal(at, &ret_count->value);
    if (!past)
        return NULL;
    if (atom_is(past, WORD_AND)) {
        const struct atom *half = atom_is(&past[1], WORD_A) ? past + 2 : past + 1;
        if (atom_is(half, WORD_HALF)) {
            ret_count->value += 0.5;
            past = half + 1;
        }
    }
    return past;
}

const struct atom *match_ordinal(const struct atom *at, int *ret_value) {
    if (atom_has(at, ROLE_ORDINAL)) {
        *ret_value = at->value;
        return at + 1;
    }
    if (atom_flagged(at, ATOM_DIGITS) && atom_length(at) <= 2 && atom_is(&at[1], WORD_SUFFIX) &&
        atom_flagged(&at[1], ATOM_GLUED)) {
        *ret_value = at->value;
        return at + 2;
    }
    if (atom_has(at, ROLE_NUMBER) && atom_flagged(at, ATOM_WORD) && at->value >= 20) {
        const struct atom *next = atom_flagged(&at[1], ATOM_DASH) ? at + 2 : at + 1;
        if (atom_has(next, ROLE_ORDINAL) && next->value < 10) {
            *ret_value = at->value + next->value;
            return next + 1;
        }
    }
    return NULL;
}

struct comparator_words {
    enum time_word words[3];
    enum comparator comparator;
    bool nearly;
};

/* Longer ones first. */
static const struct comparator_words comparators[] = {
    {{WORD_NO, WORD_MORE, WORD_THAN}, COMPARATOR_AT_MOST, false},
    {{WORD_NO, WORD_LESS, WORD_THAN}, COMPARATOR_AT_LEAST, false},
    {{WORD_NO, WORD_FEWER, WORD_THAN}, COMPARATOR_AT_LEAST, false},
    {{WORD_MORE, WORD_THAN}, COMPARATOR_MORE_THAN, false},
    {{WORD_LESS, WORD_THAN}, COMPARATOR_LESS_THAN, false},
    {{WORD_FEWER, WORD_THAN}, COMPARATOR_LESS_THAN, false},
    {{WORD_AT, WORD_LEAST}, COMPARATOR_AT_LEAST, false},
    {{WORD_AT, WORD_MOST}, COMPARATOR_AT_MOST, false},
    {{WORD_UP, WORD_TO}, COMPARATOR_AT_MOST, false},
    {{WORD_OVER}, COMPARATOR_MORE_THAN, false},
    {{WORD_UNDER}, COMPARATOR_LESS_THAN, false},
    {{WORD_NEARLY}, COMPARATOR_ABOUT, true},
    {{WORD_ALMOST}, COMPARATOR_ABOUT, true},
    {{WORD_ABOUT}, COMPARATOR_ABOUT, false},
    {{WORD_AROUND}, COMPARATOR_ABOUT, false},
    {{WORD_ROUGHLY}, COMPARATOR_ABOUT, false},
    {{WORD_APPROXIMATELY}, COMPARATOR_ABOUT, false},
    {{WORD_SOME}, COMPARATOR_ABOUT, false},
};

const struct atom *match_comparator(const struct atom *at, struct time_parse *parse) {
    for (size_t i = 0; i < sizeof comparators / sizeof *comparators; i++) {
        const struct comparator_words *row = &comparators[i];
        size_t n = 0;
        while (n < 3 && row->words[n] && atom_is(&at[n], row->words[n]))
            n++;
        if (n < 3 && row->words[n])
            continue;
        parse->comparator = row->comparator;
        parse->nearly = row->nearly;
        return at + n;
    }
    return NULL;
}

/* ---- years ----------------------------------------------------------------------------------- */

/* A digit glued behind a mark, or a mark that makes the four digits something else. */
static bool year_is_glued(const struct atom *at) {
    const struct atom *next = &at[1];
    if (atom_flagged(at, ATOM_GLUED) && at[-1].mark && strchr("$#,.:/@\\_+=", at[-1].mark))
        return true;
    if (!atom_flagged(next, ATOM_GLUED))
        return false;
    if (atom_flagged(next, ATOM_WORD))
        return !atom_is(next, WORD_S);
    if (next->mark && strchr("%@\\_=#", next->mark))
        return true;
    return next->mark && strchr(",.:/", next->mark) && atom_flagged(&next[1], ATOM_DIGITS) &&
           atom_flagged(&next[1], ATOM_GLUED);
}

const struct atom *match_year(const struct atom *at, int *ret_year) {
    if (at->mark == '\'' && atom_flagged(&at[1], ATOM_DIGITS) && atom_flagged(&at[1], ATOM_GLUED) &&
        atom_length(&at[1]) == 2) {
        *ret_year = at[1].value + (at[1].value < PIVOT_YEAR ? 2000 : 1900);
        return at + 2;
    }
    if (!atom_flagged(at, ATOM_DIGITS) || atom_length(at) != 4 || at->value < FIRST_PLAIN_YEAR ||
        at->value > LAST_PLAIN_YEAR || year_is_glued(at))
        return NULL;

    *ret_year = at->value;
    return at + 1;
}

const struct atom *match_year_words(const struct atom *at, int *ret_year) {
    double first;
    double rest;
    const struct atom *past = below_hundred(at, &first);
    if (!past)
        return NULL;
    if (atom_has(past, ROLE_SCALE)) {
        const struct atom *whole = number_words(at, &first);
        if (!whole || first < FIRST_PLAIN_YEAR || first > LAST_PLAIN_YEAR)
            return NULL;
        *ret_year = (int)first;
        return whole;
    }
    /* "nineteen eighty-six": below_hundred must not have taken the second word. */
    const struct atom *tens = at->value == 20 ? at + 1 : past;
    past = below_hundred(tens, &rest);
    if (!past || at->value < 10 || at->value > 20 || rest < 10)
        return NULL;

    *ret_year = at->value * 100 + (int)rest;
    return past;
}

const struct atom *match_era(const struct atom *at, int *year) {
    if (atom_is(at, WORD_BC)) {
        *year = -*year;
        return at + 1;
    }
    return atom_is(at, WORD_CE) && atom_flagged(at, ATOM_CAPITAL) ? at + 1 : NULL;
}
