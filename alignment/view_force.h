/* With what force a claim is told: negation, denial, modality. */
#pragma once

#include "alignment/view.h"
#include "alignment/view_marks.h"

/* Sets `negated` of the words, `denied`, `called_off`, `wished` and `modality`; the words must be
 * there. Reads a bounded number of tokens around the claim. */
void view_force(const struct article_marks *marks, struct claim_view *view);

/* Can the word begin a negation or a phrase of modality? Most cannot, and are asked once. */
bool view_force_cue(const struct token *token);
