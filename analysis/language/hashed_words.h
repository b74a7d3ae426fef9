/* What the compiled lexicons (WordNet, gazetteer) share: words hashed into buckets by
 * models/train/sections.py, entries of one bucket standing together in byte order. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

/* FNV-1a, 32 bits: the hash of a word, or of a phrase taken piece by piece. */
#define HASHED_START 0x811C9DC5U

static inline uint32_t hashed_more(uint32_t hash, struct slice bytes) {
    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * 0x01000193;
    return hash;
}

/* Where a bucket's entries begin and end; `bucket_count` is a power of two. */
static inline void hashed_bucket(const uint32_t *buckets, uint32_t bucket_count, uint32_t hash,
                                 uint32_t *ret_first, uint32_t *ret_past) {
    uint32_t bucket = hash & (bucket_count - 1);
    *ret_first = buckets[bucket];
    *ret_past = buckets[bucket + 1];
}

/* True when `buckets` ascend from 0 to `entry_count` and are a power of two and one. */
bool hashed_buckets_sound(const uint32_t *buckets, size_t count, size_t entry_count);
