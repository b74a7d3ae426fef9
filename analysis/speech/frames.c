/* Frames whose content is a noun phrase or an infinitive, and the order in which all are tried. */
#include "analysis/speech/frames.h"

/* What a light verb's noun is about: "concern over X", "the view that X", or by itself when
 * described ("mutual support"). Sets the end of the cue. */
static bool frame_light(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t noun = phrase_child(speech, verb, DEPREL_OBJ);
    if (noun == NO_INDEX)
        noun = phrase_child(speech, verb, DEPREL_NSUBJ_PASS);
    if (noun == NO_INDEX || !cue_light_noun(speech->tokens[noun].lemma))
        return false;
    if (noun > verb)
        finding->cue_range.past = noun + 1;
    const uint32_t owners[] = {noun, verb};
    for (size_t o = 0; o < 2; o++)
        for (uint32_t child = speech->tree.first_child[owners[o]]; child != NO_INDEX;
             child = speech->tree.next[child]) {
            uint8_t deprel = speech->tokens[child].deprel;
            bool phrase = deprel == DEPREL_NMOD || deprel == DEPREL_OBL || deprel == DEPREL_ACL ||
                          deprel == DEPREL_CCOMP || (deprel == DEPREL_ADVCL && o == 0);
            uint32_t opener = phrase_opener(speech, child);
            bool that =
                deprel == DEPREL_ADVCL && opener != NO_INDEX && token_is(speech, opener, "that");
            if (!(phrase || that) || child < noun || child < verb || opener == NO_INDEX ||
                token_is(speech, opener, "by") || speech_cue(speech, child))
                continue;
            if (noun > verb && opener == noun + 1 && !token_is(speech, opener, "that"))
                finding->cue_range.past = opener + 1;
            content_add_nominal(speech, finding, phrase_behind_opener(speech, child));
            return true;
        }
    if (phrase_child(speech, noun, DEPREL_AMOD) == NO_INDEX || noun < verb)
        return false;
    finding->cue_range.past = verb + 1;
    content_add(speech, finding, phrase_subtree(speech, noun));
    return true;
}

/* "described X as Y": from behind the verb to the end of Y. */
static bool frame_as(const struct speech *speech, uint32_t verb, const struct cue_entry *entry,
                     struct finding *finding) {
    enum { AS_WINDOW = 40 };
    struct range sentence = sentence_range(speech, verb);
    uint32_t start = verb + 1;
    if (entry->preposition.at) {
        if (start >= sentence.past || !slice_equal(speech->tokens[start].lower, entry->preposition))
            return false;
        start++;
    }
    uint32_t limit = verb + AS_WINDOW < sentence.past ? verb + AS_WINDOW : sentence.past;
    for (uint32_t i = start; i < limit; i++) {
        if (token_is(speech, i, ";") || (token_is(speech, i, ",") && i == start))
            break;
        if (!token_is(speech, i, "as") || speech_in_quotation(speech, i))
            continue;
        uint32_t second = speech->tokens[i].head;
        if (second == NO_INDEX || second < i)
            continue;
        finding->cue_range.past = start;
        content_add_nominal(speech, finding, (struct range){start, speech->tree.high[second] + 1});
        return finding->part_count > 0;
    }
    return false;
}

/* The quotation at `token` with what hangs on its words: "“a gift” to thieves". */
static struct range quote_with_tail(const struct speech *speech, uint32_t token) {
    enum { TAIL_MAX = 12 };
    const struct quote *quote = &speech->quotes.at[speech->quote_of[token]];
    struct range range = {quote->first_token, quote->past_token};
    uint32_t past = quote->past_token;
    if (quote->words >= TAIL_MAX)
        return range;
    for (uint32_t i = range.first; i < range.past; i++)
        if (speech->tree.high[i] >= past && speech->tree.high[i] < range.past + TAIL_MAX)
            past = speech->tree.high[i] + 1;
    for (uint32_t i = range.past; i < past; i++)
        if (speech->tokens[i].kind == TOKEN_PUNCTUATION)
            past = i;
    range.past = past > range.past ? past : range.past;
    return range;
}

/* "called it X", "what it called X", "tagged “X”" */
static bool frame_name(const struct speech *speech, uint32_t verb, struct finding *finding) {
    static const struct slice namers[] = {SLICE("brand"), SLICE("call"), SLICE("dub"),
                                          SLICE("label"), SLICE("tag"),  SLICE("term")};
    if (!SLICE_IN(speech->tokens[verb].lemma, namers))
        return false;
    if (verb + 1 < speech->tree.count && speech->quote_of[verb + 1] != NO_INDEX) {
        content_add(speech, finding, quote_with_tail(speech, verb + 1));
        return true;
    }
    uint32_t object = phrase_child(speech, verb, DEPREL_OBJ);
    uint32_t second = phrase_child(speech, verb, DEPREL_XCOMP);
    if (second != NO_INDEX && second > verb) {
        uint32_t first = object != NO_INDEX && object > verb ? speech->tree.low[object] : verb + 1;
        content_add(speech, finding, (struct range){first, speech->tree.high[second] + 1});
        return true;
    }
    if (object == NO_INDEX || object < verb || speech->quote_of[object] == NO_INDEX)
        return false;
    content_add(speech, finding, phrase_subtree(speech, object));
    return true;
}

