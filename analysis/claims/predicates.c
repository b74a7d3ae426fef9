/* The chain of open complements is followed to the verb that means something ("is expected to begin
 * to rain" → rain); every link may negate or hedge. Modality in the order possible, planned,
 * asserted: a plan that may fail is possible. */
#include "analysis/claims/predicates.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

enum { CHAIN_MAX = 4 }; /* links of "want to try to start to …" that a predicate shows */

static const struct slice negations[] = {
    SLICE("barely"), SLICE("hardly"), SLICE("neither"), SLICE("never"), SLICE("no"),
    SLICE("nobody"), SLICE("none"),   SLICE("nor"),     SLICE("not"),   SLICE("nothing"),
};
static const struct slice negative_determiners[] = {SLICE("neither"), SLICE("no")};
static const struct slice possible_auxiliaries[] = {SLICE("could"), SLICE("may"), SLICE("might"),
                                                    SLICE("should")};
static const struct slice planned_auxiliaries[] = {SLICE("shall"), SLICE("will"), SLICE("would")};
static const struct slice possible_adverbs[] = {
    SLICE("allegedly"), SLICE("apparently"), SLICE("likely"),      SLICE("maybe"),
    SLICE("perhaps"),   SLICE("possibly"),   SLICE("potentially"), SLICE("presumably"),
    SLICE("probably"),  SLICE("reportedly"),
};
static const struct slice possible_verbs[] = {
    SLICE("appear"),  SLICE("assume"), SLICE("believe"),  SLICE("fear"),
    SLICE("likely"),  SLICE("seem"),   SLICE("suggest"),  SLICE("suppose"),
    SLICE("suspect"), SLICE("think"),  SLICE("unlikely"),
};
static const struct slice planned_verbs[] = {
    SLICE("agree"),  SLICE("aim"),      SLICE("anticipate"), SLICE("consider"), SLICE("due"),
    SLICE("expect"), SLICE("go"),       SLICE("hope"),       SLICE("intend"),   SLICE("mean"),
    SLICE("plan"),   SLICE("pledge"),   SLICE("poise"),      SLICE("prepare"),  SLICE("promise"),
    SLICE("ready"),  SLICE("schedule"), SLICE("seek"),       SLICE("set"),      SLICE("threaten"),
    SLICE("vow"),    SLICE("want"),     SLICE("wish"),
};

static void weaken(struct predicate *predicate, enum modality modality) {
    if (predicate->modality != MODALITY_POSSIBLE)
        predicate->modality = modality;
}

/* "Have yet to come", "are yet to be found". */
static bool is_not_yet(const struct tree *tree, uint32_t adverb) {
    const struct token *tokens = tree->tokens;
    return slice_equal(tokens[adverb].lower, SLICE("yet")) && adverb > 0 &&
           adverb + 1 < tree->count && tokens[adverb + 1].xpos == XPOS_TO &&
           tokens[adverb - 1].deprel == DEPREL_AUX;
}

/* "No fewer than 60", "not later than noon": a bound, no negation. */
static bool opens_bound(const struct tree *tree, uint32_t token) {
    static const struct slice words[] = {SLICE("earlier"), SLICE("fewer"), SLICE("later"),
                                         SLICE("less"),    SLICE("more"),  SLICE("sooner")};
    return token + 2 < tree->count && SLICE_IN(tree->tokens[token + 1].lower, words) &&
           slice_equal(tree->tokens[token + 2].lower, SLICE("than"));
}

/* Negation and modality that hang from one link of the chain. */
static void read_link(const struct tree *tree, uint32_t verb, struct predicate *predicate) {
    for (uint32_t child = tree->first_child[verb]; child != NO_INDEX; child = tree->next[child]) {
        const struct token *token = &tree->tokens[child];
        if (token->deprel == DEPREL_ADVMOD || token->deprel == DEPREL_CC ||
            token->deprel == DEPREL_DET) {
            bool negation = SLICE_IN(token->lemma, negations) && !opens_bound(tree, child);
            if (negation || is_not_yet(tree, child))
                predicate->polarity = POLARITY_NEGATED;
            if (SLICE_IN(token->lower, possible_adverbs))
                predicate->modality = MODALITY_POSSIBLE;
        }
        if (token->deprel == DEPREL_AUX && SLICE_IN(token->lemma, possible_auxiliaries))
            predicate->modality = MODALITY_POSSIBLE;
        if (token->deprel == DEPREL_AUX && SLICE_IN(token->lemma, planned_auxiliaries))
            weaken(predicate, MODALITY_PLANNED);
        if (token->deprel == DEPREL_AUX && slice_equal(token->lemma, SLICE("be")) &&
            tree->tokens[verb].xpos == XPOS_VB) /* "is to come" */
            weaken(predicate, MODALITY_PLANNED);
        if (token->deprel == DEPREL_MARK &&
            (slice_equal(token->lower, SLICE("if")) || slice_equal(token->lower, SLICE("whether"))))
            predicate->modality = MODALITY_POSSIBLE;
        if (token->deprel == DEPREL_MARK && (slice_equal(token->lower, SLICE("instead")) ||
                                             slice_equal(token->lower, SLICE("without"))))
            predicate->polarity = POLARITY_NEGATED;
    }
}

/* "no relief is expected", "neither side came", "nobody came". */
static void read_argument(const struct tree *tree, uint32_t verb, uint8_t deprel,
                          struct predicate *predicate) {
    uint32_t argument = tree_child(tree, verb, deprel);
    if (argument == NO_INDEX)
        return;
    uint32_t determiner = tree_child(tree, argument, DEPREL_DET);
    if (SLICE_IN(tree->tokens[argument].lower, negations) ||
        (determiner != NO_INDEX && !opens_bound(tree, determiner) &&
         SLICE_IN(tree->tokens[determiner].lower, negative_determiners)))
        predicate->polarity = POLARITY_NEGATED;
}

