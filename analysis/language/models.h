/* The trained models of the language stages, used as they lie in mapped files: opening checks, it
 * does not parse.
 *
 * Files (containers of base/model_file.h):
 *
 *     tagger.model  kind "tagger": 0 vocabulary slots · 1 tag classes · 2 decided sets
 *                   · 3 lines of linear.h · 4 rows
 *     parser.model  kind "parser": 0 XXH3-64 of the vocabulary that it was trained with · 1 sets
 *                   of triples.h · 2 lines of linear.h for the labels · 3 their
 *                   rows · 4 certain labels (certain.h)
 *     names.model   kind "names": 0 as above · 1 lines of linear.h · 2 rows · 3 the word of
 *                   each vocabulary slot (name_words.h) · 4 phrases (name_phrases.h)
 *                   · 5 vectors · 6 tables · 7 weights of the network (name_net.h)
 */
#pragma once

#include "analysis/language/name_net.h"
#include "analysis/language/name_phrases.h"
#include "analysis/language/name_words.h"
#include "analysis/language/parser.h"
#include "analysis/language/tagger.h"
#include "base/model_file.h"

enum language_file { LANGUAGE_TAGGER, LANGUAGE_PARSER, LANGUAGE_NAMES, LANGUAGE_FILE_COUNT };

/* Raised with every change of layout, templates, attributes or tag sets. */
enum { TAGGER_VERSION = 6, PARSER_VERSION = 9, NAMES_VERSION = 7 };

enum {
    TAGGER_VOCABULARY,
    TAGGER_CLASSES,
    TAGGER_DECIDED,
    TAGGER_LINES,
    TAGGER_ROWS,
};
enum {
    PARSER_VOCABULARY,
    PARSER_TRIPLES,
    PARSER_LABEL_LINES,
    PARSER_LABEL_ROWS,
    PARSER_CERTAIN,
};
enum {
    NAMES_VOCABULARY,
    NAMES_LINES,
    NAMES_ROWS,
    NAMES_WORDS,
    NAMES_PHRASES,
    NAMES_VECTORS,
    NAMES_TABLES,
    NAMES_NETWORK,
};

struct name_model {
    struct sparse_model weights;
    const uint32_t *words; /* as many as the vocabulary has slots */
    struct name_phrases phrases;
    struct name_net net;
};

struct language_models {
    struct tagger_model tagger;
    struct triple_model transitions;
    struct label_model labels;
    struct name_model names;
    bool has_parser; /* false when its file was absent: language_annotate only tags */
    bool has_names;
};

extern const char *const language_file_names[LANGUAGE_FILE_COUNT]; /* "tagger.model", … */
extern const char *const language_file_kinds[LANGUAGE_FILE_COUNT];
extern const uint32_t language_file_versions[LANGUAGE_FILE_COUNT];

/* Opens one model into `models`, the tagger's first; also after a failure the caller ends them with
 * language_models_done. Returns 0, or ERR_INVALID with one static
 * half-sentence ("is damaged: its tables contradict each other"). */
int language_model_open(enum language_file which, const struct model_file *file,
                        struct language_models *models, const char **ret_why);

/* Opens the models over the bytes of their files, which must be aligned to 8 bytes and outlive
 * them. An absent slice leaves that model out; the tagger is not to be missed. The caller ends
 * them with language_models_done. Returns 0, or
 * ERR_INVALID with the file and one static half-sentence ("is damaged: the checksum differs"). */
int language_models_open(const struct slice files[LANGUAGE_FILE_COUNT],
                         struct language_models *ret_models, enum language_file *ret_file,
                         const char **ret_why);

/* Frees what opening made; takes a zeroed struct calmly. */
void language_models_done(struct language_models *models);

/* What parser and names keep of the vocabulary that they were trained with. */
uint64_t vocabulary_checksum(const struct vocabulary *vocabulary);
