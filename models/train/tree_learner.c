#include "models/train/tree_learner.h"

#include "analysis/analysis.h"
#include "analysis/language/syntax.h"
#include "base/error.h"

#include <assert.h>

struct candidate {
    const struct parser_state *state;
    int32_t score;
    uint8_t transition;
    bool right;
};

/* One step of the search. */
struct step {
    struct candidate beam[LEARNING_BEAM];
    uint32_t kept;
    struct candidate gold; /* the best right one, inside the beam or not */
    bool has_gold;
};

/* What the search leaves for the update: the best and the best right state of each step. */
struct history {
    const struct parser_state *best[2 * PIECE_TOKENS];
    const struct parser_state *gold[2 * PIECE_TOKENS];
};

/* As the parser's own: better first, earlier ones win a tie. */
static void keep(struct step *step, struct candidate candidate) {
    uint32_t at = step->kept;
    while (at > 0 && step->beam[at - 1].score < candidate.score)
        at--;
    if (at == LEARNING_BEAM)
        return;

    uint32_t past = step->kept < LEARNING_BEAM ? step->kept : LEARNING_BEAM - 1;
    memmove(&step->beam[at + 1], &step->beam[at], (past - at) * sizeof *step->beam);
    step->beam[at] = candidate;
    step->kept = past + 1;
}

static uint32_t all_features(const struct attributes *tokens, uint32_t count,
                             const struct parser_state *state, uint64_t *ret_hashes) {
    struct parser_view view;
    uint8_t counts[PARSER_GROUPS];
    uint32_t group_count;
    parser_view_fill(tokens, count, state, &view);
    return parser_features(&view, (1U << PARSER_GROUPS) - 1, ret_hashes, counts, &group_count);
}

static bool is_choice(const struct parser_state *state, uint32_t count) {
    uint32_t allowed = transitions_allowed(state, count);
    return (allowed & (allowed - 1)) != 0;
}

static void expand(const struct transition_learner *learner, const struct attributes *tokens,
                   const struct oracle *oracle, const struct parser_state *state, bool in_beam,
                   struct step *step) {
    int32_t scores[TRANSITION_COUNT] = {0};
    if (is_choice(state, oracle->count)) {
        uint64_t hashes[FEATURES_MAX];
        uint32_t features = all_features(tokens, oracle->count, state, hashes);
        transition_learner_score(learner, hashes, features, scores);
    }

    uint32_t allowed = transitions_allowed(state, oracle->count);
    for (uint32_t t = 0; t < TRANSITION_COUNT; t++) {
        if (!(allowed >> t & 1))
            continue;
        bool right = state->right && oracle_keeps(oracle, state, (enum transition)t);
        struct candidate candidate = {state, state->score + scores[t], (uint8_t)t, right};
        if (in_beam)
            keep(step, candidate);
        if (right && (!step->has_gold || candidate.score > step->gold.score)) {
            step->gold = candidate;
            step->has_gold = true;
        }
    }
}

static const struct parser_state *advance(struct parser_room *room, struct candidate candidate) {
    struct parser_state *state =
        parser_advance(room, candidate.state, candidate.transition, candidate.score);
    state->right = candidate.right;
    return state;
}

static bool is_same(struct candidate a, struct candidate b) {
    return a.state == b.state && a.transition == b.transition;
}

/* Runs the whole search. The gold derivation goes on beside the beam once it has fallen out. */
static void search(const struct transition_learner *learner, struct parser_room *room,
                   const struct attributes *tokens, const struct oracle *oracle, uint32_t steps,
                   struct history *history) {
    const struct parser_state *states[LEARNING_BEAM] = {parser_start(room, tokens, oracle->count)};
    const struct parser_state *gold = states[0];
    bool gold_in_beam = true;
    uint32_t state_count = 1;
    for (uint32_t i = 0; i < steps; i++) {
        struct step step = {.kept = 0, .has_gold = false};
        for (uint32_t k = 0; k < state_count; k++)
            expand(learner, tokens, oracle, states[k], true, &step);
        if (!gold_in_beam)
            expand(learner, tokens, oracle, gold, false, &step);
        assert(step.has_gold);

        gold_in_beam = false;
        for (uint32_t k = 0; k < step.kept; k++) {
            states[k] = advance(room, step.beam[k]);
            if (is_same(step.beam[k], step.gold)) {
                gold = states[k];
                gold_in_beam = true;
            }
        }
        if (!gold_in_beam)
            gold = advance(room, step.gold);
        state_count = step.kept;
        history->best[i] = states[0];
        history->gold[i] = gold;
    }
}

/* Changes the weights for every transition of a path down to `stop`. */
static int update_path(struct transition_learner *learner, const struct attributes *tokens,
                       uint32_t count, const struct parser_state *last,
                       const struct parser_state *stop, int32_t amount) {
    for (const struct parser_state *state = last; state != stop; state = state->previous) {
        const struct parser_state *from = state->previous;
        if (!is_choice(from, count))
            continue;
        uint64_t hashes[FEATURES_MAX];
        uint32_t features = all_features(tokens, count, from, hashes);
        if (transition_learner_update(learner, hashes, features, state->transition, amount) < 0)
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int update(struct transition_learner *learner, const struct attributes *tokens,
                  uint32_t count, const struct parser_state *best,
                  const struct parser_state *gold) {
    const struct parser_state *a = best;
    const struct parser_state *b = gold;
    while (a != b) { /* both are as many steps from the start */
        a = a->previous;
        b = b->previous;
    }
    if (update_path(learner, tokens, count, best, a, -1) < 0)
        return ERR_NO_MEMORY;
    return update_path(learner, tokens, count, gold, a, 1);
}

int tree_learn(struct transition_learner *learner, struct parser_room *room,
               const struct attributes *tokens, const struct oracle *oracle, bool *ret_wrong) {
    struct history history;
    uint32_t steps = 2 * oracle->count - 1;
    assert(steps > 0);
    search(learner, room, tokens, oracle, steps, &history);

    *ret_wrong = !history.best[steps - 1]->right;
    if (!*ret_wrong)
        return 0;

    uint32_t worst = steps - 1;
    for (uint32_t i = 0; i < steps; i++)
        if (history.best[i] != history.gold[i] &&
            history.best[i]->score - history.gold[i]->score >
                history.best[worst]->score - history.gold[worst]->score)
            worst = i;
    return update(learner, tokens, oracle->count, history.best[worst], history.gold[worst]);
}
