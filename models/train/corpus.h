/* A treebank as the models see it: attributes of each token beside its gold tag class. */
#pragma once

#include "analysis/language/tagger.h"
#include "models/train/learner.h"
#include "models/train/treebank.h"

struct corpus {
    const struct treebank *treebank;
    struct attributes *tokens; /* ATTRIBUTE_TAG as tagged last */
    uint8_t *gold;             /* tag class of each token */
};

/* The pairs of UPOS and XPOS that occur, in order of first use, and their numbers per token.
 * `classes` has room for TAG_CLASSES. Returns their count or ERR_TOO_LARGE. */
int corpus_classes(const struct treebank *treebank, struct tag_class *classes, uint8_t *ret_gold);

/* The gold class of each token where `classes` knows it, class 0 elsewhere. */
void corpus_gold(const struct treebank *treebank, const struct tag_class *classes,
                 uint32_t class_count, uint8_t *ret_gold);

/* Fills the attributes of every token. */
void corpus_attributes(const struct treebank *treebank, const struct vocabulary *vocabulary,
                       struct attributes *ret_tokens);

/* Trains tags on `count` sentences, given by index, for `epochs` rounds. The learner is averaged
 * afterwards. Returns 0 or ERR_NO_MEMORY. */
int corpus_learn_tags(struct corpus *corpus, const struct tagger_model *frame,
                      struct learner *learner, uint32_t *sentences, uint32_t count,
                      uint32_t epochs);

/* Tags one sentence with a learner in place of the frame's weights. */
void corpus_tag_sentence(struct corpus *corpus, const struct tagger_model *frame,
                         const struct learner *learner, uint32_t sentence);

/* Fills the attributes of a treebank, tags left open; gold classes too where `frame` has classes.
 * Returns 0 or ERR_NO_MEMORY. */
int corpus_fill(const struct treebank *treebank, const struct tagger_model *frame,
                struct arena *arena, struct corpus *ret_corpus);

/* Tags each sentence of `target` by a learner that did not see it: `folds` learners, each taught on
 * all other folds of `taught`, which may be the same corpus. Returns 0 or ERR_NO_MEMORY. */
int corpus_jackknife(struct corpus *taught, struct corpus *target, const struct tagger_model *frame,
                     uint32_t folds, uint32_t epochs);

/* What averaged tag weights are multiplied by before they are rounded. */
#define TAG_WEIGHT_SCALE 8.0

/* Tag features count once they were updated so often. */
enum { TAG_RARE = 3 };
