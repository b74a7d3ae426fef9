/* From floating point to the whole numbers of name_net.h: each column of the inputs is scaled to 8
 * bits, what it was divided by moves into the weights behind it; then each layer's weights are
 * multiplied by the greatest power of two that neither they nor their sums overflow by.
 */
#include "models/train/net_export.h"

#include "analysis/language/name_features.h"
#include "base/error.h"
#include "models/train/name_chain.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define INPUT_MAX 127.0F

static float greater(float a, float b) {
    float size = b < 0 ? -b : b;
    return a > size ? a : size;
}

/* What a column is divided by, so that its greatest value becomes INPUT_MAX. */
static float scale_of(float greatest) {
    return greatest > 0 ? greatest / INPUT_MAX : 1;
}

static int8_t byte_of(float value, float scale) {
    return (int8_t)lroundf(value / scale);
}

static int export_vectors(const struct parameters *groups, const struct word_vectors *vectors,
                          struct arena *arena, float *scales, struct name_net *net) {
    size_t numbers = (size_t)vectors->count * NET_VECTOR;
    float *projected = ARENA_ARRAY(arena, float, numbers);
    int8_t *bytes = ARENA_ARRAY(arena, int8_t, numbers + NET_VECTOR);
    if (!projected || !bytes)
        return ERR_NO_MEMORY;

    memset(projected, 0, numbers * sizeof *projected);
    memset(bytes, 0, NET_VECTOR);
    for (uint32_t i = 0; i < NET_VECTOR; i++)
        scales[i] = 0;
    for (uint32_t i = 0; i < vectors->count; i++) {
        float *row = projected + (size_t)i * NET_VECTOR;
        for (uint32_t k = 0; k < vectors->width; k++)
            for (uint32_t j = 0; j < NET_VECTOR; j++)
                row[j] += vectors->values[(size_t)i * vectors->width + k] *
                          groups[GROUP_PROJECTION].average[k * NET_VECTOR + j];
        for (uint32_t j = 0; j < NET_VECTOR; j++)
            scales[j] = greater(scales[j], row[j]);
    }
    for (uint32_t j = 0; j < NET_VECTOR; j++)
        scales[j] = scale_of(scales[j]);
    for (size_t i = 0; i < numbers; i++)
        bytes[NET_VECTOR + i] = byte_of(projected[i], scales[i % NET_VECTOR]);
    net->vectors = bytes;
    net->vector_count = vectors->count + 1;
    return 0;
}

static int export_tables(const struct parameters *groups, struct arena *arena, float *scales,
                         struct name_net *net) {
    int8_t *bytes = ARENA_ARRAY(arena, int8_t, net_tables_size());
    if (!bytes)
        return ERR_NO_MEMORY;

    const float *values = groups[GROUP_TABLES].average;
    net->tables = bytes;
    for (uint32_t i = 0; i < NET_TABLES; i++) {
        uint32_t width = net_tables[i].width;
        uint32_t count = net_tables[i].rows * width;
        for (uint32_t k = 0; k < width; k++)
            scales[k] = 0;
        for (uint32_t k = 0; k < count; k++)
            scales[k % width] = greater(scales[k % width], values[k]);
        for (uint32_t k = 0; k < width; k++)
            scales[k] = scale_of(scales[k]);
        for (uint32_t k = 0; k < count; k++)
            bytes[k] = byte_of(values[k], scales[k % width]);
        values += count;
        bytes += count;
        scales += width;
    }
    return 0;
}

/* A layer in floating point: weights[input × stride + output]. */
struct layer {
    const float *weights;
    const float *bias;
    uint32_t inputs;
    uint32_t outputs;
    float input_max;
};

/* The power of two by which a layer's weights may be multiplied. */
static int32_t bits_of(const struct layer *layer) {
    enum { BITS_MAX = 30 };
    float greatest = 0;
    float sum_greatest = 0;
    for (uint32_t o = 0; o < layer->outputs; o++) {
        float sum = greater(0, layer->bias[o]);
        for (uint32_t i = 0; i < layer->inputs; i++) {
            float weight = greater(0, layer->weights[(size_t)i * layer->outputs + o]);
            greatest = greater(greatest, weight);
            sum += weight * layer->input_max;
        }
        sum_greatest = greater(sum_greatest, sum);
    }
    int32_t bits = 0;
    while (bits < BITS_MAX && ldexpf(greatest, bits + 1) < 32000 &&
           ldexpf(sum_greatest, bits + 1) < 2.1e9F)
        bits++;
    return bits;
}

