/* Trains tagger.model, which carries the vocabulary of all language models:
 *
 *     train-tagger CLUSTERS CITIES REGIONS FIRST-NAMES OUT.model TREEBANK.conllu.gz…
 *
 * The same input gives the same bytes.
 */
#include "base/error.h"
#include "models/train/corpus.h"
#include "models/train/model_output.h"
#include "models/train/vocabulary_build.h"

#include <stdio.h>
#include <stdlib.h>

enum { EPOCHS = 10, THRESHOLD = 4, LINE_SLOTS = 4 };
#define ARENA_LIMIT ((size_t)4 << 30)

static int write_model(const char *path, const struct tagger_model *frame, const uint8_t *decided,
                       const struct learner *learner) {
    struct buffer lines;
    struct buffer rows;
    int result = output_sparse(learner, THRESHOLD, LINE_SLOTS, &lines, &rows);
    if (result == 0) {
        const struct slice sections[] = {
            [TAGGER_VOCABULARY] = {(const char *)frame->vocabulary.slots,
                                   ((size_t)frame->vocabulary.mask + 1) * sizeof(uint64_t)},
            [TAGGER_CLASSES] = {(const char *)frame->classes,
                                frame->class_count * sizeof *frame->classes},
            [TAGGER_DECIDED] = {(const char *)decided, VOCABULARY_SETS},
            [TAGGER_LINES] = buffer_slice(&lines),
            [TAGGER_ROWS] = buffer_slice(&rows),
        };
        result = output_model(path, LANGUAGE_TAGGER, sections, TAGGER_ROWS + 1);
    }
    buffer_done(&lines);
    buffer_done(&rows);
    return result;
}

static int train(const char *path, struct corpus *corpus, const struct tagger_model *frame,
                 const uint8_t *decided, struct arena *arena) {
    uint32_t count = corpus->treebank->sentence_count;
    uint32_t *sentences = ARENA_ARRAY(arena, uint32_t, count);
    struct learner *learner = learner_new(frame->class_count, TAG_RARE);
    int result = sentences && learner ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; result == 0 && i < count; i++)
        sentences[i] = i;
    if (result == 0)
        result = corpus_learn_tags(corpus, frame, learner, sentences, count, EPOCHS);
    if (result == 0)
        result = write_model(path, frame, decided, learner);
    learner_free(learner);
    return result;
}

static int run(char **argv, int argc, struct arena *arena) {
    struct treebank treebank = {0};
    for (int i = 6; i < argc; i++)
        if (treebank_read(argv[i], arena, &treebank) < 0)
            return ERR_FAILED;

    const struct vocabulary_sources sources = {argv[1], argv[2], argv[3], argv[4]};
    static struct tag_class classes[TAG_CLASSES];
    static uint8_t decided[VOCABULARY_SETS];
    struct corpus corpus = {
        .treebank = &treebank,
        .tokens = ARENA_ARRAY(arena, struct attributes, treebank.token_count),
        .gold = ARENA_ARRAY(arena, uint8_t, treebank.token_count),
    };
    if (!corpus.tokens || !corpus.gold)
        return ERR_NO_MEMORY;

    int class_count = corpus_classes(&treebank, classes, corpus.gold);
    if (class_count < 0)
        return class_count;

    struct tagger_model frame = {
        .classes = classes, .class_count = (uint32_t)class_count, .decided = decided};
    int result =
        vocabulary_build(&sources, &treebank, corpus.gold, arena, &frame.vocabulary, decided);
    if (result < 0)
        return result;

    corpus_attributes(&treebank, &frame.vocabulary, corpus.tokens);
    return train(argv[5], &corpus, &frame, decided, arena);
}

int main(int argc, char **argv) {
    if (argc < 7) {
        fprintf(stderr, "usage: train-tagger CLUSTERS CITIES REGIONS FIRST-NAMES OUT TREEBANK…\n");
        return 2;
    }

    struct arena *arena = arena_new(ARENA_LIMIT);
    int result = arena ? run(argv, argc, arena) : ERR_NO_MEMORY;
    if (result < 0)
        fprintf(stderr, "train-tagger: %s\n", error_name(result));
    arena_free(arena);
    return result < 0;
}
