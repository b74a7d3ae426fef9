/* What a claim names as the cause of an accident: "the blast was caused by a gas leak", "the fire
 * is blamed on lightning", "the cause is under investigation".
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct claim_view;

struct told_cause {
    bool told;
    bool unknown;   /* "the cause is not known" */
    uint32_t cause; /* head noun of the cause; NO_INDEX where it is unknown */
    uint32_t event; /* head noun of what it caused; NO_INDEX behind "the cause" alone */
};

/* Reads the claim's predicate with its arguments and a bounded number of tokens behind it. */
struct told_cause cause_read(const struct claim_view *view);
