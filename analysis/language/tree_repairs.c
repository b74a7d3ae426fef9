/* A report at the end of its sentence is told by its form: a comma or closing quotation mark, a
 * noun phrase without a verb, a finite verb of saying. Where the phrase is one constituent (one
 * token hangs from outside) and the verb has no subject there, the phrase becomes the subject. What
 * stands before the comma belongs to the content. */
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
    return SLICE_IN(token->lower, marks);
}

static bool nominal(const struct token *token) {
    return token->upos == UPOS_NOUN || token->upos == UPOS_PROPN || token->upos == UPOS_PRON;
}

static bool is_relative(const struct token *token) {
    return token->xpos == XPOS_WDT || token->xpos == XPOS_WP || token->xpos == XPOS_WPS;
}

/* The first token of the phrase before the verb, `verb` when there is no such phrase. */
static uint32_t phrase_start(const struct token *tokens, uint32_t first, uint32_t verb) {
    uint32_t at = verb;
    while (at > first && verb - at < PHRASE_TOKENS && !ends_content(&tokens[at - 1])) {
        if (tokens[at - 1].upos == UPOS_VERB || tokens[at - 1].upos == UPOS_AUX ||
            is_relative(&tokens[at - 1]))
            return verb;
        at--;
    }
    bool behind_content = at > first + 1 && ends_content(&tokens[at - 1]);
    return behind_content && at < verb && nominal(&tokens[verb - 1]) ? at : verb;
}

static bool hangs_outside(const struct token *tokens, uint32_t start, uint32_t verb, uint32_t i) {
    return tokens[i].deprel != DEPREL_PUNCT && (tokens[i].head < start || tokens[i].head >= verb);
}

/* Does the verb hang, at whatever distance, from the token? Then the token may not be hung on the
 * verb: a ring would be no tree. */
static bool hangs_from(const struct token *tokens, uint32_t verb, uint32_t top) {
    for (uint32_t at = verb, step = 0; at != NO_INDEX; at = tokens[at].head, step++)
        if (at == top || step == DEPTH)
            return true;
    return false;
}

/* "Mayor | Ada Pike": a title that was cut off from the name before the verb is of one phrase with
 * it, where no article, pronoun or number begins another. */
static void join_title(struct token *tokens, uint32_t start, uint32_t verb) {
    uint32_t name = verb - 1;
    if (tokens[name].head != verb || tokens[name].deprel != DEPREL_NSUBJ)
        return;
    for (uint32_t i = start + 1; i < verb; i++)
        if (tokens[i].upos == UPOS_DET || tokens[i].upos == UPOS_PRON || tokens[i].upos == UPOS_NUM)
            return;
    for (uint32_t i = start; i < name; i++) {
        if (tokens[i].head >= start || !nominal(&tokens[i]) || hangs_from(tokens, verb, i))
            continue;
        tokens[i].head = name;
        tokens[i].deprel = DEPREL_COMPOUND;
    }
}

/* The one token of the phrase that hangs from outside it; NO_INDEX when there are several. */
static uint32_t phrase_top(struct token *tokens, uint32_t start, uint32_t verb) {
    uint32_t top = NO_INDEX;
    join_title(tokens, start, verb);
    for (uint32_t i = start; i < verb; i++) {
        if (!hangs_outside(tokens, start, verb, i))
            continue;
        if (top != NO_INDEX)
            return NO_INDEX;
        top = i;
    }
    return top;
}

/* Between two tokens; "there" in "there is" makes no subject, what follows does. */
static bool has_subject(const struct token *tokens, uint32_t first, uint32_t past, uint32_t verb) {
    for (uint32_t i = first; i < past; i++)
        if (tokens[i].head == verb &&
            (tokens[i].deprel == DEPREL_NSUBJ || tokens[i].deprel == DEPREL_NSUBJ_PASS))
            return true;
    return false;
}

/* "As the fire grew", "when it began". */
static bool is_subordinate(const struct token *tokens, uint32_t first, uint32_t verb) {
    for (uint32_t i = first; i < verb; i++)
        if (tokens[i].head == verb &&
            (tokens[i].deprel == DEPREL_MARK || tokens[i].xpos == XPOS_WRB))
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
        if (!attribute || !has_subject(tokens, first, i, i) || hangs_from(tokens, verb, i))
            continue;
        token->head = verb;
        token->deprel = DEPREL_CCOMP;
        if (token->xpos == XPOS_VBN)
            token->xpos = XPOS_VBD;
    }
}

