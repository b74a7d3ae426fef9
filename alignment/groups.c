/* Groups without chaining: pairs are taken from the surest to the least sure; two groups become
 * one when more than half of the pairs between their members (of different articles) are there.
 * So one loose pair cannot join two matters.
 */
#include "alignment/groups.h"

#include "alignment/relation.h"
#include "base/error.h"

#include <assert.h>
#include <stdlib.h>

enum {
    TOPIC_WORDS = 6,
    GROUP_MAX = 200, /* members of a group; beyond it a topic is no matter any more */
};

static const double WITHOUT_DOUBT = 0.9;

struct grouping {
    struct arena *arena;
    const struct claim_view **views; /* of all articles, in order */
    uint32_t view_count;
    const struct claim_pair_list *pairs;
    uint32_t *article_first; /* view index of each article's first claim */
    uint32_t *group;         /* of each view; NO_INDEX */
    struct member_list {
        uint32_t *at;
        uint32_t count;
        uint32_t capacity;
    } * members; /* of each group */
    uint32_t group_count;
    const struct claim_pair **order; /* surest first */
    uint32_t *first_pair;            /* of each view as the left one, and behind the last */
    uint32_t *right_view;            /* of each pair */
    uint32_t *first_partner;         /* of each view, and behind the last */
    uint32_t *partners;              /* the views that each view has a pair with, on either side */
};

static uint32_t view_index(const struct grouping *grouping, struct claim_ref ref) {
    return grouping->article_first[ref.article] + ref.claim;
}

static int compare_refs(struct claim_ref a, struct claim_ref b) {
    if (a.article != b.article)
        return a.article < b.article ? -1 : 1;
    return (a.claim > b.claim) - (a.claim < b.claim);
}

static int compare_pairs(const struct claim_pair *a, const struct claim_pair *b) {
    int order = compare_refs(a->left, b->left);
    return order ? order : compare_refs(a->right, b->right);
}

static int compare_sureness(const void *a, const void *b) {
    const struct claim_pair *x = *(const struct claim_pair *const *)a;
    const struct claim_pair *y = *(const struct claim_pair *const *)b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return compare_pairs(x, y);
}

/* The pair of two views: the pairs of one left view stand together, by their right one. */
static const struct claim_pair *find_pair(const struct grouping *grouping, uint32_t a, uint32_t b) {
    uint32_t left = a < b ? a : b;
    uint32_t right = a < b ? b : a;
    uint32_t low = grouping->first_pair[left];
    uint32_t high = grouping->first_pair[left + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (grouping->right_view[middle] == right)
            return &grouping->pairs->at[middle];
        if (grouping->right_view[middle] < right)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* How many pairs there are between the members of a group and those of another, which are all that
 * call it theirs. */
static uint32_t pairs_between(const struct grouping *grouping, const struct member_list *members,
                              uint32_t other) {
    uint32_t there = 0;
    for (uint32_t i = 0; i < members->count; i++) {
        uint32_t view = members->at[i];
        for (uint32_t k = grouping->first_partner[view]; k < grouping->first_partner[view + 1]; k++)
            there += grouping->group[grouping->partners[k]] == other;
    }
    return there;
}

/* How well two groups fit: the pairs there are among those there could be. Claims of one article
 * have no pair; a second one joins only when it is part of the first, or fits every other member
 * and either two articles of them or one without doubt. */
static bool groups_fit(const struct grouping *grouping, uint32_t one, uint32_t other,
                       double score) {
    const struct member_list *a = &grouping->members[one];
    const struct member_list *b = &grouping->members[other];
    if (a->count + b->count > GROUP_MAX)
        return false;
    uint32_t possible = a->count * b->count;
    bool crowded = false;
    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t k = 0; k < b->count; k++) {
            const struct claim_view *left = grouping->views[a->at[i]];
            const struct claim_view *right = grouping->views[b->at[k]];
            if (left->ref.article != right->ref.article)
                continue;
            possible--;
            crowded |= !span_overlaps(left->claim->span, right->claim->span);
        }
    }
    uint32_t there =
        a->count < b->count ? pairs_between(grouping, a, other) : pairs_between(grouping, b, one);
    if (crowded)
        return there == possible && (there > 1 || score >= WITHOUT_DOUBT);
    return 2 * there > possible;
}

static int own_group(struct grouping *grouping, uint32_t view, uint32_t *ret_group) {
    if (grouping->group[view] == NO_INDEX) {
        uint32_t group = grouping->group_count++;
        if (!list_push(grouping->arena, &grouping->members[group], view))
            return ERR_NO_MEMORY;
        grouping->group[view] = group;
    }
    *ret_group = grouping->group[view];
    return 0;
}

static int join(struct grouping *grouping, const struct claim_pair *pair) {
    uint32_t left = 0;
    uint32_t right = 0;
    int result = own_group(grouping, view_index(grouping, pair->left), &left);
    if (result == 0)
        result = own_group(grouping, view_index(grouping, pair->right), &right);
    if (result < 0 || left == right)
        return result;
    struct member_list *into = &grouping->members[left];
    struct member_list *from = &grouping->members[right];
    if (!groups_fit(grouping, left, right, pair->score))
        return 0;
    for (uint32_t i = 0; i < from->count; i++) {
        if (!list_push(grouping->arena, into, from->at[i]))
            return ERR_NO_MEMORY;
        grouping->group[from->at[i]] = left;
    }
    from->count = 0;
    return 0;
}

