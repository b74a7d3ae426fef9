/* Subjects that the parser cut in two or hung on the predicate noun, "is to" read as "equals to",
 * and "has yet to" read as possession. */
#include "analysis/language/tree_repairs.h"

#include "analysis/language/tagset.h"

enum { PHRASE_TOKENS = 14, INFINITIVE_DISTANCE = 3 /* "is not now to" */ };

/* ---- two subjects ---------------------------------------------------------------------------- */

/* The first token of the phrase that ends in a noun: those before it that hang from inside it. */
static uint32_t phrase_start(const struct token *tokens, uint32_t first, uint32_t noun) {
    uint32_t at = noun;
    while (at > first && noun - at < PHRASE_TOKENS && tokens[at - 1].head >= at &&
           tokens[at - 1].head <= noun)
        at--;
    return at;
}

static bool may_describe(const struct token *token) {
    return token->upos == UPOS_ADJ || token->upos == UPOS_NOUN || token->upos == UPOS_PROPN;
}

/* "Acting" of "Acting Mayor Nora Pike": before the phrase, without an article between. */
static void join_subjects(struct token *tokens, uint32_t first, uint32_t noun) {
    if (tokens[noun].deprel != DEPREL_NSUBJ || tokens[noun].head == NO_INDEX ||
        tokens[noun].head <= noun ||
        (tokens[noun].upos != UPOS_NOUN && tokens[noun].upos != UPOS_PROPN))
        return;
    uint32_t start = phrase_start(tokens, first, noun);
    if (start == first || !may_describe(&tokens[start]))
        return;
    struct token *before = &tokens[start - 1];
    if (before->deprel != DEPREL_NSUBJ || before->head != tokens[noun].head ||
        !may_describe(before))
        return;
    before->head = noun;
    before->deprel = before->upos == UPOS_ADJ ? DEPREL_AMOD : DEPREL_COMPOUND;
}

/* ---- what is to be done ---------------------------------------------------------------------- */

/* Nouns that an infinitive tells the content of ("the aim is to help"; shell nouns, Schmid 2000).
 */
static const struct slice aims[] = {
    SLICE("aim"),       SLICE("alternative"), SLICE("ambition"), SLICE("answer"),
    SLICE("approach"),  SLICE("challenge"),   SLICE("choice"),   SLICE("decision"),
    SLICE("desire"),    SLICE("dream"),       SLICE("duty"),     SLICE("effect"),
    SLICE("focus"),     SLICE("function"),    SLICE("goal"),     SLICE("hope"),
    SLICE("idea"),      SLICE("instinct"),    SLICE("intent"),   SLICE("intention"),
    SLICE("job"),       SLICE("key"),         SLICE("mission"),  SLICE("move"),
    SLICE("objective"), SLICE("option"),      SLICE("plan"),     SLICE("point"),
    SLICE("policy"),    SLICE("priority"),    SLICE("proposal"), SLICE("purpose"),
    SLICE("reaction"),  SLICE("response"),    SLICE("role"),     SLICE("secret"),
    SLICE("solution"),  SLICE("step"),        SLICE("strategy"), SLICE("target"),
    SLICE("task"),      SLICE("temptation"),  SLICE("thing"),    SLICE("trick"),
    SLICE("way"),       SLICE("wish"),        SLICE("work"),
};

static uint32_t subject_before(const struct token *tokens, uint32_t first, uint32_t copula) {
    for (uint32_t i = copula; i > first && copula - i < PHRASE_TOKENS; i--)
        if (tokens[i - 1].head == tokens[copula].head && tokens[i - 1].deprel == DEPREL_NSUBJ)
            return i - 1;
    return NO_INDEX;
}

static bool has_to_behind(const struct token *tokens, uint32_t copula, uint32_t verb) {
    for (uint32_t i = copula + 1; i < verb && i - copula <= INFINITIVE_DISTANCE; i++)
        if (tokens[i].xpos == XPOS_TO && tokens[i].head == verb)
            return true;
    return false;
}

/* The bare infinitive that a form of "be" with "to" leads to; NO_INDEX without one. */
static uint32_t infinitive_behind(const struct token *tokens, uint32_t be) {
    uint32_t verb = tokens[be].head;
    bool led = verb != NO_INDEX && verb > be && tokens[verb].xpos == XPOS_VB &&
               slice_equal(tokens[be].lemma, SLICE("be")) && has_to_behind(tokens, be, verb);
    return led ? verb : NO_INDEX;
}

