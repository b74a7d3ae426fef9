/* A report at the end of its sentence is told by its form: a comma or closing quotation mark, a
 * noun phrase without a verb, a finite verb of saying. Where the phrase is one constituent (one
 * token hangs from outside) and the verb has no subject there, the phrase becomes the subject. What
 * stood in its place before the comma goes to the content's verb as its object. */
#include "analysis/language/tree_repairs.h"

#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"

enum { PHRASE_TOKENS = 14, DEPTH = 64 };

static bool is_report_verb(const struct wordnet *wordnet, const struct token *token) {
    return token->upos == UPOS_VERB &&
           (token->xpos == XPOS_VBD || token->xpos == XPOS_VBZ || token->xpos == XPOS_VBP) &&
           token->deprel != DEPREL_NONE &&
           wordnet_class_of(wordnet, token->lemma, WORDNET_VERB) == WORDNET_VERB_COMMUNICATION;
}

static bool ends_content(const struct token *token) {
    static const struct slice marks[] = {SLICE("\""), SLICE(","), SLICE("”")};
    return slice_in_sorted(token->lower, marks, 3);
}

static bool nominal(const struct token *token) {
    return token->upos == UPOS_NOUN || token->upos == UPOS_PROPN || token->upos == UPOS_PRON;
}

/* The first token of the phrase before the verb, `verb` when there is no such phrase. */
static uint32_t phrase_start(const struct token *tokens, uint32_t first, uint32_t verb) {
    uint32_t at = verb;
    while (at > first && verb - at < PHRASE_TOKENS && !ends_content(&tokens[at - 1])) {
        if (tokens[at - 1].upos == UPOS_VERB || tokens[at - 1].upos == UPOS_AUX)
            return verb;
        at--;
    }
    bool behind_content = at > first + 1 && ends_content(&tokens[at - 1]);
    return behind_content && at < verb && nominal(&tokens[verb - 1]) ? at : verb;
}

/* The one token of the phrase that hangs from outside it; NO_INDEX when there are several. */
static uint32_t phrase_top(const struct token *tokens, uint32_t start, uint32_t verb) {
    uint32_t top = NO_INDEX;
    for (uint32_t i = start; i < verb; i++) {
        if (tokens[i].deprel == DEPREL_PUNCT || (tokens[i].head >= start && tokens[i].head < verb))
            continue;
        if (top != NO_INDEX)
            return NO_INDEX;
        top = i;
    }
    return top;
}

/* Does the verb hang, at whatever distance, from the phrase? Then it is no report of the phrase's.
 */
static bool hangs_from(const struct token *tokens, uint32_t verb, uint32_t top) {
    for (uint32_t at = verb, step = 0; at != NO_INDEX; at = tokens[at].head, step++)
        if (at == top || step == DEPTH)
            return true;
    return false;
}

static bool has_subject(const struct token *tokens, uint32_t first, uint32_t verb) {
    for (uint32_t i = first; i < verb; i++)
        if (tokens[i].head == verb &&
            (tokens[i].deprel == DEPREL_NSUBJ || tokens[i].deprel == DEPREL_NSUBJ_PASS))
            return true;
    return false;
}

/* A clause before the phrase that the parser hung on it ("destroyed" as an attribute of "Captain")
 * is what the verb reports: an attribute has no subject. */
static void free_content(struct token *tokens, uint32_t first, uint32_t start, uint32_t verb) {
    for (uint32_t i = first; i < start; i++) {
        struct token *token = &tokens[i];
        bool attribute = token->upos == UPOS_VERB && token->head >= start && token->head < verb &&
                         (token->deprel == DEPREL_AMOD || token->deprel == DEPREL_ACL ||
                          token->deprel == DEPREL_COMPOUND);
        if (!attribute || !has_subject(tokens, first, i))
            continue;
        token->head = verb;
        token->deprel = DEPREL_CCOMP;
        if (token->xpos == XPOS_VBN)
            token->xpos = XPOS_VBD;
    }
}

static void repair(struct token *tokens, uint32_t first, uint32_t start, uint32_t verb) {
    free_content(tokens, first, start, verb);
    uint32_t top = phrase_top(tokens, start, verb);
    if (top == NO_INDEX || !nominal(&tokens[top]) || tokens[top].head == verb ||
        hangs_from(tokens, verb, top))
        return;

    uint32_t content = NO_INDEX;
    uint32_t displaced = NO_INDEX;
    for (uint32_t i = first; i < start; i++) {
        if (tokens[i].head != verb)
            continue;
        if (tokens[i].deprel == DEPREL_CCOMP)
            content = i;
        if (tokens[i].deprel == DEPREL_NSUBJ)
            displaced = i;
    }
    if (content == NO_INDEX)
        return;
    if (displaced != NO_INDEX) {
        tokens[displaced].head = content;
        tokens[displaced].deprel = displaced > content ? DEPREL_OBJ : DEPREL_NSUBJ;
    }
    tokens[top].head = verb;
    tokens[top].deprel = DEPREL_NSUBJ;
}

void tree_repair_reports(const struct resources *resources, struct analysis *analysis) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    struct token *tokens = analysis->tokens.at;
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        /* From the end: the last report is the one that a sentence closes with. */
        for (uint32_t verb = sentence->past_token; verb > sentence->first_token; verb--) {
            if (!is_report_verb(wordnet, &tokens[verb - 1]))
                continue;
            uint32_t start = phrase_start(tokens, sentence->first_token, verb - 1);
            if (start < verb - 1)
                repair(tokens, sentence->first_token, start, verb - 1);
            break;
        }
    }
}
