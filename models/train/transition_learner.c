#include "models/train/transition_learner.h"

#include "analysis/language/triples.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a set's eight slots four are taken in the mean at most: two or three features in a thousand
 * find no room, one absent feature in a hundred finds the check of another. */
enum { FIRST_FEATURES = 1 << 20, SET_FEATURES = 4 };

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

/* A feature on its way into the file. */
struct average {
    uint64_t hash;
    double weights[TRIPLE_CLASSES];
    double spread; /* between the greatest and the least */
};

static struct average average_of(const struct transition_learner *learner, struct feature feature,
                                 double scale) {
    settle(&feature, learner->step);
    struct average average = {.hash = feature.hash};
    double low = INFINITY;
    double high = -INFINITY;
    for (uint32_t k = 0; k < TRIPLE_CLASSES; k++) {
        double weight = (double)feature.totals[k] / learner->step * scale;
        average.weights[k] = weight;
        low = weight < low ? weight : low;
        high = weight > high ? weight : high;
    }
    average.spread = high - low;
    return average;
}

static int by_hash(const void *left, const void *right) {
    const struct average *a = left;
    const struct average *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

static int by_spread(const void *left, const void *right) {
    const struct average *a = left;
    const struct average *b = right;
    return a->spread != b->spread ? (a->spread < b->spread) - (a->spread > b->spread)
                                  : by_hash(left, right);
}

/* How many slots the weights take. */
static uint32_t slots_of(const struct average *average) {
    double most = 0;
    for (uint32_t k = 0; k < TRIPLE_CLASSES; k++)
        most = fmax(most, fabs(average->weights[k]));
    double slots = fmin(ceil(most / TRIPLE_WEIGHT_MAX), TRIPLE_SLOTS);
    return slots < 1 ? 1 : (uint32_t)slots;
}

/* Spreads the weights over `count` slots from the first free one; what is too much even for them
 * is cut. */
static void fill_slots(const struct average *average, struct triple_set *set, uint32_t first,
                       uint32_t count) {
    int64_t most = (int64_t)count * TRIPLE_WEIGHT_MAX;
    memset(set->checks + first, (int)triple_check(average->hash), count);
    for (uint32_t k = 0; k < TRIPLE_CLASSES; k++) {
        int64_t left = lround(average->weights[k]);
        left = left > most ? most : left < -most ? -most : left;
        for (uint32_t i = 0; i < count; i++) {
            int64_t weight = left / (count - i);
            set->weights[k][first + i] = (int8_t)weight;
            left -= weight;
        }
    }
}

static bool has_check(const struct triple_set *set, uint32_t taken, uint32_t check) {
    return memchr(set->checks, (int)check, taken) != NULL;
}

/* The features of one set, those that weigh most first. */
static void fill_set(const struct average *features, uint64_t count, struct triple_set *set) {
    uint32_t taken = 0;
    for (uint64_t i = 0; i < count && taken < TRIPLE_SLOTS; i++) {
        if (has_check(set, taken, triple_check(features[i].hash)))
            continue;
        uint32_t slots = slots_of(&features[i]);
        slots = slots < TRIPLE_SLOTS - taken ? slots : TRIPLE_SLOTS - taken;
        fill_slots(&features[i], set, taken, slots);
        taken += slots;
    }
}

/* The features come by their hashes and so by their sets. */
static void fill_sets(struct average *kept, uint64_t count, struct triple_set *sets,
                      size_t set_count) {
    uint32_t shift = triple_shift(set_count);
    uint64_t past;
    for (uint64_t first = 0; first < count; first = past) {
        uint64_t home = kept[first].hash >> shift;
        past = first + 1;
        while (past < count && kept[past].hash >> shift == home)
            past++;
        qsort(kept + first, past - first, sizeof *kept, by_spread);
        fill_set(kept + first, past - first, &sets[home]);
    }
}

static size_t sets_for(uint64_t count) {
    size_t sets = 2;
    while (sets * SET_FEATURES < count)
        sets *= 2;
    return sets;
}

int transition_learner_export(const struct transition_learner *learner, double scale,
                              double threshold, struct buffer *ret_sets) {
    struct average *kept = calloc(learner->count + 1, sizeof *kept);
    if (!kept)
        return ERR_NO_MEMORY;

    uint64_t count = 0;
    for (uint64_t i = 0; i < learner->capacity; i++) {
        struct feature feature = learner->features[i];
        if (!feature.hash || feature.updates < learner->rare)
            continue;
        kept[count] = average_of(learner, feature, scale);
        count += kept[count].spread >= threshold;
    }
    qsort(kept, count, sizeof *kept, by_hash);

    size_t set_count = sets_for(count);
    struct triple_set *sets = calloc(set_count, sizeof *sets);
    if (sets) {
        fill_sets(kept, count, sets, set_count);
        buffer_append(ret_sets, slice_of((const char *)sets, set_count * sizeof *sets));
    }
    int result = sets ? buffer_error(ret_sets) : ERR_NO_MEMORY;
    free(sets);
    free(kept);
    return result;
}