/* "Is to visit" tells a plan, "is to blame" what is. */
static void plan(struct token *tokens, uint32_t first, uint32_t be) {
    if (tokens[be].deprel != DEPREL_COP && tokens[be].deprel != DEPREL_AUX)
        return;
    uint32_t verb = infinitive_behind(tokens, be);
    if (verb == NO_INDEX)
        return;
    if (slice_equal(tokens[verb].lemma, SLICE("blame"))) {
        tokens[be].deprel = DEPREL_COP;
        return;
    }
    uint32_t subject = subject_before(tokens, first, be);
    if (subject != NO_INDEX && !SLICE_IN(tokens[subject].lemma, aims))
        tokens[be].deprel = DEPREL_AUX;
}

/* "Have yet to tell": an auxiliary of what has not been done. The first of a sentence, so that none
 * costs more than its length. */
static bool not_yet(struct token *tokens, const struct sentence *sentence, uint32_t yet) {
    if (!slice_equal(tokens[yet].lower, SLICE("yet")) || yet == sentence->first_token ||
        yet + 1 >= sentence->past_token || tokens[yet + 1].xpos != XPOS_TO)
        return false;
    uint32_t verb = tokens[yet + 1].head;
    struct token *have = &tokens[yet - 1];
    if (verb == NO_INDEX || verb <= yet + 1 ||
        !(slice_equal(have->lemma, SLICE("have")) || slice_equal(have->lemma, SLICE("be"))))
        return false;
    if (tokens[verb].head == yet - 1) {
        tokens[verb].head = have->head;
        tokens[verb].deprel = have->deprel;
        for (uint32_t i = sentence->first_token; i < sentence->past_token; i++)
            if (tokens[i].head == yet - 1)
                tokens[i].head = verb;
    } else if (have->head != verb) {
        return false;
    }
    have->head = verb;
    have->deprel = DEPREL_AUX;
    return true;
}

/* ---- subjects behind which a copula stands --------------------------------------------------- */

static bool inside_phrase(uint8_t deprel) {
    return deprel == DEPREL_AMOD || deprel == DEPREL_COMPOUND || deprel == DEPREL_NMOD ||
           deprel == DEPREL_NUMMOD || deprel == DEPREL_DET || deprel == DEPREL_NMOD_POSS;
}

/* "Hale says the dead were divers" with "the dead" as an attribute of the divers: what stands
 * before a finite copula is its subject, and such a clause is no object. */
static void free_subject(struct token *tokens, uint32_t first, uint32_t copula) {
    uint32_t noun = tokens[copula].head;
    uint8_t form = tokens[copula].xpos;
    if (tokens[copula].deprel != DEPREL_COP || noun == NO_INDEX || noun <= copula ||
        copula == first || (form != XPOS_VBD && form != XPOS_VBZ && form != XPOS_VBP))
        return;
    uint32_t subject = copula - 1;
    if (tokens[subject].head != noun || !inside_phrase(tokens[subject].deprel) ||
        (!may_describe(&tokens[subject]) && tokens[subject].upos != UPOS_NUM))
        return;
    tokens[subject].deprel = DEPREL_NSUBJ;
    for (uint32_t i = subject; i > first && subject - i < PHRASE_TOKENS; i--) {
        if (tokens[i - 1].head != noun || !inside_phrase(tokens[i - 1].deprel))
            break;
        tokens[i - 1].head = subject;
    }
    if (tokens[noun].deprel == DEPREL_OBJ && tokens[noun].head < subject)
        tokens[noun].deprel = DEPREL_CCOMP;
}

void tree_repair_predicates(struct analysis *analysis) {
    struct token *tokens = analysis->tokens.at;
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        bool found = false;
        for (uint32_t at = sentence->first_token; at < sentence->past_token; at++) {
            join_subjects(tokens, sentence->first_token, at);
            plan(tokens, sentence->first_token, at);
            free_subject(tokens, sentence->first_token, at);
            found = found || not_yet(tokens, sentence, at);
        }
    }
}
