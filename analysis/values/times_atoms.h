/* Atoms: what the time grammar reads instead of tokens.
 *
 * Tokens of one article differ in how they hold times ("6pm", "1960s", "14:05", "two-day" may be
 * one token or several), so the grammar works on a finer cut that does not depend on it: runs of
 * letters, runs of digits and single other characters, each with what the lexicon knows of the
 * word. Abbreviations that the lexicon knows whole ("p.m.", "Sept.") stay whole. A boundary atom
 * stands before, between and after sentences, so that no rule ever has to ask for the end.
 */
#pragma once

#include "analysis/analysis.h"

enum atom_role {
    ROLE_NUMBER = 1 << 0,     /* a cardinal; value is set */
    ROLE_ORDINAL = 1 << 1,    /* first … ninetieth; value is set */
    ROLE_MONTH = 1 << 2,      /* value 1–12 */
    ROLE_WEEKDAY = 1 << 3,    /* value 1 Monday … 7 Sunday */
    ROLE_UNIT = 1 << 4,       /* id is an enum time_unit */
    ROLE_SEASON = 1 << 5,     /* value is an enum time_season */
    ROLE_PART = 1 << 6,       /* part of day; id is an enum day_part */
    ROLE_WORD = 1 << 7,       /* id is an enum time_word */
    ROLE_PLURAL = 1 << 8,     /* years, Tuesdays, nights */
    ROLE_SHORT = 1 << 9,      /* an abbreviation: Sun, Mar, yr */
    ROLE_SCALE = 1 << 10,     /* hundred, thousand, million; value is the power of ten */
    ROLE_ZONE = 1 << 11,      /* GMT, EST */
    ROLE_REFERENCE = 1 << 12, /* recently, currently; id is an enum time_reference */
    ROLE_EVERY = 1 << 13,     /* daily, annual; id is a unit, value the count of units */
    ROLE_DECADE = 1 << 14,    /* sixties: value 60 */
    ROLE_AMBIGUOUS = 1 << 15, /* also an everyday word: may, march, second, fall */
};

enum time_unit {
    UNIT_NONE,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WEEKEND,
    UNIT_WEEK,
    UNIT_FORTNIGHT,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR,
    UNIT_DECADE,
    UNIT_CENTURY,
    UNIT_MILLENNIUM,
};

enum time_season { SEASON_SPRING = 1, SEASON_SUMMER, SEASON_AUTUMN, SEASON_WINTER };

enum day_part {
    PART_NONE,
    PART_MORNING,
    PART_MIDDAY,
    PART_AFTERNOON,
    PART_EVENING,
    PART_NIGHT,
    PART_DAYTIME,
};

enum time_reference { REFERENCE_NONE, REFERENCE_PAST, REFERENCE_PRESENT, REFERENCE_FUTURE };

/* The words that hold rules together; the table in times_lexicon.c spells them. */
enum time_word {
    WORD_NONE,
    WORD_A,
    WORD_ABOUT,
    WORD_AFTER,
    WORD_AGED,
    WORD_AGO,
    WORD_AHEAD,
    WORD_ALL,
    WORD_ALMOST,
    WORD_AM,
    WORD_AND,
    WORD_APPROXIMATELY,
    WORD_AROUND,
    WORD_AS,
    WORD_AT,
    WORD_BACK,
    WORD_BC,
    WORD_BEFORE,
    WORD_BEGINNING,
    WORD_BI,
    WORD_BETWEEN,
    WORD_BUSINESS,
    WORD_BY,
    WORD_CE,
    WORD_COMING,
    WORD_COUPLE,
    WORD_CURRENT,
    WORD_DATE,
    WORD_DOZEN,
    WORD_DURING,
    WORD_EACH,
    WORD_EARLIER,
    WORD_EARLY,
    WORD_END,
    WORD_EVERY,
    WORD_FEW,
    WORD_FEWER,
    WORD_FINAL,
    WORD_FISCAL,
    WORD_FOLLOWING,
    WORD_FOR,
    WORD_FROM,
    WORD_FULL,
    WORD_FUTURE,
    WORD_HALF,
    WORD_HENCE,
    WORD_HIS,
    WORD_HOLIDAY, /* begins the name of one */

