/* Frames whose content is a clause: by the tree, by commas, and by words where the tree fails. */
#include "analysis/speech/frames.h"

/* "said that …", "said he would …" */
bool frame_clause(const struct speech *speech, uint32_t verb, struct finding *finding) {
    for (uint32_t child = speech->tree.first_child[verb]; child != NO_INDEX;
         child = speech->tree.next[child])
        if (speech->tokens[child].deprel == DEPREL_CCOMP &&
            phrase_child(speech, child, DEPREL_CASE) == NO_INDEX)
            content_add_around(speech, finding, phrase_subtree(speech, child),
                               cue_verb_range(speech, verb));
    return finding->part_count > 0;
}

/* "…, he said": the cue hangs on the clause that it reports. */
bool frame_parenthesis(const struct speech *speech, uint32_t verb, struct finding *finding) {
    const struct token *token = &speech->tokens[verb];
    if (token->deprel != DEPREL_PARATAXIS || token->head == NO_INDEX)
        return false;
    struct range whole = phrase_subtree(speech, token->head);
    struct range hole = phrase_subtree(speech, verb);
    if (hole.first <= token->head && token->head < hole.past)
        return false;
    content_add_around(speech, finding, whole, hole);
    return finding->part_count > 0;
}

/* "The bridge, the mayor said, will open": commas around source and cue. */
bool frame_interrupted(const struct speech *speech, uint32_t verb, struct finding *finding) {
    struct range sentence = sentence_range(speech, verb);
    uint32_t subject = source_subject(speech, verb);
    if (subject == NO_INDEX || subject > verb || verb + 2 >= sentence.past ||
        !token_is(speech, verb + 1, ",") || speech->quote_of[verb + 2] != NO_INDEX)
        return false;
    struct range source = source_range(speech, subject, verb);
    if (source.first < sentence.first + 2 || !token_is(speech, source.first - 1, ",") ||
        speech->quote_of[source.first - 2] != NO_INDEX)
        return false;
    content_add(speech, finding, (struct range){sentence.first, source.first - 1});
    if (speech->tokens[verb + 2].xpos != XPOS_VBG) /* "…, X said, citing Y": Y is not told */
        content_add(speech, finding, (struct range){verb + 2, sentence.past});
    return finding->part_count > 0;
}

static bool holds_verb(const struct speech *speech, struct range range) {
    for (uint32_t i = range.first; i < range.past; i++)
        if (speech_is_verb(speech, i) || speech->tokens[i].upos == UPOS_NONE)
            return true;
    return false;
}

static bool opens_question(const struct token *token) {
    static const struct slice words[] = {SLICE("how"),  SLICE("if"),    SLICE("what"),
                                         SLICE("when"), SLICE("where"), SLICE("whether"),
                                         SLICE("who"),  SLICE("why")};
    return SLICE_IN(token->lower, words);
}

/* Words where the tree has nothing: "said (on Monday) that …" to the sentence's end; "…, X said."
 */
bool frame_words(const struct speech *speech, uint32_t verb, struct finding *finding) {
    enum { THAT_WINDOW = 8, NAME_WINDOW = 12, TAIL_MAX = 6 };
    struct range sentence = sentence_range(speech, verb);
    for (uint32_t i = verb + 1; i < sentence.past && i - verb < THAT_WINDOW; i++) {
        if (i == verb + 1 && token_is(speech, i, ",") && i + 1 < sentence.past &&
            token_is(speech, i + 1, "that"))
            continue;
        if (speech->tokens[i].kind == TOKEN_PUNCTUATION || speech->quote_of[i] != NO_INDEX)
            break;
        const struct token *that = &speech->tokens[i];
        if (opens_question(that)) {
            content_add(speech, finding, (struct range){i, sentence.past});
            return finding->part_count > 0;
        }
        bool joins = that->upos == UPOS_NONE || that->deprel == DEPREL_MARK;
        bool clause =
            that->head == NO_INDEX || (speech->tokens[that->head].deprel != DEPREL_ACL &&
                                       speech->tokens[that->head].deprel != DEPREL_ACL_RELCL);
        if (!token_is(speech, i, "that") || !joins || !clause)
            continue;
        content_add(speech, finding, (struct range){i + 1, sentence.past});
        return finding->part_count > 0;
    }
    if (sentence.past - verb > TAIL_MAX || verb == sentence.first)
        return false;
    for (uint32_t i = verb + 1; i + 1 < sentence.past; i++)
        if (speech->tokens[i].kind == TOKEN_PUNCTUATION)
            return false;
    for (uint32_t i = verb - 1; i > sentence.first && verb - i < NAME_WINDOW; i--) {
        if (speech_is_verb(speech, i) || speech->quote_of[i] != NO_INDEX)
            return false;
        if (!token_is(speech, i, ",") || i + 1 == verb)
            continue;
        struct range clause = {sentence.first, i};
        if (holds_verb(speech, clause))
            content_add(speech, finding, clause);
        return finding->part_count > 0;
    }
    return false;
}
