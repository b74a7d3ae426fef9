/* Is an article another one's text, shortened or rewritten?
 *
 * A light edit keeps word 3-grams. A rewrite keeps next to none of them (0 to 19 % measured), but
 * it takes over the names, the numbers and the quotes, which no independent reporter would choose
 * alike. The agency's report of another event keeps the words and changes the names and numbers:
 * so many equal words prove a copy only where names and numbers do not object.
 */
#include "alignment/story.h"
#include "alignment/words.h"

#include <stdlib.h>

enum {
    COPY_DAYS = 3,       /* agencies' texts are printed within */
    REWRITE_NUMBERS = 3, /* shared numbers that make a chance match unlikely */
    ANCHORS_COMPARED = 512,
};

static const double EDITED_SHINGLES = 0.35;
static const double EDITED_ANCHORS = 0.6;
static const double REWRITTEN_NUMBERS = 0.6;
static const double REWRITTEN_NAMES = 0.5;

struct share {
    uint32_t common;
    uint32_t smaller; /* size of the smaller side */
};

static double portion(struct share share) {
    return share.smaller ? (double)share.common / share.smaller : 0;
}

static struct share shingles_shared(const struct story_signature *a,
                                    const struct story_signature *b) {
    struct share share = {0, a->shingle_count < b->shingle_count ? a->shingle_count
                                                                 : b->shingle_count};
    for (uint32_t i = 0, k = 0; i < a->shingle_count && k < b->shingle_count;) {
        if (a->shingles[i] == b->shingles[k]) {
            share.common++;
            i++;
            k++;
        } else if (a->shingles[i] < b->shingles[k]) {
            i++;
        } else {
            k++;
        }
    }
    return share;
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

static struct share anchors_shared(const struct story_signature *a, const struct story_signature *b,
                                   enum anchor_kind kind) {
    uint64_t left[ANCHORS_COMPARED];
    uint64_t right[ANCHORS_COMPARED];
    uint32_t left_count = take_anchors(a, kind, left);
    uint32_t right_count = take_anchors(b, kind, right);
    struct share share = {0, left_count < right_count ? left_count : right_count};
    for (uint32_t i = 0, k = 0; i < left_count && k < right_count;) {
        if (left[i] == right[k]) {
            share.common++;
            i++;
            k++;
        } else if (left[i] < right[k]) {
            i++;
        } else {
            k++;
        }
    }
    return share;
}

static bool dates_allow(const struct story_signature *a, const struct story_signature *b) {
    if (a->published_day == DAY_NONE || b->published_day == DAY_NONE)
        return true;
    return llabs((int64_t)a->published_day - b->published_day) <= COPY_DAYS;
}

bool story_is_copy(const struct story_signature *a, const struct story_signature *b) {
    if (!dates_allow(a, b))
        return false;
    struct share names = anchors_shared(a, b, ANCHOR_NAME);
    struct share numbers = anchors_shared(a, b, ANCHOR_NUMBER);
    struct share quotes = anchors_shared(a, b, ANCHOR_QUOTE);
    bool names_fit = names.smaller == 0 || portion(names) >= EDITED_ANCHORS;
    bool numbers_fit = numbers.smaller == 0 || portion(numbers) >= EDITED_ANCHORS;
    if (portion(shingles_shared(a, b)) >= EDITED_SHINGLES)
        return names_fit && numbers_fit;

    uint32_t kept = numbers.common + quotes.common;
    return kept >= REWRITE_NUMBERS && portion(numbers) >= REWRITTEN_NUMBERS &&
           portion(names) >= REWRITTEN_NAMES;
}