/* ---- a group as an alignment ------------------------------------------------------------------
 */

/* Words that most members share, in the order of the first member's text. */
static int topic_of(const struct grouping *grouping, const struct member_list *members,
                    struct slice *ret_topic) {
    const struct claim_view *first = grouping->views[members->at[0]];
    struct slice topic = {0};
    unsigned taken = 0;
    for (uint32_t i = 0; i < first->word_count && taken < TOPIC_WORDS; i++) {
        const struct view_word *word = &first->words[i];
        uint32_t holders = 0;
        for (uint32_t m = 0; m < members->count; m++) {
            const struct claim_view *view = grouping->views[members->at[m]];
            for (uint32_t k = 0; k < view->word_count; k++) {
                if (view->words[k].stem != word->stem)
                    continue;
                holders++;
                break;
            }
        }
        if (word->kind >= VIEW_SPEECH || word->token == NO_INDEX || 2 * holders <= members->count)
            continue;
        struct slice text =
            analysis_slice(first->analysis, first->analysis->tokens.at[word->token].span);
        int result = arena_printf(grouping->arena, &topic, "%.*s%s%.*s", SLICE_ARGS(topic),
                                  topic.length ? " " : "", SLICE_ARGS(text));
        if (result < 0)
            return result;
        taken++;
    }
    *ret_topic = topic.length ? topic : analysis_slice(first->analysis, first->claim->span);
    return 0;
}

static int add_differences(struct arena *arena, const struct claim_pair *pair,
                           struct difference_list *list) {
    for (uint32_t i = 0; i < pair->differences.count; i++) {
        bool known = false;
        for (uint32_t k = 0; k < list->count && !known; k++)
            known = list->at[k].kind == pair->differences.at[i].kind;
        struct difference difference = {pair->differences.at[i].kind,
                                        pair->differences.at[i].explanation};
        if (!known && !list_push(arena, list, difference))
            return ERR_NO_MEMORY;
    }
    return 0;
}

struct pair_refs {
    const struct claim_pair **at;
    uint32_t count;
    uint32_t capacity;
};

static int list_pairs(const struct grouping *grouping, const struct member_list *members,
                      struct pair_refs *pairs) {
    for (uint32_t m = 0; m < members->count; m++) {
        for (uint32_t n = m + 1; n < members->count; n++) {
            const struct claim_pair *pair = find_pair(grouping, members->at[m], members->at[n]);
            if (pair && !list_push(grouping->arena, pairs, pair))
                return ERR_NO_MEMORY;
        }
    }
    return 0;
}

/* Relation and explanation of the sharpest pair, the surest first among equals. */
static int read_pairs(const struct grouping *grouping, uint32_t group,
                      struct alignment *alignment) {
    struct pair_refs pairs = {0};
    bool first = true;
    int result = list_pairs(grouping, &grouping->members[group], &pairs);
    for (int strength = RELATION_CONFLICT; strength >= RELATION_AGREE; strength--) {
        for (uint32_t i = 0; i < pairs.count && result == 0; i++) {
            const struct claim_pair *pair = pairs.at[i];
            if ((int)pair->relation != strength)
                continue;
            if (first) {
                alignment->relation = pair->relation;
                alignment->explanation = pair->explanation;
            }
            first = false;
            alignment->score += pair->score;
            result = add_differences(grouping->arena, pair, &alignment->differences);
        }
    }
    if (pairs.count)
        alignment->score /= pairs.count;
    return result;
}

/* By publication (unknown dates last), then by reference. */
static bool told_before(const struct claim_view *a, const struct claim_view *b) {
    if (a->told != b->told) {
        if (a->told == DAY_NONE || b->told == DAY_NONE)
            return b->told == DAY_NONE;
        return a->told < b->told;
    }
    return compare_refs(a->ref, b->ref) < 0;
}

static void order_members(const struct grouping *grouping, struct member_list *members) {
    for (uint32_t i = 1; i < members->count; i++) {
        uint32_t moved = members->at[i];
        uint32_t at = i;
        for (; at > 0 && told_before(grouping->views[moved], grouping->views[members->at[at - 1]]);
             at--)
            members->at[at] = members->at[at - 1];
        members->at[at] = moved;
    }
}

static int emit(struct grouping *grouping, uint32_t group, struct alignment_list *alignments) {
    struct member_list *members = &grouping->members[group];
    if (members->count < 2)
        return 0;
    order_members(grouping, members);
    struct alignment alignment = {0};
    int result = topic_of(grouping, members, &alignment.topic);
    for (uint32_t i = 0; result == 0 && i < members->count; i++)
        if (!list_push(grouping->arena, &alignment.members, grouping->views[members->at[i]]->ref))
            result = ERR_NO_MEMORY;
    if (result == 0)
        result = read_pairs(grouping, group, &alignment);
    if (result < 0)
        return result;
    return list_push(grouping->arena, alignments, alignment) ? 0 : ERR_NO_MEMORY;
}

