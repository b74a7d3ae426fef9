/* How likely two articles tell of one event, on the scale of a logistic regression (log odds).
 *
 * Words that are rare in English tell events apart, but two earthquakes on one island share those
 * as well. So each pair is also compared by what is rare among the articles that are judged with it
 * (its neighbourhood): there the island is common and the names of the two villages decide. All
 * that a score depends on is this set of articles: not the store, nor the order in which they came.
 * The features are documented at their table in story_pairs.c.
 */
#pragma once

#include "alignment/story.h"

enum { STORY_PAIR_FEATURES = 11 };

struct pair_article; /* an article with its weighted terms; the pairs' own */
struct pair_meeting; /* what two of them have in common */

struct story_pairs {
    struct pair_article *at;
    struct pair_meeting *meetings;
    uint32_t count;
};

/* Weighs the terms of `count` articles and finds what each two of them share. The signatures must
 * outlive the pairs. Returns 0 or ERR_NO_MEMORY. */
int story_pairs_make(struct arena *arena, const struct story_signature *const *articles,
                     uint32_t count, struct story_pairs *ret_pairs);

/* Of two different articles. */
void story_pair_features(const struct story_pairs *pairs, uint32_t a, uint32_t b,
                         double ret_features[STORY_PAIR_FEATURES]);
const char *story_pair_feature_name(uint32_t index);

/* The log odds that both tell of one event; the order of a and b does not matter. */
double story_pair_score(const struct story_pairs *pairs, uint32_t a, uint32_t b);
