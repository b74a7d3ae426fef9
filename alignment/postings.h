/* Which claims of one article hold which key: a stem, or what a claim tells besides words ("when
 * such a thing last happened", "how many have died"). Made once per article.
 */
#pragma once

#include "alignment/view.h"

enum {
    FRAME_KEYS = 4, /* frames in which a claim counts something */
    MATTER_KEYS = 1 + TURN_EDGES + FRAME_KEYS,
    FRAMES = UINT8_MAX,
    STEM_KEYS_FROM = 1 + TURN_EDGES + FRAMES, /* less one, for stems count from 1 */
};

struct postings {
    uint32_t keys;    /* how many there were when the article came; it holds none of later ones */
    uint32_t *starts; /* by key: its first holder; one more as the end */
    uint32_t *holders;
};

/* Claims, ascending. */
struct posting {
    const uint32_t *holders;
    uint32_t count;
};

struct matter_key {
    uint32_t key;
    double weight; /* beside the idf of words */
};

/* `stems`: the largest number of a stem as yet. Sets the words' `holders`. Returns 0 or
 * ERR_NO_MEMORY. */
int postings_make(struct arena *arena, const struct view_list *views, uint32_t stems,
                  struct postings *ret_postings);

/* Keys of the claim besides its words; returns how many. */
uint32_t matter_keys(const struct claim_view *view, struct matter_key ret_keys[MATTER_KEYS]);

static inline uint32_t posting_stem(uint32_t stem) {
    return STEM_KEYS_FROM + stem;
}

static inline struct posting posting_of(const struct postings *postings, uint32_t key) {
    if (key >= postings->keys)
        return (struct posting){NULL, 0};
    uint32_t from = postings->starts[key];
    return (struct posting){postings->holders + from, postings->starts[key + 1] - from};
}
