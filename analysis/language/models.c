#include "analysis/language/models.h"

#include "analysis/language/name_features.h"
#include "analysis/language/tagset.h"
#include "base/error.h"
#include "base/model_file.h"

#include <stdlib.h>
#include <xxhash.h>

const char *const language_file_names[LANGUAGE_FILE_COUNT] = {
    [LANGUAGE_TAGGER] = "tagger.model",
    [LANGUAGE_PARSER] = "parser.model",
    [LANGUAGE_NAMES] = "names.model",
};

const char *const language_file_kinds[LANGUAGE_FILE_COUNT] = {
    [LANGUAGE_TAGGER] = "tagger",
    [LANGUAGE_PARSER] = "parser",
    [LANGUAGE_NAMES] = "names",
};

const uint32_t language_file_versions[LANGUAGE_FILE_COUNT] = {
    [LANGUAGE_TAGGER] = TAGGER_VERSION,
    [LANGUAGE_PARSER] = PARSER_VERSION,
    [LANGUAGE_NAMES] = NAMES_VERSION,
};

static const char bad_layout[] = "is damaged: its tables contradict each other";
static const char other_vocabulary[] = "was trained with another tagger.model";
static const char no_memory[] = "needs more memory than there is";

uint64_t vocabulary_checksum(const struct vocabulary *vocabulary) {
    return XXH3_64bits(vocabulary->slots,
                       ((size_t)vocabulary->mask + 1) * sizeof *vocabulary->slots);
}

/* A section of elements, or NULL. */
static const void *section(const struct model_file *file, uint32_t index, size_t element_size,
                           size_t *ret_count) {
    const void *at = NULL;
    if (model_file_section(file, index, element_size, &at, ret_count) < 0)
        return NULL;
    return at;
}

static const char *open_sparse(const struct model_file *file, uint32_t line_section,
                               uint32_t class_count, struct sparse_model *ret_model) {
    size_t count;
    size_t value_count;
    const struct sparse_line *lines = section(file, line_section, sizeof *lines, &count);
    const int8_t *rows = section(file, line_section + 1, sizeof *rows, &value_count);
    if (!lines || !rows || !sparse_model_valid(lines, count, value_count, class_count))
        return bad_layout;

    return sparse_model_open(lines, count, rows, value_count, class_count, ret_model) ? NULL
                                                                                      : no_memory;
}

static bool vocabulary_valid(const uint64_t *slots, size_t count) {
    return slots && count > 0 && (count & (count - 1)) == 0 && count <= UINT32_MAX;
}

static bool classes_valid(const struct tag_class *classes, size_t count, const uint8_t *decided,
                          size_t set_count) {
    if (!classes || !decided || count == 0 || count > TAG_CLASSES || set_count != VOCABULARY_SETS)
        return false;
    for (size_t i = 0; i < count; i++)
        if (classes[i].upos >= UPOS_COUNT || classes[i].xpos >= XPOS_COUNT)
            return false;
    for (size_t i = 0; i < set_count; i++)
        if (decided[i] >= count && decided[i] != TAG_UNDECIDED)
            return false;
    return true;
}

static const char *open_tagger(const struct model_file *file, struct language_models *models) {
    size_t slot_count;
    size_t class_count;
    size_t set_count;
    const uint64_t *slots = section(file, TAGGER_VOCABULARY, sizeof *slots, &slot_count);
    const struct tag_class *classes = section(file, TAGGER_CLASSES, sizeof *classes, &class_count);
    const uint8_t *decided = section(file, TAGGER_DECIDED, sizeof *decided, &set_count);
    if (!vocabulary_valid(slots, slot_count) ||
        !classes_valid(classes, class_count, decided, set_count))
        return bad_layout;

    models->tagger = (struct tagger_model){
        .vocabulary = {slots, (uint32_t)(slot_count - 1)},
        .classes = classes,
        .class_count = (uint32_t)class_count,
        .decided = decided,
    };
    return open_sparse(file, TAGGER_LINES, models->tagger.class_count, &models->tagger.weights);
}

static bool fits_vocabulary(const struct model_file *file, uint32_t index,
                            const struct vocabulary *vocabulary) {
    size_t count;
    const uint64_t *kept = section(file, index, sizeof *kept, &count);
    return kept && count == 1 && *kept == vocabulary_checksum(vocabulary);
}

static bool open_certain(const struct model_file *file, uint32_t index, uint32_t outcomes,
                         struct certain_table *ret_table) {
    size_t size = 0;
    const uint32_t *slots = section(file, index, sizeof *slots, &size);
    *ret_table = (struct certain_table){slots, (uint32_t)size};
    return slots && certain_table_valid(slots, size, outcomes);
}

