/* Groups the tokens of one paragraph into sentences. */
#pragma once

#include "analysis/analysis.h"

/* Appends the sentences over tokens [first_token, tokens->count), which are those of paragraph
 * number `paragraph`, and sets token.sentence. With `whole` all of it is one sentence (headings).
 * Linear. Returns 0 or ERR_NO_MEMORY. */
int sentences_split(struct arena *arena, struct slice text, struct token_list *tokens,
                    uint32_t first_token, uint32_t paragraph, bool whole,
                    struct sentence_list *sentences);
