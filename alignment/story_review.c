#include "alignment/story_review.h"

#include "base/error.h"

#include <assert.h>
#include <math.h>

static const double MERGE_BAR = 0;    /* mean log odds: as likely as not */
static const double SPLIT_BAR = -0.2; /* below it two groups are two events */

/* Log odds for all pairs; a row is a group, and takes the others in while average link goes on. */
struct links {
    double sums[REVIEW_MEMBERS_MAX][REVIEW_MEMBERS_MAX]; /* over all pairs of two groups */
    uint32_t sizes[REVIEW_MEMBERS_MAX];                  /* 0 for a group taken in */
    uint32_t group[REVIEW_MEMBERS_MAX];                  /* per member */
    uint32_t count;                                      /* of members */
};

static uint32_t bounded(uint32_t count) {
    return count < REVIEW_MEMBERS_MAX ? count : REVIEW_MEMBERS_MAX;
}

int story_review_merge(struct arena *arena, const struct story_pairs *pairs,
                       struct story_members story, struct story_members other,
                       struct review_verdict *ret_verdict) {
    struct review_verdict verdict = {.review = STORY_KEEP};
    uint32_t count = bounded(story.count);
    uint32_t other_count = bounded(other.count);
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < other_count; k++)
            sum += story_pair_score(pairs, story.at[i], other.at[k]);
    verdict.score = count && other_count ? sum / ((double)count * other_count) : MERGE_BAR - 1;
    if (verdict.score >= MERGE_BAR) {
        verdict.review = STORY_MERGE;
        int error = arena_printf(arena, &verdict.reason,
                                 "%u and %u articles tell of one event: mean log odds %.2f, "
                                 "merging asks for %.2f",
                                 count, other_count, verdict.score, MERGE_BAR);
        if (error)
            return error;
    }
    *ret_verdict = verdict;
    return 0;
}

/* ---- splitting ------------------------------------------------------------------------------- */

static void links_start(struct links *links, const struct story_pairs *pairs,
                        struct story_members story) {
    links->count = story.count;
    for (uint32_t i = 0; i < story.count; i++) {
        links->sizes[i] = 1;
        links->group[i] = i;
        links->sums[i][i] = 0;
        for (uint32_t k = 0; k < i; k++)
            links->sums[i][k] = links->sums[k][i] =
                story_pair_score(pairs, story.at[i], story.at[k]);
    }
}

static double mean_link(const struct links *links, uint32_t a, uint32_t b) {
    return links->sums[a][b] / ((double)links->sizes[a] * links->sizes[b]);
}

/* Joins the two likest groups; of equal ones the first. */
static void join_likest(struct links *links) {
    uint32_t into = NO_INDEX;
    uint32_t from = NO_INDEX;
    for (uint32_t a = 0; a < links->count; a++) {
        for (uint32_t b = a + 1; links->sizes[a] && b < links->count; b++) {
            if (links->sizes[b] == 0 ||
                (into != NO_INDEX && mean_link(links, a, b) <= mean_link(links, into, from)))
                continue;
            into = a;
            from = b;
        }
    }
    assert(into != NO_INDEX); /* called while there are two groups */
    for (uint32_t i = 0; i < links->count; i++) {
        links->sums[into][i] += links->sums[from][i];
        links->sums[i][into] = links->sums[into][i];
        if (links->group[i] == from)
            links->group[i] = into;
    }
    links->sizes[into] += links->sizes[from];
    links->sizes[from] = 0;
}

/* The group that leaves: the smaller; of equal ones the later. */
static uint32_t leaving_group(const struct links *links, uint32_t *ret_staying) {
    uint32_t first = NO_INDEX;
    uint32_t second = NO_INDEX;
    for (uint32_t i = 0; i < links->count; i++) {
        if (links->sizes[i] == 0)
            continue;
        if (first == NO_INDEX)
            first = i;
        else
            second = i;
    }
    assert(first != NO_INDEX && second != NO_INDEX); /* joining stops at two groups */
    bool first_leaves = links->sizes[first] < links->sizes[second];
    *ret_staying = first_leaves ? second : first;
    return first_leaves ? first : second;
}

int story_review_split(struct arena *arena, const struct story_pairs *pairs,
                       struct story_members story, struct review_verdict *ret_verdict) {
    struct review_verdict verdict = {.review = STORY_KEEP};
    if (story.count < 2 || story.count > REVIEW_MEMBERS_MAX) {
        *ret_verdict = verdict;
        return 0;
    }
    struct links *links = ARENA_NEW(arena, struct links);
    if (!links)
        return ERR_NO_MEMORY;

    links_start(links, pairs, story);
    for (uint32_t groups = story.count; groups > 2; groups--)
        join_likest(links);
    uint32_t staying;
    uint32_t leaving = leaving_group(links, &staying);
    verdict.score = mean_link(links, staying, leaving);
    if (verdict.score < SPLIT_BAR) {
        verdict.review = STORY_SPLIT;
        for (uint32_t i = 0; i < story.count; i++)
            verdict.leaves[i] = links->group[i] == leaving;
        int error = arena_printf(arena, &verdict.reason,
                                 "%u of %u articles tell of another event: mean log odds %.2f, "
                                 "splitting asks for less than %.2f",
                                 links->sizes[leaving], story.count, verdict.score, SPLIT_BAR);
        if (error)
            return error;
    }
    *ret_verdict = verdict;
    return 0;
}
