/* Sums are of probabilities, brought back to one at each token; the exponential is our own, as
 * that of libm differs by processor. */
#include "models/train/name_chain.h"

#include <assert.h>
#include <math.h>

static float exponential(float x) {
    enum { TERMS = 12 };
    const double ln2 = 0.693147180559945309417;
    if (x < -80)
        return 0;
    double value = (double)x;
    int power = (int)(value / ln2 + (value < 0 ? -0.5 : 0.5));
    double rest = value - power * ln2;
    double sum = 1;
    double term = 1;
    for (int k = 1; k < TERMS; k++) {
        term *= rest / k;
        sum += term;
    }
    return (float)ldexp(sum, power);
}

/* e to the scores, the greatest brought to one. */
static void weigh(const float *scores, bool possible, float *ret_weights) {
    float best = scores[0];
    for (uint32_t c = 1; possible && c < NAME_CLASS_COUNT; c++)
        best = scores[c] > best ? scores[c] : best;
    for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
        ret_weights[c] = possible ? exponential(scores[c] - best) : c == NAME_O ? 1.0F : 0.0F;
}

static void normalize(float *values) {
    float sum = 0;
    for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
        sum += values[c];
    for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
        values[c] /= sum;
}

struct chain {
    chain_scores links[NAME_CLASS_COUNT + 1]; /* e to them; 0 where one may not follow */
    chain_scores own[NAME_PIECE_TOKENS];
    chain_scores ahead[NAME_PIECE_TOKENS]; /* up to the token and with it */
    chain_scores behind[NAME_PIECE_TOKENS];
};

static void fill_chain(struct chain *chain, const bool *possible, const chain_scores *scores,
                       uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        weigh(scores[i], possible[i], chain->own[i]);
        for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++) {
            float sum = i == 0 ? chain->links[NAME_CLASS_COUNT][c] : 0;
            for (uint32_t b = 0; i > 0 && b < NAME_CLASS_COUNT; b++)
                sum += chain->ahead[i - 1][b] * chain->links[b][c];
            chain->ahead[i][c] = sum * chain->own[i][c];
        }
        normalize(chain->ahead[i]);
    }
    for (uint32_t i = count; i-- > 0;) {
        for (uint32_t b = 0; b < NAME_CLASS_COUNT; b++) {
            float sum = i + 1 == count ? 1.0F : 0.0F;
            for (uint32_t c = 0; i + 1 < count && c < NAME_CLASS_COUNT; c++)
                sum += chain->links[b][c] * chain->own[i + 1][c] * chain->behind[i + 1][c];
            chain->behind[i][b] = sum;
        }
        normalize(chain->behind[i]);
    }
}

/* The probabilities of the pairs at tokens i - 1 and i, added where they are wrong. */
static void add_pairs(const struct chain *chain, uint32_t i, const uint8_t *gold,
                      chain_scores *link_errors) {
    chain_scores pairs[NAME_CLASS_COUNT];
    float whole = 0;
    for (uint32_t b = 0; b < NAME_CLASS_COUNT; b++)
        for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++) {
            pairs[b][c] = chain->ahead[i - 1][b] * chain->links[b][c] * chain->own[i][c] *
                          chain->behind[i][c];
            whole += pairs[b][c];
        }
    for (uint32_t b = 0; b < NAME_CLASS_COUNT; b++)
        for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
            link_errors[b][c] += pairs[b][c] / whole;
    link_errors[gold[i - 1]][gold[i]] -= 1;
}

void chain_errors(const chain_scores links[NAME_CLASS_COUNT + 1], const uint8_t *gold,
                  const bool *possible, const chain_scores *scores, uint32_t count,
                  chain_scores *ret_errors, chain_scores link_errors[NAME_CLASS_COUNT + 1]) {
    struct chain chain;
    assert(count > 0 && count <= NAME_PIECE_TOKENS);
    for (uint32_t b = 0; b <= NAME_CLASS_COUNT; b++)
        for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
            chain.links[b][c] = name_follows(b, c) ? exponential(links[b][c]) : 0.0F;
    fill_chain(&chain, possible, scores, count);

    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
            ret_errors[i][c] = chain.ahead[i][c] * chain.behind[i][c];
        normalize(ret_errors[i]);
        ret_errors[i][gold[i]] -= 1;
        if (i > 0)
            add_pairs(&chain, i, gold, link_errors);
    }
    for (uint32_t c = 0; c < NAME_CLASS_COUNT; c++)
        link_errors[NAME_CLASS_COUNT][c] += ret_errors[0][c];
}