/* The next mark behind `token` in its sentence. */
static uint32_t phrase_end(const struct speech *speech, uint32_t token) {
    struct range sentence = sentence_range(speech, token - 1);
    while (token < sentence.past && speech->tokens[token].kind != TOKEN_PUNCTUATION)
        token++;
    return token;
}

/* "denied the charge", "praised the crew for its work" */
static bool frame_object(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t object = phrase_child(speech, verb, DEPREL_OBJ);
    uint32_t clause = phrase_child(speech, verb, DEPREL_XCOMP);
    if (object == NO_INDEX)
        object = clause;
    if (object == NO_INDEX || object < verb || speech->tokens[object].upos == UPOS_PRON ||
        (finding->denial && cue_refused_thing(speech->tokens[object].lemma)))
        return false;
    struct range range = phrase_subtree(speech, object);
    for (uint32_t child = speech->tree.next[object]; child != NO_INDEX;
         child = speech->tree.next[child]) {
        uint32_t opener = phrase_opener(speech, child);
        if (speech->tree.low[child] != range.past || speech->tokens[child].deprel != DEPREL_OBL ||
            opener == NO_INDEX || !token_is(speech, opener, "for"))
            break;
        range.past = speech->tree.high[child] + 1;
    }
    if (speech->tokens[object].xpos == XPOS_VBG)
        range.past = phrase_end(speech, range.past);
    content_add_nominal(speech, finding, range);
    return true;
}

/* "was rejected by X": the subject is the content. */
static bool frame_passive(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t subject = phrase_child(speech, verb, DEPREL_NSUBJ_PASS);
    if (subject == NO_INDEX || speech->tokens[subject].upos == UPOS_PRON)
        return false;
    content_add(speech, finding, phrase_subtree(speech, subject));
    return true;
}

/* "hinted at X" */
static bool frame_preposition(const struct speech *speech, uint32_t verb,
                              const struct cue_entry *entry, struct finding *finding) {
    for (uint32_t child = speech->tree.first_child[verb]; child != NO_INDEX;
         child = speech->tree.next[child]) {
        uint32_t opener = phrase_opener(speech, child);
        if (child < verb || opener == NO_INDEX ||
            !slice_equal(speech->tokens[opener].lower, entry->preposition))
            continue;
        finding->cue_range.past = opener > verb ? opener + 1 : verb + 1;
        content_add_nominal(speech, finding, phrase_behind_opener(speech, child));
        return true;
    }
    return false;
}

/* "promised to do X" */
static bool frame_infinitive(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t clause = phrase_child(speech, verb, DEPREL_XCOMP);
    if (clause == NO_INDEX || clause < verb)
        return false;
    uint32_t mark = phrase_child(speech, clause, DEPREL_MARK);
    if (mark == NO_INDEX || !token_is(speech, mark, "to"))
        return false;
    content_add(speech, finding, phrase_subtree(speech, clause));
    return true;
}

/* "the group called X", "a charge denied by Y": describes a noun and reports nothing by itself. */
static bool is_bare_participle(const struct speech *speech, uint32_t verb,
                               const struct cue_entry *entry) {
    const struct token *token = &speech->tokens[verb];
    bool transitive = entry->preposition.at && verb + 2 < speech->tree.count &&
                      slice_equal(token[1].lower, entry->preposition) &&
                      !token_is(speech, verb + 2, "as");
    return !transitive && token->xpos == XPOS_VBN && token->deprel == DEPREL_ACL;
}

bool frames_apply(const struct speech *speech, uint32_t verb, const struct cue_entry *entry,
                  struct finding *finding) {
    if (is_bare_participle(speech, verb, entry))
        return false;
    if ((entry->flags & CUE_CLAUSE) && frame_interrupted(speech, verb, finding))
        return true;
    if ((entry->flags & (CUE_CLAUSE | CUE_WEAK)) && frame_clause(speech, verb, finding))
        return true;
    if ((entry->flags & CUE_CLAUSE) && frame_parenthesis(speech, verb, finding))
        return true;
    uint32_t subject = source_subject(speech, verb);
    bool speaker = subject != NO_INDEX && source_is_speaker(speech, subject);
    if ((entry->flags & CUE_LIGHT) && (speaker || cue_is_passive(speech, verb)) &&
        frame_light(speech, verb, finding))
        return true;
    if (cue_is_passive(speech, verb))
        return (entry->flags & CUE_OBJECT) && source_agent(speech, verb) != NO_INDEX &&
               frame_passive(speech, verb, finding);
    if (entry->flags & CUE_AS) {
        if (frame_name(speech, verb, finding) || frame_as(speech, verb, entry, finding))
            return true;
    }
    if ((entry->flags & CUE_TO) && speaker && frame_infinitive(speech, verb, finding))
        return true;
    if (entry->preposition.at && speaker && frame_preposition(speech, verb, entry, finding))
        return true;
    if ((entry->flags & CUE_OBJECT) && speaker && frame_object(speech, verb, finding))
        return true;
    return (entry->flags & CUE_CLAUSE) && frame_words(speech, verb, finding);
}
