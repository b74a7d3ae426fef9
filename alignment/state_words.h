/* Words for states that end and begin: a line is live or dead, a road open or shut, a fire burns or
 * is out, a curfew is in force or lifted, a man is held or free.
 */
#pragma once

#include "analysis/analysis.h"

/* What kind of state; a word may tell one of several ("held": a prisoner, a ceasefire). */
enum state_kind {
    STATE_WORKING = 1 << 0, /* in use, open, carrying current */
    STATE_BURNING = 1 << 1,
    STATE_IN_FORCE = 1 << 2, /* a curfew, a strike, talks */
    STATE_HELD = 1 << 3,     /* a person or a place */
    STATE_IN_OFFICE = 1 << 4,
};

struct state_word {
    unsigned kinds; /* bits of enum state_kind; 0 for no such word */
    bool on;        /* the state told or reached: live, open, burning */
    bool telic;     /* a step into the state ("shut"), not the state itself ("stayed open") */
};

/* What the token `at` tells, with the words of its phrase up to `past`: "switched off", "carried no
 * current", "out of service". Reads a bounded number of tokens. */
struct state_word state_word_at(const struct token *tokens, uint32_t at, uint32_t past);