static int compare_alignments(const void *a, const void *b) {
    const struct alignment *x = a;
    const struct alignment *y = b;
    return compare_refs(x->members.at[0], y->members.at[0]);
}

/* Views stand in the order of their references, and so do the pairs. */
static int index_pairs(struct grouping *grouping) {
    uint32_t views = grouping->view_count;
    uint32_t pairs = grouping->pairs->count;
    grouping->first_pair = ARENA_ARRAY(grouping->arena, uint32_t, (size_t)views + 1);
    grouping->right_view = ARENA_ARRAY(grouping->arena, uint32_t, (size_t)pairs + 1);
    if (!grouping->first_pair || !grouping->right_view)
        return ERR_NO_MEMORY;
    uint32_t at = 0;
    for (uint32_t view = 0; view <= views; view++) {
        grouping->first_pair[view] = at;
        while (at < pairs && view_index(grouping, grouping->pairs->at[at].left) == view) {
            grouping->right_view[at] = view_index(grouping, grouping->pairs->at[at].right);
            at++;
        }
    }
    assert(at == pairs); /* sorted, and each of a view */
    return 0;
}

/* Counts, then places: `first` is one ahead until all of a view's partners stand. */
static int index_partners(struct grouping *grouping) {
    uint32_t views = grouping->view_count;
    uint32_t pairs = grouping->pairs->count;
    uint32_t *first = ARENA_ARRAY(grouping->arena, uint32_t, (size_t)views + 2);
    uint32_t *partners = ARENA_ARRAY(grouping->arena, uint32_t, 2 * (size_t)pairs + 1);
    if (!first || !partners)
        return ERR_NO_MEMORY;
    grouping->first_partner = first;
    grouping->partners = partners;
    for (uint32_t view = 0; view < views; view++)
        first[view + 2] = grouping->first_pair[view + 1] - grouping->first_pair[view];
    for (uint32_t i = 0; i < pairs; i++)
        first[grouping->right_view[i] + 2]++;
    for (uint32_t view = 0; view < views; view++)
        first[view + 2] += first[view + 1];
    for (uint32_t view = 0; view < views; view++) {
        for (uint32_t i = grouping->first_pair[view]; i < grouping->first_pair[view + 1]; i++) {
            partners[first[view + 1]++] = grouping->right_view[i];
            partners[first[grouping->right_view[i] + 1]++] = view;
        }
    }
    return 0;
}

static int list_views(struct grouping *grouping, const struct compared_article *const *articles,
                      uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        grouping->view_count += articles[i]->views.count;
    grouping->views =
        ARENA_ARRAY(grouping->arena, const struct claim_view *, (size_t)grouping->view_count + 1);
    grouping->article_first = ARENA_ARRAY(grouping->arena, uint32_t, (size_t)count + 1);
    if (!grouping->views || !grouping->article_first)
        return ERR_NO_MEMORY;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        grouping->article_first[i] = at;
        for (uint32_t k = 0; k < articles[i]->views.count; k++)
            grouping->views[at++] = &articles[i]->views.at[k];
    }
    return 0;
}

static int prepare(struct grouping *grouping) {
    size_t count = grouping->view_count;
    grouping->group = ARENA_ARRAY(grouping->arena, uint32_t, count + 1);
    grouping->members = ARENA_ARRAY(grouping->arena, struct member_list, count + 1);
    grouping->order =
        ARENA_ARRAY(grouping->arena, const struct claim_pair *, grouping->pairs->count + 1);
    if (!grouping->group || !grouping->members || !grouping->order)
        return ERR_NO_MEMORY;

    for (size_t i = 0; i < count; i++)
        grouping->group[i] = NO_INDEX;
    for (uint32_t i = 0; i < grouping->pairs->count; i++)
        grouping->order[i] = &grouping->pairs->at[i];
    qsort(grouping->order, grouping->pairs->count, sizeof *grouping->order, compare_sureness);
    int result = index_pairs(grouping);
    return result < 0 ? result : index_partners(grouping);
}

int groups_make(struct arena *arena, const struct compared_article *const *articles, uint32_t count,
                const struct claim_pair_list *pairs, struct alignment_list *ret_alignments) {
    struct grouping grouping = {.arena = arena, .pairs = pairs};
    int result = list_views(&grouping, articles, count);
    if (result == 0)
        result = prepare(&grouping);
    for (uint32_t i = 0; result == 0 && i < pairs->count; i++)
        result = join(&grouping, grouping.order[i]);
    struct alignment_list alignments = {0};
    for (uint32_t i = 0; result == 0 && i < grouping.group_count; i++)
        result = emit(&grouping, i, &alignments);
    if (result < 0)
        return result;

    if (alignments.count)
        qsort(alignments.at, alignments.count, sizeof *alignments.at, compare_alignments);
    *ret_alignments = alignments;
    return 0;
}
