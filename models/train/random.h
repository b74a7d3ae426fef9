/* SplitMix64 (Steele, Lea, Flood 2014): the trainers' own random numbers, the same everywhere. */
#pragma once

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Fisher and Yates's shuffle of indices. */
static inline void random_shuffle(uint64_t *state, uint32_t *at, uint32_t count) {
    for (uint32_t i = count; i > 1; i--) {
        uint32_t k = (uint32_t)(random_next(state) % i);
        uint32_t kept = at[i - 1];
        at[i - 1] = at[k];
        at[k] = kept;
    }
}
