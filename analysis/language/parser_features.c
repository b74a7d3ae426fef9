/* What the parser looks at: after Zhang and Nivre (2011), "Transition-based dependency parsing with
 * rich non-local features", with word clusters (Koo, Carreras and Collins 2008) beside words and
 * with the preposition of a noun phrase standing for it.
 */
#include "analysis/language/parser.h"

#include <assert.h>

enum row {
    NONE, /* what unused values of a template name */
    S0,
    S1,
    S2,
    B0,
    B1,
    B2,
    S0L,
    S0L2,
    S0R,
    S0R2,
    S1L,
    S1R,
    S1R2,
    B0L,
    B0L2,
    STATE,
    ROWS
};
_Static_assert((int)ROWS == (int)PARSER_ROWS, "a view has as many");

/* What is counted: distances and numbers of dependents, in classes; then the kinds of these. */
enum { D_S0B0, D_S1S0, N_S0L, N_S0R, N_B0L, N_S1L, N_S1R, K_S0, K_S1, K_B0, NUMBERS };
_Static_assert((int)NUMBERS == (int)PARSER_NUMBERS, "a view has as many");

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define W(row) V(row, WORD)
#define T(row) V(row, TAG)
#define C(row) V(row, CLUSTER1024)
#define D(row) V(row, CLUSTER256)
#define E(row) V(row, CLUSTER64)
#define N(number) (STATE * ATTRIBUTE_COUNT + (number))

/* The front of the buffer and what follows it. */
static const struct feature_template front_templates[] = {
    {{W(B0), T(B0)}},
    {{W(B0)}},
    {{T(B0)}},
    {{C(B0), T(B0)}},
    {{W(B1), T(B1)}},
    {{T(B1)}},
    {{C(B1), T(B1)}},
    {{W(B2), T(B2)}},
    {{T(B2)}},
    {{T(B0), T(B1)}},
    {{T(B0), T(B1), T(B2)}},
};

/* The top of the stack, the token below it, the one below that. */
static const struct feature_template top_templates[] = {
    {{W(S0), T(S0)}},
    {{W(S0)}},
    {{T(S0)}},
    {{C(S0), T(S0)}},
};

static const struct feature_template below_templates[] = {
    {{W(S1), T(S1)}},
    {{T(S1)}},
    {{C(S1), T(S1)}},
};

static const struct feature_template third_templates[] = {
    {{T(S2)}},
    {{W(S2), T(S2)}},
};

/* The top and the buffer. */
static const struct feature_template top_front_templates[] = {
    {{V(S0, SUFFIX3), T(B0)}},
    {{V(B0, SUFFIX3), T(S0)}},
    {{W(S0), T(S0), W(B0), T(B0)}},
    {{W(S0), T(S0), W(B0)}},
    {{W(S0), W(B0), T(B0)}},
    {{W(S0), T(S0), T(B0)}},
    {{T(S0), W(B0), T(B0)}},
    {{W(S0), W(B0)}},
    {{T(S0), T(B0)}},
    {{C(S0), C(B0)}},
    {{C(S0), T(S0), T(B0)}},
    {{T(S0), C(B0), T(B0)}},
    {{D(S0), T(S0), D(B0), T(B0)}},
    {{T(S0), T(B0), T(B1)}},
    {{T(S0), T(B0), T(B1), T(B2)}},
    {{W(S0), T(B0), T(B1)}},
    {{T(S0), W(B0), T(B1)}},
    {{T(S0), T(B0), W(B1)}},
    {{D(S0), D(B0), D(B1)}},
    {{E(S0), E(B0), E(B1)}},
    {{W(S0), N(D_S0B0)}},
    {{T(S0), N(D_S0B0)}},
    {{W(B0), N(D_S0B0)}},
    {{T(B0), N(D_S0B0)}},
    {{T(S0), T(B0), N(D_S0B0)}},
    {{W(S0), W(B0), T(B1)}},
    {{D(S0), W(B0), D(B1)}},
};

/* The two on top of the stack. */
static const struct feature_template below_top_templates[] = {
    {{W(S1), T(S1), W(S0), T(S0)}},
    {{W(S1), W(S0)}},
    {{T(S1), T(S0)}},
    {{W(S1), T(S1), T(S0)}},
    {{T(S1), W(S0), T(S0)}},
    {{C(S1), C(S0)}},
    {{C(S1), T(S1), T(S0)}},
    {{T(S1), C(S0), T(S0)}},
    {{D(S1), T(S1), D(S0), T(S0)}},
    {{T(S1), T(S0), N(D_S1S0)}},
    {{W(S1), T(S0), N(D_S1S0)}},
    {{T(S1), W(S0), N(D_S1S0)}},
};

