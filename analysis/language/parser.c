#include "analysis/language/parser.h"

#include "analysis/analysis.h"

#include <assert.h>
#include <string.h>

/* What a group of features depends on: tokens and trees in 64 bits each. */
struct memo_key {
    uint64_t of[3];
};

/* Scores of a group of features that several states of the beam, or of the steps, share. */
struct memo {
    struct memo_key key;
    int32_t scores[TRANSITION_COUNT];
    bool filled;
};

enum { MEMO_BITS = 6 };

/* What a token of the sentence is to a head behind it, and to one before it. */
struct token_kinds {
    uint16_t left;
    uint16_t right;
};

struct parser_room {
    const struct tag_class *classes;
    uint32_t tokens;
    uint32_t capacity; /* states, and cells */
    uint32_t state_count;
    uint32_t cell_count;
    struct parser_state *states;
    struct parser_cell *cells;
    struct token_kinds *kinds;
    struct memo memos[PARSER_GROUPS][1 << MEMO_BITS]; /* of one sentence */
};

struct parser_room *parser_room_new(struct arena *arena, const struct tag_class *classes,
                                    uint32_t tokens, uint32_t width) {
    assert(tokens < PARSER_NONE - 2);
    struct parser_room *room = ARENA_NEW(arena, struct parser_room);
    if (!room)
        return NULL;

    room->classes = classes;
    room->tokens = tokens;
    room->capacity = (2 * tokens + 1) * width;
    room->states = ARENA_ARRAY(arena, struct parser_state, room->capacity);
    room->cells = ARENA_ARRAY(arena, struct parser_cell, room->capacity);
    room->kinds = ARENA_ARRAY(arena, struct token_kinds, tokens);
    return room->states && room->cells && room->kinds ? room : NULL;
}

static struct parser_cell lone_cell(uint32_t token) {
    return (struct parser_cell){.token = (uint16_t)token,
                                .left = PARSER_NONE,
                                .left2 = PARSER_NONE,
                                .right = PARSER_NONE,
                                .right2 = PARSER_NONE};
}

struct parser_state *parser_start(struct parser_room *room, const struct attributes *tokens,
                                  uint32_t count) {
    assert(count > 0 && count <= room->tokens);
    for (uint32_t i = 0; i < count; i++) {
        struct tag_class class = room->classes[tokens[i].at[ATTRIBUTE_TAG]];
        room->kinds[i] = (struct token_kinds){(uint16_t)dependent_kinds(class, true),
                                              (uint16_t)dependent_kinds(class, false)};
    }
    room->state_count = 1;
    room->cell_count = 0;
    room->states[0] = (struct parser_state){.front = lone_cell(0), .right = true};
    return &room->states[0];
}

uint32_t transitions_allowed(const struct parser_state *state, uint32_t count) {
    bool buffer = state->front.token < count;
    uint32_t shift = buffer ? 1U << TRANSITION_SHIFT : 0;
    uint32_t left = buffer && state->top ? 1U << TRANSITION_LEFT : 0;
    uint32_t right = state->top && state->top->below ? 1U << TRANSITION_RIGHT : 0;
    return shift | left | right;
}

static struct parser_cell *cell_add(struct parser_room *room) {
    assert(room->cell_count < room->capacity);
    return &room->cells[room->cell_count++];
}

static uint8_t one_more(uint8_t number) {
    return number == UINT8_MAX ? number : (uint8_t)(number + 1);
}

static void hang_left(const struct parser_room *room, struct parser_cell *head,
                      uint16_t dependent) {
    head->kinds |= room->kinds[dependent].left;
    head->left2 = head->left;
    head->left = dependent;
    head->lefts = one_more(head->lefts);
}

static void hang_right(const struct parser_room *room, struct parser_cell *head,
                       uint16_t dependent) {
    head->kinds |= room->kinds[dependent].right;
    head->right2 = head->right;
    head->right = dependent;
    head->rights = one_more(head->rights);
}

struct parser_state *parser_advance(struct parser_room *room, const struct parser_state *state,
                                    enum transition transition, int32_t score) {
    assert(room->state_count < room->capacity);
    struct parser_state *next = &room->states[room->state_count++];
    *next = *state;
    next->previous = state;
    next->score = score;
    next->transition = (uint8_t)transition;
    if (transition == TRANSITION_LEFT) {
        hang_left(room, &next->front, state->top->token);
        next->top = state->top->below;
        return next;
    }

    struct parser_cell *cell = cell_add(room);
    if (transition == TRANSITION_SHIFT) {
        *cell = state->front;
        cell->below = state->top;
        next->front = lone_cell(state->front.token + 1U);
    } else {
        *cell = *state->top->below;
        hang_right(room, cell, state->top->token);
    }
    next->top = cell;
    return next;
}