static const char *open_parser(const struct model_file *file, struct language_models *models) {
    if (!fits_vocabulary(file, PARSER_VOCABULARY, &models->tagger.vocabulary))
        return other_vocabulary;

    size_t count;
    const struct triple_set *sets = section(file, PARSER_TRIPLES, sizeof *sets, &count);
    if (!sets || !triple_count_valid(count) ||
        !open_certain(file, PARSER_CERTAIN, DEPREL_COUNT, &models->labels.certain))
        return bad_layout;

    if (!triple_model_open(sets, count, &models->transitions))
        return no_memory;

    models->has_parser = true;
    return open_sparse(file, PARSER_LABEL_LINES, DEPREL_COUNT, &models->labels.weights);
}

/* Vector 0 is that of words without one. */
static bool open_words(const struct model_file *file, const struct vocabulary *vocabulary,
                       struct name_model *model) {
    size_t count;
    size_t bytes;
    const uint32_t *words = section(file, NAMES_WORDS, sizeof *words, &count);
    model->words = words;
    model->net.vectors = section(file, NAMES_VECTORS, NET_VECTOR, &bytes);
    model->net.vector_count = (uint32_t)bytes;
    if (!words || count != (size_t)vocabulary->mask + 1 || !model->net.vectors || bytes == 0 ||
        bytes > NAME_WORD_VECTORS)
        return false;
    for (size_t i = 0; i < count; i++)
        if ((words[i] & (NAME_WORD_VECTORS - 1)) >= model->net.vector_count ||
            words[i] >> (NAME_WORD_VECTOR_BITS + NAME_WORD_LISTS) != 0)
            return false;
    return true;
}

static bool open_net(const struct model_file *file, struct name_model *model) {
    size_t phrases;
    size_t bytes;
    size_t count;
    model->phrases.slots = section(file, NAMES_PHRASES, sizeof *model->phrases.slots, &phrases);
    model->net.tables = section(file, NAMES_TABLES, 1, &bytes);
    model->net.weights = section(file, NAMES_NETWORK, sizeof *model->net.weights, &count);
    model->phrases.count = (uint32_t)phrases;
    return model->phrases.slots && phrases <= UINT32_MAX && name_phrases_valid(&model->phrases) &&
           model->net.tables && bytes == net_tables_size() && model->net.weights && count == 1 &&
           net_weights_valid(model->net.weights);
}

static const char *open_names(const struct model_file *file, struct language_models *models) {
    if (!fits_vocabulary(file, NAMES_VOCABULARY, &models->tagger.vocabulary))
        return other_vocabulary;
    if (!open_words(file, &models->tagger.vocabulary, &models->names) ||
        !open_net(file, &models->names))
        return bad_layout;

    models->has_names = true;
    return open_sparse(file, NAMES_LINES, NAME_CLASS_COUNT, &models->names.weights);
}

typedef const char *(*opener)(const struct model_file *, struct language_models *);
static const opener openers[LANGUAGE_FILE_COUNT] = {
    [LANGUAGE_TAGGER] = open_tagger,
    [LANGUAGE_PARSER] = open_parser,
    [LANGUAGE_NAMES] = open_names,
};

int language_model_open(enum language_file which, const struct model_file *file,
                        struct language_models *models, const char **ret_why) {
    const char *why = openers[which](file, models);
    if (!why)
        return 0;

    *ret_why = why;
    return ERR_INVALID;
}

static int open_bytes(enum language_file which, struct slice bytes, struct language_models *models,
                      const char **ret_why) {
    struct model_file file;
    int result = model_file_open(bytes.at, bytes.length, language_file_kinds[which],
                                 language_file_versions[which], &file, ret_why);
    return result < 0 ? result : language_model_open(which, &file, models, ret_why);
}

int language_models_open(const struct slice files[LANGUAGE_FILE_COUNT],
                         struct language_models *ret_models, enum language_file *ret_file,
                         const char **ret_why) {
    struct language_models models = {.has_parser = false};
    if (!files[LANGUAGE_TAGGER].at) {
        *ret_file = LANGUAGE_TAGGER;
        *ret_why = "is not there";
        return ERR_INVALID;
    }
    for (int i = 0; i < LANGUAGE_FILE_COUNT; i++) {
        enum language_file which = (enum language_file)i;
        if (!files[i].at)
            continue;
        if (open_bytes(which, files[i], &models, ret_why) < 0) {
            *ret_file = which;
            language_models_done(&models);
            return ERR_INVALID;
        }
    }
    *ret_models = models;
    return 0;
}

void language_models_done(struct language_models *models) {
    sparse_model_done(&models->tagger.weights);
    triple_model_done(&models->transitions);
    sparse_model_done(&models->labels.weights);
    sparse_model_done(&models->names.weights);
    *models = (struct language_models){.has_parser = false};
}
