#include "analysis/language/tagger.h"

enum row { NONE, P2, P1, T0, N1, N2, HISTORY, ROWS };

/* History: the two tags before, then both. */
enum { H_TAG1, H_TAG2, H_TAGS };

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define TAG1 (HISTORY * ATTRIBUTE_COUNT + H_TAG1)
#define TAG2 (HISTORY * ATTRIBUTE_COUNT + H_TAG2)
#define TAGS (HISTORY * ATTRIBUTE_COUNT + H_TAGS)

static const struct feature_template templates[] = {
    /* the word */
    {{V(T0, WORD)}},
    {{V(T0, FORM)}},
    {{V(T0, FORM), V(T0, SITE)}},
    {{V(T0, SUFFIX1), V(T0, SHAPE)}},
    {{V(T0, SUFFIX2)}},
    {{V(T0, SUFFIX3)}},
    {{V(T0, SUFFIX4)}},
    {{V(T0, LISTS), V(T0, SITE)}},
    {{V(T0, LISTS), V(T0, SITE), TAG1}},
    {{V(T0, PREFIX2)}},
    {{V(T0, PREFIX3)}},
    {{V(T0, SHAPE), V(T0, SITE)}},
    {{V(T0, SUFFIX3), V(T0, SITE)}},
    {{V(T0, CLUSTER64)}},
    {{V(T0, CLUSTER256)}},
    {{V(T0, CLUSTER1024)}},
    {{V(T0, CLUSTER256), V(T0, SUFFIX2)}},
    {{V(T0, CLUSTER64), V(T0, SITE)}},
    {{V(T0, AMBIGUITY), V(T0, SITE)}},
    /* the tags before */
    {{TAG1}},
    {{TAGS}},
    {{TAG1, V(T0, WORD)}},
    {{TAGS, V(T0, WORD)}},
    {{TAG1, V(T0, AMBIGUITY)}},
    {{TAGS, V(T0, AMBIGUITY)}},
    {{TAG1, V(T0, SUFFIX3)}},
    {{TAG1, V(T0, CLUSTER256)}},
    {{TAG1, V(T0, AMBIGUITY), V(N1, AMBIGUITY)}},
    {{TAG1, V(T0, CLUSTER64), V(N1, CLUSTER64)}},
    {{TAG1, V(N1, WORD)}},
    {{TAG1, V(P1, WORD)}},
    /* the words around */
    {{V(P1, WORD)}},
    {{V(P2, WORD)}},
    {{V(N1, WORD)}},
    {{V(N2, WORD)}},
    {{V(P1, WORD), V(T0, WORD)}},
    {{V(T0, WORD), V(N1, WORD)}},
    {{V(P1, WORD), V(N1, WORD)}},
    {{V(T0, WORD), V(N1, AMBIGUITY)}},
    {{V(T0, AMBIGUITY), V(N1, AMBIGUITY)}},
    {{V(T0, AMBIGUITY), V(N1, AMBIGUITY), V(N2, AMBIGUITY)}},
    {{V(N1, AMBIGUITY), V(N2, AMBIGUITY)}},
    {{V(T0, WORD), V(N1, CLUSTER64)}},
    {{V(T0, WORD), V(P1, CLUSTER64)}},
    {{V(N1, SUFFIX3)}},
    {{V(N1, SUFFIX2), V(T0, SUFFIX2)}},
    {{V(P1, SUFFIX3)}},
    {{V(N1, CLUSTER256)}},
    {{V(P1, CLUSTER256)}},
    {{V(N1, SHAPE), V(T0, SHAPE)}},
    {{V(P1, SHAPE), V(T0, SHAPE)}},
    {{V(P1, CLUSTER64), V(T0, CLUSTER64), V(N1, CLUSTER64)}},
};
enum { TEMPLATES = sizeof templates / sizeof *templates };
_Static_assert((int)TEMPLATES <= (int)FEATURES_MAX, "callers keep room for FEATURES_MAX");

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, int64_t i) {
    return i < 0 || i >= count ? attributes_nothing.at : tokens[i].at;
}

uint32_t tagger_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                         uint64_t *ret_hashes) {
    uint32_t tag1 = row_at(tokens, count, (int64_t)i - 1)[ATTRIBUTE_TAG];
    uint32_t tag2 = row_at(tokens, count, (int64_t)i - 2)[ATTRIBUTE_TAG];
    const uint32_t history[] = {[H_TAG1] = tag1, [H_TAG2] = tag2, [H_TAGS] = tag1 << 8 ^ tag2};
    const uint32_t *rows[ROWS] = {[NONE] = attributes_none.at};
    for (int64_t k = P2; k <= N2; k++)
        rows[k] = row_at(tokens, count, i + k - T0);
    rows[HISTORY] = history;
    features_hash(templates, TEMPLATES, rows, ret_hashes);
    return TEMPLATES;
}

uint32_t class_of_best(const int32_t *scores, uint32_t count) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < count; i++)
        if (scores[i] > scores[best])
            best = i;
    return best;
}

static uint32_t classify(const struct tagger_model *model, const struct attributes *tokens,
                         uint32_t count, uint32_t i) {
    uint64_t hashes[FEATURES_MAX];
    int32_t scores[LINEAR_CLASSES] = {0};
    uint32_t features = tagger_features(tokens, count, i, hashes);
    sparse_score(&model->weights, hashes, features, scores);
    return class_of_best(scores, model->class_count);
}

void tagger_run(const struct tagger_model *model, struct attributes *tokens, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint8_t decided = model->decided[tokens[i].at[ATTRIBUTE_AMBIGUITY]];
        tokens[i].at[ATTRIBUTE_TAG] =
            decided != TAG_UNDECIDED ? decided : classify(model, tokens, count, i);
    }
}
