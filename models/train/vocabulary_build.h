/* Builds the vocabulary of vocabulary.h from word clusters, lists of names and a tagged treebank.
 */
#pragma once

#include "analysis/language/tagger.h"
#include "models/train/treebank.h"

/* Paths, plain or gzip, fields cut by tabs. */
struct vocabulary_sources {
    const char *clusters;    /* word, cluster of 64, of 256, of 1,024 */
    const char *cities;      /* GeoNames: name in the 2nd column, population in the 7th */
    const char *regions;     /* name in the 2nd column */
    const char *first_names; /* name in the 1st column */
};

/* `gold` holds the tag class of each token. The slots come from the arena; `decided` has
 * VOCABULARY_SETS places for the one class of sets that are sure. Returns 0 or an error. */
int vocabulary_build(const struct vocabulary_sources *sources, const struct treebank *treebank,
                     const uint8_t *gold, struct arena *arena, struct vocabulary *ret_vocabulary,
                     uint8_t *ret_decided);
