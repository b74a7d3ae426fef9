#include "analysis/language/hashed_words.h"

bool hashed_buckets_sound(const uint32_t *buckets, size_t count, size_t entry_count) {
    size_t bucket_count = count - 1;
    if (count < 2 || (bucket_count & (bucket_count - 1)) != 0 || buckets[0] != 0)
        return false;

    for (size_t i = 0; i < bucket_count; i++)
        if (buckets[i] > buckets[i + 1])
            return false;
    return buckets[bucket_count] == entry_count;
}
