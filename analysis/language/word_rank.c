#include "analysis/language/word_rank.h"

#include "analysis/language/token_features.h"

uint32_t word_rank(const struct language_models *models, struct slice lower) {
    if (!models || !models->has_names)
        return 0;
    const struct vocabulary *vocabulary = &models->tagger.vocabulary;
    uint32_t place = vocabulary_place(vocabulary, token_word_hash(lower));
    return place <= vocabulary->mask ? models->names.words[place] & (NAME_WORD_VECTORS - 1) : 0;
}
