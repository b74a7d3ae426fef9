/* Trains parser.model over tags that a tagger gives to sentences it did not see:
 *
 *     train-parser TAGGER.model OUT.model TREEBANK.conllu.gz…
 *
 * The same input gives the same bytes.
 */
#include "analysis/language/syntax.h"
#include "analysis/language/tagset.h"
#include "base/error.h"
#include "base/mapped_file.h"
#include "models/train/corpus.h"
#include "models/train/model_output.h"
#include "models/train/random.h"
#include "models/train/tree_learner.h"

#include <stdio.h>
#include <stdlib.h>

enum { FOLDS = 5, TAG_EPOCHS = 4, TREE_EPOCHS = 12, LABEL_EPOCHS = 12 };
enum { TREE_RARE = 30, LABEL_RARE = 15, LABEL_MARGIN = 60, LABEL_THRESHOLD = 1 };

/* Of a line's SPARSE_SLOTS, in the mean: lists are long and features few, so that those for which
 * there is no room cost little as rows. */
enum { LABEL_LINE_SLOTS = 6 };

/* A relation is certain: seen so often, with so few others in a thousand. */
enum { LABEL_LEAST = 30, LABEL_TOLERANCE = 3 };

#define TREE_SCALE 5.0
#define TREE_THRESHOLD 6.0
#define LABEL_SCALE 4.0
#define ARENA_LIMIT ((size_t)4 << 30)
#define CERTAIN_LIMIT ((size_t)1 << 24)

struct trainer {
    struct corpus corpus;
    const struct tag_class *classes;
    uint32_t *heads; /* of each token, projective, within its sentence */
    uint32_t *last_dependents;
    uint32_t *order;
    uint32_t order_count;
    struct parser_room *room;
    struct buffer certain; /* table of certain.h for relations */
};

static int prepare(struct trainer *trainer, struct arena *arena) {
    const struct treebank *treebank = trainer->corpus.treebank;
    trainer->heads = ARENA_ARRAY(arena, uint32_t, treebank->token_count);
    trainer->last_dependents = ARENA_ARRAY(arena, uint32_t, treebank->token_count);
    trainer->order = ARENA_ARRAY(arena, uint32_t, treebank->sentence_count);
    trainer->room = parser_room_new(arena, trainer->classes, PIECE_TOKENS, LEARNING_BEAM + 1);
    if (!trainer->heads || !trainer->last_dependents || !trainer->order || !trainer->room)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        uint32_t count = at.past - at.first;
        if (count > PIECE_TOKENS)
            continue;
        for (uint32_t k = at.first; k < at.past; k++)
            trainer->heads[k] = treebank->tokens[k].head;
        oracle_lift(trainer->heads + at.first, count);
        oracle_last_dependents(trainer->heads + at.first, count,
                               trainer->last_dependents + at.first);
        trainer->order[trainer->order_count++] = i;
    }
    return 0;
}

static struct label_frame frame_of(const struct trainer *trainer, struct treebank_sentence at) {
    return (struct label_frame){.tokens = trainer->corpus.tokens + at.first,
                                .classes = trainer->classes,
                                .heads = trainer->heads + at.first,
                                .count = at.past - at.first};
}

static int count_labels(const struct trainer *trainer, struct treebank_sentence at,
                        struct learner *counts) {
    struct label_frame frame = frame_of(trainer, at);
    for (uint32_t i = 0; i < frame.count; i++) {
        if (frame.heads[i] == NO_INDEX)
            continue;
        uint64_t contexts[LABEL_CONTEXTS];
        label_contexts(&frame, i, contexts);
        uint32_t deprel = trainer->corpus.treebank->tokens[at.first + i].deprel;
        if (learner_update(counts, contexts, LABEL_CONTEXTS, deprel, 1) < 0)
            return ERR_NO_MEMORY;
    }
    return 0;
}

/* The relations that tags settle. The model learns them all the same. */
static int find_certain(struct trainer *trainer) {
    struct learner *counts = learner_new(DEPREL_COUNT, 0);
    int result = counts ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; result == 0 && i < trainer->order_count; i++)
        result =
            count_labels(trainer, trainer->corpus.treebank->sentences[trainer->order[i]], counts);
    if (result == 0)
        result = learner_export_certain(counts, LABEL_LEAST, LABEL_TOLERANCE, &trainer->certain);
    learner_free(counts);
    return result;
}

static int learn_trees(struct trainer *trainer, struct transition_learner *learner) {
    uint64_t seed = 2;
    for (uint32_t epoch = 0; epoch < TREE_EPOCHS; epoch++) {
        uint32_t wrong_count = 0;
        random_shuffle(&seed, trainer->order, trainer->order_count);
        for (uint32_t i = 0; i < trainer->order_count; i++) {
            struct treebank_sentence at = trainer->corpus.treebank->sentences[trainer->order[i]];
            struct oracle oracle = {trainer->heads + at.first, at.past - at.first,
                                    trainer->last_dependents + at.first};
            bool wrong;
            int result = tree_learn(learner, trainer->room, trainer->corpus.tokens + at.first,
                                    &oracle, &wrong);
            if (result < 0)
                return result;
            wrong_count += wrong;
            transition_learner_step(learner);
        }
        fprintf(stderr, "trees: round %u, %u of %u sentences wrong\n", epoch + 1, wrong_count,
                trainer->order_count);
    }
    return 0;
}

