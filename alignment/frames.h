/* Words with which outlets tell the same kind of thing: "killed", "died" and "toll"; "burned" and
 * "consumed". WordNet keeps most of them apart, because they are no synonyms. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

/* The number of the frame of a lemma or an inflected form, 0 for none. */
uint8_t frame_of(struct slice word);
