/* Trains names.model over tags that a tagger gives to sentences it did not see:
 *
 *     train-names TAGGER.model OUT.model VECTORS.gv8.gz WORDNET/data.noun ORGANIZATIONS.tsv
 *         AGENCIES.tsv NAMES.iob2.gz ENTITIES.conllu.gz TREEBANK.conllu.gz…
 *
 * Three perceptrons, which differ in the order of their sentences, are averaged. Each learns with a
 * margin, and at every sentence without a part of the features, drawn anew, so that none of them
 * relies on the words alone (Søgaard 2013). ENTITIES is a treebank with GUM's entity annotation,
 * whose names are learnt from as well. The same input gives the same bytes.
 */
#include "analysis/language/name_features.h"
#include "base/error.h"
#include "models/train/corpus.h"
#include "models/train/entity_names.h"
#include "models/train/model_output.h"
#include "models/train/random.h"
#include "models/train/word_kinds_build.h"

#include <stdio.h>

enum { FOLDS = 5, TAG_EPOCHS = 4, PERCEPTRONS = 3, EPOCHS = 12, ENTITY_EPOCHS = 4 };
enum { MARGIN = 60, LEFT_OUT = 30 /* in a hundred */, RARE = 4, THRESHOLD = 2 };
#define NAME_SCALE 8.0
#define ARENA_LIMIT ((size_t)4 << 30)

/* A perceptron in training, and which features it does without at present. */
struct pupil {
    struct learner *learner;
    uint64_t draw;
};

/* Keeps the features that are not left out, in their order; returns their number. */
static uint32_t keep_drawn(uint64_t draw, uint64_t *hashes, uint32_t count) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t state = hashes[i] ^ draw;
        if (random_next(&state) % 100 >= LEFT_OUT)
            hashes[kept++] = hashes[i];
    }
    return kept;
}

static void score_pupil(const void *model, const uint64_t *hashes, uint32_t count,
                        int32_t *scores) {
    const struct pupil *pupil = model;
    uint64_t kept[FEATURES_MAX];
    memcpy(kept, hashes, count * sizeof *kept);
    learner_score(pupil->learner, kept, keep_drawn(pupil->draw, kept, count), scores);
}

static int change(const struct pupil *pupil, uint64_t *hashes, uint32_t count, uint8_t class,
                  int32_t amount) {
    return learner_update(pupil->learner, hashes, keep_drawn(pupil->draw, hashes, count), class,
                          amount);
}

/* Strengthens (or weakens, by a negative amount) a sequence where it differs from the other. */
static int update(const struct pupil *pupil, const struct attributes *tokens, uint32_t count,
                  const uint8_t *classes, const uint8_t *other, int32_t amount) {
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < count; i++) {
        uint64_t hashes[FEATURES_MAX];
        uint32_t before = i > 0 ? classes[i - 1] : NAME_CLASS_COUNT;
        bool here = classes[i] != other[i];
        if (here)
            result =
                change(pupil, hashes, name_features(tokens, count, i, hashes), classes[i], amount);
        if (result == 0 && (here || (i > 0 && classes[i - 1] != other[i - 1])))
            result = change(pupil, hashes, name_link_features(tokens, count, i, before, hashes),
                            classes[i], amount);
    }
    return result;
}

static int learn_sentence(struct pupil *pupil, const struct treebank_token *gold,
                          const struct attributes *tokens, uint32_t count) {
    uint8_t wanted[NAME_PIECE_TOKENS] = {0};
    uint8_t found[NAME_PIECE_TOKENS];
    const struct name_scorer scorer = {score_pupil, pupil, wanted, MARGIN};
    count = count < NAME_PIECE_TOKENS ? count : NAME_PIECE_TOKENS;
    for (uint32_t i = 0; i < count; i++)
        wanted[i] = gold[i].name;
    names_decode(&scorer, tokens, count, found);
    if (memcmp(wanted, found, count) != 0 && (update(pupil, tokens, count, wanted, found, 1) < 0 ||
                                              update(pupil, tokens, count, found, wanted, -1) < 0))
        return ERR_NO_MEMORY;
    learner_step(pupil->learner);
    return 0;
}

/* The sentences from `first_entity` on follow GUM's conventions; they are learnt from in the first
 * rounds only, so that those of UNER have the last word. */
