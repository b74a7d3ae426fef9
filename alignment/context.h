/* How alike two articles are as wholes: claims of two articles on two events of one
 * kind look alike, the articles do not. */
#pragma once

#include "alignment/alignment.h"

/* Each 0 … 1; a half where one of the articles is too short to tell. */
struct article_kinship {
    double words; /* cosine of all terms */
    double names; /* of the names */
    bool lone;    /* each is one sentence */
    double event; /* log odds that both tell of one event; 0 where one is too short to tell */
};

/* Symmetric but for rounding. */
struct event_profile;
struct article_kinship article_kinship(const struct event_profile *a,
                                       const struct event_profile *b);

/* An article beside itself: it is as alike as can be, and nothing is asked of its event. */
struct article_kinship article_kinship_itself(const struct analysis *analysis);
