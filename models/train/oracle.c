#include "models/train/oracle.h"

#include "analysis/analysis.h"

#include <string.h>

static bool dominates(const uint32_t *heads, uint32_t ancestor, uint32_t token) {
    while (token != NO_INDEX && token != ancestor)
        token = heads[token];
    return token == ancestor;
}

/* All tokens between both ends of the arc above `dependent` hang, in the end, from its head. */
static bool is_projective(const uint32_t *heads, uint32_t dependent) {
    uint32_t head = heads[dependent];
    uint32_t low = head < dependent ? head : dependent;
    uint32_t high = head < dependent ? dependent : head;
    for (uint32_t i = low + 1; i < high; i++)
        if (!dominates(heads, head, i))
            return false;
    return true;
}

static uint32_t length_of(const uint32_t *heads, uint32_t dependent) {
    uint32_t head = heads[dependent];
    return head < dependent ? dependent - head : head - dependent;
}

void oracle_lift(uint32_t *heads, uint32_t count) {
    for (;;) {
        uint32_t shortest = NO_INDEX;
        for (uint32_t i = 0; i < count; i++)
            if (heads[i] != NO_INDEX && heads[heads[i]] != NO_INDEX && !is_projective(heads, i) &&
                (shortest == NO_INDEX || length_of(heads, i) < length_of(heads, shortest)))
                shortest = i;
        if (shortest == NO_INDEX)
            return;
        heads[shortest] = heads[heads[shortest]];
    }
}

void oracle_last_dependents(const uint32_t *heads, uint32_t count, uint32_t *ret_last) {
    memset(ret_last, 0, count * sizeof *ret_last);
    for (uint32_t i = 0; i < count; i++)
        if (heads[i] != NO_INDEX)
            ret_last[heads[i]] = i;
}

/* The top may go when its head is this one and nothing to come hangs from it. */
static bool may_hang(const struct oracle *oracle, const struct parser_state *state, uint32_t head) {
    uint32_t top = state->top->token;
    return oracle->heads[top] == head && oracle->last_dependents[top] < state->front.token;
}

/* The front must not leave behind its head below the top, nor dependents on the stack. */
static bool may_shift(const struct oracle *oracle, const struct parser_state *state) {
    uint32_t front = state->front.token;
    uint32_t head = oracle->heads[front];
    if (head != NO_INDEX && head < front && head != state->top->token)
        return false;
    for (const struct parser_cell *cell = state->top; cell; cell = cell->below)
        if (oracle->heads[cell->token] == front)
            return false;
    return true;
}

bool oracle_keeps(const struct oracle *oracle, const struct parser_state *state,
                  enum transition transition) {
    switch (transition) {
    case TRANSITION_SHIFT:
        return may_shift(oracle, state);
    case TRANSITION_LEFT:
        return may_hang(oracle, state, state->front.token);
    default:
        return may_hang(oracle, state, state->top->below->token);
    }
}
