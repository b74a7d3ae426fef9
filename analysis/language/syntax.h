/* Tags and trees of a whole article, sentence by sentence. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/language/models.h"

/* Longer sentences are cut into pieces of this many tokens, each parsed alone and hung from the
 * root of the first as parataxis, so that memory stays bounded and cost linear. */
enum { PIECE_TOKENS = 256 };

/* Fills upos, xpos, head and deprel of all tokens, whose span and lower stand. Without a parser in
 * the models only the tags. `wordnet` (or NULL) knows the forms of verbs that no treebank has.
 * Returns 0 or ERR_NO_MEMORY. */
int syntax_fill(const struct language_models *models, const struct wordnet *wordnet,
                struct arena *arena, struct analysis *analysis);
