#include "models/train/transition_learner.h"

#include "analysis/language/triples.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* Of a line's twelve places ten are taken in the mean: one feature in thirty finds its line full.
 */
enum { FIRST_FEATURES = 1 << 20, LINE_FEATURES = 10 };

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

/* The least shift under which all three weights are bytes; the greatest there is when none is. */
static uint32_t shift_of(const struct average *average) {
    double most = 0;
    for (uint32_t k = 0; k < TRIPLE_CLASSES; k++)
        most = fmax(most, fabs(average->weights[k]));
    uint32_t shift = 0;
    while (shift < TRIPLE_SHIFT_MAX && lround(most / (1 << shift)) > TRIPLE_BYTE_MAX)
        shift++;
    return shift;
}

static void fill_slot(const struct average *average, uint32_t slot, struct triple_line *line) {
    uint32_t shift = shift_of(average);
    line->checks[slot] = triple_check(average->hash);
    line->shifts |= shift << slot * TRIPLE_SHIFT_BITS;
    for (uint32_t k = 0; k < TRIPLE_CLASSES; k++) {
        double weight = average->weights[k] / (1 << shift);
        weight = fmax(fmin(weight, TRIPLE_BYTE_MAX), -TRIPLE_BYTE_MAX);
        line->weights[slot][k] = (int8_t)lround(weight);
    }
}

/* The features come by their hashes and so by their lines. */
static void fill_lines(struct average *kept, uint64_t count, struct triple_line *lines,
                       uint32_t line_count) {
    uint64_t past;
    for (uint64_t first = 0; first < count; first = past) {
        uint32_t home = triple_home(kept[first].hash, line_count);
        past = first + 1;
        while (past < count && triple_home(kept[past].hash, line_count) == home)
            past++;
        qsort(kept + first, past - first, sizeof *kept, by_spread);
        for (uint32_t i = 0; i < TRIPLE_SLOTS && first + i < past; i++)
            fill_slot(&kept[first + i], i, &lines[home]);
    }
}

int transition_learner_export(const struct transition_learner *learner, double scale,
                              double threshold, struct buffer *lines) {
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

    uint32_t line_count = (uint32_t)(count / LINE_FEATURES + 1);
    struct triple_line *table = calloc(line_count, sizeof *table);
    if (table) {
        fill_lines(kept, count, table, line_count);
        buffer_append(lines, slice_of((const char *)table, line_count * sizeof *table));
    }
    int result = table ? buffer_error(lines) : ERR_NO_MEMORY;
    free(table);
    free(kept);
    return result;
}
