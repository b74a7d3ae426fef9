/* What a number says beside its value: how many there were, or how many there may be, how far two
 * values lie apart, what part of others it is, what a year adds up to. Numbers of different senses
 * are not compared.
 */
#pragma once

#include "alignment/view.h"

enum quantity_sense {
    SENSE_MARGIN = 1,    /* "by a margin of four votes" */
    SENSE_CAPACITY = 2,  /* "can carry 260 people" */
    SENSE_PART = 4,      /* "12 of them" */
    SENSE_OF_YEAR = 8,   /* "1.3 million passengers last year" */
    SENSE_LIMIT = 16,    /* "the speed limit is 60 km/h", "in a 60 km/h zone" */
    SENSE_LACK = 32,     /* "18 seats short of a majority" */
    SENSE_SIZE = 64,     /* "a 200-seat parliament": what the whole has */
    SENSE_CLEARED = 128, /* "acquitted on one count": beside those of a conviction */
    SENSE_TURNOUT = 256, /* "turnout was 71 percent": who voted, not how */
    SENSE_COUNTED = 512, /* "with 98 percent of ballots counted": how far the count is */
};

/* The senses of a quantity of the claim, a set of the above; 0 for a plain number. */
unsigned quantity_sense(const struct claim_view *view, const struct quantity *quantity);

/* Does one side tell at its token what somebody expected, and the other, as a fact, what is? */
bool one_is_expected(const struct claim_view *left, uint32_t a, const struct claim_view *right,
                     uint32_t b);

/* Is the number what somebody demands: "is demanding a raise of 12 percent", "the demand for 12
 * percent"? What the other side offers or gives is another number. */
bool quantity_is_demanded(const struct claim_view *view, const struct quantity *quantity);
