#include "alignment/story_judge.h"

#include "alignment/words.h"
#include "base/error.h"

#include <stdlib.h>

/* ---- an order that depends on the content alone ---------------------------------------------- */

struct keyed_article {
    uint64_t key;
    uint32_t place; /* among the articles */
};

static int compare_keyed(const void *a, const void *b) {
    const struct keyed_article *left = a;
    const struct keyed_article *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->place > right->place) - (left->place < right->place);
}

static uint64_t content_key(const struct story_signature *signature) {
    uint64_t key = (uint64_t)signature->published_day;
    for (uint32_t i = 0; i < signature->term_count; i++)
        key = hash_join(key, signature->terms[i].hash);
    for (uint32_t i = 0; i < signature->anchor_count; i++)
        key = hash_join(key, signature->anchors[i]);
    return key;
}

/* ---- the work -------------------------------------------------------------------------------- */

struct judging {
    struct arena *arena;
    const struct judged_article *articles;
    uint32_t count;
    struct story_pairs pairs;
    uint32_t *index;  /* per article: in the pairs */
    uint32_t *groups; /* per article; NO_INDEX for a fixed one */
    uint32_t group_count;
    uint32_t *owners; /* per group: its story */
    struct story_judgement judgement;
};

static int weigh_all(struct judging *judging) {
    struct keyed_article *keyed = ARENA_ARRAY(judging->arena, struct keyed_article, judging->count);
    const struct story_signature **signatures =
        ARENA_ARRAY(judging->arena, const struct story_signature *, judging->count);
    if (!keyed || !signatures)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < judging->count; i++)
        keyed[i] = (struct keyed_article){content_key(judging->articles[i].signature), i};
    qsort(keyed, judging->count, sizeof *keyed, compare_keyed);
    for (uint32_t i = 0; i < judging->count; i++) {
        signatures[i] = judging->articles[keyed[i].place].signature;
        judging->index[keyed[i].place] = i;
    }
    return story_pairs_make(judging->arena, signatures, judging->count, &judging->pairs);
}

static int cluster(struct judging *judging) {
    uint32_t *places = ARENA_ARRAY(judging->arena, uint32_t, judging->count);
    uint32_t *members = ARENA_ARRAY(judging->arena, uint32_t, judging->count);
    uint32_t *groups = ARENA_ARRAY(judging->arena, uint32_t, judging->count);
    if (!places || !members || !groups)
        return ERR_NO_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < judging->count; i++)
        places[judging->index[i]] = i;
    for (uint32_t i = 0; i < judging->count; i++)
        if (!judging->articles[places[i]].fixed)
            members[count++] = i;
    int error = story_cluster(judging->arena, &judging->pairs, members, count, groups,
                              &judging->group_count);
    if (error)
        return error;
    for (uint32_t i = 0; i < judging->count; i++)
        judging->groups[i] = NO_INDEX;
    for (uint32_t i = 0; i < count; i++)
        judging->groups[places[members[i]]] = groups[i];
    return 0;
}

/* ---- which group is which story -------------------------------------------------------------- */

/* Where most of the story's articles go; of equal groups the one of the oldest article. */
static uint32_t group_of_story(const struct judging *judging, uint32_t story, uint32_t *votes) {
    uint32_t best = NO_INDEX;
    memset(votes, 0, judging->group_count * sizeof *votes);
    for (uint32_t i = 0; i < judging->count; i++)
        if (judging->articles[i].story == story && judging->groups[i] != NO_INDEX)
            votes[judging->groups[i]]++;
    for (uint32_t i = 0; i < judging->count; i++) {
        uint32_t group = judging->groups[i];
        if (group != NO_INDEX && votes[group] && (best == NO_INDEX || votes[group] > votes[best]))
            best = group;
    }
    return best;
}

static bool has_fixed(const struct judging *judging, uint32_t story) {
    for (uint32_t i = 0; i < judging->count; i++)
        if (judging->articles[i].story == story && judging->articles[i].fixed)
            return true;
    return false;
}

/* A story that stays whatever happens goes first, then the oldest. */
static int find_owners(struct judging *judging, uint32_t story_count) {
    uint32_t *votes = ARENA_ARRAY(judging->arena, uint32_t, (size_t)judging->group_count + 1);
    if (!votes)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < judging->group_count; i++)
        judging->owners[i] = NO_INDEX;
    for (uint32_t story = 0; story < story_count; story++) {
        uint32_t group = group_of_story(judging, story, votes);
        if (group != NO_INDEX &&
            (judging->owners[group] == NO_INDEX ||
             (has_fixed(judging, story) && !has_fixed(judging, judging->owners[group]))))
            judging->owners[group] = story;
    }
    return 0;
}

/* The mean log odds between a group and the fixed articles of a story; below the bar without any.
 */
