#include "analysis/language/parser.h"

#include "analysis/analysis.h"

#include <assert.h>
#include <string.h>

/* Tokens, and for trees what hangs from them; never all zero. */
struct memo_key {
    uint64_t of[5];
};

/* Scores of a group of features that several states of the beam, or of the steps, share. */
struct memo {
    struct memo_key key;
    int32_t scores[TRANSITION_COUNT];
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

static uint64_t four(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
    return a | b << 16 | c << 32 | d << 48;
}

static uint64_t dependents(const struct parser_cell *cell) {
    return four(cell->left, cell->left2, cell->right, cell->right2);
}

static struct memo_key memo_key(const struct parser_state *state, enum parser_group group) {
    static const struct parser_cell none = {.token = PARSER_NONE};
    const struct parser_cell *s0 = state->top ? state->top : &none;
    const struct parser_cell *s1 = s0->below ? s0->below : &none;
    const struct parser_cell *s2 = s1->below ? s1->below : &none;
    const struct parser_cell *b0 = &state->front;
    uint32_t s0_numbers = (uint32_t)s0->lefts << 8 | s0->rights;
    uint32_t s1_numbers = (uint32_t)s1->lefts << 8 | s1->rights;
    uint64_t used = 1;
    switch (group) {
    case PARSER_BUFFER:
        return (struct memo_key){{four(b0->token, 0, 0, used)}};
    case PARSER_FRONT:
        return (struct memo_key){{four(b0->token, s0->token, 0, used)}};
    case PARSER_STACK:
        return (struct memo_key){{four(b0->token, s0->token, s1->token, s2->token), used}};
    case PARSER_TREE:
        return (struct memo_key){{four(b0->token, s0->token, s0_numbers, b0->lefts), dependents(s0),
                                  four(b0->left, b0->left2, 0, used),
                                  four(s0->kinds, b0->kinds, 0, 0)}};
    default:
        return (struct memo_key){{four(b0->token, s0->token, s0_numbers, b0->lefts), dependents(s0),
                                  four(b0->left, b0->left2, s1->token, used), dependents(s1),
                                  four(s1_numbers, s0->kinds, b0->kinds, s1->kinds)}};
    }
}

static uint32_t memo_place(const struct memo_key *key) {
    uint64_t sum =
        key->of[0] * UINT64_C(0x9E3779B97F4A7C15) + key->of[1] * UINT64_C(0xC2B2AE3D27D4EB4F) +
        key->of[2] * UINT64_C(0x165667B19E3779F9) + key->of[3] * UINT64_C(0xD6E8FEB86659FD93) +
        key->of[4] * UINT64_C(0xD1B54A32D192ED03);
    return (uint32_t)((sum ^ sum >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - MEMO_BITS));
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
    struct memo_key key = memo_key(state, group);
    struct memo *memo = &room->memos[group][memo_place(&key)];
    if (memcmp(&memo->key, &key, sizeof key) != 0) {
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
        for (int group = 0; group < PARSER_GROUPS; group++)
            score_shared(model, room, tokens, count, state, (enum parser_group)group, scores);
    }
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
