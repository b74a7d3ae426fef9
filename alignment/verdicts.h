/* What a court found: guilty of one charge and not of another is one verdict; a plea is none. */
#pragma once

#include "alignment/view.h"

/* Does the word at `token` tell that somebody was found guilty, or that he was not? */
bool token_tells_verdict(const struct analysis *analysis, uint32_t token);

struct article_verdicts article_verdicts_find(const struct analysis *analysis);

/* Can "guilty" at the token `a` of the left claim and "acquitted" at `b` of the right one both be
 * true: told of two charges, of some of the counts only, or one of them a plea? */
bool verdicts_apart(const struct resources *resources, const struct claim_view *left, uint32_t a,
                    const struct claim_view *right, uint32_t b);

/* Does one claim tell only of a conviction and the other only of an acquittal, and can both be
 * true? */
bool verdicts_in_parts(const struct resources *resources, const struct claim_view *left,
                       const struct claim_view *right);

/* "Cleared of one count": how many charges somebody was not found guilty of. */
bool quantity_tells_cleared(const struct claim_view *view, const struct quantity *quantity);