    WORD_IN,
    WORD_LAST,
    WORD_LATE,
    WORD_LATER,
    WORD_LEAST,
    WORD_LESS,
    WORD_LOCAL,
    WORD_LONG,
    WORD_MANY,
    WORD_MATTER,
    WORD_MID,
    WORD_MIDNIGHT,
    WORD_MOMENT,
    WORD_MORE,
    WORD_MOST,
    WORD_NEAR,
    WORD_NEARLY,
    WORD_NEXT,
    WORD_NO,
    WORD_NOON,
    WORD_NOW,
    WORD_OCLOCK,
    WORD_OF,
    WORD_OLD,
    WORD_ON,
    WORD_ONCE,
    WORD_OR,
    WORD_OTHER,
    WORD_OVER,
    WORD_OVERNIGHT,
    WORD_PAST,
    WORD_PER,
    WORD_PM,
    WORD_PRESENT,
    WORD_PREVIOUS,
    WORD_PRIOR,
    WORD_RECENT,
    WORD_REST,
    WORD_RIGHT,
    WORD_ROUGHLY,
    WORD_S,
    WORD_SAME,
    WORD_SEMI,
    WORD_SEVERAL,
    WORD_SINCE,
    WORD_SOME,
    WORD_SUFFIX, /* st, nd, rd, th */
    WORD_TAKE,
    WORD_THAN,
    WORD_THAT,
    WORD_THE,
    WORD_THESE,
    WORD_THIS,
    WORD_THROUGH,
    WORD_TIME,
    WORD_TIMES,
    WORD_TO,
    WORD_TODAY,
    WORD_TOMORROW,
    WORD_TONIGHT,
    WORD_TWICE,
    WORD_UNDER,
    WORD_UNTIL,
    WORD_UP,
    WORD_WITHIN,
    WORD_WORKING,
    WORD_YESTERDAY,
};

enum atom_flag {
    ATOM_WORD = 1 << 0,     /* letters */
    ATOM_DIGITS = 1 << 1,   /* ASCII digits; value when the number fits */
    ATOM_GLUED = 1 << 2,    /* no space before it */
    ATOM_CAPITAL = 1 << 3,  /* begins with an upper-case letter */
    ATOM_BOUNDARY = 1 << 4, /* between sentences */
    ATOM_FIRST = 1 << 5,    /* the first word of its sentence */
    ATOM_DASH = 1 << 6,     /* - – — ~ or minus */
    ATOM_QUOTED = 1 << 7,
};

struct atom {
    struct span span;
    uint32_t token;
    int32_t value;
    uint16_t roles;
    uint8_t id;
    uint8_t flags;
    char mark; /* the byte itself for a single ASCII mark, 0 otherwise */
};

struct atom_list {
    struct atom *at;
    uint32_t count;
    uint32_t capacity;
};

/* One row of the lexicon. */
struct time_lexeme {
    struct slice text; /* lower case */
    uint16_t roles;
    uint8_t id;
    int16_t value;
};

/* The entry of a lower-case word, or NULL. */
const struct time_lexeme *time_lexicon_find(struct slice word);

/* The whole lexicon in its order, for the test that proves it sorted. */
const struct time_lexeme *time_lexicon(size_t *ret_count);

/* Cuts the tokens of the article. Returns 0 or ERR_NO_MEMORY. */
int atoms_cut(struct arena *arena, const struct analysis *analysis, struct atom_list *ret_atoms);

static inline bool atom_is(const struct atom *atom, enum time_word word) {
    return (atom->roles & ROLE_WORD) && atom->id == word;
}

static inline bool atom_has(const struct atom *atom, unsigned roles) {
    return (atom->roles & roles) != 0;
}

static inline bool atom_flagged(const struct atom *atom, unsigned flags) {
    return (atom->flags & flags) != 0;
}

static inline uint32_t atom_length(const struct atom *atom) {
    return atom->span.end - atom->span.start;
}

/* Behind `word` where it stands at `at`, else `at` itself. */
static inline const struct atom *atom_skip(const struct atom *at, enum time_word word) {
    return atom_is(at, word) ? at + 1 : at;
}

/* One such unit: "week", not "weeks". */
static inline bool atom_is_unit(const struct atom *at, enum time_unit unit) {
    return atom_has(at, ROLE_UNIT) && at->id == unit && !atom_has(at, ROLE_PLURAL);
}
