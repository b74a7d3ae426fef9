/* What each token of one article is: part of a value, of a speaker's report, of a place or another
 * name, a word worth comparing. Made once per article, read by the views of all its claims.
 */
#pragma once

#include "alignment/alignment.h"
#include "alignment/known_words.h"

enum token_mark {
    MARK_VALUE = 1,  /* part of a number or a time */
    MARK_SPEECH = 2, /* part of a cue or its source */
    MARK_PLACE = 4,
    MARK_NAME = 8,   /* part of a name that was found */
    MARK_NAMED = 32, /* part of a name, by its capital too: where no sentence begins, and nowhere in
                        the article in lower case */
    MARK_FORCE = 16, /* a word that may set with what force a claim is told (view_force.h) */
};

/* All arrays are per token. */
struct article_marks {
    uint8_t *of;                     /* of enum token_mark */
    uint64_t *countries;             /* of the name that it is part of */
    const struct known_word **words; /* NULL for one that is not worth comparing */
};

/* Marks the tokens by the lists of `analysis` that own them and by what the words are known to be.
 * All arrays stand in the words' arena. Returns 0 or ERR_NO_MEMORY. */
int article_marks_make(struct known_words *words, const struct analysis *analysis,
                       struct article_marks *ret_marks);

/* The first token that ends behind `offset` (bytes). */
uint32_t token_at(const struct token_list *tokens, uint32_t offset);
