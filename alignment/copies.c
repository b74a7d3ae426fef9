/* Is an article another one's text, shortened or rewritten?
 *
 * A light edit keeps word 3-grams. A rewrite keeps next to none of them (0 to 19 % measured), but
 * it takes over the names, the numbers and the quotes, which no independent reporter would choose
 * alike. The agency's report of another event keeps the words and changes the names and numbers:
 * so many equal words prove a copy only where names and numbers do not object.
 */
#include "alignment/signature_sets.h"

#include <stdlib.h>

enum {
    COPY_DAYS = 3,       /* agencies' texts are printed within */
    REWRITE_NUMBERS = 3, /* shared numbers that make a chance match unlikely */
};

static const double EDITED_SHINGLES = 0.35;
static const double EDITED_ANCHORS = 0.6;
static const double REWRITTEN_NUMBERS = 0.6;
static const double REWRITTEN_NAMES = 0.5;

static bool dates_allow(const struct story_signature *a, const struct story_signature *b) {
    if (a->published_day == DAY_NONE || b->published_day == DAY_NONE)
        return true;
    return llabs((int64_t)a->published_day - b->published_day) <= COPY_DAYS;
}

bool story_is_copy(const struct story_signature *a, const struct story_signature *b) {
    if (!dates_allow(a, b))
        return false;
    struct set_share names = anchors_shared(a, b, ANCHOR_NAME);
    struct set_share numbers = anchors_shared(a, b, ANCHOR_NUMBER);
    struct set_share quotes = anchors_shared(a, b, ANCHOR_QUOTE);
    bool names_fit = names.smaller == 0 || set_share_portion(names) >= EDITED_ANCHORS;
    bool numbers_fit = numbers.smaller == 0 || set_share_portion(numbers) >= EDITED_ANCHORS;
    if (set_share_portion(shingles_shared(a, b)) >= EDITED_SHINGLES)
        return names_fit && numbers_fit;

    uint32_t kept = numbers.common + quotes.common;
    return kept >= REWRITE_NUMBERS && set_share_portion(numbers) >= REWRITTEN_NUMBERS &&
           set_share_portion(names) >= REWRITTEN_NAMES;
}
