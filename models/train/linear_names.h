/* The linear features of the name model in training: weights in floating point, steps by AdaGrad
 * (Duchi, Hazan and Singer 2011), and in every lesson some features left out, so that none relies
 * on the words alone (Søgaard 2013).
 */
#pragma once

#include "models/train/name_chain.h"
#include "models/train/treebank.h"

struct linear_names;

/* Counts the features of all possible tokens of the treebank; those count that occur often enough
 * and at least once in a name. NULL without memory. */
struct linear_names *linear_names_new(const struct treebank *treebank,
                                      const struct attributes *tokens, const bool *possible);
void linear_names_free(struct linear_names *names);

/* Adds the scores of the tokens [first, past) to `scores`; `draw` decides what is left out. */
void linear_names_score(const struct linear_names *names, uint32_t first, uint32_t past,
                        uint64_t draw, chain_scores *scores);

/* A step against the errors of the same tokens. */
void linear_names_step(struct linear_names *names, uint32_t first, uint32_t past, uint64_t draw,
                       const chain_scores *errors, float rate);

/* Lines and rows of linear.h, weights in parts of 2^`bits`. Returns 0 or
 * ERR_NO_MEMORY; the caller ends both buffers. */
int linear_names_export(const struct linear_names *names, uint32_t bits, struct buffer *lines,
                        struct buffer *rows);
