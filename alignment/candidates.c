/* Postings over stems: each claim asks for the holders of its rarest stems and keeps the thirty
 * that share the most weight (they hold 97 % of the true partners). A stem that very many claims
 * hold is asked for no one. A pair is a candidate when either side keeps the other, so the set
 * does not depend on the order of the articles; ties are broken by what the claims say.
 */
#include "alignment/candidates.h"

#include "alignment/word_table.h"
#include "base/error.h"

enum {
    KEYS_PER_CLAIM = 12,
    FRAME_KEYS = 4, /* frames in which a claim counts something */
    FRAMES = UINT8_MAX,
    MATTER_KEYS = 1 + TURN_EDGES + FRAME_KEYS,
    POSTING_MAX = 400,
    KEPT_PER_CLAIM = 30,
};

static const double RECURRENCE_WEIGHT = 3;
static const double TURN_WEIGHT = 2;
static const double COUNT_WEIGHT = 2;

/* Who holds which key. Keys are the numbers of stems, and behind them those of matter_keys(). */
struct index {
    uint32_t keys;    /* how many there are */
    uint32_t *starts; /* by key: its first holder; one more as the end */
    uint32_t *holders;
};

struct key {
    uint32_t number;
    double weight;
    uint64_t stem; /* breaks ties the same way in any order */
};

/* Keys besides words: "this claim tells when such a thing last happened", "this one when a state
 * ended", "this claim counts the dead". Such claims meet even when they share no rare word. */
static uint32_t matter_keys(const struct claim_view *view, struct key ret_keys[MATTER_KEYS]) {
    uint32_t recurrence = view->table->sizes.stems + 1;
    uint32_t turns = recurrence + 1;
    uint32_t frames = turns + TURN_EDGES;
    uint32_t count = 0;
    if (view->recurs)
        ret_keys[count++] = (struct key){recurrence, RECURRENCE_WEIGHT, 0};
    for (uint32_t edge = 0; edge < TURN_EDGES; edge++)
        if (view->turns[edge].kinds)
            ret_keys[count++] = (struct key){turns + edge, TURN_WEIGHT, 0};
    uint32_t past = count + FRAME_KEYS;
    for (uint32_t i = 0; view->claim->quantities.count && i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        bool known = !word->frame || word->kind != VIEW_WORD || count == past;
        for (uint32_t k = 0; k < count && !known; k++)
            known = ret_keys[k].number == frames + word->frame;
        if (!known)
            ret_keys[count++] = (struct key){frames + word->frame, COUNT_WEIGHT, 0};
    }
    return count;
}

/* Counts the holders of each key, or puts them in their places: once each, in the order of the
 * views. `last` is zero for each key before. */
static void walk_keys(const struct view_list *views, uint32_t *last, uint32_t *starts,
                      uint32_t *holders) {
    for (uint32_t i = 0; i < views->count; i++) {
        const struct claim_view *view = &views->at[i];
        struct key keys[MATTER_KEYS];
        uint32_t count = matter_keys(view, keys);
        for (uint32_t k = 0; k < count + view->word_count; k++) {
            uint32_t key = k < count ? keys[k].number : view->stems[k - count];
            if (last[key] == i + 1)
                continue;
            last[key] = i + 1;
            if (holders)
                holders[starts[key]++] = i;
            else
                starts[key + 1]++;
        }
    }
}

static int index_make(struct arena *arena, const struct view_list *views, struct index *index) {
    uint32_t stems = views->count ? views->at[0].table->sizes.stems : 0;
    index->keys = stems + 2 + TURN_EDGES + FRAMES + 1;
    index->starts = ARENA_ARRAY(arena, uint32_t, (size_t)index->keys + 2);
    uint32_t *last = ARENA_ARRAY(arena, uint32_t, index->keys);
    if (!index->starts || !last)
        return ERR_NO_MEMORY;

    uint32_t *starts = index->starts + 1; /* a place behind, as filling moves each to its end */
    walk_keys(views, last, starts, NULL);
    for (uint32_t key = 0; key < index->keys; key++)
        starts[key + 1] += starts[key];
    index->holders = ARENA_ARRAY(arena, uint32_t, (size_t)starts[index->keys] + 1);
    if (!index->holders)
        return ERR_NO_MEMORY;
    memset(last, 0, index->keys * sizeof *last);
    walk_keys(views, last, starts, index->holders);
    return 0;
}

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
        const struct key key = {view->stems[i], view->words[i].weight, view->words[i].stem};
        bool known = view->words[i].kind == VIEW_SPEECH;
        for (uint32_t k = 0; k < i && !known; k++)
            known = view->stems[k] == key.number && view->words[k].kind != VIEW_SPEECH;
        if (known || (count == KEYS_PER_CLAIM && compare_keys(&key, &ret_keys[count - 1]) > 0))
            continue;
        uint32_t at = count < KEYS_PER_CLAIM ? count++ : count - 1;
        for (; at > 0 && compare_keys(&key, &ret_keys[at - 1]) < 0; at--)
            ret_keys[at] = ret_keys[at - 1];
        ret_keys[at] = key;
    }
    return count;
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
    uint32_t from = search->index->starts[key.number];
    uint32_t past = search->index->starts[key.number + 1];
    for (uint32_t i = from; i < past && i < from + POSTING_MAX; i++) {
        uint32_t other = search->index->holders[i];
        if (!wanted(search, view, other))
            continue;
        if (search->scores[other] <= 0)
            search->found[count++].view = other;
        search->scores[other] += key.weight;
    }
    return count;
}

static uint32_t collect(struct search *search, uint32_t view) {
    struct key words[KEYS_PER_CLAIM];
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

    if (candidates.count)
        result = unique_pairs(arena, views->count, &candidates);
    if (result < 0)
        return result;

    *ret_candidates = candidates;
    return 0;
}