void transition_arc(const struct parser_state *state, enum transition transition,
                    uint32_t *ret_dependent, uint32_t *ret_head) {
    assert(transition != TRANSITION_SHIFT);
    *ret_dependent = state->top->token;
    *ret_head = transition == TRANSITION_LEFT ? state->front.token : state->top->below->token;
}

struct candidate {
    const struct parser_state *state;
    int32_t score;
    uint8_t transition;
};

/* Keeps the best PARSER_BEAM, best first; earlier ones win a tie. */
static uint32_t keep(struct candidate *beam, uint32_t count, struct candidate candidate) {
    uint32_t at = count;
    while (at > 0 && beam[at - 1].score < candidate.score)
        at--;
    if (at == PARSER_BEAM)
        return count;

    uint32_t past = count < PARSER_BEAM ? count : PARSER_BEAM - 1;
    memmove(&beam[at + 1], &beam[at], (past - at) * sizeof *beam);
    beam[at] = candidate;
    return past + 1;
}

/* A token, or none. */
static uint64_t token_key(const struct parser_cell *cell) {
    return cell ? cell->token : PARSER_NONE;
}

/* Nine bits: a token of the sentence, or none. */
static uint64_t dependent_key(uint16_t token) {
    return token == PARSER_NONE ? PARSER_TOKENS : token;
}

static uint64_t number_key(uint8_t number) {
    return number < 5 ? number : 5; /* as parser_features.c tells them apart */
}

/* All that features see of a token and what hangs from it; the highest bit parts it from a token
 * alone. */
static uint64_t tree_key(const struct parser_cell *cell) {
    if (!cell)
        return PARSER_NONE;
    return dependent_key(cell->token) | dependent_key(cell->left) << 9 |
           dependent_key(cell->left2) << 18 | dependent_key(cell->right) << 27 |
           dependent_key(cell->right2) << 36 | number_key(cell->lefts) << 45 |
           number_key(cell->rights) << 48 | (uint64_t)cell->kinds << 51 | UINT64_C(1) << 63;
}
_Static_assert(51 + KIND_BITS <= 63, "a tree fits its key");

/* The keys of a state's groups; of[2] tells the groups without a tree from free places. */
static void fill_keys(const struct parser_state *state, struct memo_key keys[PARSER_GROUPS]) {
    const struct parser_cell *s0 = state->top;
    const struct parser_cell *s1 = s0 ? s0->below : NULL;
    const struct parser_cell *s2 = s1 ? s1->below : NULL;
    uint64_t front = token_key(&state->front);
    uint64_t stack = token_key(s0) | token_key(s1) << 16 | token_key(s2) << 32;
    uint64_t pair = stack & UINT32_MAX;
    uint64_t top_tree = tree_key(s0);
    uint64_t below_tree = tree_key(s1);
    uint64_t front_tree = tree_key(&state->front);
    keys[PARSER_BUFFER] = (struct memo_key){{front, 0, 1}};
    keys[PARSER_FRONT] = (struct memo_key){{front, token_key(s0), 1}};
    keys[PARSER_BELOW] = (struct memo_key){{0, pair, 1}};
    keys[PARSER_STACK] = (struct memo_key){{front, pair, 1}};
    keys[PARSER_DEEP_STACK] = (struct memo_key){{front, stack, 1}};
    keys[PARSER_TOP_TREE] = (struct memo_key){{top_tree, 0, 1}};
    keys[PARSER_FRONT_TREE] = (struct memo_key){{front_tree, token_key(s0), 1}};
    keys[PARSER_TOP_TREE_FRONT] = (struct memo_key){{top_tree, front, 1}};
    keys[PARSER_BOTH_TREES] = (struct memo_key){{top_tree, front_tree, 1}};
    keys[PARSER_BELOW_TREE] = (struct memo_key){{below_tree, token_key(s0), 1}};
    keys[PARSER_TOP_TREE_BELOW] = (struct memo_key){{top_tree, token_key(s1), 1}};
    keys[PARSER_STACK_TREES] = (struct memo_key){{top_tree, below_tree, front + 1}};
}

static uint32_t memo_place(const struct memo_key *key) {
    uint64_t sum = key->of[0] * UINT64_C(0x9E3779B97F4A7C15) +
                   key->of[1] * UINT64_C(0xC2B2AE3D27D4EB4F) +
                   key->of[2] * UINT64_C(0x165667B19E3779F9);
    return (uint32_t)((sum ^ sum >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - MEMO_BITS));
}

static bool key_equal(const struct memo_key *a, const struct memo_key *b) {
    return a->of[0] == b->of[0] && a->of[1] == b->of[1] && a->of[2] == b->of[2];
}