static int learn_once(struct pupil *pupil, const struct treebank *treebank, uint32_t first_entity,
                      const struct attributes *tokens, uint64_t seed, uint32_t *order) {
    uint64_t draws = seed;
    for (uint32_t i = 0; i < treebank->sentence_count; i++)
        order[i] = i;
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        random_shuffle(&seed, order, treebank->sentence_count);
        for (uint32_t i = 0; i < treebank->sentence_count; i++) {
            if (order[i] >= first_entity && epoch >= ENTITY_EPOCHS)
                continue;
            struct treebank_sentence at = treebank->sentences[order[i]];
            pupil->draw = random_next(&draws);
            int result = learn_sentence(pupil, treebank->tokens + at.first, tokens + at.first,
                                        at.past - at.first);
            if (result < 0)
                return result;
        }
    }
    return 0;
}

static int learn(struct learner *sum, const struct treebank *treebank, uint32_t first_entity,
                 const struct attributes *tokens, struct arena *arena) {
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, treebank->sentence_count);
    int result = order ? 0 : ERR_NO_MEMORY;
    for (uint64_t i = 0; result == 0 && i < PERCEPTRONS; i++) {
        struct pupil pupil = {learner_new(NAME_CLASS_COUNT, RARE), 0};
        result = pupil.learner ? 0 : ERR_NO_MEMORY;
        if (result == 0)
            result = learn_once(&pupil, treebank, first_entity, tokens, 4 + i, order);
        if (result == 0)
            result = learner_add(sum, pupil.learner);
        learner_free(pupil.learner);
        fprintf(stderr, "names: perceptron %u of %u\n", (uint32_t)i + 1, (uint32_t)PERCEPTRONS);
    }
    if (result == 0)
        learner_average(sum, NAME_SCALE);
    return result;
}

static int write_model(const char *path, const struct language_models *models,
                       const struct learner *learner) {
    const struct vocabulary *vocabulary = &models->tagger.vocabulary;
    uint64_t checksum = vocabulary_checksum(vocabulary);
    struct buffer slots;
    struct buffer weights;
    int result = output_sparse(learner, THRESHOLD, &slots, &weights);
    if (result == 0) {
        const struct slice sections[] = {
            [NAMES_VOCABULARY] = {(const char *)&checksum, sizeof checksum},
            [NAMES_SLOTS] = buffer_slice(&slots),
            [NAMES_WEIGHTS] = buffer_slice(&weights),
            [NAMES_WORD_KINDS] = {(const char *)models->word_kinds,
                                  ((size_t)vocabulary->mask + 1) * sizeof *models->word_kinds},
        };
        result = output_model(path, LANGUAGE_NAMES, sections, NAMES_WORD_KINDS + 1);
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
        result = write_model(path, models, learner);
    learner_free(learner);
    return result;
}

static int run(char **argv, int argc, struct arena *arena) {
    struct language_models models;
    struct mapped_file file;
    const struct word_kind_sources sources = {argv[3], argv[4], argv[5], argv[6]};
    uint16_t *kinds = NULL;
    struct treebank names = {0};
    struct treebank treebank = {0};
    int result = model_input_tagger(argv[1], &file, &models);
    if (result == 0)
        result = treebank_read_names(argv[7], arena, &names);
    uint32_t first_entity = names.sentence_count;
    if (result == 0)
        result = treebank_read(argv[8], arena, &names);
    for (int i = 9; result == 0 && i < argc; i++)
        result = treebank_read(argv[i], arena, &treebank);
    if (result < 0)
        return result;

    entity_names_fill(&names);
    struct corpus taught;
    struct corpus target;
    result = word_kinds_build(&sources, &names, &models.tagger.vocabulary, arena, &kinds);
    models.word_kinds = kinds;
    if (result == 0)
        result = corpus_fill(&treebank, &models.tagger, arena, &taught);
    if (result == 0)
        result = corpus_fill(&names, &models.tagger, arena, &target);
    if (result == 0)
        result = corpus_jackknife(&taught, &target, &models.tagger, FOLDS, TAG_EPOCHS);
    return result < 0 ? result : teach(&models, argv[2], &target, first_entity, arena);
}

int main(int argc, char **argv) {
    if (argc < 10) {
        fprintf(stderr, "usage: train-names TAGGER OUT VECTORS WORDNET-NOUNS ORGANIZATIONS "
                        "AGENCIES NAMES ENTITIES TREEBANK…\n");
        return 2;
    }

    struct arena *arena = arena_new(ARENA_LIMIT);
    int result = arena ? run(argv, argc, arena) : ERR_NO_MEMORY;
    if (result < 0)
        fprintf(stderr, "train-names: %s\n", error_name(result));
    arena_free(arena);
    return result < 0;
}
