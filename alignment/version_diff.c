#include "alignment/version_diff.h"

#include "base/error.h"

#include <stdlib.h>

static const char *const names[] = {
    [VERSION_CHANGED] = "changed", [VERSION_ADDED] = "added", [VERSION_REMOVED] = "removed"};

const char *version_change_name(enum version_change_kind kind) {
    return names[kind];
}

/* The other side of each claim, NO_INDEX while it has none. */
struct matching {
    uint32_t *of_before;
    uint32_t *of_after;
    const struct claim_pair **pair_of_after; /* NULL for claims that are the same word for word */
};

static uint32_t *make_sides(struct arena *arena, uint32_t count) {
    uint32_t *sides = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
    if (sides)
        memset(sides, 0xff, count * sizeof *sides); /* NO_INDEX */
    return sides;
}

static int matching_make(struct arena *arena, const struct analysis *before,
                         const struct analysis *after, struct matching *ret_matching) {
    struct matching matching = {
        .of_before = make_sides(arena, before->claims.count),
        .of_after = make_sides(arena, after->claims.count),
        .pair_of_after =
            ARENA_ARRAY(arena, const struct claim_pair *, (size_t)after->claims.count + 1),
    };
    if (!matching.of_before || !matching.of_after || !matching.pair_of_after)
        return ERR_NO_MEMORY;
    *ret_matching = matching;
    return 0;
}

static void match(struct matching *matching, uint32_t before, uint32_t after,
                  const struct claim_pair *pair) {
    matching->of_before[before] = after;
    matching->of_after[after] = before;
    matching->pair_of_after[after] = pair;
}

/* ---- the same words -------------------------------------------------------------------------- */

struct worded {
    struct slice text;
    uint32_t claim;
};

static int compare_worded(const void *a, const void *b) {
    const struct worded *left = a;
    const struct worded *right = b;
    int order = slice_compare(left->text, right->text);
    return order ? order : (left->claim > right->claim) - (left->claim < right->claim);
}

static struct worded *sort_claims(struct arena *arena, const struct analysis *analysis) {
    struct worded *worded = ARENA_ARRAY(arena, struct worded, (size_t)analysis->claims.count + 1);
    if (!worded)
        return NULL;
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        worded[i] = (struct worded){analysis_slice(analysis, analysis->claims.at[i].span), i};
    qsort(worded, analysis->claims.count, sizeof *worded, compare_worded);
    return worded;
}

/* Both lists are in order of their words: one walk finds the pairs, the first with the first. */
static int match_same(struct arena *arena, const struct analysis *before,
                      const struct analysis *after, struct matching *matching, uint32_t *ret_same) {
    struct worded *left = sort_claims(arena, before);
    struct worded *right = sort_claims(arena, after);
    if (!left || !right)
        return ERR_NO_MEMORY;

    uint32_t same = 0;
    uint32_t i = 0;
    uint32_t k = 0;
    while (i < before->claims.count && k < after->claims.count) {
        int order = slice_compare(left[i].text, right[k].text);
        if (order == 0) {
            match(matching, left[i++].claim, right[k++].claim, NULL);
            same++;
        } else if (order < 0) {
            i++;
        } else {
            k++;
        }
    }
    *ret_same = same;
    return 0;
}

/* ---- the same matter ------------------------------------------------------------------------- */

static int compare_pairs(const void *a, const void *b) {
    const struct claim_pair *left = *(const struct claim_pair *const *)a;
    const struct claim_pair *right = *(const struct claim_pair *const *)b;
    if (left->score != right->score)
        return left->score < right->score ? 1 : -1;
    if (left->right.claim != right->right.claim)
        return left->right.claim > right->right.claim ? 1 : -1;
    return (left->left.claim > right->left.claim) - (left->left.claim < right->left.claim);
}

static int match_related(const struct resources *resources, struct arena *arena,
                         const struct analysis *before, const struct analysis *after,
                         struct matching *matching) {
    const struct analysis *const articles[] = {before, after};
    struct comparison comparison;
    int error = align_articles(resources, arena, articles, 2, &comparison);
    if (error)
        return error;

    uint32_t count = comparison.pairs.count;
    const struct claim_pair **pairs =
        ARENA_ARRAY(arena, const struct claim_pair *, (size_t)count + 1);
    if (!pairs)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        pairs[i] = &comparison.pairs.at[i];
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t left = pairs[i]->left.claim;
        uint32_t right = pairs[i]->right.claim;
        if (matching->of_before[left] == NO_INDEX && matching->of_after[right] == NO_INDEX)
            match(matching, left, right, pairs[i]);
    }
    return 0;
}

static int list_changes(struct arena *arena, const struct analysis *before,
                        const struct analysis *after, const struct matching *matching,
                        struct version_diff *diff) {
    for (uint32_t i = 0; i < after->claims.count; i++) {
        uint32_t other = matching->of_after[i];
        const struct claim_pair *pair = matching->pair_of_after[i];
        if (other != NO_INDEX && !pair)
            continue;
        const struct version_change change = {other == NO_INDEX ? VERSION_ADDED : VERSION_CHANGED,
                                              other, i, pair};
        if (!list_push(arena, diff, change))
            return ERR_NO_MEMORY;
    }
    for (uint32_t i = 0; i < before->claims.count; i++) {
        const struct version_change change = {VERSION_REMOVED, i, NO_INDEX, NULL};
        if (matching->of_before[i] == NO_INDEX && !list_push(arena, diff, change))
            return ERR_NO_MEMORY;
    }
    return 0;
}

int version_diff_make(const struct resources *resources, struct arena *arena,
                      const struct analysis *before, const struct analysis *after,
                      struct version_diff *ret_diff) {
    struct version_diff diff = {0};
    struct matching matching;
    int error = matching_make(arena, before, after, &matching);
    if (!error)
        error = match_same(arena, before, after, &matching, &diff.unchanged);
    if (!error)
        error = match_related(resources, arena, before, after, &matching);
    if (!error)
        error = list_changes(arena, before, after, &matching, &diff);
    if (!error)
        *ret_diff = diff;
    return error;
}
