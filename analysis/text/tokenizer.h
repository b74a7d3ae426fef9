/* Cuts one paragraph into tokens as Universal Dependencies English (EWT, GUM) cuts them. */
#pragma once

#include "analysis/analysis.h"

/* Appends the tokens of text[span) to `tokens`: span, lower, kind and flags are set. Linear in the
 * span. Returns 0 or ERR_NO_MEMORY. */
int tokenize_paragraph(struct arena *arena, struct slice text, struct span span,
                       struct token_list *tokens);
