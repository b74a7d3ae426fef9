/* Which transitions keep the gold tree in reach: the dynamic oracle of the arc-hybrid system
 * (Goldberg and Nivre 2013), asked only of states from which the whole tree can still be built. */
#pragma once

#include "analysis/language/parser.h"

struct oracle {
    const uint32_t *heads; /* projective */
    uint32_t count;
    const uint32_t *last_dependents; /* rightmost dependent of each token, 0 when none */
};

/* Makes `heads` projective by hanging offending tokens higher (Nivre and Nilsson 2005), shortest
 * arcs first. */
void oracle_lift(uint32_t *heads, uint32_t count);

/* Fills the rightmost dependents. */
void oracle_last_dependents(const uint32_t *heads, uint32_t count, uint32_t *ret_last);

/* True when every gold arc still in reach stays so. */
bool oracle_keeps(const struct oracle *oracle, const struct parser_state *state,
                  enum transition transition);
