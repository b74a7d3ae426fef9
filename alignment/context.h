/* How alike the articles of a comparison are as wholes: claims of two articles on two events of one
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

struct article_context {
    struct article_kinship *kinships; /* count × count */
    struct event_profile *profiles;   /* per article */
    uint32_t count;
};

/* Returns 0 or ERR_NO_MEMORY. */
struct stemmer;
int article_context_make(struct stemmer *stemmer, struct arena *arena,
                         const struct analysis *const *articles, uint32_t count,
                         struct article_context *ret_context);

struct article_kinship article_kinship(const struct article_context *context, uint32_t a,
                                       uint32_t b);
