/* Postings over stems: each claim asks the other article for the holders of its rarest stems and
 * keeps those that share the most weight with it. A stem that very many claims hold is asked for
 * the first of them only. A pair is a candidate when either side keeps the other; ties are broken
 * by what the claims say.
 */
#include "alignment/candidates.h"

#include "base/error.h"

#include <assert.h>

enum { KEYS_PER_CLAIM = 12, POSTING_MAX = 400 };

/* Of what a claim shares with the best: those with less are not about its matter (CANDIDATES_KEPT
 * alone). */
static const double LEAST_SHARE = 0.2;

struct key {
    uint32_t number;
    double weight;
    uint64_t stem; /* breaks ties the same way in any order */
};

struct found {
    uint32_t view;
    uint64_t identity;
    double weight;
};

static int compare_found(const struct found *x, const struct found *y) {
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->identity > y->identity) - (x->identity < y->identity);
}

static int compare_keys(const struct key *x, const struct key *y) {
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->stem > y->stem) - (x->stem < y->stem);
}

/* The claim's distinct stems, the rarest first, as many as are asked for. */
static uint32_t rarest_words(const struct claim_view *view, struct key ret_keys[KEYS_PER_CLAIM]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->word_count; i++) {
        const struct key key = {posting_stem(view->stems[i]), view->words[i].weight,
                                view->words[i].stem};
        bool known = view->words[i].kind == VIEW_SPEECH;
        for (uint32_t k = 0; k < i && !known; k++)
            known = view->stems[k] == view->stems[i] && view->words[k].kind != VIEW_SPEECH;
        if (known || (count == KEYS_PER_CLAIM && compare_keys(&key, &ret_keys[count - 1]) > 0))
            continue;
        uint32_t at = count < KEYS_PER_CLAIM ? count++ : count - 1;
        for (; at > 0 && compare_keys(&key, &ret_keys[at - 1]) < 0; at--)
            ret_keys[at] = ret_keys[at - 1];
        ret_keys[at] = key;
    }
    return count;
}

/* Of one article's claims in the other. */
struct search {
    const struct compared_article *from;
    const struct compared_article *in;
    bool left_first;     /* the claims that ask are of the left article */
    double *scores;      /* per claim asked for, zero between searches */
    struct found *found; /* as many as those */
    uint32_t kept;       /* of each claim */
    struct candidate_list *candidates;
    struct arena *arena;
};

/* A stem answers with its first holders in both articles, the left one's before the right one's. */
static uint32_t holders_heard(const struct search *search, uint32_t key) {
    uint32_t before = search->left_first && search->from != search->in
                          ? posting_of(&search->from->postings, key).count
                          : 0;
    return before < POSTING_MAX ? POSTING_MAX - before : 0;
}

/* Adds the key's weight to all its holders; returns the new number of those found. */
static uint32_t ask(struct search *search, uint32_t view, uint32_t key, double weight,
                    uint32_t count) {
    struct posting posting = posting_of(&search->in->postings, key);
    if (!posting.count)
        return count;
    uint32_t heard = holders_heard(search, key);
    for (uint32_t i = 0; i < posting.count && i < heard; i++) {
        uint32_t other = posting.holders[i];
        if (search->from == search->in && other == view)
            continue;
        if (search->scores[other] <= 0)
            search->found[count++].view = other;
        search->scores[other] += weight;
    }
    return count;
}

static uint32_t collect(struct search *search, uint32_t view) {
    struct key words[KEYS_PER_CLAIM];
    struct matter_key keys[MATTER_KEYS];
    uint32_t word_count = rarest_words(&search->from->views.at[view], words);
    uint32_t key_count = matter_keys(&search->from->views.at[view], keys);
    uint32_t count = 0;
    for (uint32_t k = 0; k < word_count; k++)
        count = ask(search, view, words[k].number, words[k].weight, count);
    for (uint32_t k = 0; k < key_count; k++)
        count = ask(search, view, keys[k].key, keys[k].weight, count);
    return count;
}