/* The same and the buffer. */
static const struct feature_template stack_front_templates[] = {
    {{T(S1), T(B0)}},        {{W(S1), T(S1), T(B0)}},
    {{T(S1), W(B0), T(B0)}}, {{D(S1), T(S1), D(B0), T(B0)}},
    {{T(S1), T(S0), T(B0)}}, {{T(S1), T(S0), T(B0), T(B1)}},
    {{T(S1), W(S0), T(B0)}}, {{W(S1), T(S0), T(B0)}},
    {{T(S1), T(S0), W(B0)}}, {{W(S0), W(B0), T(B1), T(S1)}},
    {{D(S1), D(S0), D(B0)}}, {{E(S1), E(S0), E(B0), E(B1)}},
    {{W(S1), T(S0), W(B0)}}, {{W(S1), W(B0), T(S0)}},
};

/* What hangs from the top; a noun phrase by its preposition. */
static const struct feature_template top_tree_templates[] = {
    {{W(S0), T(S0), N(N_S0R)}}, {{T(S0), N(N_S0R)}}, {{W(S0), T(S0), N(N_S0L)}},
    {{T(S0), N(N_S0L)}},        {{W(S0L), T(S0)}},   {{T(S0), T(S0L)}},
    {{W(S0R), T(S0)}},          {{T(S0), T(S0R)}},   {{T(S0), T(S0L), T(S0L2)}},
    {{T(S0), T(S0R), T(S0R2)}}, {{T(S0), N(K_S0)}},  {{W(S0), N(K_S0)}},
};

/* What hangs from the front, beside the top. */
static const struct feature_template front_tree_templates[] = {
    {{W(B0), T(B0), N(N_B0L)}}, {{T(B0), N(N_B0L)}},        {{W(B0L), T(B0)}},
    {{T(B0), T(B0L)}},          {{T(B0), T(B0L), T(B0L2)}}, {{T(S0), T(B0), T(B0L)}},
    {{T(B0), N(K_B0)}},         {{T(S0), T(B0), N(K_B0)}},  {{W(S0), T(B0), N(K_B0)}},
};

/* What hangs from the token below the top, beside the top. */
static const struct feature_template below_tree_templates[] = {
    {{W(S1), T(S1), N(N_S1R)}}, {{T(S1), T(S0), N(N_S1R)}}, {{T(S1), T(S0), N(N_S1L)}},
    {{W(S1R), T(S1)}},          {{T(S1), T(S1R)}},          {{W(S1L), T(S1)}},
    {{T(S1), T(S1R), T(S1R2)}}, {{T(S1), T(S1L), T(S0)}},   {{T(S1), T(S1R), T(S0)}},
    {{T(S1), T(S0), N(K_S1)}},  {{W(S1), T(S0), N(K_S1)}},
};

/* What hangs from the top, beside the token below it. */
static const struct feature_template top_tree_below_templates[] = {
    {{T(S1), T(S0), T(S0L)}},  {{T(S1), T(S0), T(S0R)}},  {{W(S1), W(S0L), T(S0)}},
    {{T(S1), W(S0L), W(S0)}},  {{C(S1), W(S0L), T(S0)}},  {{D(S1), W(S0L), D(S0)}},
    {{T(S1), T(S0), N(K_S0)}}, {{W(S1), T(S0), N(K_S0)}},
};

/* What hangs from the top, before the front and what hangs from that. */
static const struct feature_template both_trees_templates[] = {
    {{T(S0), T(S0L), T(B0)}},         {{T(S0), T(S0R), T(B0)}},           {{W(S0), T(S0R), T(B0)}},
    {{T(S0), W(S0R), T(B0)}},         {{T(S0), T(B0), N(K_S0)}},          {{T(S0), W(B0), N(K_S0)}},
    {{T(S0), T(S0R), T(B0), T(B0L)}}, {{T(S0), T(B0), N(K_S0), N(K_B0)}},
};

/* What hangs from the top and from the token below it, before the front; the three on top of the
 * stack. */
static const struct feature_template stack_trees_templates[] = {
    {{T(S1), T(S1R), T(S0), T(S0L)}},
    {{T(S1), T(S0), T(S0L), T(B0)}},
    {{T(S1), T(S0), N(K_S1), N(K_S0)}},
    {{T(S1), T(S0), T(B0), N(K_S1)}},
    {{T(S1), T(S0), T(B0), N(K_S0)}},
    {{T(S2), T(S1), T(S0), T(B0)}},
    {{T(S2), T(S1), T(S0)}},
};

#define LENGTH(table) (sizeof(table) / sizeof *(table))
_Static_assert(LENGTH(front_templates) + LENGTH(top_templates) + LENGTH(below_templates) +
                       LENGTH(third_templates) + LENGTH(top_front_templates) +
                       LENGTH(below_top_templates) + LENGTH(stack_front_templates) +
                       LENGTH(top_tree_templates) + LENGTH(front_tree_templates) +
                       LENGTH(below_tree_templates) + LENGTH(top_tree_below_templates) +
                       LENGTH(both_trees_templates) + LENGTH(stack_trees_templates) <=
                   PARSER_FEATURES_MAX,
               "callers keep room");

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, uint32_t token) {
    return token < count ? tokens[token].at : attributes_nothing.at;
}

