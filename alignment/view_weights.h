/* What the words of two articles' claims weigh when the two are compared. */
#pragma once

#include "alignment/compared_article.h"

/* Sets the weights of all words of both, which may be one and the same article. Returns 0 or
 * ERR_NO_MEMORY. */
int view_weights_set(struct arena *arena, struct compared_article *left,
                     struct compared_article *right);
