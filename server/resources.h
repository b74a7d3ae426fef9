/* Opens what analysis and alignment read beside the articles: the files of the models folder,
 * mapped for the life of the process and shared by all threads. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/language/gazetteer.h"
#include "analysis/language/models.h"
#include "analysis/language/wordnet.h"
#include "base/mapped_file.h"

enum resource_file {
    RESOURCE_GAZETTEER,
    RESOURCE_WORDNET,
    RESOURCE_TAGGER,
    RESOURCE_PARSER,
    RESOURCE_NAMES,
    RESOURCE_FILE_COUNT
};

/* `resources` points into the struct itself: keep it where it was opened. */
struct resource_store {
    struct resources resources;
    struct mapped_file files[RESOURCE_FILE_COUNT];
    struct gazetteer gazetteer;
    struct wordnet wordnet;
    struct language_models language;
};

/* Maps and checks every file of `folder`. On failure nothing stays open, *ret_path (256 bytes)
 * names the file and *ret_why says in a static half-sentence what is wrong with it. Returns 0,
 * ERR_NOT_FOUND, ERR_INVALID, ERR_NO_MEMORY or ERR_FAILED. The caller closes with
 * resource_store_done. */
int resource_store_open(const char *folder, struct resource_store *store, char ret_path[256],
                        const char **ret_why);

const char *resource_file_name(enum resource_file file);

/* Takes a zeroed struct calmly. */
void resource_store_done(struct resource_store *store);
