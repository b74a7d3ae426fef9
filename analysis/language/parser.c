#include "analysis/language/parser.h"

#include "analysis/analysis.h"

#include <assert.h>
#include <string.h>

/* Scores of a group of features that several states of the beam, or of the steps, share; kept under
 * a hash of what the group depends on. Two that differ have one hash once in 2^64 times. */
struct memo {
    uint64_t key; /* 0: free */
    bool waits;   /* for its scores: asked for in this step */
    triple_sums scores;
};

enum { SENTENCES = 1 << 27 }; /* whose numbers differ in the keys of memos */
enum { MEMO_BITS = 6, MEMOS = 1 << MEMO_BITS, MEMO_GROUPS = PARSER_GROUPS - PARSER_TOKEN_GROUPS };

/* Scores of the groups that look at one token. */
struct token_scores {
    triple_sums of[PARSER_TOKEN_GROUPS];
};

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
    struct token_scores *token_scores; /* the last is that of no token */
    uint64_t sentence;                 /* its number, so that memos need no clearing */
    struct memo memos[MEMO_GROUPS][MEMOS];
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
    room->token_scores = ARENA_ARRAY(arena, struct token_scores, tokens + 1);
    return room->states && room->cells && room->kinds && room->token_scores ? room : NULL;
}

/* Nine bits: a token of the sentence, or none. */
static uint64_t token_bits(uint16_t token) {
    return token == PARSER_NONE ? PARSER_TOKENS : token;
}

static uint64_t number_bits(uint8_t number) {
    return number < 5 ? number : 5; /* as parser_features.c tells them apart */
}

static uint64_t mix(uint64_t value) {
    value *= UINT64_C(0x9E3779B97F4A7C15);
    return value ^ value >> 32;
}

static void cell_sign(struct parser_cell *cell) {
    cell->key = mix(token_bits(cell->token) | token_bits(cell->left) << 9 |
                    token_bits(cell->left2) << 18 | token_bits(cell->right) << 27 |
                    token_bits(cell->right2) << 36 | number_bits(cell->lefts) << 45 |
                    number_bits(cell->rights) << 48 | (uint64_t)cell->kinds << 51);
}
_Static_assert(51 + KIND_BITS <= 64, "a tree fits its key");

static struct parser_cell lone_cell(uint32_t token) {
    struct parser_cell cell = {.token = (uint16_t)token,
                               .left = PARSER_NONE,
                               .left2 = PARSER_NONE,
                               .right = PARSER_NONE,
                               .right2 = PARSER_NONE};
    cell_sign(&cell);
    return cell;
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
    cell_sign(head);
}

static void hang_right(const struct parser_room *room, struct parser_cell *head,
                       uint16_t dependent) {
    head->kinds |= room->kinds[dependent].right;
    head->right2 = head->right;
    head->right = dependent;
    head->rights = one_more(head->rights);
    cell_sign(head);
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
    for (uint32_t i = past; i > at; i--)
        beam[i] = beam[i - 1];
    beam[at] = candidate;
    return past + 1;
}

/* ---- scores ---------------------------------------------------------------------------------- */

/* Groups of features between asking for their memory and adding their weights. */
struct asked_groups {
    uint32_t group_count;
    uint8_t counts[PARSER_GROUPS]; /* of each group */
    uint64_t hashes[PARSER_FEATURES_MAX];
};

/* Hashes the features of groups, a bit each, and asks for their memory. */
static void ask_groups(const struct triple_model *model, const struct parser_view *view,
                       uint32_t groups, struct asked_groups *asked) {
    uint32_t features =
        parser_features(view, groups, asked->hashes, asked->counts, &asked->group_count);
    triple_ask(model, asked->hashes, features);
}

static void ask_token(const struct triple_model *model, const struct attributes *tokens,
                      uint32_t count, uint32_t token, struct asked_groups *asked) {
    struct parser_view view;
    parser_view_token(tokens, count, token, &view);
    ask_groups(model, &view, (1U << PARSER_TOKEN_GROUPS) - 1, asked);
}

