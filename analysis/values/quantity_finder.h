/* What the files quantit*.c share: the state for one sentence, amounts, mentions. */
#pragma once

#include "analysis/values/comparators.h"
#include "analysis/values/nouns.h"
#include "analysis/values/unit_grammar.h"

/* A number with its unit, as read forward: "$1.2 billion", "152 mm", "3m-5m tonnes". */
struct amount {
    struct number number;
    struct unit_match unit;
    bool has_unit;
    bool range; /* low and high hold the ends, number the upper one */
    double low;
    double high;
    uint32_t first;       /* with sign and currency in front */
    uint32_t number_past; /* behind number and multiplier */
    uint32_t past;        /* behind the unit */
};

/* One quantity while its sentence is being read. */
struct mention {
    struct quantity quantity;
    uint32_t first; /* pieces, comparator and unit included */
    uint32_t past;
    bool counted; /* the unit is a noun */
    bool money;
    bool bare;   /* no unit of its own */
    bool nested; /* stands in the "of" phrase of the mention before */
};

struct mention_list {
    struct mention *at;
    uint32_t count;
    uint32_t capacity;
};

struct finder {
    struct arena *arena;
    struct analysis *analysis;
    const bool *taken;   /* by token: part of a date or clock time */
    const bool *lasting; /* by token: part of a duration */
    struct piece_list pieces;
    struct mention_list mentions;
};

static inline bool piece_is(const struct finder *f, uint32_t i, struct slice lower) {
    return i < f->pieces.count && slice_equal(f->pieces.at[i].lower, lower);
}

static inline bool piece_is_word(const struct finder *f, uint32_t i) {
    return i < f->pieces.count && f->pieces.at[i].kind == PIECE_WORD;
}

static inline bool piece_is_digits(const struct finder *f, uint32_t i) {
    return i < f->pieces.count && f->pieces.at[i].kind == PIECE_DIGITS;
}

/* Does piece `i` follow the one before without a space? */
static inline bool piece_adjacent(const struct finder *f, uint32_t i) {
    return i > 0 && i < f->pieces.count &&
           f->pieces.at[i].span.start == f->pieces.at[i - 1].span.end;
}

bool piece_in(const struct finder *f, uint32_t i, const struct slice *sorted, size_t count);
#define PIECE_IN(f, i, table) piece_in((f), (i), (table), sizeof(table) / sizeof *(table))

/* ---- quantity_amounts.c ---- */

/* Is it a word, but no number word, that an amount may begin with ("US$", "EUR", "minus")? */
bool amount_word(const struct finder *f, uint32_t i);

/* Reads number and unit at piece `i`, then a range if one stands there. */
bool amount_read(const struct finder *f, uint32_t i, struct amount *ret_amount);

/* ---- quantity_vetoes.c ---- */

/* Is the number no quantity: a year, a label ("Article 5"), a telephone number, a score, a clock
 * time? *ret_past is behind what must not be read as a number either. */
bool amount_vetoed(const struct finder *f, const struct amount *amount, bool counted,
                   const struct comparator_match *comparator, uint32_t *ret_past);

/* ---- quantity_ages.c ---- */

/* "22-year-old", "aged 31", "Her sister, 31,": fills unit and past. */
bool age_read(const struct finder *f, struct amount *amount);

/* Is it a word that may tell a factor? A quick look for the caller's loop. */
bool factor_word(struct slice lower);

/* "doubled", "twice as": a factor without a number. */
bool factor_read(const struct finder *f, uint32_t i, struct amount *ret_amount);

/* ---- quantity_changes.c ---- */

/* Is piece `i` a word of rising or falling ("rose", "increase", "down")? */
bool is_change_word(const struct finder *f, uint32_t i);

/* Is there one among the `reach` pieces in front of piece `i`? */
bool change_before(const struct finder *f, uint32_t i, uint32_t reach);

/* Ranges of two comparators, shared units, roles, glosses, alternatives, over all mentions of the
 * sentence; `base` is the index that the first mention will have. */
int mentions_link(struct finder *f, uint32_t base);
