#include "models/train/linear_names.h"

#include "base/error.h"
#include "models/train/learner.h"
#include "models/train/model_output.h"
#include "models/train/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OFTEN = 3, THRESHOLD = 2, LINE_SLOTS = 6, FIRST_FEATURES = 1 << 20, NOT_KEPT = UINT32_MAX };
#define LEFT_OUT 0.5F
#define SMALL_ERROR 1e-4F
#define NO_DIVISION_BY_ZERO 1e-8F

struct feature {
    uint64_t hash; /* 0: free */
    uint32_t count;
    uint32_t number; /* among the kept ones */
    bool named;
};

struct weights {
    uint64_t hash;
    chain_scores now;
    chain_scores squares;
};

struct linear_names {
    struct feature *features;
    uint64_t capacity; /* a power of two */
    uint64_t used;
    struct weights *weights;
    uint32_t kept;
    uint32_t *numbers; /* the kept features of each token, one token after the other */
    uint32_t *starts;  /* where a token's begin; one more as the end */
};

static struct feature *place_of(const struct linear_names *names, uint64_t hash) {
    uint64_t at = hash >> 20 & (names->capacity - 1);
    while (names->features[at].hash != 0 && names->features[at].hash != hash)
        at = (at + 1) & (names->capacity - 1);
    return &names->features[at];
}

static bool grow(struct linear_names *names) {
    struct linear_names grown = *names;
    grown.capacity = names->capacity * 2;
    grown.features = calloc(grown.capacity, sizeof *grown.features);
    if (!grown.features)
        return false;

    for (uint64_t i = 0; i < names->capacity; i++)
        if (names->features[i].hash)
            *place_of(&grown, names->features[i].hash) = names->features[i];
    free(names->features);
    *names = grown;
    return true;
}

/* Calls for every feature of every possible token. */
typedef bool (*visit)(struct linear_names *names, uint32_t token, uint64_t hash, bool named);

static bool for_all(struct linear_names *names, const struct treebank *treebank,
                    const struct attributes *tokens, const bool *possible, visit each) {
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        for (uint32_t k = at.first; k < at.past; k++) {
            uint64_t hashes[FEATURES_MAX];
            uint32_t count = 0;
            if (possible[k])
                count = name_features(tokens + at.first, at.past - at.first, k - at.first, hashes);
            for (uint32_t h = 0; h < count; h++)
                if (!each(names, k, hashes[h], treebank->tokens[k].name != NAME_O))
                    return false;
        }
    }
    return true;
}

static bool count_feature(struct linear_names *names, uint32_t token, uint64_t hash, bool named) {
    (void)token;
    if (names->used * 2 >= names->capacity && !grow(names))
        return false;
    struct feature *feature = place_of(names, hash);
    names->used += feature->hash == 0;
    feature->hash = hash;
    feature->count++;
    feature->named |= named;
    return true;
}

static bool count_kept(struct linear_names *names, uint32_t token, uint64_t hash, bool named) {
    (void)named;
    names->starts[token + 1] += place_of(names, hash)->number != NOT_KEPT;
    return true;
}

static bool enter_kept(struct linear_names *names, uint32_t token, uint64_t hash, bool named) {
    (void)named;
    uint32_t number = place_of(names, hash)->number;
    if (number != NOT_KEPT)
        names->numbers[names->starts[token]++] = number;
    return true;
}

static bool keep_features(struct linear_names *names) {
    for (uint64_t i = 0; i < names->capacity; i++) {
        struct feature *feature = &names->features[i];
        bool kept = feature->count >= OFTEN && feature->named;
        feature->number = kept ? names->kept++ : NOT_KEPT;
    }
    names->weights = calloc(names->kept + 1, sizeof *names->weights);
    for (uint64_t i = 0; names->weights && i < names->capacity; i++)
        if (names->features[i].number != NOT_KEPT)
            names->weights[names->features[i].number].hash = names->features[i].hash;
    return names->weights != NULL;
}

