/* News tells its event first and the rest behind it (the inverted pyramid): where two articles tell
 * of one event, claims that stand early in both and share a telling word are about it. On the
 * article pairs of ECB+ a regression over likeness and place found nothing else that mattered, and
 * nothing but the likelihood of one event tells true links from false ones.
 */
#include "alignment/event_links.h"

#include "alignment/numeric.h"
#include "base/error.h"

enum { EVENT_CLAIMS = 14 }; /* of an article, from its first on */

static const double EVENT_ODDS = 0.25; /* log odds: a little likelier than not */
static const double SCORE_MAX = 0.3;   /* less sure than any pair about one matter */

static bool stands_early(const struct claim_view *view) {
    return view->ref.claim < EVENT_CLAIMS;
}

static bool is_pair_of(const struct claim_pair *pair, struct candidate_pair candidate) {
    return pair->left.claim == candidate.left && pair->right.claim == candidate.right;
}

static int link_early(struct arena *arena, const struct article_pair *pair,
                      const struct candidate_list *candidates,
                      const struct claim_pair_list *matters, struct claim_pair_list *links) {
    uint32_t known = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        struct candidate_pair candidate = candidates->at[i];
        const struct claim_view *left = &pair->left->views.at[candidate.left];
        const struct claim_view *right = &pair->right->views.at[candidate.right];
        if (known < matters->count && is_pair_of(&matters->at[known], candidate)) {
            known++;
            continue;
        }
        if (!stands_early(left) || !stands_early(right))
            continue;
        struct claim_pair link = {
            .left = left->ref,
            .right = right->ref,
            .relation = RELATION_COMPATIBLE,
            .score = SCORE_MAX / (1 + plain_exp(-pair->kinship.event)),
            .explanation = SLICE("Both can be true: both tell of one event, each another side."),
        };
        if (!list_push(arena, links, link))
            return ERR_NO_MEMORY;
    }
    return 0;
}

int event_links_find(struct arena *work, struct arena *arena, const struct article_pair *pair,
                     const struct claim_pair_list *matters, struct claim_pair_list *ret_links) {
    struct claim_pair_list links = {0};
    int result = 0;
    if (pair->kinship.event >= EVENT_ODDS) {
        struct candidate_list candidates;
        result = candidates_find(work, pair->left, pair->right, CANDIDATES_WIDE, &candidates);
        if (result == 0)
            result = link_early(arena, pair, &candidates, matters, &links);
    }
    *ret_links = links;
    return result;
}
