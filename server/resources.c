#include "server/resources.h"

#include "base/error.h"
#include "base/model_file.h"

#include <stdio.h>

struct resource_row {
    const char *file;
    const char *kind;
    uint32_t version;
    int (*open)(const struct model_file *file, struct resource_store *store, const char **ret_why);
};

static int open_gazetteer(const struct model_file *file, struct resource_store *store,
                          const char **ret_why) {
    (void)ret_why; /* the row's own sentence says enough */
    int result = gazetteer_open(file, &store->gazetteer);
    if (result == 0)
        store->resources.gazetteer = &store->gazetteer;
    return result;
}

static int open_wordnet(const struct model_file *file, struct resource_store *store,
                        const char **ret_why) {
    (void)ret_why;
    int result = wordnet_open(file, &store->wordnet);
    if (result == 0)
        store->resources.wordnet = &store->wordnet;
    return result;
}

static int open_tagger(const struct model_file *file, struct resource_store *store,
                       const char **ret_why) {
    int result = language_model_open(LANGUAGE_TAGGER, file, &store->language, ret_why);
    if (result == 0)
        store->resources.language = &store->language;
    return result;
}

static int open_parser(const struct model_file *file, struct resource_store *store,
                       const char **ret_why) {
    return language_model_open(LANGUAGE_PARSER, file, &store->language, ret_why);
}

static int open_names(const struct model_file *file, struct resource_store *store,
                      const char **ret_why) {
    return language_model_open(LANGUAGE_NAMES, file, &store->language, ret_why);
}

static const struct resource_row rows[RESOURCE_FILE_COUNT] = {
    [RESOURCE_GAZETTEER] = {"gazetteer.model", "gazette", GAZETTEER_VERSION, open_gazetteer},
    [RESOURCE_WORDNET] = {"wordnet.model", "wordnet", WORDNET_VERSION, open_wordnet},
    [RESOURCE_TAGGER] = {"tagger.model", "tagger", TAGGER_VERSION, open_tagger},
    [RESOURCE_PARSER] = {"parser.model", "parser", PARSER_VERSION, open_parser},
    [RESOURCE_NAMES] = {"names.model", "names", NAMES_VERSION, open_names},
};

const char *resource_file_name(enum resource_file file) {
    return rows[file].file;
}

static int open_row(const char *folder, const struct resource_row *row, struct mapped_file *file,
                    struct resource_store *store, char ret_path[256], const char **ret_why) {
    snprintf(ret_path, 256, "%s/%s", folder, row->file);
    int result = mapped_file_open(ret_path, file);
    if (result < 0) {
        *ret_why = result == ERR_NOT_FOUND ? "is not there" : "cannot be mapped";
        return result;
    }

    struct model_file model;
    result = model_file_open(file->at, file->size, row->kind, row->version, &model, ret_why);
    if (result < 0)
        return result;

    *ret_why = "is damaged: its tables do not fit each other";
    result = row->open(&model, store, ret_why);
    mapped_file_forget(file); /* checking read every page of it */
    return result;
}

int resource_store_open(const char *folder, struct resource_store *store, char ret_path[256],
                        const char **ret_why) {
    *store = (struct resource_store){0};
    for (int i = 0; i < RESOURCE_FILE_COUNT; i++) {
        int result = open_row(folder, &rows[i], &store->files[i], store, ret_path, ret_why);
        if (result < 0) {
            resource_store_done(store);
            return result;
        }
    }
    return 0;
}

void resource_store_done(struct resource_store *store) {
    language_models_done(&store->language);
    for (int i = 0; i < RESOURCE_FILE_COUNT; i++)
        mapped_file_done(&store->files[i]);
    *store = (struct resource_store){0};
}