static void read_arguments(const struct tree *tree, uint32_t verb, struct predicate *predicate) {
    read_argument(tree, verb, DEPREL_NSUBJ, predicate);
    read_argument(tree, verb, DEPREL_NSUBJ_PASS, predicate);
    read_argument(tree, verb, DEPREL_OBJ, predicate);
}

/* The open complement that carries the meaning on: "begin → to rain"; NO_INDEX when the verb is its
 * own meaning ("remain closed" keeps both). */
static uint32_t complement(const struct tree *tree, uint32_t verb) {
    uint32_t child = tree_child(tree, verb, DEPREL_XCOMP);
    if (child == NO_INDEX || tree->tokens[child].upos != UPOS_VERB ||
        tree->tokens[child].xpos == XPOS_VBN || tree_child(tree, verb, DEPREL_OBJ) != NO_INDEX)
        return NO_INDEX;
    return child;
}

/* "will come" is planned, and so is what somebody plans; a wish that came true is not told so. */
static void read_governing_verb(const struct token *token, struct predicate *predicate) {
    if (SLICE_IN(token->lemma, possible_verbs))
        predicate->modality = MODALITY_POSSIBLE;
    else if (SLICE_IN(token->lemma, planned_verbs) || slice_equal(token->lemma, SLICE("be")))
        weaken(predicate, MODALITY_PLANNED);
}

/* "seek", "be expected", "be likely": the first link as it governs others. */
static int first_link_text(struct arena *arena, const struct tree *tree, uint32_t verb,
                           bool governs, struct slice *ret_text) {
    const struct token *token = &tree->tokens[verb];
    bool state = tree_child(tree, verb, DEPREL_COP) != NO_INDEX ||
                 tree_child(tree, verb, DEPREL_AUX_PASS) != NO_INDEX;
    *ret_text = token->lemma;
    return governs && state ? arena_printf(arena, ret_text, "be %.*s", SLICE_ARGS(token->lower))
                            : 0;
}

static int further_link_text(struct arena *arena, const struct token *token, struct slice *text) {
    if (token->xpos == XPOS_VBG)
        return arena_printf(arena, text, "%.*s %.*s", SLICE_ARGS(*text), SLICE_ARGS(token->lower));
    return arena_printf(arena, text, "%.*s to %.*s", SLICE_ARGS(*text), SLICE_ARGS(token->lemma));
}

static int chain_text(struct arena *arena, const struct tree *tree, const uint32_t *chain,
                      uint32_t count, struct slice *ret_text) {
    struct slice text;
    int result = first_link_text(arena, tree, chain[0], count > 1, &text);
    for (uint32_t i = 0; result == 0 && i < count; i++) {
        uint32_t particle = tree_child(tree, chain[i], DEPREL_COMPOUND_PRT);
        if (i > 0)
            result = further_link_text(arena, &tree->tokens[chain[i]], &text);
        if (result == 0 && particle != NO_INDEX)
            result = arena_printf(arena, &text, "%.*s %.*s", SLICE_ARGS(text),
                                  SLICE_ARGS(tree->tokens[particle].lower));
    }
    if (result == 0)
        *ret_text = text;
    return result;
}

/* By its form: a participle behind "be" or "get". Parsers mix the relations of active and passive
 * up where a subject looks like something that things are done to. */
static bool is_passive(const struct tree *tree, uint32_t verb) {
    uint8_t xpos = tree->tokens[verb].xpos;
    if (xpos != XPOS_VBN && xpos != XPOS_VBD)
        return false;
    for (uint32_t child = tree->first_child[verb]; child != NO_INDEX; child = tree->next[child]) {
        const struct token *token = &tree->tokens[child];
        if ((token->deprel == DEPREL_AUX_PASS || token->deprel == DEPREL_AUX) && child < verb &&
            (slice_equal(token->lemma, SLICE("be")) || slice_equal(token->lemma, SLICE("get"))))
            return true;
    }
    return false;
}

int predicate_read(struct arena *arena, const struct clauses *clauses, const struct clause *clause,
                   struct predicate *ret_predicate) {
    const struct tree *tree = &clauses->tree;
    struct predicate predicate = {.verb = clause->head};
    uint32_t chain[CHAIN_MAX] = {clause->head};
    uint32_t count = 0;
    for (uint32_t verb = clause->head; verb != NO_INDEX && count < CHAIN_MAX;) {
        chain[count++] = verb;
        predicate.verb = verb;
        read_link(tree, verb, &predicate);
        read_arguments(tree, verb, &predicate);
        verb = complement(tree, verb);
        if (verb != NO_INDEX)
            read_governing_verb(&tree->tokens[predicate.verb], &predicate);
    }
    uint32_t head = clause->head;
    predicate.copular = count == 1 && tree_child(tree, head, DEPREL_COP) != NO_INDEX;
    predicate.passive = (count == 1 && tree->tokens[head].deprel == DEPREL_ACL &&
                         tree->tokens[head].xpos == XPOS_VBN) ||
                        is_passive(tree, predicate.verb);
    int result = 0;
    if (predicate.copular)
        predicate.text = SLICE("be");
    else
        result = chain_text(arena, tree, chain, count, &predicate.text);
    if (result < 0)
        return result;

    *ret_predicate = predicate;
    return 0;
}
