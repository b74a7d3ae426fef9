#include "models/train/corpus.h"

#include "base/error.h"
#include "models/train/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

static int class_find(const struct tag_class *classes, uint32_t count,
                      const struct treebank_token *token) {
    for (uint32_t i = 0; i < count; i++)
        if (classes[i].upos == token->upos && classes[i].xpos == token->xpos)
            return (int)i;
    return ERR_NOT_FOUND;
}

int corpus_classes(const struct treebank *treebank, struct tag_class *classes, uint8_t *ret_gold) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < treebank->token_count; i++) {
        const struct treebank_token *token = &treebank->tokens[i];
        int found = class_find(classes, count, token);
        if (found < 0 && count == TAG_CLASSES)
            return ERR_TOO_LARGE;
        if (found < 0) {
            classes[count] = (struct tag_class){token->upos, token->xpos};
            found = (int)count++;
        }
        ret_gold[i] = (uint8_t)found;
    }
    return (int)count;
}

void corpus_gold(const struct treebank *treebank, const struct tag_class *classes,
                 uint32_t class_count, uint8_t *ret_gold) {
    for (uint32_t i = 0; i < treebank->token_count; i++) {
        int found = class_find(classes, class_count, &treebank->tokens[i]);
        ret_gold[i] = found < 0 ? 0 : (uint8_t)found;
    }
}

void corpus_attributes(const struct treebank *treebank, const struct vocabulary *vocabulary,
                       struct attributes *ret_tokens) {
    for (uint32_t i = 0; i < treebank->token_count; i++) {
        const struct treebank_token *token = &treebank->tokens[i];
        (void)token_attributes(vocabulary, token->form, token->lower, &ret_tokens[i]);
    }
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence sentence = treebank->sentences[i];
        sites_fill(ret_tokens + sentence.first, sentence.past - sentence.first);
    }
}

int corpus_fill(const struct treebank *treebank, const struct tagger_model *frame,
                struct arena *arena, struct corpus *ret_corpus) {
    struct corpus corpus = {
        .treebank = treebank,
        .tokens = ARENA_ARRAY(arena, struct attributes, treebank->token_count),
        .gold = ARENA_ARRAY(arena, uint8_t, treebank->token_count),
    };
    if (!corpus.tokens || !corpus.gold)
        return ERR_NO_MEMORY;

    corpus_gold(treebank, frame->classes, frame->class_count, corpus.gold);
    corpus_attributes(treebank, &frame->vocabulary, corpus.tokens);
    *ret_corpus = corpus;
    return 0;
}

/* Tags token by token; with `gold`, learns from each mistake. */
static int pass_sentence(struct attributes *tokens, uint32_t count,
                         const struct tagger_model *frame, const struct learner *learner,
                         struct learner *taught, const uint8_t *gold) {
    for (uint32_t i = 0; i < count; i++) {
        uint8_t decided = frame->decided[tokens[i].at[ATTRIBUTE_AMBIGUITY]];
        if (decided != TAG_UNDECIDED) {
            tokens[i].at[ATTRIBUTE_TAG] = decided;
            continue;
        }

        uint64_t hashes[FEATURES_MAX];
        int32_t scores[LINEAR_CLASSES] = {0};
        uint32_t features = tagger_features(tokens, count, i, hashes);
        learner_score(learner, hashes, features, scores);
        uint32_t best = class_of_best(scores, frame->class_count);
        tokens[i].at[ATTRIBUTE_TAG] = best;
        if (!taught)
            continue;

        if (best != gold[i] && (learner_update(taught, hashes, features, gold[i], 1) < 0 ||
                                learner_update(taught, hashes, features, best, -1) < 0))
            return ERR_NO_MEMORY;
        learner_step(taught);
    }
    return 0;
}

void corpus_tag_sentence(struct corpus *corpus, const struct tagger_model *frame,
                         const struct learner *learner, uint32_t sentence) {
    struct treebank_sentence at = corpus->treebank->sentences[sentence];
    (void)pass_sentence(corpus->tokens + at.first, at.past - at.first, frame, learner, NULL,
                        NULL); /* allocates when it learns only */
}

