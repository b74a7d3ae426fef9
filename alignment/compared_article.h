/* All that is worked out of one article before it is compared with others: once, however many they
 * are.
 */
#pragma once

#include "alignment/one_event.h"
#include "alignment/postings.h"

struct compared_article {
    const struct analysis *analysis;
    struct view_list views;
    struct postings postings;
    struct event_profile profile;
};

/* Into `arena`; the analysis must live as long. Returns 0 or ERR_NO_MEMORY. */
int compared_article_make(struct view_reader *reader, struct arena *arena,
                          const struct analysis *analysis, struct compared_article *ret_article);

/* The same without a profile, for an article that is compared with itself alone. */
int compared_article_make_alone(struct view_reader *reader, struct arena *arena,
                                const struct analysis *analysis,
                                struct compared_article *ret_article);
