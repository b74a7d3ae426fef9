/* The dependency trees of an article, walkable from head to dependents. All indices are tokens. */
#pragma once

#include "analysis/analysis.h"

struct tree {
    const struct token *tokens;
    uint32_t count;
    uint32_t *first_child; /* leftmost dependent; NO_INDEX */
    uint32_t *next;        /* the next dependent of the same head */
    uint64_t *relations;   /* a bit for each relation that one of its dependents has */
    uint32_t *order;       /* reachable tokens, heads before dependents */
    uint32_t order_count;
    uint32_t *size; /* tokens under each, itself counted */
    uint32_t *low;  /* the first token under each, or itself */
    uint32_t *high; /* the last */
};

/* Linear in the tokens. Returns 0 or ERR_NO_MEMORY. */
int tree_make(struct arena *arena, const struct analysis *analysis, struct tree *ret_tree);

/* The first dependent with this relation (of enum deprel), NO_INDEX. That there is none is known at
 * once, however many dependents there are: a long line of quotes hangs from one token. */
uint32_t tree_child(const struct tree *tree, uint32_t head, uint8_t deprel);

/* Was the sentence parsed at all? */
bool tree_has_sentence(const struct tree *tree, const struct sentence *sentence);
