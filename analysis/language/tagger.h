/* Part-of-speech tagger: one averaged perceptron (Collins 2002) from left to right, whose classes
 * are the pairs of UPOS and XPOS that occur in the treebanks, so that both always agree.
 *
 * A word that training saw often and always with one tag takes it without being scored.
 */
#pragma once

#include "analysis/language/linear.h"
#include "analysis/language/token_features.h"

enum { TAG_CLASSES = 127, TAG_UNDECIDED = 255, TAGGER_TOKENS = 256 };

struct tag_class {
    uint8_t upos;
    uint8_t xpos;
};

struct tagger_model {
    struct vocabulary vocabulary;
    struct sparse_model weights;
    const struct tag_class *classes;
    uint32_t class_count;
    const uint8_t *decided; /* per ambiguity set: its one class, or TAG_UNDECIDED */
};

/* The features of token `i` (templates in tagger.c); tags of the tokens before it are set. Returns
 * their number. */
uint32_t tagger_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                         uint64_t *ret_hashes);

/* Sets ATTRIBUTE_TAG of the `count` tokens, at most TAGGER_TOKENS, of one sentence, whose other
 * attributes are filled. */
void tagger_run(const struct tagger_model *model, struct attributes *tokens, uint32_t count);

/* The greatest score's class; the lower class wins a tie. */
uint32_t class_of_best(const int32_t *scores, uint32_t count);
