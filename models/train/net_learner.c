#include "models/train/net_learner.h"

#include "models/train/net_export.h"
#include "models/train/random.h"
#include "models/train/treebank.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LEFT_OUT 0.5F         /* of hidden values */
#define VECTORS_LEFT_OUT 0.1F /* words whose vector is not looked at */
#define SMALL_ERROR 1e-4F     /* derivatives below it are left alone */

typedef float inputs_row[NET_INPUT];
typedef float hidden_row[NET_HIDDEN];
typedef float second_row[NET_SECOND];

/* All layers of one lesson: values, how much of each was let through, derivatives. */
struct layers {
    bool vector_out[LESSON_TOKENS];
    uint32_t rows[LESSON_TOKENS][NET_TABLES];
    inputs_row inputs[LESSON_TOKENS];
    inputs_row input_errors[LESSON_TOKENS];
    hidden_row hidden[LESSON_TOKENS];
    hidden_row hidden_let[LESSON_TOKENS];
    hidden_row hidden_errors[LESSON_TOKENS];
    hidden_row pooled[LESSON_TOKENS];
    uint32_t pooled_from[LESSON_TOKENS][NET_HIDDEN]; /* NO_INDEX for none */
    second_row second[LESSON_TOKENS];
    second_row second_let[LESSON_TOKENS];
};

struct net_learner {
    struct parameters groups[GROUP_COUNT];
    const struct word_vectors *vectors;
    uint64_t random;
    uint32_t steps;
    struct layers layers;
};

struct net_learner *net_learner_new(const struct word_vectors *vectors, uint64_t seed) {
    struct net_learner *learner = calloc(1, sizeof *learner);
    if (!learner)
        return NULL;

    learner->vectors = vectors;
    learner->random = seed;
    if (!parameters_new(vectors->width, seed, learner->groups)) {
        net_learner_free(learner);
        return NULL;
    }
    return learner;
}

void net_learner_free(struct net_learner *learner) {
    if (!learner)
        return;
    parameters_done(learner->groups);
    free(learner);
}

const chain_scores *net_learner_links(const struct net_learner *learner) {
    const void *links = learner->groups[GROUP_LINKS].now;
    return links;
}

chain_scores *net_learner_link_errors(struct net_learner *learner) {
    void *errors = learner->groups[GROUP_LINKS].error;
    return errors;
}

static bool chance(struct net_learner *learner, float share) {
    return (float)(random_next(&learner->random) >> 40) / 16777216.0F < share;
}

/* ---- small sums ----------------------------------------------------------------------------- */

/* to += factor × row */
static inline void add_row(float *restrict to, const float *restrict row, float factor,
                           uint32_t width) {
    for (uint32_t i = 0; i < width; i++)
        to[i] += factor * row[i];
}

/* The product of two rows, in eight sums that processors make side by side. */
static inline float product(const float *restrict a, const float *restrict b, uint32_t width) {
    float sums[8] = {0};
    for (uint32_t i = 0; i < width; i += 8)
        for (uint32_t k = 0; k < 8; k++)
            sums[k] += a[i + k] * b[i + k];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
           ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

static bool all_small(const float *values, uint32_t count, float bound) {
    for (uint32_t i = 0; i < count; i++)
        if (values[i] > bound || values[i] < -bound)
            return false;
    return true;
}

/* Cuts what is below zero, leaves out some of the rest and makes up for it. */
static void let_through(struct net_learner *learner, float *values, float *let, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        bool out = chance(learner, LEFT_OUT);
        let[i] = values[i] > 0 && !out ? 1 / (1 - LEFT_OUT) : 0;
        values[i] *= let[i];
    }
}

/* ---- forward -------------------------------------------------------------------------------- */

/* The values of the token's vector, NULL where it has none. */
static const float *vector_of(const struct net_learner *learner, const struct attributes *token) {
    uint32_t number = token->at[ATTRIBUTE_VECTOR];
    return number ? learner->vectors->values + (size_t)(number - 1) * learner->vectors->width
                  : NULL;
}

static void read_inputs(struct net_learner *learner, const struct lesson *lesson) {
    struct layers *layers = &learner->layers;
    for (uint32_t i = 0; i < lesson->count; i++) {
        const float *vector = vector_of(learner, &lesson->tokens[i]);
        float *input = layers->inputs[i];
        memset(input, 0, sizeof layers->inputs[i]);
        layers->vector_out[i] = chance(learner, VECTORS_LEFT_OUT) || !vector;
        for (uint32_t k = 0; !layers->vector_out[i] && k < learner->vectors->width; k++)
            add_row(input, learner->groups[GROUP_PROJECTION].now + (size_t)k * NET_VECTOR,
                    vector[k], NET_VECTOR);

        const float *table = learner->groups[GROUP_TABLES].now;
        uint32_t at = NET_VECTOR;
        net_rows(&lesson->tokens[i], layers->rows[i]);
        for (uint32_t k = 0; k < NET_TABLES; k++) {
            uint32_t width = net_tables[k].width;
            memcpy(input + at, table + (size_t)layers->rows[i][k] * width, width * sizeof *input);
            at += width;
            table += (size_t)net_tables[k].rows * width;
        }
    }
}

