/* What each token of one article is besides a word: part of a value, of a speaker's report, of a
 * place or another name. Made once per article, read by the views of all its claims.
 */
#pragma once

#include "alignment/alignment.h"

enum token_mark {
    MARK_VALUE = 1,  /* part of a number or a time */
    MARK_SPEECH = 2, /* part of a cue or its source */
    MARK_PLACE = 4,
    MARK_NAME = 8,
};

struct article_marks {
    uint8_t *of;         /* per token */
    uint64_t *countries; /* per token: of the name that it is part of */
    uint64_t *lower_words;
    uint32_t lower_count;
    uint64_t *names; /* capitalised inside sentences */
    uint32_t name_count;
};

/* Marks the tokens by the lists of `analysis` that own them. All arrays stand in `arena`. Returns 0
 * or ERR_NO_MEMORY. */
int article_marks_make(const struct resources *resources, struct arena *arena,
                       const struct analysis *analysis, struct article_marks *ret_marks);

/* Is the token part of a name? By the names found, else by its capital: where no sentence begins,
 * and nowhere in the article in lower case. */
bool marks_name(const struct article_marks *marks, const struct analysis *analysis, uint32_t index);

/* The first token that ends behind `offset` (bytes). */
uint32_t token_at(const struct token_list *tokens, uint32_t offset);
