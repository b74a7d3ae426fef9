/* The dependency trees of an article turned downwards: children and the stretch of each subtree. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/language/tagset.h"

struct tree {
    const struct token *tokens;
    uint32_t count;
    uint32_t *first_child;  /* leftmost child, NO_INDEX */
    uint32_t *next_sibling; /* the next child of the same head, NO_INDEX */
    uint32_t *low;          /* first token of the subtree */
    uint32_t *high;         /* last token of the subtree */
};

/* Linear; bears trees with cycles or without any head. Returns 0 or ERR_NO_MEMORY. */
int tree_make(struct arena *arena, const struct analysis *analysis, struct tree *ret_tree);

/* The leftmost child with this relation, NO_INDEX. */
uint32_t tree_child(const struct tree *tree, uint32_t token, enum deprel deprel);

/* Is `token` a verb, by its tag? */
bool tree_is_verb(const struct tree *tree, uint32_t token);
