/* What the name model looks at; shared with its trainer. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/language/models.h"
#include "analysis/language/names.h"

enum { NAME_PIECE_TOKENS = 256 };

/* The model's own classes: those of enum name_tag, then names of other kinds (nationalities,
 * events, works). Telling these apart helps, but only the former leave the model. */
enum { NAME_B_OTHER = NAME_TAG_COUNT, NAME_I_OTHER, NAME_CLASS_COUNT };

/* As name_tag_find, with B-OTH and I-OTH too. */
uint8_t name_class_find(struct slice name);

/* The attributes of a token whose upos and xpos stand; ATTRIBUTE_SITE is left to sites_fill. */
void name_attributes(const struct language_models *models, struct slice form,
                     const struct token *token, struct attributes *ret_attributes);

/* The features of token `i`; `tags` of the tokens before it are set. Returns their number. */
uint32_t name_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                       const uint8_t *tags, uint64_t *ret_hashes);

/* A bit per class that may follow. */
uint32_t names_allowed(uint8_t before);

/* The allowed class of the greatest score; the lower one wins a tie. */
uint8_t name_of_best(const int32_t *scores, uint32_t allowed);
