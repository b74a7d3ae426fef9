#include "alignment/postings.h"

#include "base/error.h"

static const double RECURRENCE_WEIGHT = 3;
static const double TURN_WEIGHT = 2;
static const double COUNT_WEIGHT = 2;

enum { RECURRENCE_KEY, TURN_KEYS, FRAME_KEYS_FROM = TURN_KEYS + TURN_EDGES };

/* "This claim tells when such a thing last happened", "this one when a state ended", "this claim
 * counts the dead". Such claims meet even when they share no rare word. */
uint32_t matter_keys(const struct claim_view *view, struct matter_key ret_keys[MATTER_KEYS]) {
    uint32_t count = 0;
    if (view->recurs)
        ret_keys[count++] = (struct matter_key){RECURRENCE_KEY, RECURRENCE_WEIGHT};
    for (uint32_t edge = 0; edge < TURN_EDGES; edge++)
        if (view->turns[edge].kinds)
            ret_keys[count++] = (struct matter_key){TURN_KEYS + edge, TURN_WEIGHT};
    uint32_t past = count + FRAME_KEYS;
    for (uint32_t i = 0; view->claim->quantities.count && i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        uint32_t key = FRAME_KEYS_FROM + word->frame;
        bool known = !word->frame || word->kind != VIEW_WORD || count == past;
        for (uint32_t k = 0; k < count && !known; k++)
            known = ret_keys[k].key == key;
        if (!known)
            ret_keys[count++] = (struct matter_key){key, COUNT_WEIGHT};
    }
    return count;
}

/* Counts the holders of each key, or puts them in their places: once each, in the order of the
 * views. `last` is zero for each key before. */
static void walk_keys(const struct view_list *views, uint32_t *last, uint32_t *starts,
                      uint32_t *holders) {
    for (uint32_t i = 0; i < views->count; i++) {
        const struct claim_view *view = &views->at[i];
        struct matter_key keys[MATTER_KEYS];
        uint32_t count = matter_keys(view, keys);
        for (uint32_t k = 0; k < count + view->word_count; k++) {
            uint32_t key = k < count ? keys[k].key : posting_stem(view->stems[k - count]);
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

static void count_holders(const struct view_list *views, const struct postings *postings) {
    for (uint32_t i = 0; i < views->count; i++) {
        struct claim_view *view = &views->at[i];
        for (uint32_t k = 0; k < view->word_count; k++)
            view->words[k].holders = posting_of(postings, posting_stem(view->stems[k])).count;
    }
}

int postings_make(struct arena *arena, const struct view_list *views, uint32_t stems,
                  struct postings *ret_postings) {
    struct postings postings = {.keys = posting_stem(stems) + 1};
    postings.starts = ARENA_ARRAY(arena, uint32_t, (size_t)postings.keys + 2);
    uint32_t *last = ARENA_ARRAY(arena, uint32_t, postings.keys);
    if (!postings.starts || !last)
        return ERR_NO_MEMORY;

    uint32_t *starts = postings.starts + 1; /* a place behind, as filling moves each to its end */
    walk_keys(views, last, starts, NULL);
    for (uint32_t key = 0; key < postings.keys; key++)
        starts[key + 1] += starts[key];
    postings.holders = ARENA_ARRAY(arena, uint32_t, (size_t)starts[postings.keys] + 1);
    if (!postings.holders)
        return ERR_NO_MEMORY;
    memset(last, 0, postings.keys * sizeof *last);
    walk_keys(views, last, starts, postings.holders);
    count_holders(views, &postings);
    *ret_postings = postings;
    return 0;
}