/* A state of the beam between asking for the memory of its features and adding their weights. */
struct asked {
    struct parser_view view;
    struct memo_key keys[PARSER_GROUPS];
    struct memo *memos[PARSER_GROUPS];
    uint32_t hashed; /* a bit for each group whose features stand in `hashes` */
    uint8_t from[PARSER_GROUPS];
    uint8_t counts[PARSER_GROUPS];
    uint64_t hashes[PARSER_FEATURES_MAX];
};

static void ask(const struct triple_model *model, struct parser_room *room,
                const struct attributes *tokens, uint32_t count, const struct parser_state *state,
                struct asked *asked) {
    uint32_t at = 0;
    asked->hashed = 0;
    parser_view_fill(tokens, count, state, &asked->view);
    fill_keys(state, asked->keys);
    for (uint32_t group = 0; group < PARSER_GROUPS; group++) {
        const struct memo_key *key = &asked->keys[group];
        struct memo *memo = &room->memos[group][memo_place(key)];
        asked->memos[group] = memo;
        if (key_equal(&memo->key, key))
            continue;
        memo->key = *key;
        memo->filled = false;
        uint32_t features = parser_features(&asked->view, group, asked->hashes + at);
        asked->hashed |= 1U << group;
        asked->from[group] = (uint8_t)at;
        asked->counts[group] = (uint8_t)features;
        at += features;
    }
    triple_ask(model, asked->hashes, at);
}

/* The scores of one group. Another state of the step may have taken the memo's place meanwhile. */
static void add_group(const struct triple_model *model, struct asked *asked,
                      enum parser_group group, int32_t *scores) {
    struct memo *memo = asked->memos[group];
    bool ours = key_equal(&memo->key, &asked->keys[group]);
    if (!ours || !memo->filled) {
        uint64_t fresh[PARSER_FEATURES_MAX];
        const uint64_t *hashes = asked->hashes + asked->from[group];
        uint32_t features = asked->counts[group];
        int32_t sums[TRANSITION_COUNT] = {0};
        if (!(asked->hashed >> group & 1)) {
            features = parser_features(&asked->view, group, fresh);
            hashes = fresh;
        }
        triple_score(model, hashes, features, sums);
        for (uint32_t t = 0; t < TRANSITION_COUNT; t++)
            scores[t] += sums[t];
        if (ours) {
            memcpy(memo->scores, sums, sizeof sums);
            memo->filled = true;
        }
        return;
    }
    for (uint32_t t = 0; t < TRANSITION_COUNT; t++)
        scores[t] += memo->scores[t];
}

/* A lone choice needs no score. */
static bool is_choice(uint32_t allowed) {
    return (allowed & (allowed - 1)) != 0;
}

static uint32_t expand(const struct triple_model *model, const struct parser_state *state,
                       uint32_t allowed, struct asked *asked, struct candidate *beam,
                       uint32_t kept) {
    int32_t scores[TRANSITION_COUNT] = {0};
    for (int group = 0; is_choice(allowed) && group < PARSER_GROUPS; group++)
        add_group(model, asked, (enum parser_group)group, scores);
    for (int t = 0; t < TRANSITION_COUNT; t++)
        if (allowed >> t & 1)
            kept =
                keep(beam, kept, (struct candidate){state, state->score + scores[t], (uint8_t)t});
    return kept;
}

static void read_heads(const struct parser_state *last, uint32_t count, uint32_t *ret_heads) {
    for (uint32_t i = 0; i < count; i++)
        ret_heads[i] = NO_INDEX;
    for (const struct parser_state *state = last; state->previous; state = state->previous) {
        if (state->transition == TRANSITION_SHIFT)
            continue;
        uint32_t dependent;
        uint32_t head;
        transition_arc(state->previous, state->transition, &dependent, &head);
        ret_heads[dependent] = head;
    }
}

void parser_run(const struct triple_model *model, struct parser_room *room,
                const struct attributes *tokens, uint32_t count, uint32_t *ret_heads) {
    const struct parser_state *states[PARSER_BEAM] = {parser_start(room, tokens, count)};
    uint32_t state_count = 1;
    assert(count <= PARSER_TOKENS);
    memset(room->memos, 0, sizeof room->memos);
    for (uint32_t step = 0; step < 2 * count - 1; step++) {
        struct candidate beam[PARSER_BEAM];
        struct asked asked[PARSER_BEAM];
        uint32_t allowed[PARSER_BEAM];
        uint32_t kept = 0;
        for (uint32_t i = 0; i < state_count; i++) {
            allowed[i] = transitions_allowed(states[i], count);
            if (is_choice(allowed[i]))
                ask(model, room, tokens, count, states[i], &asked[i]);
        }
        for (uint32_t i = 0; i < state_count; i++)
            kept = expand(model, states[i], allowed[i], &asked[i], beam, kept);
        for (uint32_t i = 0; i < kept; i++)
            states[i] = parser_advance(room, beam[i].state, beam[i].transition, beam[i].score);
        state_count = kept;
    }
    read_heads(states[0], count, ret_heads);
}
