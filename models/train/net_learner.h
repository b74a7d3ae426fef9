/* The network of name_net.h in training, in floating point: its derivatives (Rumelhart, Hinton and
 * Williams 1986), its steps (Adam; Kingma and Ba 2015), values left out at random (Srivastava and
 * others 2014). What is exported is the running average of its weights.
 *
 * Sums are made in a fixed order, so that every machine learns the same.
 */
#pragma once

#include "analysis/language/name_net.h"
#include "models/train/name_chain.h"
#include "models/train/word_vectors.h"

enum { LESSON_TOKENS = 1024, LESSON_SENTENCES = 24 };

/* Some sentences of one document, whose words are pooled. */
struct lesson {
    const struct attributes *tokens;
    const bool *possible;
    const struct treebank_sentence *sentences; /* their tokens less `first` are the lesson's */
    uint32_t sentence_count;
    uint32_t first;
    uint32_t count; /* at most LESSON_TOKENS */
};

struct net_learner;

/* NULL without memory. The vectors outlive it. */
struct net_learner *net_learner_new(const struct word_vectors *vectors, uint64_t seed);
void net_learner_free(struct net_learner *learner);

/* The scores that follow from the present weights, with values left out. */
void net_learner_score(struct net_learner *learner, const struct lesson *lesson,
                       chain_scores *ret_scores);

/* Adds up the derivatives; `lesson` is the one scored last. */
void net_learner_err(struct net_learner *learner, const struct lesson *lesson,
                     const chain_scores *errors);

/* The links' present weights and the sums of their derivatives. */
const chain_scores *net_learner_links(const struct net_learner *learner);
chain_scores *net_learner_link_errors(struct net_learner *learner);

/* One step against the derivatives, which are zero afterwards. */
void net_learner_step(struct net_learner *learner, float rate);

/* What a model file holds, in the arena; see net_export.h. Returns 0 or
 * ERR_NO_MEMORY. */
int net_learner_export(const struct net_learner *learner, float doubt, struct arena *arena,
                       struct name_net *ret_net);
