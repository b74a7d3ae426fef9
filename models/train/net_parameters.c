#include "models/train/net_parameters.h"

#include "models/train/random.h"

#include <math.h>
#include <stdlib.h>

#define MEAN_KEPT 0.9F
#define SQUARE_KEPT 0.999F
#define AVERAGE_KEPT 0.999F
#define NO_DIVISION_BY_ZERO 1e-8F

static float random_share(uint64_t *state) {
    return (float)(random_next(state) >> 40) / 16777216.0F;
}

static bool group_new(struct parameters *group, size_t count, float reach, uint64_t *state) {
    *group = (struct parameters){
        .now = calloc(count, sizeof(float)),
        .error = calloc(count, sizeof(float)),
        .mean = calloc(count, sizeof(float)),
        .square = calloc(count, sizeof(float)),
        .average = calloc(count, sizeof(float)),
        .count = count,
    };
    if (!group->now || !group->error || !group->mean || !group->square || !group->average)
        return false;

    for (size_t i = 0; i < count; i++)
        group->now[i] = reach * (2 * random_share(state) - 1);
    return true;
}

bool parameters_new(uint32_t width, uint64_t seed, struct parameters ret_groups[GROUP_COUNT]) {
    const struct {
        size_t count;
        float reach;
    } sizes[GROUP_COUNT] = {
        [GROUP_PROJECTION] = {(size_t)width * NET_VECTOR, 0.05F},
        [GROUP_TABLES] = {net_tables_size(), 0.1F},
        [GROUP_WINDOW] = {(size_t)NET_WINDOW * NET_INPUT * NET_HIDDEN,
                          sqrtf(3.0F / (NET_WINDOW * NET_INPUT))},
        [GROUP_WINDOW_BIAS] = {NET_HIDDEN, 0},
        [GROUP_SECOND] = {(size_t)2 * NET_HIDDEN * NET_SECOND,
                          sqrtf(6.0F / (NET_HIDDEN + NET_SECOND))},
        [GROUP_SECOND_BIAS] = {NET_SECOND, 0},
        [GROUP_OUT] = {(size_t)NET_SECOND * NET_CLASSES, 0.1F},
        [GROUP_OUT_BIAS] = {NET_CLASSES, 0},
        [GROUP_LINKS] = {(size_t)(NET_CLASSES + 1) * NET_CLASSES, 0},
    };
    bool made = true;
    for (uint32_t i = 0; i < GROUP_COUNT; i++)
        ret_groups[i] = (struct parameters){.count = 0};
    for (uint32_t i = 0; made && i < GROUP_COUNT; i++)
        made = group_new(&ret_groups[i], sizes[i].count, sizes[i].reach, &seed);
    return made;
}

void parameters_done(struct parameters groups[GROUP_COUNT]) {
    for (uint32_t i = 0; i < GROUP_COUNT; i++) {
        free(groups[i].now);
        free(groups[i].error);
        free(groups[i].mean);
        free(groups[i].square);
        free(groups[i].average);
    }
}

/* The power of a number below one; small enough is zero. */
static float power(float base, uint32_t exponent) {
    float result = 1;
    for (uint32_t i = 0; i < exponent && result > 1e-12F; i++)
        result *= base;
    return result;
}

void parameters_step(struct parameters groups[GROUP_COUNT], uint32_t step, float rate) {
    float mean_scale = 1 / (1 - power(MEAN_KEPT, step));
    float square_scale = 1 / (1 - power(SQUARE_KEPT, step));
    for (uint32_t i = 0; i < GROUP_COUNT; i++) {
        struct parameters *group = &groups[i];
        for (size_t k = 0; k < group->count; k++) {
            float error = group->error[k];
            if (error != 0 || group->mean[k] != 0) {
                group->mean[k] = MEAN_KEPT * group->mean[k] + (1 - MEAN_KEPT) * error;
                group->square[k] =
                    SQUARE_KEPT * group->square[k] + (1 - SQUARE_KEPT) * error * error;
                group->now[k] -= rate * group->mean[k] * mean_scale /
                                 (sqrtf(group->square[k] * square_scale) + NO_DIVISION_BY_ZERO);
                group->error[k] = 0;
            }
            group->average[k] =
                AVERAGE_KEPT * group->average[k] + (1 - AVERAGE_KEPT) * group->now[k];
        }
    }
}
