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

static bool is_pair_of(const struct claim_pair *pair, const struct claim_view *left,
                       const struct claim_view *right) {
    return pair->left.article == left->ref.article && pair->left.claim == left->ref.claim &&
           pair->right.article == right->ref.article && pair->right.claim == right->ref.claim;
}

int event_links_find(struct arena *arena, const struct view_list *views,
                     const struct article_context *context, const struct candidate_list *candidates,
                     const struct claim_pair_list *matters, struct claim_pair_list *ret_links) {
    struct claim_pair_list links = {0};
    uint32_t known = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct claim_view *left = &views->at[candidates->at[i].left];
        const struct claim_view *right = &views->at[candidates->at[i].right];
        if (known < matters->count && is_pair_of(&matters->at[known], left, right)) {
            known++;
            continue;
        }
        double odds = article_kinship(context, left->ref.article, right->ref.article).event;
        if (odds < EVENT_ODDS || !stands_early(left) || !stands_early(right))
            continue;
        struct claim_pair link = {
            .left = left->ref,
            .right = right->ref,
            .relation = RELATION_COMPATIBLE,
            .score = SCORE_MAX / (1 + plain_exp(-odds)),
            .explanation = SLICE("Both can be true: both tell of one event, each another side."),
        };
        if (!list_push(arena, &links, link))
            return ERR_NO_MEMORY;
    }
    *ret_links = links;
    return 0;
}