/* The weights of one place in the window. */
static float *window_weights(float *weights, int place) {
    return weights + (size_t)(place + NET_REACH) * NET_INPUT * NET_HIDDEN;
}

static void fill_hidden(struct net_learner *learner, const struct lesson *lesson, int first,
                        int past) {
    struct layers *layers = &learner->layers;
    for (int i = first; i < past; i++) {
        if (!lesson->possible[i])
            continue;
        float *hidden = layers->hidden[i];
        memcpy(hidden, learner->groups[GROUP_WINDOW_BIAS].now, sizeof layers->hidden[i]);
        for (int place = -NET_REACH; place <= NET_REACH; place++) {
            if (i + place < first || i + place >= past)
                continue;
            const float *weights = window_weights(learner->groups[GROUP_WINDOW].now, place);
            for (uint32_t k = 0; k < NET_INPUT; k++)
                add_row(hidden, weights + (size_t)k * NET_HIDDEN, layers->inputs[i + place][k],
                        NET_HIDDEN);
        }
        let_through(learner, hidden, layers->hidden_let[i], NET_HIDDEN);
    }
}

static bool is_pooled(const struct lesson *lesson, uint32_t i) {
    return lesson->possible[i] && (lesson->tokens[i].at[ATTRIBUTE_SITE] & SITE_UPPER);
}

static void pool(struct layers *layers, const struct lesson *lesson, uint32_t i) {
    memset(layers->pooled[i], 0, sizeof layers->pooled[i]);
    for (uint32_t k = 0; k < NET_HIDDEN; k++)
        layers->pooled_from[i][k] = NO_INDEX;
    for (uint32_t other = 0; is_pooled(lesson, i) && other < lesson->count; other++) {
        if (other == i || !is_pooled(lesson, other) ||
            lesson->tokens[other].at[ATTRIBUTE_WORD] != lesson->tokens[i].at[ATTRIBUTE_WORD])
            continue;
        for (uint32_t k = 0; k < NET_HIDDEN; k++)
            if (layers->hidden[other][k] > layers->pooled[i][k]) {
                layers->pooled[i][k] = layers->hidden[other][k];
                layers->pooled_from[i][k] = other;
            }
    }
}

static void fill_scores(struct net_learner *learner, uint32_t i, float *ret_scores) {
    struct layers *layers = &learner->layers;
    const float *weights = learner->groups[GROUP_SECOND].now;
    const float *out = learner->groups[GROUP_OUT].now;
    float *second = layers->second[i];
    memcpy(second, learner->groups[GROUP_SECOND_BIAS].now, sizeof layers->second[i]);
    for (uint32_t k = 0; k < NET_HIDDEN; k++) {
        if (layers->hidden[i][k] != 0)
            add_row(second, weights + (size_t)k * NET_SECOND, layers->hidden[i][k], NET_SECOND);
        if (layers->pooled[i][k] != 0)
            add_row(second, weights + (size_t)(NET_HIDDEN + k) * NET_SECOND, layers->pooled[i][k],
                    NET_SECOND);
    }
    let_through(learner, second, layers->second_let[i], NET_SECOND);
    memcpy(ret_scores, learner->groups[GROUP_OUT_BIAS].now, sizeof(chain_scores));
    for (uint32_t k = 0; k < NET_SECOND; k++)
        add_row(ret_scores, out + (size_t)k * NET_CLASSES, second[k], NET_CLASSES);
}

void net_learner_score(struct net_learner *learner, const struct lesson *lesson,
                       chain_scores *ret_scores) {
    assert(lesson->count <= LESSON_TOKENS);
    read_inputs(learner, lesson);
    for (uint32_t i = 0; i < lesson->sentence_count; i++)
        fill_hidden(learner, lesson, (int)(lesson->sentences[i].first - lesson->first),
                    (int)(lesson->sentences[i].past - lesson->first));
    for (uint32_t i = 0; i < lesson->count; i++) {
        if (!lesson->possible[i])
            continue;
        pool(&learner->layers, lesson, i);
        fill_scores(learner, i, ret_scores[i]);
    }
}

/* ---- backward ------------------------------------------------------------------------------- */

