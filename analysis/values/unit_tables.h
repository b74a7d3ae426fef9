/* The tables behind units.h and unit_grammar.h. */
#pragma once

#include "analysis/values/units.h"

enum unit_prefixes {
    UNIT_PLAIN,    /* no prefix */
    UNIT_PREFIXED, /* any SI prefix as a word; the usual ones as a symbol */
    UNIT_BINARY,   /* kibi, mebi, … as well */
};

struct base_unit {
    struct slice name;
    enum dimension dimension;
    enum unit_prefixes prefixes;
    double factor;
    double offset;
};

/* By canonical name; NULL when there is none. */
const struct base_unit *base_unit_find(struct slice name);

/* By a singular word as printed, lower case ("kilo", "meter", "light-year"); the canonical name or
 * an absent slice. */
struct slice unit_word_find(struct slice lower);

/* By symbol, letter case as printed ("MW", "mW", "km"). `prefix` is the canonical prefix word
 * ("kilo") or empty. False for unknown symbols. */
bool unit_symbol_find(struct slice symbol, struct slice *ret_prefix, struct slice *ret_base);

/* The SI or binary prefix that `word` begins with; 0 when none. */
double unit_prefix_strip(struct slice word, struct slice *ret_prefix, struct slice *ret_rest);
