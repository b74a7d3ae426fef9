/* What must hold of sentences and tokens whatever the text was. */
#pragma once

#include "analysis/analysis.h"

/* Aborts with a line on stderr when spans do not tile: tokens grow, hold no white space at their
 * ends and nothing but white space lies between them; sentences and paragraphs are exactly their
 * tokens; the text is well-formed UTF-8 cut at character borders. */
void text_check_invariants(const struct analysis *analysis);

/* Repair, clean and tokenise `text` (well-formed UTF-8) in `arena`, then check. Running out of the
 * arena is no failure. */
void text_run_checked(struct arena *arena, struct slice text);
