/* Linked articles → stories. What comes out is a function of the set of articles: they are
 * clustered anew each time one joins them (story_cluster.h), in an order of their content, with
 * scores that read nothing else (story_pairs.h). So the last one to come finds what would have been
 * found had they come in any other order: single-pass clustering with this kind of review is what
 * Yang, Pierce and Carbonell (SIGIR 1998) call retrospective detection, kept up to date.
 *
 * Which group is which story is told by where its articles stand already: a story goes where most
 * of its articles go, and a group that several stories go to is the oldest of them. Articles that
 * are fixed (an editor has placed them, or their story is too large to be seen whole) are not
 * clustered: they draw to their story what belongs to no other one.
 */
#pragma once

#include "alignment/story_cluster.h"

struct judged_article {
    const struct story_signature *signature;
    uint32_t story; /* where it stands: 0 for the oldest story; NO_INDEX: in none yet */
    bool fixed;
};

struct story_judgement {
    uint32_t *stories;     /* per article; numbers from the count of stories on are new ones */
    uint32_t story_count;  /* with the new ones */
    struct slice *reasons; /* per story: a plain sentence where articles come to it from others */
};

/* `articles` stand in order of arrival, `story_count` stories by age. Returns 0 or ERR_NO_MEMORY.
 */
int story_judge(struct arena *arena, const struct judged_article *articles, uint32_t count,
                uint32_t story_count, struct story_judgement *ret_judgement);
