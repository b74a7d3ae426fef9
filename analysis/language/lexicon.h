/* What the compiled lexicons (WordNet, gazetteer) share: words hashed into buckets by
 * models/train/sections.py, entries of one bucket standing together in byte order. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

/* FNV-1a, 32 bits. */
static inline uint32_t lexicon_hash(struct slice word) {
    uint32_t hash = 0x811C9DC5;
    for (size_t i = 0; i < word.length; i++)
        hash = (hash ^ (unsigned char)word.at[i]) * 0x01000193;
    return hash;
}

/* Where a bucket's entries begin and end; `bucket_count` is a power of two. */
static inline void lexicon_bucket(const uint32_t *buckets, uint32_t bucket_count, struct slice word,
                                  uint32_t *ret_first, uint32_t *ret_past) {
    uint32_t bucket = lexicon_hash(word) & (bucket_count - 1);
    *ret_first = buckets[bucket];
    *ret_past = buckets[bucket + 1];
}

/* True when `buckets` ascend from 0 to `entry_count` and are a power of two and one. */
bool lexicon_buckets_sound(const uint32_t *buckets, size_t count, size_t entry_count);