/* Transposed: a row of inputs for each output. `bias_bits` more for the bias, whose inputs have
 * that many themselves. Returns the bits. */
static int32_t export_layer(const struct layer *layer, int32_t bias_bits, int16_t *ret_weights,
                            int32_t *ret_bias) {
    int32_t bits = bits_of(layer);
    for (uint32_t o = 0; o < layer->outputs; o++) {
        for (uint32_t i = 0; i < layer->inputs; i++)
            ret_weights[(size_t)o * layer->inputs + i] =
                (int16_t)lroundf(ldexpf(layer->weights[(size_t)i * layer->outputs + o], bits));
        ret_bias[o] = (int32_t)lroundf(ldexpf(layer->bias[o], bits + bias_bits));
    }
    return bits;
}

static void export_weights(const struct parameters *groups, float doubt,
                           const float scales[NET_INPUT], float *scaled,
                           struct net_weights *weights) {
    for (uint32_t i = 0; i < NET_WINDOW * NET_INPUT; i++)
        for (uint32_t o = 0; o < NET_HIDDEN; o++)
            scaled[i * NET_HIDDEN + o] =
                groups[GROUP_WINDOW].average[i * NET_HIDDEN + o] * scales[i % NET_INPUT];
    const struct layer window = {scaled, groups[GROUP_WINDOW_BIAS].average, NET_WINDOW * NET_INPUT,
                                 NET_HIDDEN, INPUT_MAX + 1};
    const struct layer second = {groups[GROUP_SECOND].average, groups[GROUP_SECOND_BIAS].average,
                                 2 * NET_HIDDEN, NET_SECOND, NET_ACTIVATION_MAX};
    chain_scores out_bias;
    memcpy(out_bias, groups[GROUP_OUT_BIAS].average, sizeof out_bias);
    out_bias[NAME_O] += doubt;
    const struct layer out = {groups[GROUP_OUT].average, out_bias, NET_SECOND, NET_CLASSES,
                              NET_ACTIVATION_MAX};

    int32_t bits = export_layer(&window, 0, weights->window[0], weights->window_bias);
    assert(bits >= NET_SCORE_BITS);
    weights->shifts[0] = bits - NET_SCORE_BITS;
    weights->shifts[1] =
        export_layer(&second, NET_SCORE_BITS, weights->second[0], weights->second_bias);
    weights->shifts[2] = export_layer(&out, NET_SCORE_BITS, weights->out[0], weights->out_bias);
    for (uint32_t b = 0; b <= NET_CLASSES; b++)
        for (uint32_t c = 0; c < NET_CLASSES; c++)
            weights->links[b][c] = (int32_t)lroundf(
                ldexpf(groups[GROUP_LINKS].average[b * NET_CLASSES + c], NET_SCORE_BITS));
}

int net_export(const struct parameters groups[GROUP_COUNT], const struct word_vectors *vectors,
               float doubt, struct arena *arena, struct name_net *ret_net) {
    float scales[NET_INPUT];
    struct net_weights *weights = ARENA_ARRAY(arena, struct net_weights, 1);
    float *scaled = ARENA_ARRAY(arena, float, (size_t)NET_WINDOW *NET_INPUT *NET_HIDDEN);
    for (uint32_t i = 0; i < NET_INPUT; i++)
        scales[i] = 1;
    int result = weights && scaled ? 0 : ERR_NO_MEMORY;
    if (result == 0)
        result = export_vectors(groups, vectors, arena, scales, ret_net);
    if (result == 0)
        result = export_tables(groups, arena, scales + NET_VECTOR, ret_net);
    if (result < 0)
        return result;

    memset(weights, 0, sizeof *weights);
    export_weights(groups, doubt, scales, scaled, weights);
    assert(net_weights_valid(weights));
    ret_net->weights = weights;
    return 0;
}
