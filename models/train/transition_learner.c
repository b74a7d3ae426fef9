#include "models/train/transition_learner.h"

#include "analysis/language/linear.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST_FEATURES = 1 << 20 };

struct feature {
    uint64_t hash; /* 0: free */
    int32_t weights[3];
    uint32_t stamp; /* the step up to which `totals` count */
    int64_t totals[3];
    uint32_t updates;
};

struct transition_learner {
    struct feature *features;
    uint64_t capacity; /* a power of two */
    uint64_t count;
    uint32_t step;
    uint32_t rare; /* features updated less often do not count */
};

struct transition_learner *transition_learner_new(uint32_t rare) {
    struct transition_learner *learner = calloc(1, sizeof *learner);
    if (!learner)
        return NULL;

    learner->features = calloc(FIRST_FEATURES, sizeof *learner->features);
    if (!learner->features) {
        free(learner);
        return NULL;
    }
    learner->capacity = FIRST_FEATURES;
    learner->step = 1;
    learner->rare = rare;
    return learner;
}

void transition_learner_free(struct transition_learner *learner) {
    if (!learner)
        return;
    free(learner->features);
    free(learner);
}

static uint64_t home_of(const struct transition_learner *learner, uint64_t hash) {
    return hash >> 20 & (learner->capacity - 1);
}

static struct feature *place_of(const struct transition_learner *learner, uint64_t hash) {
    uint64_t at = home_of(learner, hash);
    while (learner->features[at].hash != 0 && learner->features[at].hash != hash)
        at = (at + 1) & (learner->capacity - 1);
    return &learner->features[at];
}

static bool grow(struct transition_learner *learner) {
    struct transition_learner grown = *learner;
    grown.capacity = learner->capacity * 2;
    grown.features = calloc(grown.capacity, sizeof *grown.features);
    if (!grown.features)
        return false;

    for (uint64_t i = 0; i < learner->capacity; i++)
        if (learner->features[i].hash)
            *place_of(&grown, learner->features[i].hash) = learner->features[i];
    free(learner->features);
    *learner = grown;
    return true;
}

void transition_learner_score(const struct transition_learner *learner, const uint64_t *hashes,
                              uint32_t count, int32_t scores[3]) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&learner->features[home_of(learner, hashes[i])]);
    for (uint32_t i = 0; i < count; i++) {
        const struct feature *feature = place_of(learner, hashes[i]);
        if (feature->updates < learner->rare)
            continue;
        for (uint32_t k = 0; k < 3; k++)
            scores[k] += feature->weights[k];
    }
}

static void settle(struct feature *feature, uint32_t step) {
    for (uint32_t k = 0; k < 3; k++)
        feature->totals[k] += (int64_t)feature->weights[k] * (int64_t)(step - feature->stamp);
    feature->stamp = step;
}

int transition_learner_update(struct transition_learner *learner, const uint64_t *hashes,
                              uint32_t count, uint32_t class, int32_t amount) {
    for (uint32_t i = 0; i < count; i++) {
        if (learner->count * 2 >= learner->capacity && !grow(learner))
            return ERR_NO_MEMORY;

        struct feature *feature = place_of(learner, hashes[i]);
        if (feature->hash == 0) {
            *feature = (struct feature){.hash = hashes[i], .stamp = learner->step};
            learner->count++;
        }
        if (feature->updates >= learner->rare)
            settle(feature, learner->step);
        feature->stamp = learner->step;
        feature->updates++;
        feature->weights[class] += amount;
    }
    return 0;
}

void transition_learner_step(struct transition_learner *learner) {
    learner->step++;
}

static int by_hash(const void *left, const void *right) {
    const struct feature *a = left;
    const struct feature *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* The feature's averages as they will be exported. Returns their spread. */
static int32_t average(const struct transition_learner *learner, struct feature *feature,
                       double scale) {
    settle(feature, learner->step);
    int32_t low = INT32_MAX;
    int32_t high = INT32_MIN;
    for (uint32_t k = 0; k < 3; k++) {
        int32_t weight = (int32_t)lround((double)feature->totals[k] / learner->step * scale);
        weight = weight > TRIPLE_WEIGHT_MAX ? TRIPLE_WEIGHT_MAX : weight;
        weight = weight < -TRIPLE_WEIGHT_MAX ? -TRIPLE_WEIGHT_MAX : weight;
        feature->weights[k] = weight;
        low = weight < low ? weight : low;
        high = weight > high ? weight : high;
    }
    return high - low;
}

static void place_slot(struct triple_slot *slots, uint32_t size, const struct feature *feature) {
    uint32_t at = linear_home(feature->hash, size);
    while (slots[at].check != 0)
        at = linear_next(at, size);
    slots[at].check = triple_check(feature->hash);
    for (uint32_t k = 0; k < 3; k++)
        slots[at].weights[k] = (int16_t)feature->weights[k];
}

int transition_learner_export(const struct transition_learner *learner, double scale,
                              int32_t threshold, struct buffer *slots) {
    struct feature *kept = calloc(learner->count + 1, sizeof *kept);
    if (!kept)
        return ERR_NO_MEMORY;

    uint64_t count = 0;
    for (uint64_t i = 0; i < learner->capacity; i++) {
        struct feature feature = learner->features[i];
        if (feature.updates >= learner->rare && feature.hash &&
            average(learner, &feature, scale) >= threshold)
            kept[count++] = feature;
    }
    qsort(kept, count, sizeof *kept, by_hash);

    uint32_t size = (uint32_t)(count + count * 2 / 3 + 1); /* three in five taken: short probing */
    struct triple_slot *table = calloc(size, sizeof *table);
    for (uint64_t i = 0; table && i < count; i++)
        place_slot(table, size, &kept[i]);
    if (table)
        buffer_append(slots, slice_of((const char *)table, size * sizeof *table));
    int result = table ? buffer_error(slots) : ERR_NO_MEMORY;
    free(table);
    free(kept);
    return result;
}
