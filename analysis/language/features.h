/* Features of the linear models: a table of templates over rows of attributes, hashed to 64 bits.
 *
 * A row holds what is known of one token (its attributes) or of one state (history, distances). A
 * template names up to four attributes in given rows; its feature is the hash of their places and
 * values. Trainer and analysis share this code, so that they cannot drift apart. The order of rows
 * and attributes is part of the model files.
 */
#pragma once

#include <stdint.h>
#include <string.h>

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

/* Multilinear hashing (Lemire and Kaser 2014): every value has its own odd multiplier and all
 * products are independent, so that the processor computes them side by side. */
#define FEATURE_K1 UINT64_C(0x9E3779B97F4A7C15)
#define FEATURE_K2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define FEATURE_K3 UINT64_C(0x165667B19E3779F9)
#define FEATURE_K4 UINT64_C(0xD6E8FEB86659FD93)
#define FEATURE_K5 UINT64_C(0xD1B54A32D192ED03)

/* What one value adds to a hash; unused ones nothing, as the first row is all zero. */
static inline uint64_t feature_part(const uint32_t *const *rows, uint32_t value, uint64_t factor) {
    return value == 0 ? 0 : factor * rows[value / ATTRIBUTE_COUNT][value % ATTRIBUTE_COUNT];
}

/* A hash whose upper half is good: enough where no more is used. */
static inline uint64_t feature_sum(struct feature_template template, const uint32_t *const *rows) {
    const uint16_t *values = template.values;
    uint64_t name; /* of the template: all its values, wherever it stands in its table */
    memcpy(&name, values, sizeof name);
    return FEATURE_K5 * name + feature_part(rows, values[0], FEATURE_K1) +
           feature_part(rows, values[1], FEATURE_K2) + feature_part(rows, values[2], FEATURE_K3) +
           feature_part(rows, values[3], FEATURE_K4);
}

static inline uint64_t feature_hash(struct feature_template template, const uint32_t *const *rows) {
    uint64_t sum = feature_sum(template, rows);
    sum = (sum ^ (sum >> 32)) * FEATURE_K1;
    return sum ^ (sum >> 32);
}

/* Writes one `hash` per template. Inlined into each caller with its own constant table and
 * unrolled, so that nothing is left of a template but its loads and products. */
__attribute__((always_inline)) static inline void
features_each(const struct feature_template *templates, uint32_t count, const uint32_t *const *rows,
              uint64_t (*hash)(struct feature_template, const uint32_t *const *),
              uint64_t *ret_hashes) {
#ifndef __clang__
#pragma GCC unroll 128
#endif
    for (uint32_t i = 0; i < count; i++)
        ret_hashes[i] = hash(templates[i], rows);
}

__attribute__((always_inline)) static inline void
features_hash(const struct feature_template *templates, uint32_t count, const uint32_t *const *rows,
              uint64_t *ret_hashes) {
    features_each(templates, count, rows, feature_hash, ret_hashes);
}

/* The same of feature_sum. */
__attribute__((always_inline)) static inline void
features_sum(const struct feature_template *templates, uint32_t count, const uint32_t *const *rows,
             uint64_t *ret_sums) {
    features_each(templates, count, rows, feature_sum, ret_sums);
}
