#include "analysis/claims/nominals.h"

#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

struct nominals {
    const struct wordnet *wordnet;
    const struct reading *reading;
    struct analysis *analysis;
    const struct tree *tree;
    const uint32_t *low;
    const uint32_t *high;
    uint8_t *done; /* per token: has its claim */
};

/* Where the noun is something else than what its clause says: its subject, a part of another noun,
 * or what it happened after or during. "Went on a visit" says the visit itself. */
static bool stands_apart(const struct tree *tree, uint32_t noun) {
    static const struct slice apart[] = {SLICE("after"),     SLICE("before"), SLICE("during"),
                                         SLICE("following"), SLICE("since"),  SLICE("until")};
    uint32_t preposition = tree_child(tree, noun, DEPREL_CASE);
    switch (tree->tokens[noun].deprel) {
    case DEPREL_NSUBJ:
    case DEPREL_NSUBJ_PASS:
    case DEPREL_NMOD:
        return true;
    case DEPREL_OBL:
        return preposition != NO_INDEX && SLICE_IN(tree->tokens[preposition].lower, apart);
    default:
        return false;
    }
}

static bool names_action(const struct nominals *nominals, uint32_t token) {
    const struct token *it = &nominals->tree->tokens[token];
    enum wordnet_class class = wordnet_class_of(nominals->wordnet, it->lemma, WORDNET_NOUN);
    return it->upos == UPOS_NOUN && wordnet_names_doing(nominals->wordnet, it->lemma) &&
           (class == WORDNET_NOUN_ACT || class == WORDNET_NOUN_EVENT) &&
           nominals->reading->clauses->clause_at[token] == NO_INDEX &&
           stands_apart(nominals->tree, token);
}

/* The token of a value that hangs from a word outside the value. */
static uint32_t value_head(const struct tree *tree, uint32_t first, uint32_t past) {
    for (uint32_t i = first; i < past; i++)
        if (tree->tokens[i].deprel != DEPREL_PUNCT &&
            (tree->tokens[i].head < first || tree->tokens[i].head >= past))
            return i;
    return NO_INDEX;
}

static uint32_t child_with_case(const struct tree *tree, uint32_t head, struct slice preposition) {
    for (uint32_t child = tree->first_child[head]; child != NO_INDEX; child = tree->next[child]) {
        if (tree->tokens[child].deprel != DEPREL_NMOD || tree->tokens[child].xpos == XPOS_CD)
            continue;
        uint32_t mark = tree_child(tree, child, DEPREL_CASE);
        if (mark != NO_INDEX && slice_equal(tree->tokens[mark].lower, preposition))
            return child;
    }
    return NO_INDEX;
}

static int add(struct nominals *nominals, uint32_t noun) {
    const struct tree *tree = nominals->tree;
    struct analysis *analysis = nominals->analysis;
    uint32_t low = nominals->low[noun];
    uint32_t high = nominals->high[noun];
    while (low < noun &&
           (tree->tokens[low].deprel == DEPREL_CASE ||
            tree->tokens[low].kind == TOKEN_PUNCTUATION || tree->tokens[low].deprel == DEPREL_CC))
        low++;
    uint32_t subject = tree_child(tree, noun, DEPREL_NMOD_POSS);
    if (subject == NO_INDEX)
        subject = child_with_case(tree, noun, SLICE("by"));
    uint32_t object = child_with_case(tree, noun, SLICE("of"));
    if (object == NO_INDEX)
        object = child_with_case(tree, noun, SLICE("to"));
    if (nominals->done[noun] || (subject == NO_INDEX && object == NO_INDEX))
        return 0;

    nominals->done[noun] = 1;
    struct claim claim = {
        .span = {tree->tokens[low].span.start, tree->tokens[high].span.end},
        .sentence = tree->tokens[noun].sentence,
        .predicate_token = noun,
        .subject = SLICE(""),
        .predicate = tree->tokens[noun].lemma,
        .attribution = NO_INDEX,
    };
    argument_read(nominals->reading, subject, &claim.subject, &claim.subject_span);
    argument_read(nominals->reading, object, &claim.object, &claim.object_span);
    return list_push(nominals->reading->arena, &analysis->claims, claim) ? 0 : ERR_NO_MEMORY;
}

/* A date hangs from the noun itself, a number from what the noun is done to. */
static int add_for_value(struct nominals *nominals, uint32_t first, uint32_t past) {
    const struct tree *tree = nominals->tree;
    uint32_t head = value_head(tree, first, past);
    if (head == NO_INDEX || tree->tokens[head].deprel == DEPREL_NONE)
        return 0;
    for (int step = 0; step < 2 && tree->tokens[head].head != NO_INDEX; step++) {
        uint8_t deprel = tree->tokens[head].deprel;
        if (deprel != DEPREL_NMOD && deprel != DEPREL_NUMMOD)
            break;
        head = tree->tokens[head].head;
        if (deprel == DEPREL_NMOD)
            return names_action(nominals, head) ? add(nominals, head) : 0;
    }
    return 0;
}

int nominal_claims_find(const struct resources *resources, const struct reading *reading,
                        struct analysis *analysis) {
    struct nominals nominals = {
        .wordnet = resources ? resources->wordnet : NULL,
        .reading = reading,
        .analysis = analysis,
        .tree = &reading->clauses->tree,
        .low = reading->clauses->low,
        .high = reading->clauses->high,
        .done = ARENA_ARRAY(reading->arena, uint8_t, analysis->tokens.count),
    };
    int result = nominals.done ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; result == 0 && i < analysis->times.count; i++)
        result = add_for_value(&nominals, analysis->times.at[i].first_token,
                               analysis->times.at[i].past_token);
    for (uint32_t i = 0; result == 0 && i < analysis->quantities.count; i++)
        result = add_for_value(&nominals, analysis->quantities.at[i].first_token,
                               analysis->quantities.at[i].past_token);
    return result;
}