/* Every token comes to each place once at least: its scores are added up beforehand, those of one
 * token while the memory of the next is on its way. */
static void score_tokens(const struct triple_model *model, struct parser_room *room,
                         const struct attributes *tokens, uint32_t count) {
    struct asked_groups asked[2];
    ask_token(model, tokens, count, 0, &asked[0]);
    for (uint32_t i = 0; i <= count; i++) {
        if (i < count)
            ask_token(model, tokens, count, i + 1, &asked[(i + 1) % 2]);
        triple_score(model, asked[i % 2].hashes, asked[i % 2].counts, PARSER_TOKEN_GROUPS,
                     room->token_scores[i].of);
    }
}

/* A state of the beam between asking for the memory of its features and adding their weights. */
struct asked {
    triple_sums scores; /* of all groups but those below */
    uint32_t waiting_count;
    const struct memo *waiting[MEMO_GROUPS]; /* that a state of this step fills, asked before */
    struct memo *own[MEMO_GROUPS];           /* to be filled; in order of `groups` */
    struct memo aside[MEMO_GROUPS];          /* in place of memos that another state fills */
    struct asked_groups groups;
};

static const struct parser_cell *below(const struct parser_cell *cell) {
    return cell ? cell->below : NULL;
}

static uint64_t cell_token(const struct parser_cell *cell) {
    return cell ? cell->token : PARSER_TOKENS;
}

static uint64_t cell_key(const struct parser_cell *cell) {
    return cell ? cell->key : 1;
}

/* The keys of a state's groups; none is 0, and those of two sentences differ. */
static void fill_keys(const struct parser_state *state, uint64_t sentence,
                      uint64_t keys[MEMO_GROUPS]) {
    enum { TOP_BIT = 9, BELOW_BIT = 18, THIRD_BIT = 27, SENTENCE_BIT = 36 }; /* below: the front */
    const struct parser_cell *s0 = state->top;
    const struct parser_cell *s1 = below(s0);
    uint64_t used = UINT64_C(1) << 63 | sentence << SENTENCE_BIT;
    uint64_t front = state->front.token | used;
    uint64_t top = cell_token(s0) << TOP_BIT | used;
    uint64_t below_top = cell_token(s1) << BELOW_BIT;
    uint64_t stack = front | top | below_top | cell_token(below(s1)) << THIRD_BIT;
    uint64_t top_tree = cell_key(s0);
    uint64_t below_tree = cell_key(s1);
    uint64_t front_tree = state->front.key;
    static const uint32_t at = PARSER_TOKEN_GROUPS;
    keys[PARSER_TOP_FRONT - at] = front | top;
    keys[PARSER_BELOW_TOP - at] = top | below_top;
    keys[PARSER_STACK_FRONT - at] = front | top | below_top;
    keys[PARSER_TOP_TREE - at] = mix(top_tree + used) | 1;
    keys[PARSER_FRONT_TREE - at] = mix(front_tree + top) | 1;
    keys[PARSER_BELOW_TREE - at] = mix(below_tree + top) | 1;
    keys[PARSER_TOP_TREE_BELOW - at] = mix(top_tree + (below_top | used)) | 1;
    keys[PARSER_BOTH_TREES - at] = (mix(top_tree + used) + front_tree) | 1;
    keys[PARSER_STACK_TREES - at] = mix(mix(mix(top_tree) + below_tree) + stack) | 1;
}

static uint32_t memo_place(uint64_t key) {
    return (uint32_t)(key * UINT64_C(0xC2B2AE3D27D4EB4F) >> (64 - MEMO_BITS));
}

