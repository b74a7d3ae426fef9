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

/* The attributes of a token whose upos and xpos stand; ATTRIBUTE_SITE is left to sites_fill. Needs
 * the word kinds of the models. */
void name_attributes(const struct language_models *models, struct slice form,
                     const struct token *token, struct attributes *ret_attributes);

/* The features of token `i` for whatever class it has. Returns their number. */
uint32_t name_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                       uint64_t *ret_hashes);

/* The features of token `i` when the one before has class `before`, NAME_CLASS_COUNT at the
 * beginning. Returns their number. */
uint32_t name_link_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                            uint32_t before, uint64_t *ret_hashes);

/* May `class` follow `before` (NAME_CLASS_COUNT at the beginning)? I follows B and I of its kind
 * only. */
bool name_follows(uint32_t before, uint32_t class);

/* What scores features: a trained model, or one in training. Adds to `scores` (NAME_CLASS_COUNT
 * of them, in LINEAR_CLASSES places). */
struct name_scorer {
    void (*score)(const void *model, const uint64_t *hashes, uint32_t count, int32_t *scores);
    const void *model;
    const uint8_t *gold; /* trainer: every other class is ahead by the margin; NULL else */
    int32_t margin;
};

/* The best sequence of classes for one sentence of at most NAME_PIECE_TOKENS (Viterbi 1967). */
void names_decode(const struct name_scorer *scorer, const struct attributes *tokens, uint32_t count,
                  uint8_t *ret_classes);
