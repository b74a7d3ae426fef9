/* How alike the articles of a comparison are as wholes: claims of two articles on two events of one
 * kind look alike, the articles do not. */
#pragma once

#include "alignment/alignment.h"

struct article_context {
    double *likeness; /* count × count */
    uint32_t count;
};

/* Returns 0 or ERR_NO_MEMORY. */
int article_context_make(struct arena *arena, const struct analysis *const *articles,
                         uint32_t count, struct article_context *ret_context);

/* 0 … 1; a half where one of them is too short to tell. */
double article_likeness(const struct article_context *context, uint32_t a, uint32_t b);
