/* What the files of the number parser share: the reader, one part of a number, the rules that call
 * one another across numbers.c and number_shares.c. A rule reads at piece `i` and leaves its result
 * alone when it does not apply. */
#pragma once

#include "analysis/values/number_literals.h"
#include "analysis/values/number_words.h"
#include "analysis/values/numbers.h"

/* A value with the size of its last significant digit and the place behind it. */
struct part {
    double value;
    double resolution;
    double scale; /* the last scale read, 1 when none */
    double tail;  /* what "and" added last: 54 in "two hundred and fifty-four" */
    uint32_t past;
    bool ends_scale; /* nothing stands behind the last scale */
    bool bare;
    bool digits;
    bool hundred; /* holds "hundred" or a scale */
};

struct reader {
    const struct piece *at;
    uint32_t past;
    unsigned flags;
};

static inline const struct number_word *word_at(const struct reader *r, uint32_t i) {
    static const struct number_word none = {{NULL, 0}, NUMBER_WORD_NONE, 0};
    const struct number_word *word =
        i < r->past && r->at[i].kind == PIECE_WORD ? number_word_find(r->at[i].lower) : NULL;
    return word ? word : &none;
}

static inline bool is(const struct reader *r, uint32_t i, struct slice lower) {
    return i < r->past && slice_equal(r->at[i].lower, lower);
}

static inline bool is_dash(const struct reader *r, uint32_t i) {
    return is(r, i, SLICE("-")) || is(r, i, SLICE("‐")) || is(r, i, SLICE("‑"));
}

/* Bytes between two neighbouring pieces. */
static inline uint32_t gap_before(const struct reader *r, uint32_t i) {
    return r->at[i].span.start - r->at[i - 1].span.end;
}

/* Behind a hyphen that joins words ("twenty-one", "two - thirds"), or `i` itself. */
static inline uint32_t skip_dash(const struct reader *r, uint32_t i) {
    return is_dash(r, i) && i + 1 < r->past && r->at[i + 1].kind == PIECE_WORD ? i + 1 : i;
}

static inline struct part words_part(double value, double resolution, uint32_t past) {
    return (struct part){.value = value, .resolution = resolution, .scale = 1, .past = past};
}

/* ---- numbers.c ---- */

bool number_read_literal(const struct reader *r, uint32_t i, struct part *ret_part,
                         struct literal *ret_literal);
bool number_read_below_hundred(const struct reader *r, uint32_t i, struct part *ret_part);

/* ---- number_shares.c ---- */

/* "a third", "three quarters", "½", "1/4". */
bool share_read(const struct reader *r, uint32_t i, struct part *ret_part);

/* "half a million", "two thirds of a million": multiplies *share by the scale behind it. */
void share_read_scale(const struct reader *r, struct part *share);

/* "… and a half", "2 1/2", "2½" behind a cardinal: adds to *part. */
void share_read_tail(const struct reader *r, struct part *part);

/* "two hundred and fifty-four hundredths": turns *part into the fraction. */
bool share_read_improper(const struct reader *r, struct part *part);
