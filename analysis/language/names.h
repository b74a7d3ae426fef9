/* Names of persons, organisations and places by a sequence model: a proposal that the gazetteer may
 * overrule (entities.c).
 */
#pragma once

#include "analysis/analysis.h"

/* IOB2: B begins a name, I continues it. The order is part of the model files. */
enum name_tag {
    NAME_O,
    NAME_B_PER,
    NAME_I_PER,
    NAME_B_ORG,
    NAME_I_ORG,
    NAME_B_LOC,
    NAME_I_LOC,
    NAME_TAG_COUNT
};

const char *name_tag_name(enum name_tag tag);

/* NAME_O for anything that is not in the set. */
enum name_tag name_tag_find(struct slice name);

/* Tags the tokens of some sentences as one article (as part of one, when it is long). The models
 * have names, `tags` has room for every token. Returns 0 or ERR_NO_MEMORY. */
int names_tag_sentences(const struct language_models *models, struct arena *arena,
                        const struct analysis *analysis, uint32_t first, uint32_t past,
                        uint8_t *tags);

/* One name tag per token of the article, in the arena; an I always follows a B or I of its type in
 * the same sentence. Tokens need their upos and xpos. Without models all are NAME_O. Returns 0 or
 * ERR_NO_MEMORY. */
int names_tag(const struct language_models *models, struct arena *arena,
              const struct analysis *analysis, uint8_t **ret_tags);
