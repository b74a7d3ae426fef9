/* What the name model looks at; shared with its trainer. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/language/models.h"
#include "analysis/language/names.h"

enum { NAME_PIECE_TOKENS = 256 };

/* Attributes that the tagger alone reads have another meaning here: the number of the word's
 * vector, and where in a listed name of several words it stands (name_phrases.h). */
enum { ATTRIBUTE_VECTOR = ATTRIBUTE_AMBIGUITY, ATTRIBUTE_PHRASE = ATTRIBUTE_PREFIX2 };

/* The model's own classes: those of enum name_tag, then names of other kinds (nationalities,
 * events, works). Telling these apart helps, but only the former leave the model. */
enum { NAME_B_OTHER = NAME_TAG_COUNT, NAME_I_OTHER, NAME_CLASS_COUNT };

/* As name_tag_find, with B-OTH and I-OTH too. */
uint8_t name_class_find(struct slice name);

/* The attributes of a token whose upos and xpos stand; what depends on its neighbours is left to
 * name_surroundings. Needs the words of the name model. */
void name_attributes(const struct language_models *models, struct slice form,
                     const struct token *token, struct attributes *ret_attributes);

/* The rest for all tokens of a sentence: ATTRIBUTE_SITE, ATTRIBUTE_PHRASE. */
void name_surroundings(const struct language_models *models, struct attributes *tokens,
                       uint32_t count);

/* May token `i` belong to a name? Only where it or a neighbour is capitalised or a proper noun;
 * others are neither scored nor learnt from. */
bool name_possible(const struct attributes *tokens, uint32_t count, uint32_t i);

/* The features of token `i` for whatever class it has. Returns their number. */
uint32_t name_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                       uint64_t *ret_hashes);

/* May `class` follow `before` (NAME_CLASS_COUNT at the beginning)? I follows B and I of its kind
 * only. */
bool name_follows(uint32_t before, uint32_t class);
