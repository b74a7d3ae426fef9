/* Features of the linear models: a table of templates over rows of attributes, hashed to 64 bits.
 *
 * A row holds what is known of one token (its attributes) or of one state (history, distances). A
 * template names up to four attributes in given rows; its feature is the hash of their places and
 * values. Trainer and analysis share this code, so that they cannot drift apart. The order of rows
 * and attributes is part of the model files.
 */
#pragma once

#include <stdint.h>

enum attribute {
    ATTRIBUTE_WORD,  /* lower-cased, digits as 0, typographic marks made plain */
    ATTRIBUTE_FORM,  /* as printed */
    ATTRIBUTE_SHAPE, /* runs of upper case, lower case, digits, others */
    ATTRIBUTE_SUFFIX1,
    ATTRIBUTE_SUFFIX2,
    ATTRIBUTE_SUFFIX3,
    ATTRIBUTE_SUFFIX4,
    ATTRIBUTE_PREFIX2,
    ATTRIBUTE_PREFIX3,
    ATTRIBUTE_LISTS,     /* lists of names that the word stands in */
    ATTRIBUTE_CLUSTER64, /* word clusters, coarse to fine */
    ATTRIBUTE_CLUSTER256,
    ATTRIBUTE_CLUSTER1024,
    ATTRIBUTE_AMBIGUITY, /* the set of tags that the word had in training */
    ATTRIBUTE_SITE,      /* capitals of the word against those of its sentence */
    ATTRIBUTE_TAG,       /* class of the tagger; set by it */
    ATTRIBUTE_COUNT
};

struct attributes {
    uint32_t at[ATTRIBUTE_COUNT];
};
_Static_assert(sizeof(struct attributes) == 64, "one cache line a token");

enum { TEMPLATE_VALUES = 4, FEATURES_MAX = 160 };

/* Values are row × ATTRIBUTE_COUNT + attribute. Unused ones are 0: the first row is all zero. */
struct feature_template {
    uint16_t values[TEMPLATE_VALUES];
};
_Static_assert(sizeof(struct feature_template) == sizeof(uint64_t), "hashed as one number");

/* The first row of every table. */
extern const struct attributes attributes_none;

/* Writes one hash per template. */
void features_hash(const struct feature_template *templates, uint32_t count,
                   const uint32_t *const *rows, uint64_t *ret_hashes);
