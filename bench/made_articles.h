/* Made-up articles for the store's benchmark: records that go straight into the store, with as many
 * rows of each kind as an analysed article has. The same state of `random` makes the same ones. */
#pragma once

#include "base/arena.h"
#include "storage/storage.h"

/* splitmix64 */
uint64_t made_random(uint64_t *random);

/* One of `many`, the small ones far more often. */
uint64_t made_skewed(uint64_t *random, uint64_t many);

/* "Speaker 17": one of `many` of a kind, skewed. Returns 0 or ERR_NO_MEMORY. */
int made_name(struct arena *arena, uint64_t *random, const char *kind, uint64_t many,
              struct slice *ret_name);

enum { MADE_SPEAKERS = 20000, MADE_NAMES = 50000, MADE_OUTLETS = 300, MADE_VALUES = 1000000 };

/* An article of `bytes` of text (600 at least), all of it in `arena`. Returns 0 or
 * ERR_NO_MEMORY. */
int made_article(struct arena *arena, uint64_t *random, size_t bytes,
                 struct article_record *ret_record);