static int learn_labels_of(struct trainer *trainer, struct learner *learner,
                           struct treebank_sentence at) {
    struct label_frame frame = frame_of(trainer, at);
    uint8_t labels[PIECE_TOKENS];
    const struct treebank_token *gold = trainer->corpus.treebank->tokens + at.first;
    label_frame_fill(&frame);
    for (uint32_t i = 0; i < frame.count; i++) {
        uint32_t dependent = frame.order[i];
        labels[dependent] = DEPREL_ROOT;
        if (frame.heads[dependent] == NO_INDEX)
            continue;

        uint64_t hashes[FEATURES_MAX];
        int32_t scores[LINEAR_CLASSES] = {0};
        uint32_t features = label_features(&frame, labels, dependent, hashes);
        learner_score(learner, hashes, features, scores);
        labels[dependent] = (uint8_t)class_of_best(scores, DEPREL_COUNT);
        if (learner_teach(learner, hashes, features, scores, gold[dependent].deprel, LABEL_MARGIN) <
            0)
            return ERR_NO_MEMORY;
        learner_step(learner);
    }
    return 0;
}

static int learn_labels(struct trainer *trainer, struct learner *learner) {
    uint64_t seed = 3;
    for (uint32_t epoch = 0; epoch < LABEL_EPOCHS; epoch++) {
        random_shuffle(&seed, trainer->order, trainer->order_count);
        for (uint32_t i = 0; i < trainer->order_count; i++) {
            int result = learn_labels_of(trainer, learner,
                                         trainer->corpus.treebank->sentences[trainer->order[i]]);
            if (result < 0)
                return result;
        }
    }
    learner_average(learner, LABEL_SCALE);
    return 0;
}

static int write_model(const char *path, const struct trainer *trainer,
                       const struct vocabulary *vocabulary, const struct transition_learner *trees,
                       const struct learner *labels) {
    uint64_t checksum = vocabulary_checksum(vocabulary);
    struct buffer triples;
    struct buffer lines;
    struct buffer rows;
    buffer_init(&triples, (size_t)1 << 28);
    int result = output_sparse(labels, LABEL_THRESHOLD, LABEL_LINE_SLOTS, &lines, &rows);
    if (result == 0)
        result = transition_learner_export(trees, TREE_SCALE, TREE_THRESHOLD, &triples);
    if (result == 0) {
        const struct slice sections[] = {
            [PARSER_VOCABULARY] = {(const char *)&checksum, sizeof checksum},
            [PARSER_TRIPLES] = buffer_slice(&triples),
            [PARSER_LABEL_LINES] = buffer_slice(&lines),
            [PARSER_LABEL_ROWS] = buffer_slice(&rows),
            [PARSER_CERTAIN] = buffer_slice(&trainer->certain),
        };
        result = output_model(path, LANGUAGE_PARSER, sections, PARSER_CERTAIN + 1);
    }
    buffer_done(&triples);
    buffer_done(&lines);
    buffer_done(&rows);
    return result;
}

static int train(struct trainer *trainer, const struct tagger_model *tagger, const char *path) {
    int result = corpus_jackknife(&trainer->corpus, &trainer->corpus, tagger, FOLDS, TAG_EPOCHS);
    struct transition_learner *trees = transition_learner_new(TREE_RARE);
    struct learner *labels = learner_new(DEPREL_COUNT, LABEL_RARE);
    if (result == 0 && (!trees || !labels))
        result = ERR_NO_MEMORY;
    if (result == 0)
        result = find_certain(trainer);
    if (result == 0)
        result = learn_trees(trainer, trees);
    if (result == 0)
        result = learn_labels(trainer, labels);
    if (result == 0)
        result = write_model(path, trainer, &tagger->vocabulary, trees, labels);
    transition_learner_free(trees);
    learner_free(labels);
    return result;
}

static int run(char **argv, int argc, struct arena *arena) {
    struct language_models models;
    struct mapped_file file;
    int result = model_input_tagger(argv[1], &file, &models);
    struct treebank treebank = {0};
    for (int i = 3; result == 0 && i < argc; i++)
        result = treebank_read(argv[i], arena, &treebank);
    if (result < 0)
        return result;

    struct trainer trainer = {.classes = models.tagger.classes};
    buffer_init(&trainer.certain, CERTAIN_LIMIT);
    result = corpus_fill(&treebank, &models.tagger, arena, &trainer.corpus);
    if (result == 0)
        result = prepare(&trainer, arena);
    if (result == 0)
        result = train(&trainer, &models.tagger, argv[2]);
    buffer_done(&trainer.certain);
    return result;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: train-parser TAGGER OUT TREEBANK…\n");
        return 2;
    }

    struct arena *arena = arena_new(ARENA_LIMIT);
    int result = arena ? run(argv, argc, arena) : ERR_NO_MEMORY;
    if (result < 0)
        fprintf(stderr, "train-parser: %s\n", error_name(result));
    arena_free(arena);
    return result < 0;
}