static triple_sums score_places(const struct parser_room *room, uint32_t count,
                                const struct parser_state *state) {
    const struct parser_cell *s0 = state->top;
    const struct parser_cell *s1 = below(s0);
    const struct parser_cell *s2 = below(s1);
    const struct token_scores *token = room->token_scores;
    return token[state->front.token].of[PARSER_FRONT] +
           token[s0 ? s0->token : count].of[PARSER_TOP] +
           token[s1 ? s1->token : count].of[PARSER_BELOW] +
           token[s2 ? s2->token : count].of[PARSER_THIRD];
}

/* Adds what memos have, and notes which a state waits for or fills. Returns a bit for each group
 * whose features are wanted. */
static uint32_t read_memos(struct parser_room *room, const uint64_t keys[MEMO_GROUPS],
                           struct asked *asked) {
    uint32_t wanted = 0;
    uint32_t own_count = 0;
    uint32_t waiting_count = 0;
    triple_sums scores = asked->scores;
    struct memo *of_group = room->memos[0];
    for (uint32_t i = 0; i < MEMO_GROUPS; i++, of_group += MEMOS) {
        struct memo *memo = of_group + memo_place(keys[i]);
        if (memo->key != keys[i]) {
            memo = memo->waits ? &asked->aside[i] : memo;
            memo->key = keys[i];
            memo->waits = true;
            asked->own[own_count++] = memo;
            wanted |= 1U << (i + PARSER_TOKEN_GROUPS);
        } else if (memo->waits) {
            asked->waiting[waiting_count++] = memo;
        } else {
            scores += memo->scores;
        }
    }
    asked->scores = scores;
    asked->waiting_count = waiting_count;
    return wanted;
}

static void ask(const struct triple_model *model, struct parser_room *room,
                const struct attributes *tokens, uint32_t count, const struct parser_state *state,
                struct asked *asked) {
    struct parser_view view;
    uint64_t keys[MEMO_GROUPS];
    fill_keys(state, room->sentence, keys);
    asked->scores = score_places(room, count, state);
    uint32_t wanted = read_memos(room, keys, asked);
    asked->groups.group_count = 0;
    if (!wanted)
        return;

    parser_view_fill(tokens, count, state, &view);
    ask_groups(model, &view, wanted, &asked->groups);
}

/* In the order of asking: what a state waits for is filled by then. */
static triple_sums score_state(const struct triple_model *model, struct asked *asked) {
    triple_sums fresh[MEMO_GROUPS];
    triple_sums scores = asked->scores;
    triple_score(model, asked->groups.hashes, asked->groups.counts, asked->groups.group_count,
                 fresh);
    for (uint32_t i = 0; i < asked->groups.group_count; i++) {
        asked->own[i]->scores = fresh[i];
        asked->own[i]->waits = false;
        scores += fresh[i];
    }
    for (uint32_t i = 0; i < asked->waiting_count; i++)
        scores += asked->waiting[i]->scores;
    return scores;
}

/* ---- the search ------------------------------------------------------------------------------ */

/* A lone choice needs no score. */
static bool is_choice(uint32_t allowed) {
    return (allowed & (allowed - 1)) != 0;
}

static uint32_t expand(const struct parser_state *state, uint32_t allowed, triple_sums scores,
                       struct candidate *beam, uint32_t kept) {
    for (int t = 0; t < TRANSITION_COUNT; t++)
        if (allowed >> t & 1)
            kept = keep(beam, kept,
                        (struct candidate){state, state->score + (int32_t)scores[t], (uint8_t)t});
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
    room->sentence = (room->sentence + 1) % SENTENCES;
    score_tokens(model, room, tokens, count);
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
        for (uint32_t i = 0; i < state_count; i++) {
            triple_sums scores = {0};
            if (is_choice(allowed[i]))
                scores = score_state(model, &asked[i]);
            kept = expand(states[i], allowed[i], scores, beam, kept);
        }
        for (uint32_t i = 0; i < kept; i++)
            states[i] = parser_advance(room, beam[i].state, beam[i].transition, beam[i].score);
        state_count = kept;
    }
    read_heads(states[0], count, ret_heads);
}
