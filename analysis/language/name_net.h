/* The network of the name model: what the linear features of name_features.h cannot tell, which is
 * how near a word comes to those that were names in training.
 *
 *     input    32 numbers of the word's vector, then the rows of small tables for its tag, lists,
 *              affixes, shape …
 *     hidden   one layer over a word and two on each side (Collobert and others 2011)
 *     pooled   for a capitalised word, the greatest of each hidden value wherever else the article
 *              has that word (Akbik, Bergmann and Vollgraf 2019), so that a name that is plain in
 *              one place is known in all
 *     second   a layer over both, then a score for each class
 *
 * All arithmetic is of whole numbers: inputs of 8 bits, weights of 16, sums of 32, so that the
 * order of a sum does not matter and every machine gives the same names.
 */
#pragma once

#include "analysis/language/features.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    NET_VECTOR = 32,
    NET_TABLES = 7,
    NET_INPUT = 96, /* the vector, the tables' rows, two zeros */
    NET_REACH = 2,
    NET_WINDOW = 2 * NET_REACH + 1,
    NET_HIDDEN = 64,
    NET_SECOND = 32,
    NET_CLASSES = 9,
    NET_ACTIVATION_MAX = 4095, /* what a layer hands on */
    NET_SCORE_BITS = 8,        /* scores are in parts of 2^8 */
};

/* Which attribute leads to a table's row, and how. */
struct net_table {
    uint8_t attribute;
    bool mixed;    /* spread by a hash; else the value itself */
    uint16_t rows; /* a power of two */
    uint8_t width;
};
extern const struct net_table net_tables[NET_TABLES];

/* Bytes of all tables, one after the other. */
size_t net_tables_size(void);

/* The row of each table for a token with the attributes of name_features.h. */
void net_rows(const struct attributes *token, uint32_t ret_rows[NET_TABLES]);

/* As it lies in the file. Each layer's sums are shifted right by its shift. */
struct net_weights {
    int16_t window[NET_HIDDEN][NET_WINDOW * NET_INPUT];
    int16_t second[NET_SECOND][2 * NET_HIDDEN]; /* for the token's own hidden values, for pooled */
    int16_t out[NET_CLASSES][NET_SECOND];
    int16_t spare[4];
    int32_t window_bias[NET_HIDDEN];
    int32_t second_bias[NET_SECOND];
    int32_t out_bias[NET_CLASSES];
    int32_t shifts[3];
    int32_t links[NET_CLASSES + 1][NET_CLASSES]; /* score of a class behind one, or at the front */
};

struct name_net {
    const int8_t *vectors; /* NET_VECTOR each; the first is of no word */
    uint32_t vector_count;
    const int8_t *tables;
    const struct net_weights *weights;
};

/* True when no sum can overflow. */
bool net_weights_valid(const struct net_weights *weights);

/* The NET_INPUT numbers of one token; its vector's number is below vector_count. */
void net_input(const struct name_net *net, const struct attributes *token, uint32_t vector,
               int16_t *ret_input);

/* The hidden layer over NET_WINDOW tokens' inputs, one after the other. */
void net_hidden(const struct name_net *net, const int16_t *inputs, int16_t *ret_hidden);

/* The scores of each class; `both` holds the token's hidden values, then the pooled ones. */
void net_scores(const struct name_net *net, const int16_t *both, int32_t ret_scores[NET_CLASSES]);
