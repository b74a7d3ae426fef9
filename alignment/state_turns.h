/* The moment at which a state ended or began, as a claim tells it: "was switched off at 1:50",
 * "carried current until 2:40" and "the order was not carried out until 2:40" all tell of the end
 * of one state, without a word in common. From such moments it can be worked out whether two claims
 * can both be true.
 */
#pragma once

#include "alignment/alignment.h"

struct claim_view;
struct likeness;

enum turn_edge { TURN_END, TURN_BEGINNING, TURN_EDGES };

enum turn_bound {
    TURN_AT,         /* within the time told */
    TURN_NOT_AFTER,  /* "by noon", "already shut at noon" */
    TURN_NOT_BEFORE, /* "still burning at noon" */
};

struct state_turn {
    unsigned kinds; /* bits of enum state_kind; 0 where none is told */
    uint32_t word;  /* token that tells the state */
    uint32_t thing; /* head noun of what is in that state, NO_INDEX: a pronoun */
    const struct time_expression *time; /* when */
    enum turn_bound bound;
    bool bare;        /* an hour of a day that is not named beside it */
    bool until;       /* the state before it holds "until" then: that day may be its last */
    bool planned;     /* a turn to come, as it was planned when it was told */
    struct span told; /* "until 2:40 p.m." */
};

/* Fills the view's turns, one for each edge. Reads nothing but times of the claim and a bounded
 * number of tokens around each. */
void state_turns_read(struct claim_view *view);

/* Are the state words at two tokens told of things that both sides name, and name otherwise:
 * "stopped work", "the strike began"? */
bool states_of_two_things(const struct resources *resources, const struct claim_view *a,
                          uint32_t left, const struct claim_view *b, uint32_t right);

/* The turns of both claims that are of one edge, one kind of state and one thing. */
struct turn_pair {
    enum turn_edge edge;
    const struct state_turn *left;
    const struct state_turn *right;
};

bool state_turns_meet(const struct resources *resources, const struct claim_view *left,
                      const struct claim_view *right, struct turn_pair *ret_pair);

/* How surely both tell when one state of one thing ended or began: 0 when they do not. */
double turn_matter(const struct resources *resources, const struct claim_view *left,
                   const struct claim_view *right, const struct likeness *likeness);
