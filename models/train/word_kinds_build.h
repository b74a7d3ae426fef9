/* Makes the word kinds of word_kinds.h for every slot of a vocabulary. */
#pragma once

#include "analysis/language/vocabulary.h"
#include "models/train/treebank.h"

/* Paths. The tables hold a name in the first column, aliases parted by ";" in the second. */
struct word_kind_sources {
    const char *vectors;       /* gv8, see word_vectors.h */
    const char *wordnet_nouns; /* WordNet's data.noun */
    const char *organizations;
    const char *agencies;
};

/* `names` holds the names to learn from. *ret_kinds, as long as the vocabulary, comes from the
 * arena. Returns 0 or an error. */
int word_kinds_build(const struct word_kind_sources *sources, const struct treebank *names,
                     const struct vocabulary *vocabulary, struct arena *arena,
                     uint16_t **ret_kinds);
