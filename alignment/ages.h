/* Whose age a number is: of two people, each has an own one. */
#pragma once

#include "alignment/slots.h"

/* Is the quantity the age of somebody: "the 67-year-old man", "aged 67", "Lena Moss, 52,"? */
bool quantity_is_age(const struct claim_view *view, const struct quantity *quantity);

/* Are both ages, and can they be those of two people: of a man and a woman, of two names, or of
 * people without a name of whom other things are told? */
bool ages_of_others(const struct matter *matter, const struct quantity *a,
                    const struct quantity *b);
