#include "analysis/language/tree.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

_Static_assert(DEPREL_COUNT <= 64, "a relation has a bit of its own");

static uint64_t relation_bit(uint8_t deprel) {
    return (uint64_t)1 << deprel;
}

static void link_children(struct tree *tree) {
    for (uint32_t i = tree->count; i > 0; i--) {
        uint32_t head = tree->tokens[i - 1].head;
        if (head >= tree->count || tree->tokens[i - 1].deprel == DEPREL_NONE)
            continue;
        tree->next[i - 1] = tree->first_child[head];
        tree->first_child[head] = i - 1;
        tree->relations[head] |= relation_bit(tree->tokens[i - 1].deprel);
    }
}

/* Breadth first, all roots first: a plain queue that is its own result. */
static void walk(struct tree *tree) {
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree->tokens[i].head == NO_INDEX && tree->tokens[i].deprel != DEPREL_NONE)
            tree->order[tree->order_count++] = i;
    for (uint32_t i = 0; i < tree->order_count; i++)
        for (uint32_t child = tree->first_child[tree->order[i]]; child != NO_INDEX;
             child = tree->next[child])
            tree->order[tree->order_count++] = child;
}

/* From the leaves upward, each token once: a chain of a thousand tokens costs a thousand steps. */
static void measure(struct tree *tree) {
    for (uint32_t i = 0; i < tree->count; i++) {
        tree->low[i] = i;
        tree->high[i] = i;
    }
    for (uint32_t i = tree->order_count; i > 0; i--) {
        uint32_t token = tree->order[i - 1];
        uint32_t head = tree->tokens[token].head;
        tree->size[token]++;
        if (head >= tree->count)
            continue;
        tree->size[head] += tree->size[token];
        if (tree->low[token] < tree->low[head])
            tree->low[head] = tree->low[token];
        if (tree->high[token] > tree->high[head])
            tree->high[head] = tree->high[token];
    }
}

int tree_make(struct arena *arena, const struct analysis *analysis, struct tree *ret_tree) {
    uint32_t count = analysis->tokens.count;
    struct tree tree = {.tokens = analysis->tokens.at, .count = count};
    tree.first_child = ARENA_ARRAY(arena, uint32_t, count);
    tree.next = ARENA_ARRAY(arena, uint32_t, count);
    tree.relations = ARENA_ARRAY(arena, uint64_t, count);
    tree.order = ARENA_ARRAY(arena, uint32_t, count);
    tree.size = ARENA_ARRAY(arena, uint32_t, count);
    tree.low = ARENA_ARRAY(arena, uint32_t, count);
    tree.high = ARENA_ARRAY(arena, uint32_t, count);
    if (!tree.first_child || !tree.next || !tree.relations || !tree.order || !tree.size ||
        !tree.low || !tree.high)
        return ERR_NO_MEMORY;

    memset(tree.first_child, 0xFF, count * sizeof *tree.first_child); /* NO_INDEX */
    memset(tree.next, 0xFF, count * sizeof *tree.next);
    link_children(&tree);
    walk(&tree);
    measure(&tree);
    *ret_tree = tree;
    return 0;
}

uint32_t tree_child(const struct tree *tree, uint32_t head, uint8_t deprel) {
    if (!(tree->relations[head] & relation_bit(deprel)))
        return NO_INDEX;
    for (uint32_t child = tree->first_child[head]; child != NO_INDEX; child = tree->next[child])
        if (tree->tokens[child].deprel == deprel)
            return child;
    return NO_INDEX;
}

bool tree_has_sentence(const struct tree *tree, const struct sentence *sentence) {
    return sentence->first_token < sentence->past_token &&
           tree->tokens[sentence->first_token].deprel != DEPREL_NONE;
}
