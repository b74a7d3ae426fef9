/* What the frames are made of: phrases read off the tree, and contents put together from them. */
#include "analysis/speech/contents.h"

bool speech_in_quotation(const struct speech *speech, uint32_t token) {
    enum { SCARE_WORDS = 3 };
    uint32_t quote = speech->quote_of[token];
    return quote != NO_INDEX && speech->quotes.at[quote].words > SCARE_WORDS;
}

const struct cue_entry *speech_cue(const struct speech *speech, uint32_t token) {
    const struct token *at = &speech->tokens[token];
    if (at->kind != TOKEN_WORD)
        return NULL;
    if (at->upos == UPOS_NONE && !(at->flags & TOKEN_CAPITALISED)) {
        struct slice lemma = cue_lemma_of_form(at->lower);
        return lemma.at ? cue_find(lemma) : NULL;
    }
    if (at->upos != UPOS_VERB || at->deprel == DEPREL_AMOD || at->deprel == DEPREL_COMPOUND)
        return NULL;
    return cue_find(at->lemma);
}

struct range phrase_subtree(const struct speech *speech, uint32_t token) {
    return (struct range){speech->tree.low[token], speech->tree.high[token] + 1};
}

static bool skipped_first(const struct speech *speech, uint32_t token) {
    return speech->quote_of[token] == NO_INDEX &&
           (speech->tokens[token].kind == TOKEN_PUNCTUATION || token_is(speech, token, "that"));
}

static bool skipped_last(const struct speech *speech, uint32_t token) {
    return speech->quote_of[token] == NO_INDEX && speech->tokens[token].kind == TOKEN_PUNCTUATION;
}

/* Adds the range without the marks and the "that" at its ends; an empty one is left out. */
void content_add(const struct speech *speech, struct finding *finding, struct range range) {
    if (range.first >= range.past)
        return;
    while (range.first < range.past && skipped_first(speech, range.first))
        range.first++;
    while (range.past > range.first && skipped_last(speech, range.past - 1))
        range.past--;
    if (range.past - range.first > CONTENT_TOKENS_MAX)
        range.past = range.first + CONTENT_TOKENS_MAX;
    if (range.first < range.past && finding->part_count < FINDING_PARTS_MAX)
        finding->parts[finding->part_count++] = range;
}

/* `whole` without `hole`, as one part or two. */
void content_add_around(const struct speech *speech, struct finding *finding, struct range whole,
                        struct range hole) {
    if (hole.past <= whole.first || hole.first >= whole.past) {
        content_add(speech, finding, whole);
        return;
    }
    content_add(speech, finding, (struct range){whole.first, hole.first});
    if (hole.past < whole.past)
        content_add(speech, finding, (struct range){hole.past, whole.past});
}

uint32_t phrase_child(const struct speech *speech, uint32_t token, enum deprel deprel) {
    return tree_child(&speech->tree, token, (uint8_t)deprel);
}

/* The preposition or conjunction that opens the phrase around `head`, NO_INDEX. */
uint32_t phrase_opener(const struct speech *speech, uint32_t head) {
    uint32_t opener = phrase_child(speech, head, DEPREL_CASE);
    return opener != NO_INDEX ? opener : phrase_child(speech, head, DEPREL_MARK);
}

/* The phrase around `head` behind its preposition. */
struct range phrase_behind_opener(const struct speech *speech, uint32_t head) {
    struct range range = phrase_subtree(speech, head);
    uint32_t opener = phrase_opener(speech, head);
    if (opener != NO_INDEX && opener < head) {
        uint32_t last = speech->tree.high[opener];
        range.first = last < head ? last + 1 : opener + 1;
    }
    return range;
}

/* The verb with its auxiliaries before it and its particle. */
struct range cue_verb_range(const struct speech *speech, uint32_t verb) {
    struct range range = {verb, verb + 1};
    struct range sentence = sentence_range(speech, verb);
    while (range.first > sentence.first && speech->tokens[range.first - 1].head == verb &&
           (speech->tokens[range.first - 1].deprel == DEPREL_AUX ||
            speech->tokens[range.first - 1].deprel == DEPREL_AUX_PASS))
        range.first--;
    uint32_t particle = phrase_child(speech, verb, DEPREL_COMPOUND_PRT);
    if (particle == verb + 1)
        range.past = particle + 1;
    return range;
}

/* By its auxiliary; "has raised" is none, whatever its subject is labelled. */
bool cue_is_passive(const struct speech *speech, uint32_t verb) {
    if (phrase_child(speech, verb, DEPREL_AUX_PASS) != NO_INDEX)
        return true;
    uint32_t auxiliary = phrase_child(speech, verb, DEPREL_AUX);
    return phrase_child(speech, verb, DEPREL_NSUBJ_PASS) != NO_INDEX &&
           (auxiliary == NO_INDEX || !slice_equal(speech->tokens[auxiliary].lemma, SLICE("have")));
}

/* The phrase behind "by" of a passive or a participle. */
uint32_t source_agent(const struct speech *speech, uint32_t verb) {
    uint32_t agent = phrase_child(speech, verb, DEPREL_OBL_AGENT);
    if (agent != NO_INDEX)
        return agent;
    for (uint32_t child = speech->tree.first_child[verb]; child != NO_INDEX;
         child = speech->tree.next[child]) {
        uint32_t opener = phrase_opener(speech, child);
        if (child > verb && speech->tokens[child].deprel == DEPREL_OBL && opener != NO_INDEX &&
            token_is(speech, opener, "by"))
            return child;
    }
    return NO_INDEX;
}

/* The end of the phrase with the nouns that "and" or "or" ties to it: a parser often ties them
 * higher. */
static uint32_t coordinated_end(const struct speech *speech, uint32_t past) {
    enum { CONJUNCTS_MAX = 3 };
    for (int i = 0; i < CONJUNCTS_MAX && past + 1 < speech->tree.count; i++) {
        uint32_t next = speech->tokens[past].head;
        if (speech->tokens[past].upos != UPOS_CCONJ || next == NO_INDEX || next < past ||
            speech->tokens[next].upos != UPOS_NOUN || speech->tokens[next].deprel != DEPREL_CONJ)
            break;
        past = speech->tree.high[next] + 1;
    }
    return past;
}

/* As content_add, but only up to a comma with a participle or another loose phrase behind it: "the
 * talks as a success, adding that …". */
void content_add_nominal(const struct speech *speech, struct finding *finding, struct range range) {
    for (uint32_t i = range.first + 1; i + 1 < range.past; i++) {
        bool closing = speech->quote_of[i] != NO_INDEX && token_is(speech, i - 1, ",") &&
                       speech->quotes.at[speech->quote_of[i]].past_token == i + 1;
        if (!closing && (!token_is(speech, i, ",") || speech->quote_of[i] != NO_INDEX))
            continue;
        uint32_t next = i + 1;
        if (speech->tokens[next].upos == UPOS_ADV && next + 1 < range.past)
            next++;
        if (speech->tokens[next].xpos == XPOS_VBG || token_is(speech, next, "with") ||
            token_is(speech, next, "while"))
            range.past = closing ? i + 1 : i;
    }
    range.past = coordinated_end(speech, range.past);
    content_add(speech, finding, range);
}
