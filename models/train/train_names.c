/* Trains names.model over tags that a tagger gives to sentences it did not see:
 *
 *     train-names TAGGER.model OUT.model VECTORS.gv8.gz NAMES.tsv NAMES.iob2.gz ENTITIES.conllu.gz
 *         TREEBANK.conllu.gz…
 *
 * NAMES.tsv is the list that list_names.py makes. ENTITIES is a treebank with GUM's entity
 * annotation, whose names are learnt from in the first rounds. Network (net_learner.h) and linear
 * features (linear_names.h) learn together from the errors of the chain that they make up
 * (name_chain.h), lesson by lesson. The same input gives the same bytes.
 */
#include "base/error.h"
#include "models/train/corpus.h"
#include "models/train/entity_names.h"
#include "models/train/linear_names.h"
#include "models/train/model_output.h"
#include "models/train/name_list.h"
#include "models/train/net_learner.h"
#include "models/train/random.h"

#include <stdio.h>

enum { FOLDS = 5, TAG_EPOCHS = 4, EPOCHS = 6, ENTITY_EPOCHS = 2 };
enum { LINEAR_BITS = 5 /* as names.c reads them */ };
#define NET_RATE 0.001F
#define LINEAR_RATE 0.02F
#define LAST_RATE 0.1F /* of the first, towards the end */
#define DOUBT 0.5F
#define ARENA_LIMIT ((size_t)4 << 30)

struct school {
    const struct treebank *treebank;
    const struct attributes *tokens;
    const bool *possible;
    struct lesson *lessons;
    uint32_t lesson_count;
    uint32_t entity_lesson; /* the first that follows GUM's conventions */
    struct net_learner *net;
    struct linear_names *linear;
};

/* Cuts the treebank into lessons: sentences of one document, not too many. */
static int plan_lessons(struct school *school, uint32_t first_entity, struct arena *arena) {
    const struct treebank *treebank = school->treebank;
    school->lessons = ARENA_ARRAY(arena, struct lesson, treebank->sentence_count);
    if (!school->lessons)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        const struct treebank_sentence *at = &treebank->sentences[i];
        struct lesson *last = school->lessons + school->lesson_count;
        if (i == first_entity)
            school->entity_lesson = school->lesson_count;
        if (at->new_document || i == first_entity || last[-1].sentence_count == LESSON_SENTENCES ||
            at->past - last[-1].first > LESSON_TOKENS)
            school->lessons[school->lesson_count++] = (struct lesson){
                school->tokens + at->first, school->possible + at->first, at, 0, at->first, 0};
        last = school->lessons + school->lesson_count - 1;
        last->sentence_count++;
        last->count = at->past - last->first;
    }
    return 0;
}

static void teach_lesson(struct school *school, const struct lesson *lesson, uint64_t draw,
                         float pace) {
    static chain_scores scores[LESSON_TOKENS];
    static chain_scores errors[LESSON_TOKENS];
    uint8_t gold[NAME_PIECE_TOKENS];
    uint32_t past = lesson->first + lesson->count;
    memset(scores, 0, sizeof scores);
    net_learner_score(school->net, lesson, scores);
    linear_names_score(school->linear, lesson->first, past, draw, scores);
    for (uint32_t i = 0; i < lesson->sentence_count; i++) {
        uint32_t first = lesson->sentences[i].first - lesson->first;
        uint32_t count = lesson->sentences[i].past - lesson->sentences[i].first;
        for (uint32_t k = 0; k < count; k++)
            gold[k] = school->treebank->tokens[lesson->sentences[i].first + k].name;
        chain_errors(net_learner_links(school->net), gold, lesson->possible + first, scores + first,
                     count, errors + first, net_learner_link_errors(school->net));
    }
    net_learner_err(school->net, lesson, errors);
    linear_names_step(school->linear, lesson->first, past, draw, errors, LINEAR_RATE * pace);
    net_learner_step(school->net, NET_RATE * pace);
}

static int teach(struct school *school, struct arena *arena) {
    uint64_t seed = 4;
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, school->lesson_count);
    if (!order)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < school->lesson_count; i++)
        order[i] = i;
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        float pace = 1 - (1 - LAST_RATE) * (float)epoch / EPOCHS;
        random_shuffle(&seed, order, school->lesson_count);
        for (uint32_t i = 0; i < school->lesson_count; i++) {
            uint64_t draw = random_next(&seed);
            if (order[i] < school->entity_lesson || epoch < ENTITY_EPOCHS)
                teach_lesson(school, &school->lessons[order[i]], draw, pace);
        }
        fprintf(stderr, "names: round %u of %u\n", epoch + 1, (uint32_t)EPOCHS);
    }
    return 0;
}

static int write_model(const char *path, const struct language_models *models,
                       const struct school *school, struct arena *arena) {
    const struct name_model *names = &models->names;
    struct name_net net = {NULL, 0, NULL, NULL};
    struct buffer lines;
    struct buffer rows;
    uint64_t checksum = vocabulary_checksum(&models->tagger.vocabulary);
    size_t words = (size_t)models->tagger.vocabulary.mask + 1;
    int result = linear_names_export(school->linear, LINEAR_BITS, &lines, &rows);
    if (result == 0)
        result = net_learner_export(school->net, DOUBT, arena, &net);
    if (result == 0) {
        const struct slice sections[] = {
            [NAMES_VOCABULARY] = {(const char *)&checksum, sizeof checksum},
            [NAMES_LINES] = buffer_slice(&lines),
            [NAMES_ROWS] = buffer_slice(&rows),
            [NAMES_WORDS] = {(const char *)names->words, words * sizeof *names->words},
            [NAMES_PHRASES] = {(const char *)names->phrases.slots,
                               names->phrases.count * sizeof *names->phrases.slots},
            [NAMES_VECTORS] = {(const char *)net.vectors, (size_t)net.vector_count * NET_VECTOR},
            [NAMES_TABLES] = {(const char *)net.tables, net_tables_size()},
            [NAMES_NETWORK] = {(const char *)net.weights, sizeof *net.weights},
        };
        result = output_model(path, LANGUAGE_NAMES, sections, NAMES_NETWORK + 1);
    }
    buffer_done(&lines);
    buffer_done(&rows);
    return result;
}

