/* A perceptron from left to right over words, shapes, clusters, tags of speech and the two name
 * tags before (after Ratinov and Roth 2009, "Design challenges and misconceptions in named entity
 * recognition").
 */
#include "analysis/language/names.h"

#include "analysis/language/name_features.h"
#include "base/error.h"

#include <assert.h>

static const char *const tag_names[NAME_TAG_COUNT] = {
    [NAME_O] = "O",         [NAME_B_PER] = "B-PER", [NAME_I_PER] = "I-PER", [NAME_B_ORG] = "B-ORG",
    [NAME_I_ORG] = "I-ORG", [NAME_B_LOC] = "B-LOC", [NAME_I_LOC] = "I-LOC",
};

const char *name_tag_name(enum name_tag tag) {
    assert((size_t)tag < NAME_TAG_COUNT);
    return tag_names[tag];
}

enum name_tag name_tag_find(struct slice name) {
    for (int i = 1; i < NAME_TAG_COUNT; i++)
        if (slice_equal(name, slice_from_cstr(tag_names[i])))
            return (enum name_tag)i;
    return NAME_O;
}

uint8_t name_class_find(struct slice name) {
    if (slice_equal(name, SLICE("B-OTH")))
        return NAME_B_OTHER;
    if (slice_equal(name, SLICE("I-OTH")))
        return NAME_I_OTHER;
    return (uint8_t)name_tag_find(name);
}

uint32_t names_allowed(uint8_t before) {
    uint32_t begin =
        1U << NAME_O | 1U << NAME_B_PER | 1U << NAME_B_ORG | 1U << NAME_B_LOC | 1U << NAME_B_OTHER;
    switch (before) {
    case NAME_B_PER:
    case NAME_I_PER:
        return begin | 1U << NAME_I_PER;
    case NAME_B_ORG:
    case NAME_I_ORG:
        return begin | 1U << NAME_I_ORG;
    case NAME_B_LOC:
    case NAME_I_LOC:
        return begin | 1U << NAME_I_LOC;
    case NAME_B_OTHER:
    case NAME_I_OTHER:
        return begin | 1U << NAME_I_OTHER;
    default:
        return begin;
    }
}

uint8_t name_of_best(const int32_t *scores, uint32_t allowed) {
    uint8_t best = NAME_O;
    for (uint8_t tag = 1; tag < NAME_CLASS_COUNT; tag++)
        if ((allowed >> tag & 1) && scores[tag] > scores[best])
            best = tag;
    return best;
}

static void tag_piece(const struct language_models *models, const struct analysis *analysis,
                      uint32_t first, uint32_t count, struct attributes *attributes,
                      uint8_t *tags) {
    for (uint32_t i = 0; i < count; i++)
        name_attributes(models, analysis_slice(analysis, analysis->tokens.at[first + i].span),
                        &analysis->tokens.at[first + i], &attributes[i]);
    sites_fill(attributes, count);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hashes[FEATURES_MAX];
        int32_t scores[LINEAR_CLASSES] = {0};
        uint32_t features = name_features(attributes, count, i, tags, hashes);
        sparse_score(&models->names, hashes, features, scores);
        tags[i] = name_of_best(scores, names_allowed(i > 0 ? tags[i - 1] : NAME_O));
    }
    for (uint32_t i = 0; i < count; i++)
        if (tags[i] >= NAME_TAG_COUNT)
            tags[i] = NAME_O;
}

int names_tag(const struct language_models *models, struct arena *arena,
              const struct analysis *analysis, uint8_t **ret_tags) {
    uint8_t *tags = ARENA_ARRAY(arena, uint8_t, analysis->tokens.count + 1);
    if (!tags)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; models && models->has_names && i < analysis->sentences.count; i++) {
        struct sentence sentence = analysis->sentences.at[i];
        for (uint32_t first = sentence.first_token; first < sentence.past_token;
             first += NAME_PIECE_TOKENS) {
            struct attributes attributes[NAME_PIECE_TOKENS];
            uint32_t left = sentence.past_token - first;
            uint32_t count = left < NAME_PIECE_TOKENS ? left : NAME_PIECE_TOKENS;
            tag_piece(models, analysis, first, count, attributes, tags + first);
        }
    }
    *ret_tags = tags;
    return 0;
}
