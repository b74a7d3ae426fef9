#include "analysis/speech/tree.h"

#include "base/error.h"

/* Stretches grow from the leaves upward, each token handled once (Kahn's order), so that a chain of
 * a thousand tokens costs a thousand steps. */
static int measure(struct arena *arena, struct tree *tree) {
    uint32_t *waiting = ARENA_ARRAY(arena, uint32_t, tree->count + 1);
    uint32_t *ready = ARENA_ARRAY(arena, uint32_t, tree->count + 1);
    if (!waiting || !ready)
        return ERR_NO_MEMORY;
    uint32_t past = 0;
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree->tokens[i].head != NO_INDEX)
            waiting[tree->tokens[i].head]++;
    for (uint32_t i = 0; i < tree->count; i++)
        if (waiting[i] == 0)
            ready[past++] = i;
    for (uint32_t done = 0; done < past; done++) {
        uint32_t i = ready[done];
        uint32_t head = tree->tokens[i].head;
        if (head == NO_INDEX)
            continue;
        if (tree->low[i] < tree->low[head])
            tree->low[head] = tree->low[i];
        if (tree->high[i] > tree->high[head])
            tree->high[head] = tree->high[i];
        if (--waiting[head] == 0)
            ready[past++] = head;
    }
    return 0;
}

int tree_make(struct arena *arena, const struct analysis *analysis, struct tree *ret_tree) {
    uint32_t count = analysis->tokens.count;
    struct tree tree = {
        .tokens = analysis->tokens.at,
        .count = count,
        .first_child = ARENA_ARRAY(arena, uint32_t, count + 1),
        .next_sibling = ARENA_ARRAY(arena, uint32_t, count + 1),
        .low = ARENA_ARRAY(arena, uint32_t, count + 1),
        .high = ARENA_ARRAY(arena, uint32_t, count + 1),
    };
    if (!tree.first_child || !tree.next_sibling || !tree.low || !tree.high)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        tree.first_child[i] = NO_INDEX;
        tree.low[i] = i;
        tree.high[i] = i;
    }
    for (uint32_t i = count; i-- > 0;) {
        uint32_t head = tree.tokens[i].head;
        tree.next_sibling[i] = NO_INDEX;
        if (head == NO_INDEX)
            continue;
        tree.next_sibling[i] = tree.first_child[head];
        tree.first_child[head] = i;
    }
    int result = measure(arena, &tree);
    if (result < 0)
        return result;
    *ret_tree = tree;
    return 0;
}

uint32_t tree_child(const struct tree *tree, uint32_t token, enum deprel deprel) {
    uint32_t child = tree->first_child[token];
    while (child != NO_INDEX && tree->tokens[child].deprel != deprel)
        child = tree->next_sibling[child];
    return child;
}

bool tree_is_verb(const struct tree *tree, uint32_t token) {
    uint8_t upos = tree->tokens[token].upos;
    return upos == UPOS_VERB || upos == UPOS_AUX;
}
