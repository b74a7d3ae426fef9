#include "analysis/language/parser.h"

#include "analysis/analysis.h"

#include <assert.h>
#include <string.h>

/* Scores of a group of features that several states of the beam share. */
struct memo {
    uint64_t key; /* the tokens it depends on, plus one, so that 0 is free */
    int32_t scores[TRANSITION_COUNT];
};

enum { MEMOS = 64 };

struct parser_room {
    uint32_t tokens;
    uint32_t capacity; /* states, and cells */
    uint32_t state_count;
    uint32_t cell_count;
    struct parser_state *states;
    struct parser_cell *cells;
    struct memo memos[PARSER_TREE][MEMOS]; /* of one sentence; trees are not shared */
};

struct parser_room *parser_room_new(struct arena *arena, uint32_t tokens, uint32_t width) {
    assert(tokens < PARSER_NONE - 2);
    struct parser_room *room = ARENA_NEW(arena, struct parser_room);
    if (!room)
        return NULL;

    room->tokens = tokens;
    room->capacity = (2 * tokens + 1) * width;
    room->states = ARENA_ARRAY(arena, struct parser_state, room->capacity);
    room->cells = ARENA_ARRAY(arena, struct parser_cell, room->capacity);
    return room->states && room->cells ? room : NULL;
}

static struct parser_cell lone_cell(uint32_t token) {
    return (struct parser_cell){.token = (uint16_t)token,
                                .left = PARSER_NONE,
                                .left2 = PARSER_NONE,
                                .right = PARSER_NONE,
                                .right2 = PARSER_NONE};
}

struct parser_state *parser_start(struct parser_room *room, uint32_t count) {
    assert(count > 0 && count <= room->tokens);
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

static void hang_left(struct parser_cell *head, uint16_t dependent) {
    head->left2 = head->left;
    head->left = dependent;
    head->lefts = one_more(head->lefts);
}

static void hang_right(struct parser_cell *head, uint16_t dependent) {
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
        hang_left(&next->front, state->top->token);
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
        hang_right(cell, state->top->token);
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

static uint64_t memo_key(const struct parser_state *state, enum parser_group group) {
    const struct parser_cell *s0 = state->top;
    const struct parser_cell *s1 = s0 ? s0->below : NULL;
    const struct parser_cell *s2 = s1 ? s1->below : NULL;
    uint64_t key = (uint64_t)(s0 ? s0->token : PARSER_NONE) << 16 | state->front.token;
    if (group == PARSER_STACK)
        key |= (uint64_t)(s1 ? s1->token : PARSER_NONE) << 32 |
               (uint64_t)(s2 ? s2->token : PARSER_NONE) << 48;
    return key + 1;
}

static void score_group(const struct triple_model *model, const struct attributes *tokens,
                        uint32_t count, const struct parser_state *state, enum parser_group group,
                        int32_t *scores) {
    uint64_t hashes[FEATURES_MAX];
    uint32_t features = parser_features(tokens, count, state, group, hashes);
    triple_score(model, hashes, features, scores);
}

/* Adds the scores of a group, from the memo when a state like this was seen a moment ago. */
static void score_shared(const struct triple_model *model, struct parser_room *room,
                         const struct attributes *tokens, uint32_t count,
                         const struct parser_state *state, enum parser_group group,
                         int32_t *scores) {
    uint64_t key = memo_key(state, group);
    struct memo *memo = &room->memos[group][key * UINT64_C(0x9E3779B97F4A7C15) >> 58];
    if (memo->key != key) {
        *memo = (struct memo){.key = key};
        score_group(model, tokens, count, state, group, memo->scores);
    }
    for (uint32_t t = 0; t < TRANSITION_COUNT; t++)
        scores[t] += memo->scores[t];
}

static uint32_t expand(const struct triple_model *model, struct parser_room *room,
                       const struct attributes *tokens, uint32_t count,
                       const struct parser_state *state, struct candidate *beam, uint32_t kept) {
    uint32_t allowed = transitions_allowed(state, count);
    int32_t scores[TRANSITION_COUNT] = {0};
    if (allowed & (allowed - 1)) { /* a lone choice needs no score */
        score_shared(model, room, tokens, count, state, PARSER_FRONT, scores);
        score_shared(model, room, tokens, count, state, PARSER_STACK, scores);
        score_group(model, tokens, count, state, PARSER_TREE, scores);
    }
    for (uint8_t t = 0; t < TRANSITION_COUNT; t++)
        if (allowed >> t & 1)
            kept = keep(beam, kept, (struct candidate){state, state->score + scores[t], t});
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
    const struct parser_state *states[PARSER_BEAM] = {parser_start(room, count)};
    uint32_t state_count = 1;
    memset(room->memos, 0, sizeof room->memos);
    for (uint32_t step = 0; step < 2 * count - 1; step++) {
        struct candidate beam[PARSER_BEAM];
        uint32_t kept = 0;
        for (uint32_t i = 0; i < state_count; i++)
            kept = expand(model, room, tokens, count, states[i], beam, kept);
        for (uint32_t i = 0; i < kept; i++)
            states[i] = parser_advance(room, beam[i].state, beam[i].transition, beam[i].score);
        state_count = kept;
    }
    read_heads(states[0], count, ret_heads);
}