static double mean_to_fixed(const struct judging *judging, uint32_t group, uint32_t story) {
    double sum = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < judging->count; i++) {
        for (uint32_t k = 0; judging->groups[i] == group && k < judging->count; k++) {
            if (!judging->articles[k].fixed || judging->articles[k].story != story)
                continue;
            sum += story_pair_score(&judging->pairs, judging->index[i], judging->index[k]);
            count++;
        }
    }
    return count ? sum / count : story_bar - 1;
}

/* A group that no story goes to joins the likest of those that draw, or is a new story. */
static void settle_others(struct judging *judging, uint32_t story_count) {
    for (uint32_t group = 0; group < judging->group_count; group++) {
        if (judging->owners[group] != NO_INDEX)
            continue;
        double best = story_bar;
        for (uint32_t story = 0; story < story_count; story++) {
            double mean = mean_to_fixed(judging, group, story);
            if (judging->owners[group] == NO_INDEX ? mean < best : mean <= best)
                continue;
            best = mean;
            judging->owners[group] = story;
        }
    }
}

/* ---- reasons --------------------------------------------------------------------------------- */

/* The mean log odds between the articles of two groups, or within one; 0 without a pair. */
static double mean_between(const struct judging *judging, uint32_t left, uint32_t right) {
    double sum = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < judging->count; i++) {
        for (uint32_t k = 0; judging->groups[i] == left && k < judging->count; k++) {
            if (judging->groups[k] != right || i == k)
                continue;
            sum += story_pair_score(&judging->pairs, judging->index[i], judging->index[k]);
            count++;
        }
    }
    return count ? sum / count : 0;
}

/* Do articles come to the group's story that stood in another one? */
static bool changes(const struct judging *judging, uint32_t group) {
    for (uint32_t i = 0; i < judging->count; i++)
        if (judging->groups[i] == group && judging->articles[i].story != NO_INDEX &&
            judging->articles[i].story != judging->owners[group])
            return true;
    return false;
}

static uint32_t size_of(const struct judging *judging, uint32_t group) {
    uint32_t size = 0;
    for (uint32_t i = 0; i < judging->count; i++)
        size += judging->groups[i] == group;
    return size;
}

static int give_reason(const struct judging *judging, uint32_t group, struct slice *ret_reason) {
    double nearest = 0;
    bool has_nearest = false;
    for (uint32_t other = 0; other < judging->group_count; other++) {
        double mean = other == group ? 0 : mean_between(judging, group, other);
        if (other == group || (has_nearest && mean <= nearest))
            continue;
        nearest = mean;
        has_nearest = true;
    }
    uint32_t size = size_of(judging, group);
    double within = mean_between(judging, group, group);
    if (!has_nearest)
        return arena_printf(judging->arena, ret_reason,
                            "all %u linked articles tell of one event: mean log odds %.2f, one "
                            "event asks for %.2f",
                            size, within, story_bar);
    return arena_printf(judging->arena, ret_reason,
                        "%u of %u linked articles tell of one event: mean log odds %.2f among "
                        "them, %.2f to the next; one event asks for %.2f",
                        size, judging->count, within, nearest, story_bar);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int conclude(struct judging *judging, uint32_t story_count) {
    struct story_judgement *judgement = &judging->judgement;
    judgement->story_count = story_count;
    for (uint32_t group = 0; group < judging->group_count; group++) {
        if (judging->owners[group] == NO_INDEX)
            judging->owners[group] = judgement->story_count++;
        int error = changes(judging, group)
                        ? give_reason(judging, group, &judgement->reasons[judging->owners[group]])
                        : 0;
        if (error)
            return error;
    }
    for (uint32_t i = 0; i < judging->count; i++)
        judgement->stories[i] = judging->articles[i].fixed ? judging->articles[i].story
                                                           : judging->owners[judging->groups[i]];
    return 0;
}

int story_judge(struct arena *arena, const struct judged_article *articles, uint32_t count,
                uint32_t story_count, struct story_judgement *ret_judgement) {
    size_t size = (size_t)count + story_count + 1;
    struct judging judging = {
        .arena = arena,
        .articles = articles,
        .count = count,
        .index = ARENA_ARRAY(arena, uint32_t, size),
        .groups = ARENA_ARRAY(arena, uint32_t, size),
        .owners = ARENA_ARRAY(arena, uint32_t, size),
        .judgement = {.stories = ARENA_ARRAY(arena, uint32_t, size),
                      .reasons = ARENA_ARRAY(arena, struct slice, size)},
    };
    if (!judging.index || !judging.groups || !judging.owners || !judging.judgement.stories ||
        !judging.judgement.reasons)
        return ERR_NO_MEMORY;
    int error = weigh_all(&judging);
    if (!error)
        error = cluster(&judging);
    if (!error)
        error = find_owners(&judging, story_count);
    if (error)
        return error;
    settle_others(&judging, story_count);
    error = conclude(&judging, story_count);
    if (!error)
        *ret_judgement = judging.judgement;
    return error;
}
