#include "analysis/language/parser.h"

#include "analysis/analysis.h"

#include <assert.h>
#include <string.h>

/* Scores of a group of features that several states of the beam, or of the steps, share; kept under
 * a hash of what the group depends on. Two that differ have one hash once in 2^64 times. */
struct memo {
    uint64_t key; /* 0: free */
    triple_sums scores;
};

enum { MEMO_BITS = 6, MEMO_GROUPS = PARSER_GROUPS - PARSER_TOKEN_GROUPS };

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
    struct token_scores *token_scores;              /* the last is that of no token */
    struct memo memos[MEMO_GROUPS][1 << MEMO_BITS]; /* of one sentence */
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

/* The features of one token in all its places, on their way to its scores. */
struct token_asked {
    uint32_t past[PARSER_TOKEN_GROUPS]; /* where the hashes of a group end */
    uint64_t hashes[PARSER_FEATURES_MAX];
};

static void ask_token(const struct triple_model *model, const struct attributes *tokens,
                      uint32_t count, uint32_t token, struct token_asked *asked) {
    struct parser_view view;
    uint32_t features = 0;
    parser_view_token(tokens, count, token, &view);
    for (uint32_t group = 0; group < PARSER_TOKEN_GROUPS; group++) {
        features += parser_features(&view, (enum parser_group)group, asked->hashes + features);
        asked->past[group] = features;
    }
    triple_ask(model, asked->hashes, features);
}

static void score_token(const struct triple_model *model, const struct token_asked *asked,
                        struct token_scores *scores) {
    uint32_t from = 0;
    for (uint32_t group = 0; group < PARSER_TOKEN_GROUPS; group++) {
        scores->of[group] = triple_score(model, asked->hashes + from, asked->past[group] - from);
        from = asked->past[group];
    }
}

/* Every token comes to each place once at least: its scores are added up beforehand, those of one
 * token while the memory of the next is on its way. */
static void score_tokens(const struct triple_model *model, struct parser_room *room,
                         const struct attributes *tokens, uint32_t count) {
    struct token_asked asked[2];
    ask_token(model, tokens, count, 0, &asked[0]);
    for (uint32_t i = 0; i <= count; i++) {
        if (i < count)
            ask_token(model, tokens, count, i + 1, &asked[(i + 1) % 2]);
        score_token(model, &asked[i % 2], &room->token_scores[i]);
    }
}

/* A state of the beam between asking for the memory of its features and adding their weights. */
struct asked {
    struct parser_view view;
    uint64_t keys[MEMO_GROUPS];
    struct memo *memos[MEMO_GROUPS];
    uint32_t hashed; /* a bit for each group whose features stand in `hashes` */
    uint8_t from[MEMO_GROUPS];
    uint8_t counts[MEMO_GROUPS];
    uint64_t hashes[PARSER_FEATURES_MAX];
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

/* The keys of a state's groups; none is 0. */
static void fill_keys(const struct parser_state *state, uint64_t keys[MEMO_GROUPS]) {
    enum { TOP_BIT = 9, BELOW_BIT = 18, THIRD_BIT = 27 }; /* below them the front */
    const struct parser_cell *s0 = state->top;
    const struct parser_cell *s1 = below(s0);
    uint64_t used = UINT64_C(1) << 63;
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
    keys[PARSER_TOP_TREE - at] = top_tree | 1;
    keys[PARSER_FRONT_TREE - at] = mix(front_tree + top) | 1;
    keys[PARSER_BELOW_TREE - at] = mix(below_tree + top) | 1;
    keys[PARSER_TOP_TREE_BELOW - at] = mix(top_tree + below_top) | 1;
    keys[PARSER_BOTH_TREES - at] = (mix(top_tree) + front_tree) | 1;
    keys[PARSER_STACK_TREES - at] = mix(mix(mix(top_tree) + below_tree) + stack) | 1;
}

static uint32_t memo_place(uint64_t key) {
    return (uint32_t)(key * UINT64_C(0xC2B2AE3D27D4EB4F) >> (64 - MEMO_BITS));
}

static void ask(const struct triple_model *model, struct parser_room *room,
                const struct attributes *tokens, uint32_t count, const struct parser_state *state,
                struct asked *asked) {
    uint32_t at = 0;
    asked->hashed = 0;
    parser_view_fill(tokens, count, state, &asked->view);
    fill_keys(state, asked->keys);
    for (uint32_t i = 0; i < MEMO_GROUPS; i++) {
        struct memo *memo = &room->memos[i][memo_place(asked->keys[i])];
        asked->memos[i] = memo;
        if (memo->key == asked->keys[i])
            continue;
        memo->key = asked->keys[i];
        uint32_t features = parser_features(
            &asked->view, (enum parser_group)(i + PARSER_TOKEN_GROUPS), asked->hashes + at);
        asked->hashed |= 1U << i;
        asked->from[i] = (uint8_t)at;
        asked->counts[i] = (uint8_t)features;
        at += features;
    }
    triple_ask(model, asked->hashes, at);
}

/* The scores of one group. A memo that the state found is filled by now, as the state that took its
 * place was scored before; but a later one may have taken it again. */
static triple_sums score_group(const struct triple_model *model, const struct asked *asked,
                               uint32_t i) {
    struct memo *memo = asked->memos[i];
    bool ours = memo->key == asked->keys[i];
    bool hashed = asked->hashed >> i & 1;
    if (ours && !hashed)
        return memo->scores;

    uint64_t fresh[PARSER_FEATURES_MAX];
    const uint64_t *hashes = fresh;
    uint32_t features;
    if (hashed) {
        hashes = asked->hashes + asked->from[i];
        features = asked->counts[i];
    } else {
        features =
            parser_features(&asked->view, (enum parser_group)(i + PARSER_TOKEN_GROUPS), fresh);
    }
    triple_sums scores = triple_score(model, hashes, features);
    if (ours)
        memo->scores = scores;
    return scores;
}

static triple_sums score_state(const struct triple_model *model, const struct parser_room *room,
                               uint32_t count, const struct parser_state *state,
                               const struct asked *asked) {
    const struct parser_cell *s0 = state->top;
    const struct parser_cell *s1 = below(s0);
    const struct parser_cell *s2 = below(s1);
    const struct token_scores *token = room->token_scores;
    triple_sums scores = token[state->front.token].of[PARSER_FRONT];
    scores += token[s0 ? s0->token : count].of[PARSER_TOP];
    scores += token[s1 ? s1->token : count].of[PARSER_BELOW];
    scores += token[s2 ? s2->token : count].of[PARSER_THIRD];
    for (uint32_t i = 0; i < MEMO_GROUPS; i++)
        scores += score_group(model, asked, i);
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
    memset(room->memos, 0, sizeof room->memos);
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
                scores = score_state(model, room, count, states[i], &asked[i]);
            kept = expand(states[i], allowed[i], scores, beam, kept);
        }
        for (uint32_t i = 0; i < kept; i++)
            states[i] = parser_advance(room, beam[i].state, beam[i].transition, beam[i].score);
        state_count = kept;
    }
    read_heads(states[0], count, ret_heads);
}
