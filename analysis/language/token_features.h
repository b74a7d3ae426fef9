/* The attributes of one token, from its letters and the vocabulary alone. */
#pragma once

#include "analysis/language/features.h"
#include "analysis/language/vocabulary.h"

/* Longer words count as their first bytes, so that cost stays linear in the text. */
enum { TOKEN_FEATURE_BYTES = 48 };

/* The attribute value of a place where no token stands. */
enum { ATTRIBUTE_NOTHING = 0xFFFFFFFF };

/* A bit of ATTRIBUTE_SITE: the word is capitalised. */
enum { SITE_UPPER = 1 };

/* The vocabulary's hash of a lower-cased word, spelt as ATTRIBUTE_WORD. */
uint64_t token_word_hash(struct slice lower);

/* `form` is the token as printed, `lower` the same lower-cased. Leaves ATTRIBUTE_TAG zero and
 * ATTRIBUTE_SITE to sites_fill. Returns the word's place in the vocabulary, as vocabulary_place. */
uint32_t token_attributes(const struct vocabulary *vocabulary, struct slice form,
                          struct slice lower, struct attributes *ret_attributes);

/* Sets ATTRIBUTE_SITE of the `count` tokens of one sentence: first in it or behind a quotation mark
 * only, capitalised or not, in a sentence written in title case, in capitals, or plainly. */
void sites_fill(struct attributes *tokens, uint32_t count);

/* Every attribute ATTRIBUTE_NOTHING. */
extern const struct attributes attributes_nothing;
