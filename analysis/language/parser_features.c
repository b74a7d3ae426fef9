/* What the parser looks at: after Zhang and Nivre (2011), "Transition-based dependency parsing with
 * rich non-local features", with word clusters (Koo, Carreras and Collins 2008) beside words and
 * with the preposition of a noun phrase standing for it.
 */
#include "analysis/language/parser.h"

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

/* What is counted: distances and numbers of dependents, in classes; then the kinds of these. */
enum { D_S0B0, D_S1S0, N_S0L, N_S0R, N_B0L, N_S1L, N_S1R, K_S0, K_S1, K_B0 };

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define W(row) V(row, WORD)
#define T(row) V(row, TAG)
#define C(row) V(row, CLUSTER1024)
#define D(row) V(row, CLUSTER256)
#define E(row) V(row, CLUSTER64)
#define N(number) (STATE * ATTRIBUTE_COUNT + (number))

/* The buffer: the same for all states of one front. */
static const struct feature_template buffer_templates[] = {
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

/* The top and the buffer. */
static const struct feature_template front_templates[] = {
    {{W(S0), T(S0)}},
    {{W(S0)}},
    {{T(S0)}},
    {{C(S0), T(S0)}},
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

/* The stack besides. */
static const struct feature_template stack_templates[] = {
    {{W(S1), T(S1)}},
    {{T(S1)}},
    {{C(S1), T(S1)}},
    {{T(S2)}},
    {{W(S2), T(S2)}},
    {{W(S1), T(S1), W(S0), T(S0)}},
    {{W(S1), W(S0)}},
    {{T(S1), T(S0)}},
    {{W(S1), T(S1), T(S0)}},
    {{T(S1), W(S0), T(S0)}},
    {{C(S1), C(S0)}},
    {{C(S1), T(S1), T(S0)}},
    {{T(S1), C(S0), T(S0)}},
    {{D(S1), T(S1), D(S0), T(S0)}},
    {{T(S1), T(B0)}},
    {{W(S1), T(S1), T(B0)}},
    {{T(S1), W(B0), T(B0)}},
    {{D(S1), T(S1), D(B0), T(B0)}},
    {{T(S1), T(S0), T(B0)}},
    {{T(S1), T(S0), T(B0), T(B1)}},
    {{T(S2), T(S1), T(S0), T(B0)}},
    {{T(S2), T(S1), T(S0)}},
    {{T(S1), W(S0), T(B0)}},
    {{W(S1), T(S0), T(B0)}},
    {{T(S1), T(S0), W(B0)}},
    {{W(S0), W(B0), T(B1), T(S1)}},
    {{D(S1), D(S0), D(B0)}},
    {{E(S1), E(S0), E(B0), E(B1)}},
    {{T(S1), T(S0), N(D_S1S0)}},
    {{W(S1), T(S0), N(D_S1S0)}},
    {{T(S1), W(S0), N(D_S1S0)}},
    {{W(S1), T(S0), W(B0)}},
    {{W(S1), W(B0), T(S0)}},
};

/* What hangs from them; a noun phrase by its preposition. */
static const struct feature_template tree_templates[] = {
    {{W(S0), T(S0), N(N_S0R)}},
    {{T(S0), N(N_S0R)}},
    {{W(S0), T(S0), N(N_S0L)}},
    {{T(S0), N(N_S0L)}},
    {{W(B0), T(B0), N(N_B0L)}},
    {{T(B0), N(N_B0L)}},
    {{W(S0L), T(S0)}},
    {{T(S0), T(S0L)}},
    {{W(S0R), T(S0)}},
    {{T(S0), T(S0R)}},
    {{W(B0L), T(B0)}},
    {{T(B0), T(B0L)}},
    {{T(S0), T(S0L), T(S0L2)}},
    {{T(S0), T(S0R), T(S0R2)}},
    {{T(B0), T(B0L), T(B0L2)}},
    {{T(S0), T(S0L), T(B0)}},
    {{T(S0), T(S0R), T(B0)}},
    {{T(S0), T(B0), T(B0L)}},
    {{T(S0), T(S0R), T(B0), T(B0L)}},
    {{W(S0), T(S0R), T(B0)}},
    {{T(S0), W(S0R), T(B0)}},
    {{T(S0), N(K_S0)}},
    {{W(S0), N(K_S0)}},
    {{T(S0), T(B0), N(K_S0)}},
    {{T(S0), W(B0), N(K_S0)}},
    {{T(B0), N(K_B0)}},
    {{T(S0), T(B0), N(K_B0)}},
    {{W(S0), T(B0), N(K_B0)}},
    {{T(S0), T(B0), N(K_S0), N(K_B0)}},
};

/* The same with what hangs from the token below the top. */
static const struct feature_template deep_tree_templates[] = {
    {{W(S1), T(S1), N(N_S1R)}},
    {{T(S1), T(S0), N(N_S1R)}},
    {{T(S1), T(S0), N(N_S1L)}},
    {{W(S1R), T(S1)}},
    {{T(S1), T(S1R)}},
    {{W(S1L), T(S1)}},
    {{T(S1), T(S1R), T(S1R2)}},
    {{T(S1), T(S0), T(S0L)}},
    {{T(S1), T(S0), T(S0R)}},
    {{T(S1), T(S1L), T(S0)}},
    {{T(S1), T(S1R), T(S0)}},
    {{T(S1), T(S1R), T(S0), T(S0L)}},
    {{T(S1), T(S0), T(S0L), T(B0)}},
    {{W(S1), W(S0L), T(S0)}},
    {{T(S1), W(S0L), W(S0)}},
    {{C(S1), W(S0L), T(S0)}},
    {{D(S1), W(S0L), D(S0)}},
    {{T(S1), T(S0), N(K_S1)}},
    {{T(S1), T(S0), N(K_S0)}},
    {{W(S1), T(S0), N(K_S1)}},
    {{W(S1), T(S0), N(K_S0)}},
    {{T(S1), T(S0), N(K_S1), N(K_S0)}},
    {{T(S1), T(S0), T(B0), N(K_S1)}},
    {{T(S1), T(S0), T(B0), N(K_S0)}},
};

#define LENGTH(table) (sizeof(table) / sizeof *(table))
_Static_assert(LENGTH(buffer_templates) + LENGTH(front_templates) + LENGTH(stack_templates) +
                       LENGTH(tree_templates) + LENGTH(deep_tree_templates) <=
                   FEATURES_MAX,
               "callers keep room for FEATURES_MAX");

static const struct {
    const struct feature_template *at;
    uint32_t count;
} groups[PARSER_GROUPS] = {
    [PARSER_BUFFER] = {buffer_templates, LENGTH(buffer_templates)},
    [PARSER_FRONT] = {front_templates, LENGTH(front_templates)},
    [PARSER_STACK] = {stack_templates, LENGTH(stack_templates)},
    [PARSER_TREE] = {tree_templates, LENGTH(tree_templates)},
    [PARSER_DEEP_TREE] = {deep_tree_templates, LENGTH(deep_tree_templates)},
};

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, uint32_t token) {
    return token < count ? tokens[token].at : attributes_nothing.at;
}

/* 1, 2, 3, 4, 5–10, more. */
static uint32_t distance_class(uint32_t distance) {
    if (distance <= 4)
        return distance;
    return distance <= 10 ? 5 : 6;
}

static uint32_t number_class(uint32_t number) {
    return number < 5 ? number : 5;
}

static const struct parser_cell no_cell = {
    .token = PARSER_NONE,
    .left = PARSER_NONE,
    .left2 = PARSER_NONE,
    .right = PARSER_NONE,
    .right2 = PARSER_NONE,
};

uint32_t parser_features(const struct attributes *tokens, uint32_t count,
                         const struct parser_state *state, enum parser_group group,
                         uint64_t *ret_hashes) {
    const struct parser_cell *s0 = state->top ? state->top : &no_cell;
    const struct parser_cell *s1 = s0->below ? s0->below : &no_cell;
    const struct parser_cell *s2 = s1->below ? s1->below : &no_cell;
    const struct parser_cell *b0 = &state->front;
    const uint32_t numbers[] = {
        [D_S0B0] = state->top ? distance_class((uint32_t)(b0->token - s0->token)) : 0,
        [D_S1S0] = s0->below ? distance_class((uint32_t)(s0->token - s1->token)) : 0,
        [N_S0L] = number_class(s0->lefts),
        [N_S0R] = number_class(s0->rights),
        [N_B0L] = number_class(b0->lefts),
        [N_S1L] = number_class(s1->lefts),
        [N_S1R] = number_class(s1->rights),
        [K_S0] = s0->kinds,
        [K_S1] = s1->kinds,
        [K_B0] = b0->kinds,
    };
    const uint32_t *rows[ROWS] = {
        [NONE] = attributes_none.at,
        [S0] = row_at(tokens, count, s0->token),
        [S1] = row_at(tokens, count, s1->token),
        [S2] = row_at(tokens, count, s2->token),
        [B0] = row_at(tokens, count, b0->token),
        [B1] = row_at(tokens, count, b0->token + 1U),
        [B2] = row_at(tokens, count, b0->token + 2U),
        [S0L] = row_at(tokens, count, s0->left),
        [S0L2] = row_at(tokens, count, s0->left2),
        [S0R] = row_at(tokens, count, s0->right),
        [S0R2] = row_at(tokens, count, s0->right2),
        [S1L] = row_at(tokens, count, s1->left),
        [S1R] = row_at(tokens, count, s1->right),
        [S1R2] = row_at(tokens, count, s1->right2),
        [B0L] = row_at(tokens, count, b0->left),
        [B0L2] = row_at(tokens, count, b0->left2),
        [STATE] = numbers,
    };
    features_hash(groups[group].at, groups[group].count, rows, ret_hashes);
    return groups[group].count;
}
