/* With what force a claim is told: negation, denial, modality. */
#pragma once

#include "alignment/view.h"

/* Sets `negated` of the words, `denied`, `called_off`, `wished` and `modality`; the words must be
 * there. Reads a bounded number of tokens around the claim. */
void view_force(struct claim_view *view);
