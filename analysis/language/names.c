/* A sequence perceptron (Collins 2002) over words, shapes, clusters, lists, tags of speech and the
 * name tag before (features after Ratinov and Roth 2009, "Design challenges and misconceptions in
 * named entity recognition").
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

bool name_follows(uint32_t before, uint32_t class) {
    switch (class) {
    case NAME_I_PER:
    case NAME_I_ORG:
    case NAME_I_LOC:
    case NAME_I_OTHER:
        return before == class || before == class - 1;
    default:
        return true;
    }
}

/* Best score of each class at one token, and the class before that it came from. */
struct column {
    int32_t scores[NAME_CLASS_COUNT];
    uint8_t from[NAME_CLASS_COUNT];
};

enum { IMPOSSIBLE = INT32_MIN / 2 };

/* Sequences that fall so far behind the best are given up: they no longer catch up. */
enum { MARGIN = 1000 };

/* Tries `before`, whose own score is `reached`, in front of every class. */
static void link(const struct name_scorer *scorer, const struct attributes *tokens, uint32_t count,
                 uint32_t i, uint32_t before, int32_t reached, const int32_t *own,
                 struct column *column) {
    uint64_t hashes[FEATURES_MAX];
    int32_t scores[LINEAR_CLASSES] = {0};
    uint32_t features = name_link_features(tokens, count, i, before, hashes);
    scorer->score(scorer->model, hashes, features, scores);
    for (uint32_t class = 0; class < NAME_CLASS_COUNT; class ++) {
        int32_t score = reached + own[class] + scores[class];
        if (name_follows(before, class) && score > column->scores[class]) {
            column->scores[class] = score;
            column->from[class] = (uint8_t)before;
        }
    }
}

static void fill_column(const struct name_scorer *scorer, const struct attributes *tokens,
                        uint32_t count, uint32_t i, struct column *columns) {
    uint64_t hashes[FEATURES_MAX];
    int32_t own[LINEAR_CLASSES] = {0};
    uint32_t features = name_features(tokens, count, i, hashes);
    scorer->score(scorer->model, hashes, features, own);
    for (uint32_t class = 0; scorer->gold && class < NAME_CLASS_COUNT; class ++)
        own[class] += class == scorer->gold[i] ? 0 : scorer->margin;
    for (uint32_t class = 0; class < NAME_CLASS_COUNT; class ++)
        columns[i].scores[class] = IMPOSSIBLE;
    if (i == 0) {
        link(scorer, tokens, count, i, NAME_CLASS_COUNT, 0, own, &columns[i]);
        return;
    }
    const int32_t *reached = columns[i - 1].scores;
    int32_t floor = reached[class_of_best(reached, NAME_CLASS_COUNT)] - MARGIN;
    for (uint32_t before = 0; before < NAME_CLASS_COUNT; before++)
        if (reached[before] > IMPOSSIBLE && reached[before] >= floor)
            link(scorer, tokens, count, i, before, reached[before], own, &columns[i]);
}

void names_decode(const struct name_scorer *scorer, const struct attributes *tokens, uint32_t count,
                  uint8_t *ret_classes) {
    struct column columns[NAME_PIECE_TOKENS];
    assert(count > 0 && count <= NAME_PIECE_TOKENS);
    for (uint32_t i = 0; i < count; i++)
        fill_column(scorer, tokens, count, i, columns);

    uint32_t best = class_of_best(columns[count - 1].scores, NAME_CLASS_COUNT);
    for (uint32_t i = count; i-- > 0;) {
        ret_classes[i] = (uint8_t)best;
        best = columns[i].from[best];
    }
}

static void score_sparse(const void *model, const uint64_t *hashes, uint32_t count,
                         int32_t *scores) {
    sparse_score(model, hashes, count, scores);
}

static void tag_piece(const struct language_models *models, const struct analysis *analysis,
                      uint32_t first, uint32_t count, struct attributes *attributes,
                      uint8_t *tags) {
    const struct name_scorer scorer = {score_sparse, &models->names, NULL, 0};
    for (uint32_t i = 0; i < count; i++)
        name_attributes(models, analysis_slice(analysis, analysis->tokens.at[first + i].span),
                        &analysis->tokens.at[first + i], &attributes[i]);
    sites_fill(attributes, count);
    names_decode(&scorer, attributes, count, tags);
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
