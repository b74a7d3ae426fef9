/* Postings over stems: each claim asks for the holders of its rarest stems and keeps the thirty
 * that share the most weight (they hold 97 % of the true partners). A stem that very many claims
 * hold is asked for no one. A pair is a candidate when either side keeps the other, so the set
 * does not depend on the order of the articles; ties are broken by what the claims say.
 */
#include "alignment/candidates.h"

#include "alignment/words.h"
#include "base/error.h"

#include <stdlib.h>

enum {
    KEYS_PER_CLAIM = 12,
    FRAME_KEYS = 4, /* frames in which a claim counts something */
    MATTER_KEYS = 1 + TURN_EDGES + FRAME_KEYS,
    POSTING_MAX = 400,
    KEPT_PER_CLAIM = 30,
};

static const double RECURRENCE_WEIGHT = 3;
static const double TURN_WEIGHT = 2;
static const double COUNT_WEIGHT = 2;

struct posting {
    uint64_t stem;
    uint32_t view;
    double weight;
};

static int compare_postings(const void *a, const void *b) {
    const struct posting *x = a;
    const struct posting *y = b;
    if (x->stem != y->stem)
        return x->stem < y->stem ? -1 : 1;
    return (x->view > y->view) - (x->view < y->view);
}

struct index {
    struct posting *at;
    size_t count;
};

struct key {
    uint64_t stem;
    double weight;
};

/* Keys besides words: "this claim tells when such a thing last happened", "this one when a state
 * ended", "this claim counts the dead". Such claims meet even when they share no rare word. */
static uint32_t matter_keys(const struct claim_view *view, struct key ret_keys[MATTER_KEYS]) {
    uint32_t count = 0;
    if (view->recurs)
        ret_keys[count++] = (struct key){hash_slice(SLICE("\001recurrence")), RECURRENCE_WEIGHT};
    for (uint32_t edge = 0; edge < TURN_EDGES; edge++)
        if (view->turns[edge].kinds)
            ret_keys[count++] =
                (struct key){hash_join(hash_slice(SLICE("\001turn")), edge), TURN_WEIGHT};
    uint32_t past = count + FRAME_KEYS;
    for (uint32_t i = 0; view->claim->quantities.count && i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        uint64_t stem = hash_join(hash_slice(SLICE("\001count")), word->frame);
        bool known = !word->frame || word->kind != VIEW_WORD || count == past;
        for (uint32_t k = 0; k < count && !known; k++)
            known = ret_keys[k].stem == stem;
        if (!known)
            ret_keys[count++] = (struct key){stem, COUNT_WEIGHT};
    }
    return count;
}

static int index_make(struct arena *arena, const struct view_list *views, struct index *index) {
    size_t total = 0;
    for (uint32_t i = 0; i < views->count; i++)
        total += views->at[i].word_count + MATTER_KEYS;
    index->at = ARENA_ARRAY(arena, struct posting, total + 1);
    if (!index->at)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < views->count; i++) {
        const struct claim_view *view = &views->at[i];
        struct key keys[MATTER_KEYS];
        uint32_t count = matter_keys(view, keys);
        for (uint32_t k = 0; k < count; k++)
            index->at[index->count++] = (struct posting){keys[k].stem, i, keys[k].weight};
        for (uint32_t k = 0; k < view->word_count; k++)
            index->at[index->count++] =
                (struct posting){view->words[k].stem, i, view->words[k].weight};
    }
    qsort(index->at, index->count, sizeof *index->at, compare_postings);
    size_t kept = 0;
    for (size_t i = 0; i < index->count; i++)
        if (kept == 0 || compare_postings(&index->at[kept - 1], &index->at[i]) != 0)
            index->at[kept++] = index->at[i];
    index->count = kept;
    return 0;
}

static size_t first_posting(const struct index *index, uint64_t stem) {
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->at[middle].stem < stem)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct found {
    uint32_t view;
    uint64_t identity;
    double weight;
};

static int compare_found(const void *a, const void *b) {
    const struct found *x = a;
    const struct found *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->identity > y->identity) - (x->identity < y->identity);
}

static int compare_keys(const void *a, const void *b) {
    const struct key *x = a;
    const struct key *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->stem > y->stem) - (x->stem < y->stem);
}

