/* Words that turn a statement into its contrary. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

/* Is it said of one matter that it `a` and that it `b`, and can only one be true ("rose", "fell")?
 * Lemmas, or inflected forms where the lemma is unknown. Symmetric. */
bool words_opposed(struct slice a, struct slice b);

/* Can both be true one after the other: closed now, open again in June? */
bool words_by_turns(struct slice a, struct slice b);

/* Are they opposites only where one of them is told of all: "all were rescued", "two are missing"?
 */
bool words_of_all(struct slice a, struct slice b);

/* Does one tell that something rises and the other that it falls? */
bool words_rise_and_fall(struct slice a, struct slice b);

/* Is one of them a gain of money and the other a loss? */
bool words_profit_and_loss(struct slice a, struct slice b);

/* Does the word, a lemma or an inflected form, tell that something rises or falls? */
bool word_rises_or_falls(struct slice word);

/* On which sides of the list a word stands, a bit for each row: two words can be opposed only where
 * one stands left and the other right. */
struct opposition_sides {
    uint32_t left;
    uint32_t right;
};

struct opposition_sides opposition_sides(struct slice word);

static inline bool sides_meet(struct opposition_sides a, struct opposition_sides b) {
    return (a.left & b.right) || (a.right & b.left);
}
