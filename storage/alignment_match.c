/* Which alignment is which? Claims name them: the group that shares most claims with a stored
 * alignment goes on under its id, so that an editor's word stays with the matter while articles
 * come and go. Pairs of (group, stored alignment) are taken by how much they share, ties by the
 * older alignment and the earlier group, each at most once; less than half of what the stored one
 * holds is no continuation.
 */
#include "base/error.h"
#include "storage/alignment_rows.h"

#include <stdlib.h>

struct claim_key {
    int64_t article;
    uint32_t claim;
    uint32_t held;
};

struct overlap {
    uint32_t held;
    uint32_t group;
    uint32_t shared;
};

struct overlap_list {
    struct overlap *at;
    uint32_t count;
    uint32_t capacity;
};

static int compare_keys(const void *a, const void *b) {
    const struct claim_key *x = a;
    const struct claim_key *y = b;
    if (x->article != y->article)
        return x->article < y->article ? -1 : 1;
    return (x->claim > y->claim) - (x->claim < y->claim);
}

/* Most in common first. */
static int compare_overlaps(const void *a, const void *b) {
    const struct overlap *x = a;
    const struct overlap *y = b;
    if (x->shared != y->shared)
        return x->shared > y->shared ? -1 : 1;
    if (x->held != y->held)
        return x->held < y->held ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

static int make_keys(const struct refresh *refresh, struct claim_key **ret_keys,
                     uint32_t *ret_count) {
    uint32_t total = 0;
    for (uint32_t i = 0; i < refresh->held_count; i++)
        total += refresh->held[i].member_count;
    struct claim_key *keys = ARENA_ARRAY(refresh->arena, struct claim_key, total + 1);
    if (!keys)
        return ERR_NO_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < refresh->held_count; i++)
        for (uint32_t k = 0; k < refresh->held[i].member_count; k++)
            keys[count++] = (struct claim_key){refresh->held[i].members[k].article,
                                               refresh->held[i].members[k].claim, i};
    qsort(keys, count, sizeof *keys, compare_keys);
    *ret_keys = keys;
    *ret_count = count;
    return 0;
}

/* What one group shares with each stored alignment. `shared` is zero before and after. */
static int count_group(const struct refresh *refresh, uint32_t group, const struct claim_key *keys,
                       uint32_t key_count, uint32_t *shared, struct overlap_list *overlaps) {
    const struct alignment_record *record = &refresh->answer.alignments[group];
    uint32_t first = overlaps->count;
    for (uint32_t i = 0; i < record->member_count; i++) {
        const struct claim_key wanted = {.article =
                                             refresh->articles[record->members[i].article].number,
                                         .claim = record->members[i].claim};
        const struct claim_key *key =
            key_count ? bsearch(&wanted, keys, key_count, sizeof *keys, compare_keys) : NULL;
        if (!key)
            continue;
        if (shared[key->held]++ == 0 &&
            !list_push(refresh->arena, overlaps, ((struct overlap){key->held, group, 0})))
            return ERR_NO_MEMORY;
    }
    for (uint32_t i = first; i < overlaps->count; i++) {
        overlaps->at[i].shared = shared[overlaps->at[i].held];
        shared[overlaps->at[i].held] = 0;
    }
    return 0;
}

int alignments_match(struct refresh *refresh) {
    struct claim_key *keys;
    uint32_t key_count;
    struct overlap_list overlaps = {0};
    int error = make_keys(refresh, &keys, &key_count);
    uint32_t *shared = ARENA_ARRAY(refresh->arena, uint32_t, refresh->held_count + 1);
    bool *taken = ARENA_ARRAY(refresh->arena, bool, refresh->answer.count + 1);
    if (error || !shared || !taken)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < refresh->answer.count && !error; i++)
        error = count_group(refresh, i, keys, key_count, shared, &overlaps);
    if (error)
        return error;
    if (overlaps.count)
        qsort(overlaps.at, overlaps.count, sizeof *overlaps.at, compare_overlaps);
    for (uint32_t i = 0; i < overlaps.count; i++) {
        const struct overlap *overlap = &overlaps.at[i];
        struct held_alignment *held = &refresh->held[overlap->held];
        if (held->match != UINT32_MAX || taken[overlap->group] ||
            2 * overlap->shared < held->member_count)
            continue;
        held->match = overlap->group;
        taken[overlap->group] = true;
    }
    return 0;
}