/* The claim's distinct stems, rarest first. */
static uint32_t rarest_words(const struct claim_view *view, struct key ret_keys[VIEW_WORDS_MAX]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->word_count; i++) {
        bool known = view->words[i].kind == VIEW_SPEECH;
        for (uint32_t k = 0; k < count && !known; k++)
            known = ret_keys[k].stem == view->words[i].stem;
        if (!known)
            ret_keys[count++] = (struct key){view->words[i].stem, view->words[i].weight};
    }
    if (count > 0)
        qsort(ret_keys, count, sizeof *ret_keys, compare_keys);
    return count < KEYS_PER_CLAIM ? count : KEYS_PER_CLAIM;
}

struct search {
    const struct view_list *views;
    const struct index *index;
    double *scores;      /* per view, zero between searches */
    struct found *found; /* as many as views */
    struct candidate_list *candidates;
    struct arena *arena;
    bool within;
};

static bool wanted(const struct search *search, uint32_t a, uint32_t b) {
    bool same = search->views->at[a].ref.article == search->views->at[b].ref.article;
    return a != b && same == search->within;
}

/* Adds the key's weight to all holders that are wanted; returns the new number of those found. */
static uint32_t ask(struct search *search, uint32_t view, struct key key, uint32_t count) {
    size_t from = first_posting(search->index, key.stem);
    for (size_t i = from; i < search->index->count && i < from + POSTING_MAX &&
                          search->index->at[i].stem == key.stem;
         i++) {
        uint32_t other = search->index->at[i].view;
        if (!wanted(search, view, other))
            continue;
        if (search->scores[other] <= 0)
            search->found[count++].view = other;
        search->scores[other] += key.weight;
    }
    return count;
}

static uint32_t collect(struct search *search, uint32_t view) {
    struct key words[VIEW_WORDS_MAX];
    struct key keys[MATTER_KEYS];
    uint32_t word_count = rarest_words(&search->views->at[view], words);
    uint32_t key_count = matter_keys(&search->views->at[view], keys);
    uint32_t count = 0;
    for (uint32_t k = 0; k < word_count; k++)
        count = ask(search, view, words[k], count);
    for (uint32_t k = 0; k < key_count; k++)
        count = ask(search, view, keys[k], count);
    return count;
}

/* Puts one that was found among the best, which stand in order; most fail at the last of them. */
static uint32_t keep_best(struct found best[KEPT_PER_CLAIM], uint32_t count,
                          const struct found *found) {
    if (count == KEPT_PER_CLAIM && compare_found(found, &best[count - 1]) >= 0)
        return count;
    uint32_t at = count < KEPT_PER_CLAIM ? count++ : count - 1;
    for (; at > 0 && compare_found(found, &best[at - 1]) < 0; at--)
        best[at] = best[at - 1];
    best[at] = *found;
    return count;
}

static int search_view(struct search *search, uint32_t view) {
    struct found best[KEPT_PER_CLAIM];
    uint32_t kept = 0;
    uint32_t count = collect(search, view);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = search->found[i].view;
        const struct found found = {other, search->views->at[other].identity,
                                    search->scores[other]};
        search->scores[other] = 0;
        kept = keep_best(best, kept, &found);
    }
    for (uint32_t i = 0; i < kept; i++) {
        uint32_t other = best[i].view;
        struct candidate_pair pair = {view < other ? view : other, view < other ? other : view};
        if (!list_push(search->arena, search->candidates, pair))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int compare_pairs(const void *a, const void *b) {
    const struct candidate_pair *x = a;
    const struct candidate_pair *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return (x->right > y->right) - (x->right < y->right);
}

static void unique_pairs(struct candidate_list *list) {
    if (list->count == 0)
        return;
    qsort(list->at, list->count, sizeof *list->at, compare_pairs);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < list->count; i++)
        if (compare_pairs(&list->at[kept - 1], &list->at[i]) != 0)
            list->at[kept++] = list->at[i];
    list->count = kept;
}

int candidates_find(struct arena *arena, const struct view_list *views, bool within,
                    struct candidate_list *ret_candidates) {
    struct candidate_list candidates = {0};
    struct index index = {0};
    int result = index_make(arena, views, &index);
    struct search search = {
        .views = views,
        .index = &index,
        .scores = ARENA_ARRAY(arena, double, views->count + 1),
        .found = ARENA_ARRAY(arena, struct found, views->count + 1),
        .candidates = &candidates,
        .arena = arena,
        .within = within,
    };
    if (result < 0 || !search.scores || !search.found)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; result == 0 && i < views->count; i++)
        result = search_view(&search, i);
    if (result < 0)
        return result;

    unique_pairs(&candidates);
    *ret_candidates = candidates;
    return 0;
}
