/* Each group remembers the likest other one, so that a step looks at all groups once and only those
 * whose likest is gone look anew: quadratic in practice. */
#include "alignment/story_cluster.h"

#include "base/error.h"

const double story_bar = -0.25;

struct clustering {
    uint32_t count;
    double *sums;     /* of the log odds between two groups, count × count */
    uint32_t *sizes;  /* 0 for a group that was taken in by another */
    uint32_t *likest; /* per group: the other one to which the mean is highest; NO_INDEX: alone */
    uint32_t *group;  /* per member: the place of its group's first member */
};

static double mean_of(const struct clustering *clustering, uint32_t a, uint32_t b) {
    return clustering->sums[(size_t)a * clustering->count + b] /
           ((double)clustering->sizes[a] * clustering->sizes[b]);
}

static void find_likest(struct clustering *clustering, uint32_t group) {
    uint32_t likest = NO_INDEX;
    for (uint32_t i = 0; i < clustering->count; i++)
        if (i != group && clustering->sizes[i] &&
            (likest == NO_INDEX ||
             mean_of(clustering, group, i) > mean_of(clustering, group, likest)))
            likest = i;
    clustering->likest[group] = likest;
}

static int start(struct arena *arena, const struct story_pairs *pairs, const uint32_t *members,
                 uint32_t count, struct clustering *ret_clustering) {
    struct clustering clustering = {
        .count = count,
        .sums = ARENA_ARRAY(arena, double, (size_t)count *count + 1),
        .sizes = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
        .likest = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
        .group = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
    };
    if (!clustering.sums || !clustering.sizes || !clustering.likest || !clustering.group)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        clustering.sizes[i] = 1;
        clustering.group[i] = i;
        for (uint32_t k = 0; k < i; k++)
            clustering.sums[(size_t)i * count + k] = clustering.sums[(size_t)k * count + i] =
                story_pair_score(pairs, members[i], members[k]);
    }
    for (uint32_t i = 0; i < count; i++)
        find_likest(&clustering, i);
    *ret_clustering = clustering;
    return 0;
}

/* The group that, with its likest, is likest of all; NO_INDEX when no two reach the bar. */
static uint32_t best_of(const struct clustering *clustering) {
    uint32_t best = NO_INDEX;
    double mean = story_bar;
    for (uint32_t i = 0; i < clustering->count; i++) {
        if (!clustering->sizes[i] || clustering->likest[i] == NO_INDEX)
            continue;
        double own = mean_of(clustering, i, clustering->likest[i]);
        if (best == NO_INDEX ? own >= mean : own > mean) {
            best = i;
            mean = own;
        }
    }
    return best;
}

static void join(struct clustering *clustering, uint32_t into, uint32_t from) {
    uint32_t count = clustering->count;
    for (uint32_t i = 0; i < count; i++) {
        clustering->sums[(size_t)into * count + i] += clustering->sums[(size_t)from * count + i];
        clustering->sums[(size_t)i * count + into] = clustering->sums[(size_t)into * count + i];
        if (clustering->group[i] == from)
            clustering->group[i] = into;
    }
    clustering->sizes[into] += clustering->sizes[from];
    clustering->sizes[from] = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!clustering->sizes[i])
            continue;
        uint32_t likest = clustering->likest[i];
        if (i == into || likest == into || likest == from)
            find_likest(clustering, i);
        else if (likest != NO_INDEX) {
            double mean = mean_of(clustering, i, into);
            double best = mean_of(clustering, i, likest);
            if (mean > best || (mean >= best && into < likest))
                clustering->likest[i] = into;
        }
    }
}

int story_cluster(struct arena *arena, const struct story_pairs *pairs, const uint32_t *members,
                  uint32_t count, uint32_t *ret_groups, uint32_t *ret_group_count) {
    struct clustering clustering;
    int error = start(arena, pairs, members, count, &clustering);
    if (error)
        return error;
    for (uint32_t one; (one = best_of(&clustering)) != NO_INDEX;) {
        uint32_t other = clustering.likest[one];
        join(&clustering, one < other ? one : other, one < other ? other : one);
    }
    uint32_t groups = 0;
    for (uint32_t i = 0; i < count; i++)
        ret_groups[i] = clustering.group[i] == i ? groups++ : ret_groups[clustering.group[i]];
    *ret_group_count = groups;
    return 0;
}
