/* The words of a text as the full-text index of PostgreSQL holds them: what FTS5's "porter
 * unicode61 remove_diacritics 2" does for SQLite, done by ourselves, so that both engines find the
 * same. A word is a run of letters and digits; it is folded to lower case, loses its diacritics,
 * and is cut to its stem by Porter's algorithm (An algorithm for suffix stripping, 1980).
 */
#pragma once

#include "base/slice.h"

enum { WORD_MAX = 240 /* bytes of a stem; longer words are cut */ };

struct sb_stemmer;

struct words {
    struct slice text;
    size_t at;
    struct sb_stemmer *stemmer;
    char folded[WORD_MAX];
};

struct word {
    size_t start; /* bytes of the text */
    size_t end;
    struct slice stem; /* borrowed until the next word */
};

/* Well-formed UTF-8. Returns 0 or ERR_NO_MEMORY; ended by words_done in both cases. */
int words_init(struct words *words, struct slice text);
void words_done(struct words *words);

/* The next word; false at the end. */
bool words_next(struct words *words, struct word *ret_word);