/* Puts one that was found among the best, which stand in order; most fail at the last of them. */
static uint32_t keep_best(struct found *best, uint32_t most, uint32_t count,
                          const struct found *found) {
    assert(most > 0);
    if (count == most && compare_found(found, &best[count - 1]) >= 0)
        return count;
    uint32_t at = count < most ? count++ : count - 1;
    for (; at > 0 && compare_found(found, &best[at - 1]) < 0; at--)
        best[at] = best[at - 1];
    best[at] = *found;
    return count;
}

static struct candidate_pair pair_of(const struct search *search, uint32_t view, uint32_t other) {
    bool swapped = search->from == search->in ? other < view : !search->left_first;
    return swapped ? (struct candidate_pair){other, view} : (struct candidate_pair){view, other};
}

static int search_view(struct search *search, uint32_t view) {
    struct found best[CANDIDATES_WIDE];
    uint32_t kept = 0;
    uint32_t count = collect(search, view);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = search->found[i].view;
        const struct found found = {other, search->in->views.at[other].identity,
                                    search->scores[other]};
        search->scores[other] = 0;
        kept = keep_best(best, search->kept, kept, &found);
    }
    bool wide = search->kept > CANDIDATES_KEPT;
    double least = kept && !wide ? LEAST_SHARE * best[0].weight : 0;
    for (uint32_t i = 0; i < kept && best[i].weight >= least; i++)
        if (!list_push(search->arena, search->candidates, pair_of(search, view, best[i].view)))
            return ERR_NO_MEMORY;
    return 0;
}

static int search_all(struct search *search) {
    search->scores = ARENA_ARRAY(search->arena, double, search->in->views.count + 1);
    search->found = ARENA_ARRAY(search->arena, struct found, search->in->views.count + 1);
    int result = search->scores && search->found ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; result == 0 && i < search->from->views.count; i++)
        result = search_view(search, i);
    return result;
}

/* Sorts by one side: counts, then places; pairs that are equal there stay in order. */
static void sort_pairs(const struct candidate_pair *from, uint32_t count, bool by_left,
                       uint32_t *starts, uint32_t views, struct candidate_pair *ret_sorted) {
    memset(starts, 0, ((size_t)views + 1) * sizeof *starts);
    for (uint32_t i = 0; i < count; i++)
        starts[(by_left ? from[i].left : from[i].right) + 1]++;
    for (uint32_t i = 0; i < views; i++)
        starts[i + 1] += starts[i];
    for (uint32_t i = 0; i < count; i++)
        ret_sorted[starts[by_left ? from[i].left : from[i].right]++] = from[i];
}

/* Each side may have kept the other. */
static int unique_pairs(struct arena *arena, uint32_t views, struct candidate_list *list) {
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, (size_t)views + 1);
    struct candidate_pair *room = ARENA_ARRAY(arena, struct candidate_pair, list->count);
    if (!starts || !room)
        return ERR_NO_MEMORY;
    sort_pairs(list->at, list->count, false, starts, views, room);
    sort_pairs(room, list->count, true, starts, views, list->at);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++)
        if (kept == 0 || list->at[kept - 1].left != list->at[i].left ||
            list->at[kept - 1].right != list->at[i].right)
            list->at[kept++] = list->at[i];
    list->count = kept;
    return 0;
}

int candidates_find(struct arena *arena, const struct compared_article *left,
                    const struct compared_article *right, uint32_t kept,
                    struct candidate_list *ret_candidates) {
    struct candidate_list candidates = {0};
    struct search search = {.from = left,
                            .in = right,
                            .left_first = true,
                            .kept = kept,
                            .candidates = &candidates,
                            .arena = arena};
    int result = search_all(&search);
    struct search back = search;
    back.from = right;
    back.in = left;
    back.left_first = false;
    if (result == 0 && left != right)
        result = search_all(&back);
    uint32_t most = left->views.count > right->views.count ? left->views.count : right->views.count;
    if (result == 0 && candidates.count)
        result = unique_pairs(arena, most, &candidates);
    if (result == 0)
        *ret_candidates = candidates;
    return result;
}