/* 1, 2, 3, 4, 5–10, more. */
static inline uint32_t distance_class(uint32_t distance) {
    static const uint8_t classes[] = {0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 6};
    enum { LAST = sizeof classes - 1 };
    return classes[distance < LAST ? distance : LAST];
}

static inline uint32_t number_class(uint32_t number) {
    return number < 5 ? number : 5;
}

static const struct parser_cell no_cell = {
    .token = PARSER_NONE,
    .left = PARSER_NONE,
    .left2 = PARSER_NONE,
    .right = PARSER_NONE,
    .right2 = PARSER_NONE,
};

void parser_view_fill(const struct attributes *tokens, uint32_t count,
                      const struct parser_state *state, struct parser_view *view) {
    const struct parser_cell *s0 = state->top ? state->top : &no_cell;
    const struct parser_cell *s1 = s0->below ? s0->below : &no_cell;
    const struct parser_cell *s2 = s1->below ? s1->below : &no_cell;
    const struct parser_cell *b0 = &state->front;
    uint32_t *numbers = view->numbers;
    numbers[D_S0B0] = state->top ? distance_class((uint32_t)(b0->token - s0->token)) : 0;
    numbers[D_S1S0] = s0->below ? distance_class((uint32_t)(s0->token - s1->token)) : 0;
    numbers[N_S0L] = number_class(s0->lefts);
    numbers[N_S0R] = number_class(s0->rights);
    numbers[N_B0L] = number_class(b0->lefts);
    numbers[N_S1L] = number_class(s1->lefts);
    numbers[N_S1R] = number_class(s1->rights);
    numbers[K_S0] = s0->kinds;
    numbers[K_S1] = s1->kinds;
    numbers[K_B0] = b0->kinds;
    const uint32_t **rows = view->rows;
    rows[NONE] = attributes_none.at;
    rows[S0] = row_at(tokens, count, s0->token);
    rows[S1] = row_at(tokens, count, s1->token);
    rows[S2] = row_at(tokens, count, s2->token);
    rows[B0] = row_at(tokens, count, b0->token);
    rows[B1] = row_at(tokens, count, b0->token + 1U);
    rows[B2] = row_at(tokens, count, b0->token + 2U);
    rows[S0L] = row_at(tokens, count, s0->left);
    rows[S0L2] = row_at(tokens, count, s0->left2);
    rows[S0R] = row_at(tokens, count, s0->right);
    rows[S0R2] = row_at(tokens, count, s0->right2);
    rows[S1L] = row_at(tokens, count, s1->left);
    rows[S1R] = row_at(tokens, count, s1->right);
    rows[S1R2] = row_at(tokens, count, s1->right2);
    rows[B0L] = row_at(tokens, count, b0->left);
    rows[B0L2] = row_at(tokens, count, b0->left2);
    rows[STATE] = numbers;
}

void parser_view_token(const struct attributes *tokens, uint32_t count, uint32_t token,
                       struct parser_view *view) {
    const uint32_t **rows = view->rows;
    rows[NONE] = attributes_none.at;
    rows[S0] = rows[S1] = rows[S2] = rows[B0] = row_at(tokens, count, token);
    rows[B1] = row_at(tokens, count, token + 1);
    rows[B2] = row_at(tokens, count, token + 2);
}

/* Each table by its own name, so that the compiler unrolls it. */
#define HASH(table) (features_sum(table, LENGTH(table), view->rows, ret_hashes), LENGTH(table))

static inline uint32_t group_features(const struct parser_view *view, enum parser_group group,
                                      uint64_t *ret_hashes) {
    switch (group) {
    case PARSER_FRONT:
        return HASH(front_templates);
    case PARSER_TOP:
        return HASH(top_templates);
    case PARSER_BELOW:
        return HASH(below_templates);
    case PARSER_THIRD:
        return HASH(third_templates);
    case PARSER_TOP_FRONT:
        return HASH(top_front_templates);
    case PARSER_BELOW_TOP:
        return HASH(below_top_templates);
    case PARSER_STACK_FRONT:
        return HASH(stack_front_templates);
    case PARSER_TOP_TREE:
        return HASH(top_tree_templates);
    case PARSER_FRONT_TREE:
        return HASH(front_tree_templates);
    case PARSER_BELOW_TREE:
        return HASH(below_tree_templates);
    case PARSER_TOP_TREE_BELOW:
        return HASH(top_tree_below_templates);
    case PARSER_BOTH_TREES:
        return HASH(both_trees_templates);
    case PARSER_STACK_TREES:
        return HASH(stack_trees_templates);
    default:
        assert(false);
        return 0;
    }
}

uint32_t parser_features(const struct parser_view *view, uint32_t groups, uint64_t *ret_hashes,
                         uint8_t *ret_counts, uint32_t *ret_group_count) {
    uint32_t features = 0;
    uint32_t group_count = 0;
    for (; groups; groups &= groups - 1) {
        enum parser_group group = (enum parser_group)__builtin_ctz(groups);
        uint32_t count = group_features(view, group, ret_hashes + features);
        ret_counts[group_count++] = (uint8_t)count;
        features += count;
    }
    *ret_group_count = group_count;
    return features;
}
