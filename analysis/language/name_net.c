#include "analysis/language/name_net.h"

#include "analysis/language/name_features.h"

#include <string.h>

_Static_assert((int)NET_CLASSES == (int)NAME_CLASS_COUNT, "one score for each class");

const struct net_table net_tables[NET_TABLES] = {
    {ATTRIBUTE_TAG, true, 1024, 12},    {ATTRIBUTE_SITE, false, 32, 6},
    {ATTRIBUTE_LISTS, false, 512, 12},  {ATTRIBUTE_SUFFIX3, true, 4096, 12},
    {ATTRIBUTE_PREFIX3, true, 4096, 8}, {ATTRIBUTE_SHAPE, true, 1024, 6},
    {ATTRIBUTE_PHRASE, false, 16, 6},
};

size_t net_tables_size(void) {
    size_t size = 0;
    for (uint32_t i = 0; i < NET_TABLES; i++)
        size += (size_t)net_tables[i].rows * net_tables[i].width;
    return size;
}

/* Wellons's prospected 32-bit mixer. */
static uint32_t mix(uint32_t value) {
    value = (value ^ value >> 16) * UINT32_C(0x7FEB352D);
    value = (value ^ value >> 15) * UINT32_C(0x846CA68B);
    return value ^ value >> 16;
}

void net_rows(const struct attributes *token, uint32_t ret_rows[NET_TABLES]) {
    for (uint32_t i = 0; i < NET_TABLES; i++) {
        uint32_t value = token->at[net_tables[i].attribute];
        if (net_tables[i].mixed)
            value = mix(value);
        ret_rows[i] = value & (net_tables[i].rows - 1U);
    }
}

/* Is a sum of weights times inputs of at most `input` in absolute value, and the bias, small enough
 * for 32 bits? */
static bool row_fits(const int16_t *weights, uint32_t count, int64_t input, int32_t bias) {
    int64_t sum = bias < 0 ? -(int64_t)bias : bias;
    for (uint32_t i = 0; i < count; i++)
        sum += input * (weights[i] < 0 ? -weights[i] : weights[i]);
    return sum <= INT32_MAX;
}

bool net_weights_valid(const struct net_weights *weights) {
    enum { LINK_MAX = 1 << 20 };
    for (uint32_t i = 0; i < NET_HIDDEN; i++)
        if (!row_fits(weights->window[i], NET_WINDOW * NET_INPUT, -INT8_MIN,
                      weights->window_bias[i]))
            return false;
    for (uint32_t i = 0; i < NET_SECOND; i++)
        if (!row_fits(weights->second[i], 2 * NET_HIDDEN, NET_ACTIVATION_MAX,
                      weights->second_bias[i]))
            return false;
    for (uint32_t i = 0; i < NET_CLASSES; i++)
        if (!row_fits(weights->out[i], NET_SECOND, NET_ACTIVATION_MAX, weights->out_bias[i]))
            return false;
    for (uint32_t i = 0; i < 3; i++)
        if (weights->shifts[i] < 0 || weights->shifts[i] > 30)
            return false;
    for (uint32_t i = 0; i <= NET_CLASSES; i++)
        for (uint32_t k = 0; k < NET_CLASSES; k++)
            if (weights->links[i][k] > LINK_MAX || weights->links[i][k] < -LINK_MAX)
                return false;
    return true;
}

void net_input(const struct name_net *net, const struct attributes *token, uint32_t vector,
               int16_t *ret_input) {
    int8_t values[NET_INPUT] = {0};
    memcpy(values, net->vectors + (size_t)vector * NET_VECTOR, NET_VECTOR);

    const int8_t *table = net->tables;
    uint32_t rows[NET_TABLES];
    uint32_t at = NET_VECTOR;
    net_rows(token, rows);
#ifndef __clang__
#pragma GCC unroll 16 /* so that each copy is of a known length */
#endif
    for (uint32_t i = 0; i < NET_TABLES; i++) {
        uint32_t width = net_tables[i].width;
        memcpy(values + at, table + (size_t)rows[i] * width, width);
        table += (size_t)net_tables[i].rows * width;
        at += width;
    }
    for (uint32_t i = 0; i < NET_INPUT; i++)
        ret_input[i] = (int16_t)values[i];
}

