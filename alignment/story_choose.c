/* Which stored story does a new article belong to?
 *
 * The one to whose articles it is likest on average (average link): a story of many articles does
 * not draw in what resembles one of them.
 */
#include "alignment/story_choose.h"

static const double PLACE_BAR = 0; /* mean log odds: as likely as not */

uint32_t story_keys(const struct story_signature *signature, uint64_t ret_keys[STORY_KEYS_MAX]) {
    uint32_t count = 0;
    double weights[STORY_KEYS_MAX];
    for (uint32_t i = 0; i < signature->term_count; i++) {
        const struct signature_term *term = &signature->terms[i];
        double weight = (double)term->weight + (term->kind == TERM_NAME ? 1 : 0) + term->head;
        uint32_t at = count < STORY_KEYS_MAX ? count : STORY_KEYS_MAX - 1;
        if (count == STORY_KEYS_MAX && weight <= weights[at])
            continue;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            ret_keys[at] = ret_keys[at - 1];
        }
        weights[at] = weight;
        ret_keys[at] = term->hash;
        if (count < STORY_KEYS_MAX)
            count++;
    }
    return count;
}

double story_likeness(const struct story_pairs *pairs, uint32_t probe, struct story_members story) {
    double sum = 0;
    for (uint32_t i = 0; i < story.count; i++)
        sum += story_pair_score(pairs, probe, story.at[i]);
    return story.count ? sum / story.count : PLACE_BAR - 1;
}

uint32_t story_choose(const struct story_pairs *pairs, uint32_t probe,
                      const struct story_members *candidates, uint32_t count, double *ret_scores) {
    uint32_t best = NO_INDEX;
    for (uint32_t i = 0; i < count; i++) {
        ret_scores[i] = story_likeness(pairs, probe, candidates[i]);
        if (ret_scores[i] >= PLACE_BAR && (best == NO_INDEX || ret_scores[i] > ret_scores[best]))
            best = i;
    }
    return best;
}