static void err_second(struct net_learner *learner, uint32_t i, const float *errors) {
    struct layers *layers = &learner->layers;
    struct parameters *groups = learner->groups;
    second_row second_errors;
    for (uint32_t k = 0; k < NET_SECOND; k++) {
        float sum = 0;
        for (uint32_t c = 0; c < NET_CLASSES; c++)
            sum += errors[c] * groups[GROUP_OUT].now[k * NET_CLASSES + c];
        add_row(groups[GROUP_OUT].error + (size_t)k * NET_CLASSES, errors, layers->second[i][k],
                NET_CLASSES);
        second_errors[k] = sum * layers->second_let[i][k];
    }
    add_row(groups[GROUP_OUT_BIAS].error, errors, 1, NET_CLASSES);
    add_row(groups[GROUP_SECOND_BIAS].error, second_errors, 1, NET_SECOND);

    const float *weights = groups[GROUP_SECOND].now;
    float *weight_errors = groups[GROUP_SECOND].error;
    for (uint32_t k = 0; k < 2 * NET_HIDDEN; k++) {
        bool own = k < NET_HIDDEN;
        uint32_t h = own ? k : k - NET_HIDDEN;
        uint32_t from = own ? i : layers->pooled_from[i][h];
        if (from == NO_INDEX)
            continue;
        float value = own ? layers->hidden[i][h] : layers->pooled[i][h];
        layers->hidden_errors[from][h] +=
            product(weights + (size_t)k * NET_SECOND, second_errors, NET_SECOND);
        add_row(weight_errors + (size_t)k * NET_SECOND, second_errors, value, NET_SECOND);
    }
}

static void err_hidden(struct net_learner *learner, const struct lesson *lesson, int first,
                       int past) {
    struct layers *layers = &learner->layers;
    struct parameters *groups = learner->groups;
    for (int i = first; i < past; i++) {
        if (!lesson->possible[i])
            continue;
        float *errors = layers->hidden_errors[i];
        for (uint32_t k = 0; k < NET_HIDDEN; k++)
            errors[k] *= layers->hidden_let[i][k];
        if (all_small(errors, NET_HIDDEN, 0))
            continue;
        add_row(groups[GROUP_WINDOW_BIAS].error, errors, 1, NET_HIDDEN);
        for (int place = -NET_REACH; place <= NET_REACH; place++) {
            if (i + place < first || i + place >= past)
                continue;
            const float *weights = window_weights(groups[GROUP_WINDOW].now, place);
            float *weight_errors = window_weights(groups[GROUP_WINDOW].error, place);
            for (uint32_t k = 0; k < NET_INPUT; k++) {
                size_t row = (size_t)k * NET_HIDDEN;
                layers->input_errors[i + place][k] += product(weights + row, errors, NET_HIDDEN);
                add_row(weight_errors + row, errors, layers->inputs[i + place][k], NET_HIDDEN);
            }
        }
    }
}

static void err_inputs(struct net_learner *learner, const struct lesson *lesson) {
    struct layers *layers = &learner->layers;
    for (uint32_t i = 0; i < lesson->count; i++) {
        const float *errors = layers->input_errors[i];
        const float *vector = vector_of(learner, &lesson->tokens[i]);
        if (all_small(errors, NET_INPUT, 0))
            continue;
        for (uint32_t k = 0; !layers->vector_out[i] && k < learner->vectors->width; k++)
            add_row(learner->groups[GROUP_PROJECTION].error + (size_t)k * NET_VECTOR, errors,
                    vector[k], NET_VECTOR);

        float *table = learner->groups[GROUP_TABLES].error;
        uint32_t at = NET_VECTOR;
        for (uint32_t k = 0; k < NET_TABLES; k++) {
            uint32_t width = net_tables[k].width;
            add_row(table + (size_t)layers->rows[i][k] * width, errors + at, 1, width);
            at += width;
            table += (size_t)net_tables[k].rows * width;
        }
    }
}

void net_learner_err(struct net_learner *learner, const struct lesson *lesson,
                     const chain_scores *errors) {
    struct layers *layers = &learner->layers;
    memset(layers->hidden_errors, 0, lesson->count * sizeof *layers->hidden_errors);
    memset(layers->input_errors, 0, lesson->count * sizeof *layers->input_errors);
    for (uint32_t i = 0; i < lesson->count; i++)
        if (lesson->possible[i] && !all_small(errors[i], NET_CLASSES, SMALL_ERROR))
            err_second(learner, i, errors[i]);
    for (uint32_t i = 0; i < lesson->sentence_count; i++)
        err_hidden(learner, lesson, (int)(lesson->sentences[i].first - lesson->first),
                   (int)(lesson->sentences[i].past - lesson->first));
    err_inputs(learner, lesson);
}

void net_learner_step(struct net_learner *learner, float rate) {
    parameters_step(learner->groups, ++learner->steps, rate);
}

int net_learner_export(const struct net_learner *learner, float doubt, struct arena *arena,
                       struct name_net *ret_net) {
    return net_export(learner->groups, learner->vectors, doubt, arena, ret_net);
}