/* What cannot be a name is none, and what then follows it begins one. */
static void settle_names(struct treebank_token *tokens, const bool *possible, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!possible[i])
            tokens[i].name = NAME_O;
        else if (!name_follows(i > 0 ? tokens[i - 1].name : NAME_CLASS_COUNT, tokens[i].name))
            tokens[i].name--;
    }
}

/* The attributes as the analysis fills them, from the jackknifed tags. */
static bool *fill_attributes(const struct language_models *models, struct treebank *treebank,
                             struct attributes *tokens, struct arena *arena) {
    bool *possible = ARENA_ARRAY(arena, bool, treebank->token_count);
    if (!possible)
        return NULL;

    memset(possible, 0, treebank->token_count);
    for (uint32_t k = 0; k < treebank->token_count; k++) {
        struct tag_class class = models->tagger.classes[tokens[k].at[ATTRIBUTE_TAG]];
        struct token token = {
            .lower = treebank->tokens[k].lower, .upos = class.upos, .xpos = class.xpos};
        name_attributes(models, treebank->tokens[k].form, &token, &tokens[k]);
    }
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        uint32_t count = at.past - at.first;
        name_surroundings(models, tokens + at.first, count);
        for (uint32_t k = 0; k < count; k++)
            possible[at.first + k] = name_possible(tokens + at.first, count, k);
        settle_names(treebank->tokens + at.first, possible + at.first, count);
    }
    return possible;
}

static int learn(struct language_models *models, const struct word_vectors *vectors,
                 const char *path, struct treebank *names, struct attributes *tokens,
                 uint32_t first_entity, struct arena *arena) {
    struct school school = {.treebank = names, .tokens = tokens};
    school.possible = fill_attributes(models, names, tokens, arena);
    int result = school.possible ? plan_lessons(&school, first_entity, arena) : ERR_NO_MEMORY;
    if (result == 0) {
        school.net = net_learner_new(vectors, 12345);
        school.linear = linear_names_new(names, tokens, school.possible);
        result = school.net && school.linear ? teach(&school, arena) : ERR_NO_MEMORY;
    }
    if (result == 0)
        result = write_model(path, models, &school, arena);
    net_learner_free(school.net);
    linear_names_free(school.linear);
    return result;
}

/* Sentences are cut to what is decoded together. */
static void cut_sentences(struct treebank *treebank) {
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence *at = &treebank->sentences[i];
        if (at->past - at->first > NAME_PIECE_TOKENS)
            at->past = at->first + NAME_PIECE_TOKENS;
    }
}

static int read_lists(char **argv, struct arena *arena, struct language_models *models,
                      struct word_vectors *vectors) {
    struct name_list list;
    uint32_t *words = NULL;
    int result = word_vectors_read(argv[3], arena, vectors);
    if (result == 0)
        result = name_list_read(argv[4], arena, &list);
    if (result == 0)
        result = name_list_phrases(&list, arena, &models->names.phrases);
    if (result == 0)
        result = name_list_words(&list, vectors, &models->tagger.vocabulary, arena, &words);
    models->names.words = words;
    return result;
}

static int run(char **argv, int argc, struct arena *arena) {
    struct language_models models;
    struct mapped_file file;
    struct word_vectors vectors;
    struct treebank names = {0};
    struct treebank treebank = {0};
    int result = model_input_tagger(argv[1], &file, &models);
    if (result == 0)
        result = read_lists(argv, arena, &models, &vectors);
    if (result == 0)
        result = treebank_read_names(argv[5], arena, &names);
    uint32_t first_entity = names.sentence_count;
    if (result == 0)
        result = treebank_read(argv[6], arena, &names);
    for (int i = 7; result == 0 && i < argc; i++)
        result = treebank_read(argv[i], arena, &treebank);
    if (result < 0)
        return result;

    entity_names_fill(&names);
    cut_sentences(&names);
    struct corpus taught = {NULL, NULL, NULL};
    struct corpus target = {NULL, NULL, NULL};
    result = corpus_fill(&treebank, &models.tagger, arena, &taught);
    if (result == 0)
        result = corpus_fill(&names, &models.tagger, arena, &target);
    if (result == 0)
        result = corpus_jackknife(&taught, &target, &models.tagger, FOLDS, TAG_EPOCHS);
    return result < 0
               ? result
               : learn(&models, &vectors, argv[2], &names, target.tokens, first_entity, arena);
}

int main(int argc, char **argv) {
    if (argc < 8) {
        fprintf(stderr, "usage: train-names TAGGER OUT VECTORS NAME-LIST NAMES ENTITIES "
                        "TREEBANK…\n");
        return 2;
    }

    struct arena *arena = arena_new(ARENA_LIMIT);
    int result = arena ? run(argv, argc, arena) : ERR_NO_MEMORY;
    if (result < 0)
        fprintf(stderr, "train-names: %s\n", error_name(result));
    arena_free(arena);
    return result < 0;
}
