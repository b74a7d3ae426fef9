/* Two ascending lists of hashes, walked side by side. */
#include "alignment/signature_sets.h"

#include "alignment/words.h"

enum { ANCHORS_COMPARED = 512 };

struct set_share hashes_shared(const uint64_t *a, uint32_t a_count, const uint64_t *b,
                               uint32_t b_count) {
    bool less = a_count < b_count;
    struct set_share share = {0, less ? a_count : b_count, less ? b_count : a_count};
    for (uint32_t i = 0, k = 0; i < a_count && k < b_count;) {
        if (a[i] == b[k]) {
            share.common++;
            i++;
            k++;
        } else if (a[i] < b[k]) {
            i++;
        } else {
            k++;
        }
    }
    return share;
}

struct set_share shingles_shared(const struct story_signature *a, const struct story_signature *b) {
    return hashes_shared(a->shingles, a->shingle_count, b->shingles, b->shingle_count);
}

/* The anchors of one kind, ascending, without doubles. */
static uint32_t take_anchors(const struct story_signature *signature, enum anchor_kind kind,
                             uint64_t ret_anchors[ANCHORS_COMPARED]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < signature->anchor_count && count < ANCHORS_COMPARED; i++)
        if ((signature->anchors[i] & 3) == kind)
            ret_anchors[count++] = signature->anchors[i];
    return hashes_unique(ret_anchors, count);
}

struct set_share anchors_shared(const struct story_signature *a, const struct story_signature *b,
                                enum anchor_kind kind) {
    uint64_t left[ANCHORS_COMPARED];
    uint64_t right[ANCHORS_COMPARED];
    uint32_t left_count = take_anchors(a, kind, left);
    uint32_t right_count = take_anchors(b, kind, right);
    return hashes_shared(left, left_count, right, right_count);
}

double set_share_portion(struct set_share share) {
    return share.smaller ? (double)share.common / share.smaller : 0;
}
