/* Reads a unit that stands behind a number: "km/h", "cubic feet", "metric tons", "per cent",
 * "degrees Celsius", "Swiss francs". Counted nouns are read elsewhere (nouns.h). */
#pragma once

#include "analysis/values/numbers.h"

enum unit_family { UNIT_PHYSICAL, UNIT_MONEY, UNIT_SHARE };

enum { UNIT_NAME_MAX = 96 };

struct unit_match {
    enum unit_family family;
    char name[UNIT_NAME_MAX]; /* canonical, no NUL */
    size_t length;
    uint32_t past;
    bool symbol;   /* an abbreviation: "km" */
    double scale;  /* 1e6 for "MUSD", 0 or 1 else */
    bool currency; /* money told by noun or code, not by a cent or penny */
};

struct unit_reader {
    struct slice text; /* the article: symbols need the letter case */
    const struct piece *at;
    uint32_t past;
};

/* Reads the unit at piece `i`, behind `number` (whose form decides about short symbols). */
bool unit_read(const struct unit_reader *reader, uint32_t i, const struct number *number,
               struct unit_match *ret_match);

/* A currency in front of a number: "$", "US$", "HK $", "EUR", "MUSD". *ret_scale is 1e6 for "MUSD",
 * else 1. */
bool unit_read_money_before(const struct unit_reader *reader, uint32_t i,
                            struct unit_match *ret_match, double *ret_scale);