static int16_t activation(int32_t sum, int32_t shift) {
    int32_t value = sum < 0 ? 0 : sum >> shift;
    return (int16_t)(value > NET_ACTIVATION_MAX ? NET_ACTIVATION_MAX : value);
}

enum { ROWS_AT_ONCE = 4 };
_Static_assert(NET_HIDDEN % ROWS_AT_ONCE == 0 && NET_SECOND % ROWS_AT_ONCE == 0, "no row is left");

/* Sums of products of the inputs with some rows of weights, which follow on each other. Inlined
 * with a constant length: compilers make one instruction of eight or sixteen products from it, and
 * load the inputs once for all rows. */
__attribute__((always_inline)) static inline void
products(const int16_t *inputs, const int16_t *rows, uint32_t length, int32_t sums[ROWS_AT_ONCE]) {
    const int16_t *row1 = rows + length;
    const int16_t *row2 = row1 + length;
    const int16_t *row3 = row2 + length;
    int32_t sum0 = 0;
    int32_t sum1 = 0;
    int32_t sum2 = 0;
    int32_t sum3 = 0;
    for (uint32_t k = 0; k < length; k++) {
        sum0 += (int32_t)rows[k] * inputs[k];
        sum1 += (int32_t)row1[k] * inputs[k];
        sum2 += (int32_t)row2[k] * inputs[k];
        sum3 += (int32_t)row3[k] * inputs[k];
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
}

/* A layer of `count` values; its weights are `count` rows of `length`. */
__attribute__((always_inline)) static inline void layer(const int16_t *inputs,
                                                        const int16_t *weights, uint32_t length,
                                                        const int32_t *bias, uint32_t count,
                                                        int32_t shift, int16_t *ret_values) {
    for (uint32_t i = 0; i < count; i += ROWS_AT_ONCE) {
        int32_t sums[ROWS_AT_ONCE];
        products(inputs, weights + (size_t)i * length, length, sums);
        for (uint32_t k = 0; k < ROWS_AT_ONCE; k++)
            ret_values[i + k] = activation(sums[k] + bias[i + k], shift);
    }
}

__attribute__((always_inline)) static inline void
hidden_layer(const struct net_weights *weights, const int16_t *inputs, int16_t *ret_hidden) {
    layer(inputs, weights->window[0], NET_WINDOW * NET_INPUT, weights->window_bias, NET_HIDDEN,
          weights->shifts[0], ret_hidden);
}

__attribute__((always_inline)) static inline void
second_layer(const struct net_weights *weights, const int16_t *both, int16_t *ret_values) {
    layer(both, weights->second[0], 2 * NET_HIDDEN, weights->second_bias, NET_SECOND,
          weights->shifts[1], ret_values);
}

/* The same sums, with registers twice as long where the processor has them. */
#ifdef __x86_64__
__attribute__((target("avx2"))) static void
wide_hidden(const struct net_weights *weights, const int16_t *inputs, int16_t *ret_hidden) {
    hidden_layer(weights, inputs, ret_hidden);
}

__attribute__((target("avx2"))) static void wide_second(const struct net_weights *weights,
                                                        const int16_t *both, int16_t *ret_values) {
    second_layer(weights, both, ret_values);
}

static bool is_wide(void) {
    return __builtin_cpu_supports("avx2");
}
#else
#define wide_hidden hidden_layer
#define wide_second second_layer

static bool is_wide(void) {
    return false;
}
#endif

void net_hidden(const struct name_net *net, const int16_t *inputs, int16_t *ret_hidden) {
    if (is_wide())
        wide_hidden(net->weights, inputs, ret_hidden);
    else
        hidden_layer(net->weights, inputs, ret_hidden);
}

void net_scores(const struct name_net *net, const int16_t *both, int32_t ret_scores[NET_CLASSES]) {
    const struct net_weights *weights = net->weights;
    int16_t values[NET_SECOND];
    if (is_wide())
        wide_second(weights, both, values);
    else
        second_layer(weights, both, values);
    for (uint32_t i = 0; i < NET_CLASSES; i++) {
        int32_t sum = 0;
        for (uint32_t k = 0; k < NET_SECOND; k++)
            sum += (int32_t)weights->out[i][k] * values[k];
        ret_scores[i] = (sum + weights->out_bias[i]) >> weights->shifts[2];
    }
}
