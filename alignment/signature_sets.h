/* What two signatures have in common besides their terms. */
#pragma once

#include "alignment/story.h"

struct set_share {
    uint32_t common;
    uint32_t smaller; /* size of the smaller set */
    uint32_t larger;
};

/* Of two lists of distinct hashes, ascending. */
struct set_share hashes_shared(const uint64_t *a, uint32_t a_count, const uint64_t *b,
                               uint32_t b_count);

/* Word 3-grams. */
struct set_share shingles_shared(const struct story_signature *a, const struct story_signature *b);

/* Distinct names, numbers or quotes; of each article the first 512. */
struct set_share anchors_shared(const struct story_signature *a, const struct story_signature *b,
                                enum anchor_kind kind);

/* The share of the smaller set that is common, 0 … 1; 0 where it is empty. */
double set_share_portion(struct set_share share);
