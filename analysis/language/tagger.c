#include "analysis/language/tagger.h"

#include <assert.h>

enum row { NONE, P2, P1, T0, N1, N2, HISTORY, ROWS };

/* History: the two tags before, then both. */
enum { H_TAG1, H_TAG2, H_TAGS };

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define TAG1 (HISTORY * ATTRIBUTE_COUNT + H_TAG1)
#define TAG2 (HISTORY * ATTRIBUTE_COUNT + H_TAG2)
#define TAGS (HISTORY * ATTRIBUTE_COUNT + H_TAGS)

/* What does not depend on the tags before. */
static const struct feature_template still_templates[] = {
    /* the word */
    {{V(T0, WORD)}},
    {{V(T0, FORM)}},
    {{V(T0, FORM), V(T0, SITE)}},
    {{V(T0, SUFFIX1), V(T0, SHAPE)}},
    {{V(T0, SUFFIX2)}},
    {{V(T0, SUFFIX3)}},
    {{V(T0, SUFFIX4)}},
    {{V(T0, LISTS), V(T0, SITE)}},
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

static const struct feature_template history_templates[] = {
    {{V(T0, LISTS), V(T0, SITE), TAG1}},
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
};

enum {
    STILL_TEMPLATES = sizeof still_templates / sizeof *still_templates,
    HISTORY_TEMPLATES = sizeof history_templates / sizeof *history_templates,
};
_Static_assert((int)STILL_TEMPLATES + (int)HISTORY_TEMPLATES <= (int)SPARSE_FEATURES_MAX,
               "their weights fit the sums");

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, int64_t i) {
    return i < 0 || i >= count ? attributes_nothing.at : tokens[i].at;
}

static void still_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                           uint64_t hashes[STILL_TEMPLATES]) {
    const uint32_t *rows[ROWS] = {[NONE] = attributes_none.at};
    for (int64_t k = P2; k <= N2; k++)
        rows[k] = row_at(tokens, count, i + k - T0);
    features_hash(still_templates, STILL_TEMPLATES, rows, hashes);
}

static void history_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                             uint64_t hashes[HISTORY_TEMPLATES]) {
    uint32_t tag1 = row_at(tokens, count, (int64_t)i - 1)[ATTRIBUTE_TAG];
    uint32_t tag2 = row_at(tokens, count, (int64_t)i - 2)[ATTRIBUTE_TAG];
    const uint32_t history[] = {[H_TAG1] = tag1, [H_TAG2] = tag2, [H_TAGS] = tag1 << 8 ^ tag2};
    const uint32_t *rows[ROWS] = {[NONE] = attributes_none.at};
    for (int64_t k = P2; k <= N2; k++)
        rows[k] = row_at(tokens, count, i + k - T0);
    rows[HISTORY] = history;
    features_hash(history_templates, HISTORY_TEMPLATES, rows, hashes);
}

uint32_t tagger_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                         uint64_t *ret_hashes) {
    still_features(tokens, count, i, ret_hashes);
    history_features(tokens, count, i, ret_hashes + STILL_TEMPLATES);
    return STILL_TEMPLATES + HISTORY_TEMPLATES;
}

uint32_t class_of_best(const int32_t *scores, uint32_t count) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < count; i++)
        if (scores[i] > scores[best])
            best = i;
    return best;
}

/* One sentence under way. */
struct tagging {
    struct attributes *tokens;
    uint32_t count;
    uint32_t open_count;
    uint16_t open[TAGGER_TOKENS]; /* tokens that are scored, in order */
};

static uint32_t features_of_turn(const void *subject, uint32_t turn, uint64_t *ret_hashes) {
    const struct tagging *tagging = subject;
    still_features(tagging->tokens, tagging->count, tagging->open[turn], ret_hashes);
    return STILL_TEMPLATES;
}

static uint32_t classify(const struct tagging *tagging, struct sparse_turns *turns, uint32_t turn,
                         uint32_t class_count) {
    struct sparse_sums *sums = sparse_sums_of(turns, turn);
    uint64_t hashes[HISTORY_TEMPLATES];
    history_features(tagging->tokens, tagging->count, tagging->open[turn], hashes);
    sparse_ask(turns->model, hashes, HISTORY_TEMPLATES);
    sparse_turns_hash(turns, turn);
    sparse_turns_match(turns, turn);
    sparse_match(turns->model, hashes, HISTORY_TEMPLATES, sums);
    sparse_finish(turns->model, sums);
    return sparse_best(sums, class_count);
}

/* Tags the words that have always one, and notes the others. */
static void settle_tags(const struct tagger_model *model, struct tagging *tagging) {
    tagging->open_count = 0;
    for (uint32_t i = 0; i < tagging->count; i++) {
        uint32_t *values = tagging->tokens[i].at;
        values[ATTRIBUTE_TAG] = model->decided[values[ATTRIBUTE_AMBIGUITY]];
        if (values[ATTRIBUTE_TAG] == TAG_UNDECIDED)
            tagging->open[tagging->open_count++] = (uint16_t)i;
    }
}

void tagger_run(const struct tagger_model *model, struct attributes *tokens, uint32_t count) {
    struct tagging tagging;
    assert(count <= TAGGER_TOKENS);
    tagging.tokens = tokens;
    tagging.count = count;
    settle_tags(model, &tagging);

    struct sparse_turns turns;
    sparse_turns_start(&model->weights, features_of_turn, &tagging, tagging.open_count, &turns);
    for (uint32_t turn = 0; turn < turns.count; turn++)
        tokens[tagging.open[turn]].at[ATTRIBUTE_TAG] =
            classify(&tagging, &turns, turn, model->class_count);
}
