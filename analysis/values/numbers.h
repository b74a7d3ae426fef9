/* Numbers as news English writes them: "6,700", "3.2bn", "two and a half million", "half a dozen",
 * "1 414 021 100", "two-thirds", "minus five point five", "tens of thousands".
 *
 * The parser works on pieces: runs of letters, numeric literals and single symbols, cut finer than
 * tokens, so that it does not matter whether the tokenizer keeps "152mm" or "3-year-old" whole.
 * Pieces and numbers hold no memory of their own; slices point into the analysis.
 */
#pragma once

#include "analysis/analysis.h"

enum piece_kind {
    PIECE_WORD,   /* letters, with inner full stops ("u.s.") */
    PIECE_DIGITS, /* a numeric literal: "6,700", "4.8", "1e-3" */
    PIECE_SYMBOL, /* one code point of anything else */
};

struct piece {
    struct slice lower; /* lower-cased text */
    struct span span;
    uint32_t token;
    uint8_t kind; /* enum piece_kind */
    bool capital; /* first or second letter upper case in the text: "Boeing", "iPhone" */
};

struct piece_list {
    struct piece *at;
    uint32_t count;
    uint32_t capacity;
};

/* Appends the pieces of the tokens [first, past). Returns 0 or ERR_NO_MEMORY; without an arena
 * (NULL) the list does not grow and a full one is ERR_NO_MEMORY. */
int pieces_cut(struct arena *arena, const struct analysis *analysis, uint32_t first, uint32_t past,
               struct piece_list *pieces);

enum number_kind {
    NUMBER_CARDINAL, /* 12, 4.8 million, two and a half */
    NUMBER_FRACTION, /* two-thirds, ¾, 1/40: a part of one */
    NUMBER_RATIO,    /* one in five, nine out of ten: value is 0.2, 0.9 */
    NUMBER_VAGUE,    /* dozens, tens of thousands: bounds only */
};

struct number {
    enum number_kind kind;
    double value; /* NAN when vague */
    double low;   /* equal to value unless vague */
    double high;
    double
        resolution; /* size of the last significant digit: 100 in "6,700", 1e5 in "1.2 million" */
    double multiplier; /* the last scale word, 1e6 in "1.2 million"; 1 when none */
    bool digits;       /* begins with digits, not words */
    bool bare;         /* nothing but one run of digits: may be a year, a shirt number, … */
    bool negative;     /* sign or "minus" was read */
    uint32_t past_piece;
};

/* What the text around forbids. */
enum number_flags {
    NUMBER_NO_AND = 1 << 0,   /* "between one hundred and …": leave the "and" alone */
    NUMBER_NO_RATIO = 1 << 1, /* "rose 2 in 5 days" */
};

/* Reads the longest number that begins at piece `first` and ends before `past`. Ordinals are no
 * numbers. The letters m, k, b, t after digits are left to the caller (metres, tonnes), bn, mn, tn
 * and the like are read. False when no number begins there. */
bool number_parse(const struct piece *pieces, uint32_t first, uint32_t past, unsigned flags,
                  struct number *ret_number);

/* The same over tokens, for callers that have no pieces: looks at most NUMBER_TOKENS_MAX tokens
 * ahead, stays within [first, past), and ends on a token boundary. */
enum { NUMBER_TOKENS_MAX = 16 };
bool number_at_token(const struct analysis *analysis, uint32_t first, uint32_t past,
                     struct number *ret_number, uint32_t *ret_past_token);

/* 1e3 for "k", 1e6 for "m" and "mn", 1e9 for "b", … in front of a counted noun or behind money; 0
 * when `word` is no multiplier. */
double number_multiplier_letter(struct slice word);

/* 1 for "first", 21 for "twenty-first" needs two words and is not read here; 0 when no ordinal. */
int number_ordinal_word(struct slice word);
