/* A second look at stories, so that the order of arrival matters little: the first reports of an
 * event may have come before what joins them, and two events may have looked like one while each
 * had one report. After an article was placed, its story is held against the next best one (one
 * event?) and against itself (two events?). Both ask for more than placing does, so that no answer
 * is taken back and forth. What an editor has decided is the caller's to respect.
 */
#pragma once

#include "alignment/story_choose.h"

enum story_review { STORY_KEEP, STORY_MERGE, STORY_SPLIT };

/* Articles of one story that the review looks at, the new one among them; a story with more is not
 * split, and merged by these. */
enum { REVIEW_MEMBERS_MAX = 129 };

struct review_verdict {
    enum story_review review;
    double score;                    /* mean log odds between both sides, which decided */
    bool leaves[REVIEW_MEMBERS_MAX]; /* split: the members of the smaller, newer side */
    struct slice reason;             /* one plain sentence; absent for STORY_KEEP */
};

/* May `story` and `other` be one? Looks at the first REVIEW_MEMBERS_MAX of each. Returns 0 or
 * ERR_NO_MEMORY. */
int story_review_merge(struct arena *arena, const struct story_pairs *pairs,
                       struct story_members story, struct story_members other,
                       struct review_verdict *ret_verdict);

/* Should `story` be two? Parts it by average link. Returns 0 or ERR_NO_MEMORY. */
int story_review_split(struct arena *arena, const struct story_pairs *pairs,
                       struct story_members story, struct review_verdict *ret_verdict);
