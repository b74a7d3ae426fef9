/* What is counted: the head of the noun phrase behind a number, and its singular. */
#pragma once

#include "analysis/values/numbers.h"

struct noun_phrase {
    uint32_t first; /* first piece that is neither determiner nor number */
    uint32_t head;
    uint32_t past; /* behind the head */
};

/* Reads a noun phrase that begins at piece `i`. `plural` asks for a head in the plural ("300 wild
 * cats"), as numbers but one do; where it has none and no tags tell better, there is no phrase. */
bool noun_phrase_read(const struct analysis *analysis, const struct piece *pieces, uint32_t i,
                      uint32_t past, bool plural, struct noun_phrase *ret_phrase);

/* The singular of an English noun, lower case: "people" → "person", "boxes" → "box". Irregulars by
 * table, the rest by spelling; a word that is no plural comes back as it is. The result lies in
 * `buffer`, in `plural` or in a static table. */
enum { NOUN_MAX = 64 };
struct slice noun_singular(struct slice plural, char buffer[NOUN_MAX]);

/* Does the word look like a plural noun (and is no function word or common verb)? */
bool noun_is_plural(struct slice lower);

/* Articles, prepositions, auxiliaries, pronouns, and common verbs: no noun phrase goes on behind.
 */
bool noun_is_stop(struct slice lower);
