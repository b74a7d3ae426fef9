/* The words that numbers are made of, for numbers.c. */
#pragma once

#include "base/slice.h"

enum number_word_class {
    NUMBER_WORD_NONE,
    NUMBER_WORD_ARTICLE, /* a, an */
    NUMBER_WORD_DIGIT,   /* zero … nine */
    NUMBER_WORD_TEEN,    /* ten … nineteen */
    NUMBER_WORD_TENS,    /* twenty … ninety */
    NUMBER_WORD_HUNDRED,
    NUMBER_WORD_SCALE, /* thousand, bn, lakh */
    NUMBER_WORD_DOZEN,
    NUMBER_WORD_HALF,    /* half, quarter: a share without an article ("quarter million") */
    NUMBER_WORD_ORDINAL, /* third: a share behind "one" or "a", else no number */
    NUMBER_WORD_SHARES,  /* halves, thirds, hundredths */
    NUMBER_WORD_PLURAL,  /* dozens, hundreds, millions */
    NUMBER_WORD_FEW,     /* several, few, couple: before hundred, thousand, dozen */
};

struct number_word {
    struct slice word;
    enum number_word_class class;
    double value;
};

/* NULL for words that no number is made of. */
const struct number_word *number_word_find(struct slice lower);
