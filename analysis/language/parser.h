/* Dependency parser: arc-hybrid transitions (Kuhlmann, Gómez-Rodríguez and Satta 2011) searched
 * with a beam, scored by a structured perceptron (Zhang and Nivre 2011); labels are decided when
 * the tree stands.
 *
 * A state is a stack and a buffer. SHIFT moves the first of the buffer onto the stack; LEFT hangs
 * the top of the stack from the first of the buffer; RIGHT hangs it from the token below it. A
 * sentence of n tokens takes n shifts and n − 1 hangings: what is left on the stack is the root.
 *
 * States and stack cells never change once made, so that the states of a beam share them.
 */
#pragma once

#include "analysis/language/certain.h"
#include "analysis/language/dependent_kinds.h"
#include "analysis/language/linear.h"
#include "analysis/language/token_features.h"
#include "analysis/language/triples.h"
#include "base/arena.h"

enum transition { TRANSITION_SHIFT, TRANSITION_LEFT, TRANSITION_RIGHT, TRANSITION_COUNT };

/* Half the beam of training loses no accuracy that could be measured. */
enum { PARSER_BEAM = 4 };

#define PARSER_NONE UINT16_MAX

enum { PARSER_TOKENS = 256 };

/* A token with what hangs from it so far: the outermost two on each side, how many, and of which
 * kinds. */
struct parser_cell {
    const struct parser_cell *below;
    uint64_t key; /* of all that follows: cells with one key look alike to every feature */
    uint16_t token;
    uint16_t left;  /* outermost left dependent */
    uint16_t left2; /* the one next to it */
    uint16_t right;
    uint16_t right2;
    uint8_t lefts;
    uint8_t rights;
    uint16_t kinds; /* of dependent_kinds.h */
};

struct parser_state {
    const struct parser_state *previous;
    const struct parser_cell *top;
    struct parser_cell front; /* the first of the buffer; its token is the count at the end */
    int32_t score;
    uint8_t transition; /* that led here */
    bool right;         /* trainer: every gold arc is still in reach */
};

/* Memory for the states and cells of one sentence. */
struct parser_room;

/* Room for sentences of up to `tokens` and `width` states a step, of tokens tagged with `classes`;
 * NULL when the arena is full. */
struct parser_room *parser_room_new(struct arena *arena, const struct tag_class *classes,
                                    uint32_t tokens, uint32_t width);

/* A bit per enum transition that may be taken. */
uint32_t transitions_allowed(const struct parser_state *state, uint32_t count);

/* What the features of a state are made of. */
enum { PARSER_ROWS = 17, PARSER_NUMBERS = 10, PARSER_FEATURES_MAX = 128 };
struct parser_view {
    const uint32_t *rows[PARSER_ROWS];
    uint32_t numbers[PARSER_NUMBERS];
};

void parser_view_fill(const struct attributes *tokens, uint32_t count,
                      const struct parser_state *state, struct parser_view *view);

/* Only what the first PARSER_TOKEN_GROUPS look at, with the same token in each of their places. */
void parser_view_token(const struct attributes *tokens, uint32_t count, uint32_t token,
                       struct parser_view *view);

/* Features by what they depend on, so that states which share it share their scores: first one
 * token in one place (the front with those behind it, the top of the stack, the one below, the
 * third), then several tokens and trees (a token with what hangs from it). */
enum parser_group {
    PARSER_FRONT,
    PARSER_TOP,
    PARSER_BELOW,
    PARSER_THIRD,
    PARSER_TOP_FRONT,
    PARSER_BELOW_TOP,
    PARSER_STACK_FRONT,
    PARSER_TOP_TREE,
    PARSER_FRONT_TREE,
    PARSER_BELOW_TREE,
    PARSER_TOP_TREE_BELOW,
    PARSER_BOTH_TREES,
    PARSER_STACK_TREES,
    PARSER_GROUPS
};
enum { PARSER_TOKEN_GROUPS = PARSER_TOP_FRONT };

/* The features of a state in some groups (a bit each), group by group, how many each has, and how
 * many groups that were. Returns their number; all groups together have at most
 * PARSER_FEATURES_MAX. */
uint32_t parser_features(const struct parser_view *view, uint32_t groups, uint64_t *ret_hashes,
                         uint8_t *ret_counts, uint32_t *ret_group_count);

/* The state before any transition, for a new sentence: forgets the states of the last one. */
struct parser_state *parser_start(struct parser_room *room, const struct attributes *tokens,
                                  uint32_t count);

/* The state behind an allowed transition. */
struct parser_state *parser_advance(struct parser_room *room, const struct parser_state *state,
                                    enum transition transition, int32_t score);

/* The token that a hanging transition gives a head to, and that head. */
void transition_arc(const struct parser_state *state, enum transition transition,
                    uint32_t *ret_dependent, uint32_t *ret_head);

/* Heads of one tagged sentence of 1 to `tokens` tokens, at most PARSER_TOKENS; NO_INDEX for its one
 * root. */
void parser_run(const struct triple_model *model, struct parser_room *room,
                const struct attributes *tokens, uint32_t count, uint32_t *ret_heads);

/* ---- labels --------------------------------------------------------------------------------- */

enum { LABEL_TOKENS = 256 };

/* The tree in the order in which labels are decided: heads before what hangs from them, from left
 * to right. */
struct label_frame {
    const struct attributes *tokens;
    const struct tag_class *classes; /* of ATTRIBUTE_TAG */
    const uint32_t *heads;
    uint32_t count;
    uint16_t first[LABEL_TOKENS];  /* first dependent, PARSER_NONE */
    uint16_t left[LABEL_TOKENS];   /* outermost left dependent */
    uint16_t right[LABEL_TOKENS];  /* outermost right dependent */
    uint16_t before[LABEL_TOKENS]; /* dependent of the same head next to the left */
    uint16_t after[LABEL_TOKENS];
    uint16_t marker[LABEL_TOKENS];    /* first dependent of KIND_CLAUSE_MARKS on the left */
    uint16_t auxiliary[LABEL_TOKENS]; /* last dependent of KIND_AUXILIARY */
    uint16_t subject[LABEL_TOKENS];   /* last dependent of KIND_NOMINAL_BEFORE */
    uint16_t kinds[LABEL_TOKENS];     /* of all dependents */
    uint16_t order[LABEL_TOKENS];
};

/* `count` is at most LABEL_TOKENS; the frame's tokens, classes, heads and count stand. */
void label_frame_fill(struct label_frame *frame);

/* Scores of relations, and contexts that settle them. */
struct label_model {
    struct sparse_model weights;
    struct certain_table certain;
};

/* What tags and the word itself may settle of the arc above `dependent`, not the root. */
enum { LABEL_CONTEXTS = 2 };
void label_contexts(const struct label_frame *frame, uint32_t dependent,
                    uint64_t ret_contexts[LABEL_CONTEXTS]);

/* Fills the relations that are settled, those of roots among them; DEPREL_NONE for those that are
 * open. */
void labels_settle(const struct certain_table *certain, const struct label_frame *frame,
                   uint8_t *ret_labels);

/* The features of the arc above `dependent`, not the root, when all that is settled and all that
 * comes before it in the frame's order has its label. Returns their number. */
uint32_t label_features(const struct label_frame *frame, const uint8_t *labels, uint32_t dependent,
                        uint64_t *ret_hashes);

/* Relations (enum deprel) of a tree whose tokens are tagged with `classes`. */
void labels_run(const struct label_model *model, const struct tag_class *classes,
                const struct attributes *tokens, uint32_t count, const uint32_t *heads,
                uint8_t *ret_labels);
