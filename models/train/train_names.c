/* Trains names.model over tags that a tagger gives to sentences it did not see:
 *
 *     train-names TAGGER.model OUT.model NAMES.iob2.gz ENTITIES.conllu.gz TREEBANK.conllu.gz…
 *
 * ENTITIES is a treebank with GUM's entity annotation, whose names are learnt from as well. The
 * same input gives the same bytes.
 */
#include "analysis/language/name_features.h"
#include "base/error.h"
#include "models/train/corpus.h"
#include "models/train/entity_names.h"
#include "models/train/model_output.h"
#include "models/train/random.h"

#include <stdio.h>

enum { FOLDS = 5, TAG_EPOCHS = 4, EPOCHS = 12, ENTITY_EPOCHS = 4, RARE = 2, THRESHOLD = 1 };
#define NAME_SCALE 8.0
#define ARENA_LIMIT ((size_t)4 << 30)

static void score_learner(const void *model, const uint64_t *hashes, uint32_t count,
                          int32_t *scores) {
    learner_score(model, hashes, count, scores);
}

/* Strengthens (or weakens, by a negative amount) a sequence where it differs from the other. */
static int update(struct learner *learner, const struct attributes *tokens, uint32_t count,
                  const uint8_t *classes, const uint8_t *other, int32_t amount) {
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hashes[FEATURES_MAX];
        uint32_t before = i > 0 ? classes[i - 1] : NAME_CLASS_COUNT;
        uint32_t features = 0;
        if (classes[i] != other[i])
            features = name_features(tokens, count, i, hashes);
        if (learner_update(learner, hashes, features, classes[i], amount) < 0)
            return ERR_NO_MEMORY;

        features = 0;
        if (classes[i] != other[i] || (i > 0 && classes[i - 1] != other[i - 1]))
            features = name_link_features(tokens, count, i, before, hashes);
        if (learner_update(learner, hashes, features, classes[i], amount) < 0)
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int learn_sentence(struct learner *learner, const struct treebank_token *gold,
                          const struct attributes *tokens, uint32_t count) {
    const struct name_scorer scorer = {score_learner, learner};
    uint8_t wanted[NAME_PIECE_TOKENS] = {0};
    uint8_t found[NAME_PIECE_TOKENS];
    count = count < NAME_PIECE_TOKENS ? count : NAME_PIECE_TOKENS;
    for (uint32_t i = 0; i < count; i++)
        wanted[i] = gold[i].name;
    names_decode(&scorer, tokens, count, found);
    if (memcmp(wanted, found, count) != 0 &&
        (update(learner, tokens, count, wanted, found, 1) < 0 ||
         update(learner, tokens, count, found, wanted, -1) < 0))
        return ERR_NO_MEMORY;
    learner_step(learner);
    return 0;
}

/* The sentences from `first_entity` on follow GUM's conventions; they are learnt from in the first
 * rounds only, so that those of UNER have the last word. */
static int learn(struct learner *learner, const struct treebank *treebank, uint32_t first_entity,
                 const struct attributes *tokens, struct arena *arena) {
    uint64_t seed = 4;
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, treebank->sentence_count);
    if (!order)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < treebank->sentence_count; i++)
        order[i] = i;
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        random_shuffle(&seed, order, treebank->sentence_count);
        for (uint32_t i = 0; i < treebank->sentence_count; i++) {
            if (order[i] >= first_entity && epoch >= ENTITY_EPOCHS)
                continue;
            struct treebank_sentence at = treebank->sentences[order[i]];
            int result = learn_sentence(learner, treebank->tokens + at.first, tokens + at.first,
                                        at.past - at.first);
            if (result < 0)
                return result;
        }
    }
    learner_average(learner, NAME_SCALE);
    return 0;
}

static int write_model(const char *path, const struct vocabulary *vocabulary,
                       const struct learner *learner) {
    uint64_t checksum = vocabulary_checksum(vocabulary);
    struct buffer slots;
    struct buffer weights;
    int result = output_sparse(learner, THRESHOLD, &slots, &weights);
    if (result == 0) {
        const struct slice sections[] = {
            [NAMES_VOCABULARY] = {(const char *)&checksum, sizeof checksum},
            [NAMES_SLOTS] = buffer_slice(&slots),
            [NAMES_WEIGHTS] = buffer_slice(&weights),
        };
        result = output_model(path, LANGUAGE_NAMES, sections, NAMES_WEIGHTS + 1);
    }
    buffer_done(&slots);
    buffer_done(&weights);
    return result;
}

/* The attributes as the analysis fills them, from the jackknifed tags. */
static void fill_attributes(const struct language_models *models, const struct treebank *treebank,
                            struct attributes *tokens) {
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        uint32_t count = at.past - at.first;
        for (uint32_t k = at.first; k < at.past; k++) {
            struct tag_class class = models->tagger.classes[tokens[k].at[ATTRIBUTE_TAG]];
            struct token token = {
                .lower = treebank->tokens[k].lower, .upos = class.upos, .xpos = class.xpos};
            name_attributes(models, treebank->tokens[k].form, &token, &tokens[k]);
        }
        sites_fill(tokens + at.first, count);
    }
}

static int teach(const struct language_models *models, const char *path, struct corpus *names,
                 uint32_t first_entity, struct arena *arena) {
    struct learner *learner = learner_new(NAME_CLASS_COUNT, RARE);
    if (!learner)
        return ERR_NO_MEMORY;

    fill_attributes(models, names->treebank, names->tokens);
    int result = learn(learner, names->treebank, first_entity, names->tokens, arena);
    if (result == 0)
        result = write_model(path, &models->tagger.vocabulary, learner);
    learner_free(learner);
    return result;
}

static int run(char **argv, int argc, struct arena *arena) {
    struct language_models models;
    struct mapped_file file;
    struct treebank names = {0};
    struct treebank treebank = {0};
    int result = model_input_tagger(argv[1], &file, &models);
    if (result == 0)
        result = treebank_read_names(argv[3], arena, &names);
    uint32_t first_entity = names.sentence_count;
    if (result == 0)
        result = treebank_read(argv[4], arena, &names);
    for (int i = 5; result == 0 && i < argc; i++)
        result = treebank_read(argv[i], arena, &treebank);
    if (result < 0)
        return result;

    entity_names_fill(&names);
    struct corpus taught;
    struct corpus target;
    result = corpus_fill(&treebank, &models.tagger, arena, &taught);
    if (result == 0)
        result = corpus_fill(&names, &models.tagger, arena, &target);
    if (result == 0)
        result = corpus_jackknife(&taught, &target, &models.tagger, FOLDS, TAG_EPOCHS);
    return result < 0 ? result : teach(&models, argv[2], &target, first_entity, arena);
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fprintf(stderr, "usage: train-names TAGGER OUT NAMES ENTITIES TREEBANK…\n");
        return 2;
    }

    struct arena *arena = arena_new(ARENA_LIMIT);
    int result = arena ? run(argv, argc, arena) : ERR_NO_MEMORY;
    if (result < 0)
        fprintf(stderr, "train-names: %s\n", error_name(result));
    arena_free(arena);
    return result < 0;
}
