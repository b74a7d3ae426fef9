/* The three questions in order: candidates, same matter, relation. */
#include "alignment/article_pair.h"

#include "alignment/collisions.h"
#include "alignment/existence_matter.h"
#include "alignment/explain.h"
#include "alignment/recurrence_matter.h"
#include "alignment/slot_causes.h"
#include "alignment/state_turns.h"
#include "alignment/tallies.h"
#include "alignment/view_weights.h"
#include "base/error.h"

int article_pair_make(const struct resources *resources, struct arena *arena,
                      struct compared_article *left, struct compared_article *right,
                      struct article_pair *ret_pair) {
    uint32_t articles = left == right ? 1 : 2;
    uint32_t claims = left->views.count + (articles == 2 ? right->views.count : 0);
    struct article_pair pair = {
        .resources = resources,
        .left = left,
        .right = right,
        .kinship = left == right ? article_kinship_itself(left->analysis)
                                 : article_kinship(&right->profile, &left->profile),
        .pool = likeness_pool(claims, articles),
    };
    int result = view_weights_set(arena, left, right);
    if (result == 0)
        result = candidates_find(arena, left, right, CANDIDATES_KEPT, &pair.candidates);
    if (result == 0)
        result = glances_take(arena, &left->views, &right->views, &pair.candidates, &pair.glances);
    if (result == 0)
        *ret_pair = pair;
    return result;
}

static double pair_score(const struct pair_trace *found) {
    double score = found->recurring > found->probability ? found->recurring : found->probability;
    const double rules[] = {found->counting, found->denying, found->turning, found->causing};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        score = rules[i] > score ? rules[i] : score;
    return score;
}

/* Could one of the rules beside same_matter() hold, as far as each claim alone tells? */
static bool rules_may_hold(const struct claim_view *left, const struct claim_view *right) {
    bool turns = false;
    for (int edge = 0; edge < TURN_EDGES; edge++)
        turns |= (left->turns[edge].kinds & right->turns[edge].kinds) != 0;
    return turns || (left->recurs && right->recurs) || (left->tally_set & right->tally_set) ||
           left->tells_existence || right->tells_existence ||
           (left->cause.told && right->cause.told);
}

/* Most candidates share a few words and nothing else: bounds of their likeness are enough to see
 * that they stay below the bar. */
static bool ruled_out(const struct claim_view *left, const struct claim_view *right,
                      const struct pair_setting *setting, const struct glance *glance) {
    if (rules_may_hold(left, right))
        return false;
    struct likeness_bounds bounds;
    likeness_estimate(left, right, setting, glance, &bounds);
    return same_matter_at_most(&bounds) < same_matter_bar(&bounds.low);
}

/* What speaks for one matter; false when it is not enough. */
static bool is_one_matter(const struct resources *resources, const struct claim_view *left,
                          const struct claim_view *right, const struct pair_setting *setting,
                          const struct glance *glance, struct pair_trace *ret_found) {
    if (ruled_out(left, right, setting, glance))
        return false;
    *ret_found = (struct pair_trace){0};
    struct likeness *likeness = &ret_found->likeness;
    likeness_measure(resources, left, right, setting, glance, likeness);
    ret_found->probability = same_matter(likeness);
    ret_found->recurring = recurrence_matter(resources, left, right);
    ret_found->counting = tally_matter(left, right, likeness);
    ret_found->denying = existence_matter(left, right, likeness);
    ret_found->turning = turn_matter(resources, left, right, likeness);
    ret_found->causing = cause_matter(resources, left, right, likeness);
    ret_found->bar = same_matter_bar(likeness);
    return !recurrences_apart(resources, left, right) && pair_score(ret_found) >= ret_found->bar;
}

static int keep_trace(struct arena *arena, const struct pair_trace *found,
                      struct claim_pair *pair) {
    struct pair_trace *trace = ARENA_NEW(arena, struct pair_trace);
    if (!trace)
        return ERR_NO_MEMORY;
    *trace = *found;
    pair->trace = trace;
    return 0;
}

static int judge(struct arena *arena, const struct article_pair *articles, uint32_t candidate,
                 bool traced, struct claim_pair_list *pairs) {
    const struct resources *resources = articles->resources;
    const struct claim_view *left =
        &articles->left->views.at[articles->candidates.at[candidate].left];
    const struct claim_view *right =
        &articles->right->views.at[articles->candidates.at[candidate].right];
    const struct pair_setting setting = article_pair_setting(articles, candidate);
    const struct glance *glance = &articles->glances.at[articles->glances.of[candidate]];
    struct pair_trace found;
    if (!is_one_matter(resources, left, right, &setting, glance, &found))
        return 0;
    struct claim_pair pair = {.left = left->ref, .right = right->ref, .score = pair_score(&found)};
    struct matter matter = {resources, arena, left, right, &found.likeness};
    int result = relation_judge(&matter, &pair, &found.verdicts);
    if (result == 0 && traced)
        result = keep_trace(arena, &found, &pair);
    if (result < 0)
        return result;
    if (pair.relation == RELATION_AGREE && values_collide(resources, left, right))
        return 0;
    return list_push(arena, pairs, pair) ? 0 : ERR_NO_MEMORY;
}

int article_pair_judge(struct arena *arena, const struct article_pair *pair, bool traced,
                       struct claim_pair_list *ret_pairs) {
    struct claim_pair_list pairs = {0};
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < pair->candidates.count; i++)
        result = judge(arena, pair, i, traced, &pairs);
    if (result == 0)
        *ret_pairs = pairs;
    return result;
}
