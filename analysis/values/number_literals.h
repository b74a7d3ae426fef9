/* Numeric literals, "12,34,567.89" and their like, for numbers.c. Without strtod: no locale, and
 * the same bits everywhere. */
#pragma once

#include "base/slice.h"

/* digits * 10^-decimals, kept apart so that "3.2" times a million is 3200000 to the bit. */
struct literal {
    double digits;
    int decimals;       /* negative after an exponent: 4e14 */
    int trailing_zeros; /* of an integer: 2 in 6,700 */
    int length;         /* digits in all */
    bool plain;         /* nothing but digits */
};

/* Reads all of `text`: digits, thousands groups ("1,234", "12,34,567", "1.414.021"), decimals
 * behind a full stop or a single comma ("5,00"), an exponent. False for anything else ("1.2.3",
 * "5,6,7"). */
bool literal_read(struct slice text, struct literal *ret_literal);

/* The value times `scale`, rounded once where the arithmetic allows. */
double literal_value(const struct literal *literal, double scale);

/* 10^exponent for |exponent| ≤ 300. */
double power_of_ten(int exponent);