static bool is_loose(const struct token *tokens, uint32_t clause, uint32_t verb) {
    return clause != NO_INDEX && tokens[clause].head == verb &&
           (tokens[clause].deprel == DEPREL_ADVCL || tokens[clause].deprel == DEPREL_PARATAXIS);
}

/* The clause before `start` that the verb reports: its complement, or else a clause with a subject
 * and without a conjunction, which the parser took for a circumstance. */
static uint32_t reported(struct token *tokens, uint32_t first, uint32_t start, uint32_t verb) {
    uint32_t content = NO_INDEX;
    for (uint32_t i = first; i < start; i++)
        if (tokens[i].head == verb && tokens[i].deprel == DEPREL_CCOMP)
            content = i;
    if (content != NO_INDEX)
        return content;
    for (uint32_t i = first; i < start; i++)
        if (tokens[i].deprel == DEPREL_NSUBJ && is_loose(tokens, tokens[i].head, verb))
            content = tokens[i].head;
    if (content >= start || is_subordinate(tokens, first, content))
        return NO_INDEX;
    tokens[content].deprel = DEPREL_CCOMP;
    return content;
}

/* What stands before the comma and hangs from the verb belongs to what is reported: "for the first
 * time since 2000, the ministry said" tells when somebody came, not when it was said. */
static void give_back(struct token *tokens, uint32_t first, uint32_t start, uint32_t verb,
                      uint32_t content) {
    for (uint32_t i = first; i < start; i++) {
        if (tokens[i].head != verb || i == content || tokens[i].deprel == DEPREL_PUNCT)
            continue;
        tokens[i].head = content;
        if (tokens[i].deprel == DEPREL_NSUBJ && i > content)
            tokens[i].deprel = DEPREL_OBJ;
    }
}

/* Nothing but circumstances, "in a statement on Friday". */
static bool ends_sentence(const struct token *tokens, uint32_t verb, uint32_t past) {
    for (uint32_t i = verb + 1; i < past; i++)
        if (tokens[i].upos == UPOS_VERB || tokens[i].upos == UPOS_AUX)
            return false;
    return true;
}

/* "There is no danger, the mayor said" with the report hung on the danger: a relative clause
 * without a pronoun stands behind no comma, so that the verb governs what it reports. False where
 * the sentence has another form. */
static bool raise_report(struct token *tokens, const struct sentence *sentence, uint32_t start,
                         uint32_t verb, uint32_t top) {
    uint8_t deprel = tokens[verb].deprel;
    uint32_t root = sentence->first_token;
    while (root < start && tokens[root].head != NO_INDEX)
        root++;
    bool hung = deprel == DEPREL_ACL || deprel == DEPREL_ACL_RELCL || deprel == DEPREL_APPOS;
    if (!hung || root == start || !has_subject(tokens, sentence->first_token, start, root) ||
        !ends_sentence(tokens, verb, sentence->past_token))
        return false;
    tokens[root].head = verb;
    tokens[root].deprel = DEPREL_CCOMP;
    tokens[verb].head = NO_INDEX;
    tokens[verb].deprel = DEPREL_ROOT;
    tokens[top].head = verb;
    tokens[top].deprel = DEPREL_NSUBJ;
    for (uint32_t i = start; i < sentence->past_token; i++)
        if (tokens[i].deprel == DEPREL_PUNCT && tokens[i].head < start)
            tokens[i].head = verb;
    return true;
}

static void repair(struct token *tokens, const struct sentence *sentence, uint32_t start,
                   uint32_t verb) {
    uint32_t first = sentence->first_token;
    free_content(tokens, first, start, verb);
    uint32_t top = phrase_top(tokens, start, verb);
    if (top == NO_INDEX || !nominal(&tokens[top]) ||
        raise_report(tokens, sentence, start, verb, top))
        return;
    bool speaks = tokens[top].head == verb && tokens[top].deprel == DEPREL_NSUBJ;
    if (!speaks && (tokens[top].head == verb || hangs_from(tokens, verb, top)))
        return;
    uint32_t content = reported(tokens, first, start, verb);
    if (content == NO_INDEX)
        return;
    give_back(tokens, first, start, verb, content);
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
                repair(tokens, sentence, start, verb - 1);
            break;
        }
    }
}
