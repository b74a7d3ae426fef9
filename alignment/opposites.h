/* Words that turn a statement into its contrary. */
#pragma once

#include "base/slice.h"

/* Is it said of one matter that it `a` and that it `b`, and can only one be true ("rose", "fell")?
 * Lemmas, or inflected forms where the lemma is unknown. Symmetric. */
bool words_opposed(struct slice a, struct slice b);