static bool enter_tokens(struct linear_names *names, const struct treebank *treebank,
                         const struct attributes *tokens, const bool *possible) {
    uint32_t count = treebank->token_count;
    names->starts = calloc((size_t)count + 1, sizeof *names->starts);
    if (!names->starts)
        return false;

    for_all(names, treebank, tokens, possible, count_kept);
    for (uint32_t i = 0; i < count; i++)
        names->starts[i + 1] += names->starts[i];
    names->numbers = calloc((size_t)names->starts[count] + 1, sizeof *names->numbers);
    if (!names->numbers)
        return false;

    for_all(names, treebank, tokens, possible, enter_kept);
    for (uint32_t i = count; i > 0; i--) /* each stands at its end now */
        names->starts[i] = names->starts[i - 1];
    names->starts[0] = 0;
    return true;
}

struct linear_names *linear_names_new(const struct treebank *treebank,
                                      const struct attributes *tokens, const bool *possible) {
    struct linear_names *names = calloc(1, sizeof *names);
    if (!names)
        return NULL;

    names->capacity = FIRST_FEATURES;
    names->features = calloc(names->capacity, sizeof *names->features);
    if (!names->features || !for_all(names, treebank, tokens, possible, count_feature) ||
        !keep_features(names) || !enter_tokens(names, treebank, tokens, possible)) {
        linear_names_free(names);
        return NULL;
    }
    return names;
}

void linear_names_free(struct linear_names *names) {
    if (!names)
        return;
    free(names->features);
    free(names->weights);
    free(names->numbers);
    free(names->starts);
    free(names);
}

static bool left_out(uint64_t hash, uint64_t draw) {
    uint64_t state = hash ^ draw;
    return (float)(random_next(&state) >> 40) / 16777216.0F < LEFT_OUT;
}

void linear_names_score(const struct linear_names *names, uint32_t first, uint32_t past,
                        uint64_t draw, chain_scores *scores) {
    for (uint32_t i = first; i < past; i++)
        for (uint32_t k = names->starts[i]; k < names->starts[i + 1]; k++) {
            const struct weights *weights = &names->weights[names->numbers[k]];
            for (uint32_t c = 0; !left_out(weights->hash, draw) && c < NAME_CLASS_COUNT; c++)
                scores[i - first][c] += weights->now[c];
        }
}

static bool is_small(const float *errors) {
    for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
        if (errors[c] > SMALL_ERROR || errors[c] < -SMALL_ERROR)
            return false;
    return true;
}

void linear_names_step(struct linear_names *names, uint32_t first, uint32_t past, uint64_t draw,
                       const chain_scores *errors, float rate) {
    for (uint32_t i = first; i < past; i++) {
        const float *error = errors[i - first];
        for (uint32_t k = names->starts[i]; !is_small(error) && k < names->starts[i + 1]; k++) {
            struct weights *weights = &names->weights[names->numbers[k]];
            if (left_out(weights->hash, draw))
                continue;
            for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++) {
                weights->squares[c] += error[c] * error[c];
                weights->now[c] -=
                    rate * error[c] / sqrtf(weights->squares[c] + NO_DIVISION_BY_ZERO);
            }
        }
    }
}

/* While learning, only a share of the features was there to tell: the rest is as much again. */
int linear_names_export(const struct linear_names *names, uint32_t bits, struct buffer *lines,
                        struct buffer *rows) {
    struct learner *learner = learner_new(NAME_CLASS_COUNT, 1);
    int result = learner ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; result == 0 && i < names->kept; i++)
        for (uint32_t c = 0; result == 0 && c < NAME_CLASS_COUNT; c++) {
            long weight = lroundf(ldexpf(names->weights[i].now[c], (int)bits));
            if (weight != 0)
                result = learner_update(learner, &names->weights[i].hash, 1, c, (int32_t)weight);
        }
    if (result == 0)
        result = output_sparse(learner, THRESHOLD, LINE_SLOTS, lines, rows);
    learner_free(learner);
    return result;
}
