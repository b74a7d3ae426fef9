/* The weights of a network in training, group by group. */
#pragma once

#include "analysis/language/name_net.h"

#include <stdint.h>

enum net_group {
    GROUP_PROJECTION, /* of a word's vector: rows of NET_VECTOR */
    GROUP_TABLES,     /* as name_net.h has them */
    GROUP_WINDOW,     /* [place in the window][input][hidden] */
    GROUP_WINDOW_BIAS,
    GROUP_SECOND, /* [hidden, then pooled][second] */
    GROUP_SECOND_BIAS,
    GROUP_OUT, /* [second][class] */
    GROUP_OUT_BIAS,
    GROUP_LINKS, /* [class before][class] */
    GROUP_COUNT
};

struct parameters {
    float *now;
    float *error;   /* derivatives added up since the last step */
    float *mean;    /* of past derivatives */
    float *square;  /* of past derivatives squared */
    float *average; /* of the weights */
    size_t count;
};

/* Random weights, the same for the same seed; `width` is that of the vectors. False without memory;
 * parameters_done ends them either way. */
bool parameters_new(uint32_t width, uint64_t seed, struct parameters ret_groups[GROUP_COUNT]);
void parameters_done(struct parameters groups[GROUP_COUNT]);

/* Step number `step`, from 1. */
void parameters_step(struct parameters groups[GROUP_COUNT], uint32_t step, float rate);
