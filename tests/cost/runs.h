/* What the cost test runs over hostile input: the stages from bytes to answer, table and store,
 * each timed by itself. What fails here for another reason than its input aborts. */
#pragma once
#include "analysis/analysis.h"
#include "base/arena.h"
#include "base/slice.h"

enum { MEASURES_MAX = 24 };

/* Seconds of this thread's CPU time, by what took them; in the order in which it was run. */
struct measures {
    struct {
        const char *what;
        double seconds;
    } at[MEASURES_MAX];
    unsigned count;
};

/* Adds to `measures`. The arena is the caller's, and is not emptied. */
typedef void runner(const struct resources *resources, struct arena *arena, struct slice input,
                    struct measures *measures);

runner run_text;   /* an article: all stages, its answers, its bytes in the store, a comparison */
runner run_flat;   /* a text whose words all hang from the first of their sentence */
runner run_page;   /* HTML */
runner run_feed;   /* RSS, Atom, JSON Feed or OPML */
runner run_robots; /* robots.txt */
runner run_body;   /* the JSON body of an article */
runner run_search; /* a search, and what is marked in its answer */
