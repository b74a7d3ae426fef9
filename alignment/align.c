/* The three questions in order: candidates, same matter, relation; then groups. */
#include "alignment/alignment.h"
#include "alignment/candidates.h"
#include "alignment/collisions.h"
#include "alignment/context.h"
#include "alignment/event_links.h"
#include "alignment/existence_matter.h"
#include "alignment/explain.h"
#include "alignment/groups.h"
#include "alignment/origins.h"
#include "alignment/recurrence_matter.h"
#include "alignment/relation.h"
#include "alignment/same_matter.h"
#include "alignment/slot_causes.h"
#include "alignment/state_turns.h"
#include "alignment/tallies.h"
#include "alignment/words.h"
#include "base/error.h"

struct comparing {
    const struct resources *resources;
    struct arena *arena;
    struct view_list views;
    struct article_context context;
    struct candidate_list candidates;
    double pool; /* of likeness.h */
    struct claim_pair_list pairs;
};

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

static int judge(struct comparing *comparing, struct candidate_pair candidate,
                 const struct glance *glance, double rival) {
    const struct claim_view *left = &comparing->views.at[candidate.left];
    const struct claim_view *right = &comparing->views.at[candidate.right];
    const struct pair_setting setting = {
        article_kinship(&comparing->context, left->ref.article, right->ref.article),
        comparing->pool, rival};
    if (ruled_out(left, right, &setting, glance))
        return 0;
    struct likeness measured;
    const struct likeness *likeness = &measured;
    likeness_measure(comparing->resources, left, right, &setting, glance, &measured);
    struct pair_trace found = {
        .likeness = *likeness,
        .probability = same_matter(likeness),
        .recurring = recurrence_matter(comparing->resources, left, right),
        .counting = tally_matter(left, right, likeness),
        .denying = existence_matter(left, right, likeness),
        .turning = turn_matter(comparing->resources, left, right, likeness),
        .causing = cause_matter(comparing->resources, left, right, likeness),
        .bar = same_matter_bar(likeness),
    };
    double score = pair_score(&found);
    if (recurrences_apart(comparing->resources, left, right))
        return 0;
    if (score < found.bar)
        return 0;

    struct pair_trace *trace = ARENA_NEW(comparing->arena, struct pair_trace);
    if (!trace)
        return ERR_NO_MEMORY;
    *trace = found;
    struct claim_pair pair = {
        .left = left->ref, .right = right->ref, .score = score, .trace = trace};
    struct matter matter = {comparing->resources, comparing->arena, left, right, &trace->likeness};
    int result = relation_judge(&matter, &pair, &trace->verdicts);
    if (result < 0)
        return result;
    if (pair.relation == RELATION_AGREE && values_collide(comparing->resources, left, right))
        return 0;
    return list_push(comparing->arena, &comparing->pairs, pair) ? 0 : ERR_NO_MEMORY;
}

/* Keeps the candidates that touch the first article; theirs is the left side. */
static void keep_first(const struct view_list *views, struct candidate_list *candidates) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < candidates->count; i++)
        if (views->at[candidates->at[i].left].ref.article == 0)
            candidates->at[kept++] = candidates->at[i];
    candidates->count = kept;
}

enum reach { REACH_ACROSS, REACH_WITHIN, REACH_FROM_FIRST };

static int prepare(struct comparing *comparing, const struct analysis *const *articles,
                   uint32_t count) {
    struct stemmer *stemmer = stemmer_new();
    int result = stemmer ? views_make(comparing->resources, stemmer, comparing->arena, articles,
                                      count, &comparing->views)
                         : ERR_NO_MEMORY;
    if (result == 0)
        result =
            article_context_make(stemmer, comparing->arena, articles, count, &comparing->context);
    stemmer_free(stemmer);
    return result;
}

static int compare(struct comparing *comparing, const struct analysis *const *articles,
                   uint32_t count, enum reach reach) {
    int result = prepare(comparing, articles, count);
    struct candidate_list *candidates = &comparing->candidates;
    if (result == 0)
        result =
            candidates_find(comparing->arena, &comparing->views, reach == REACH_WITHIN, candidates);
    if (result == 0 && reach == REACH_FROM_FIRST)
        keep_first(&comparing->views, candidates);
    struct glance_list glances;
    if (result == 0)
        result = glances_take(comparing->arena, &comparing->views, count, candidates, &glances);
    comparing->pool = likeness_pool(comparing->views.count, count);
    for (uint32_t i = 0; result == 0 && i < candidates->count; i++)
        result = judge(comparing, candidates->at[i], &glances.at[glances.of[i]], glances.rivals[i]);
    return result;
}

int align_articles(const struct resources *resources, struct arena *arena,
                   const struct analysis *const *articles, uint32_t count,
                   struct comparison *ret_comparison) {
    if (count > ALIGN_ARTICLES_MAX)
        return ERR_TOO_LARGE;
    struct comparing comparing = {.resources = resources, .arena = arena};
    int result = compare(&comparing, articles, count, REACH_ACROSS);
    struct comparison comparison = {0};
    if (result == 0)
        result = groups_make(arena, &comparing.views, &comparing.pairs, &comparison.alignments);
    if (result == 0 && count == 2)
        result = event_links_find(arena, &comparing.views, &comparing.context,
                                  &comparing.candidates, &comparing.pairs, &comparison.event_links);
    struct origins *origins = ARENA_NEW(arena, struct origins);
    if (result == 0)
        result =
            origins ? origins_find(arena, articles, &comparing.context, origins) : ERR_NO_MEMORY;
    if (result == 0)
        result = origins_of_alignments(arena, origins, &comparison.alignments);
    if (result == 0)
        result = collisions_find(resources, arena, articles, count, &comparison.collisions);
    if (result < 0)
        return result;

    comparison.pairs = comparing.pairs;
    comparison.origins = origins;
    *ret_comparison = comparison;
    return 0;
}

int align_within(const struct resources *resources, struct arena *arena,
                 const struct analysis *analysis, struct claim_pair_list *ret_conflicts) {
    struct comparing comparing = {.resources = resources, .arena = arena};
    int result = compare(&comparing, &analysis, 1, REACH_WITHIN);
    struct claim_pair_list conflicts = {0};
    for (uint32_t i = 0; result == 0 && i < comparing.pairs.count; i++)
        if (comparing.pairs.at[i].relation == RELATION_CONFLICT &&
            !list_push(arena, &conflicts, comparing.pairs.at[i]))
            result = ERR_NO_MEMORY;
    if (result < 0)
        return result;

    *ret_conflicts = conflicts;
    return 0;
}

int align_first(const struct resources *resources, struct arena *arena,
                const struct analysis *const *articles, uint32_t count,
                struct claim_pair_list *ret_pairs) {
    if (count > ALIGN_ARTICLES_MAX)
        return ERR_TOO_LARGE;
    struct comparing comparing = {.resources = resources, .arena = arena};
    int result = compare(&comparing, articles, count, REACH_FROM_FIRST);
    if (result < 0)
        return result;

    *ret_pairs = comparing.pairs;
    return 0;
}