int corpus_learn_tags(struct corpus *corpus, const struct tagger_model *frame,
                      struct learner *learner, uint32_t *sentences, uint32_t count,
                      uint32_t epochs) {
    uint64_t seed = 1;
    for (uint32_t epoch = 0; epoch < epochs; epoch++) {
        random_shuffle(&seed, sentences, count);
        for (uint32_t i = 0; i < count; i++) {
            struct treebank_sentence at = corpus->treebank->sentences[sentences[i]];
            int result = pass_sentence(corpus->tokens + at.first, at.past - at.first, frame,
                                       learner, learner, corpus->gold + at.first);
            if (result < 0)
                return result;
        }
    }
    learner_average(learner, TAG_WEIGHT_SCALE);
    return 0;
}

/* By the words of the sentence, so that the same sentence falls into the same fold in two files. */
static uint32_t fold_of(const struct treebank *treebank, uint32_t sentence, uint32_t folds) {
    struct treebank_sentence at = treebank->sentences[sentence];
    uint64_t hash = 0;
    for (uint32_t i = at.first; i < at.past; i++)
        hash = XXH3_64bits_withSeed(treebank->tokens[i].form.at, treebank->tokens[i].form.length,
                                    hash);
    return (uint32_t)(hash % folds);
}

/* Room for one fold. */
struct fold {
    uint32_t folds;
    uint32_t number;
    uint32_t epochs;
    uint32_t *sentences; /* of the taught corpus */
    uint32_t *kept;      /* tags of the target */
};

static void tag_fold(struct corpus *target, const struct tagger_model *frame,
                     const struct learner *learner, struct fold *fold) {
    const struct treebank *treebank = target->treebank;
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        if (fold_of(treebank, i, fold->folds) != fold->number)
            continue;
        corpus_tag_sentence(target, frame, learner, i);
        for (uint32_t k = treebank->sentences[i].first; k < treebank->sentences[i].past; k++)
            fold->kept[k] = target->tokens[k].at[ATTRIBUTE_TAG];
    }
}

static int learn_fold(struct corpus *taught, struct corpus *target,
                      const struct tagger_model *frame, struct fold *fold) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < taught->treebank->sentence_count; i++)
        if (fold_of(taught->treebank, i, fold->folds) != fold->number)
            fold->sentences[count++] = i;

    struct learner *learner = learner_new(frame->class_count, TAG_RARE);
    if (!learner)
        return ERR_NO_MEMORY;

    int result = corpus_learn_tags(taught, frame, learner, fold->sentences, count, fold->epochs);
    if (result == 0)
        tag_fold(target, frame, learner, fold);
    learner_free(learner);
    return result;
}

/* A fold's learner leaves its tags in the sentences that it learns from, so the target's are put
 * aside until the last fold is done. */
int corpus_jackknife(struct corpus *taught, struct corpus *target, const struct tagger_model *frame,
                     uint32_t folds, uint32_t epochs) {
    uint32_t token_count = target->treebank->token_count;
    struct fold fold = {
        .folds = folds,
        .epochs = epochs,
        .sentences = calloc(taught->treebank->sentence_count, sizeof *fold.sentences),
        .kept = calloc(token_count, sizeof *fold.kept),
    };
    int result = fold.sentences && fold.kept ? 0 : ERR_NO_MEMORY;
    for (; result == 0 && fold.number < folds; fold.number++) {
        result = learn_fold(taught, target, frame, &fold);
        fprintf(stderr, "tags of fold %u of %u\n", fold.number + 1, folds);
    }
    for (uint32_t k = 0; result == 0 && k < token_count; k++)
        target->tokens[k].at[ATTRIBUTE_TAG] = fold.kept[k];
    free(fold.kept);
    free(fold.sentences);
    return result;
}
