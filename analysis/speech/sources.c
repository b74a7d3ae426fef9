/* Who is the subject of a cue, and how far the noun phrase goes. */
#include "analysis/language/wordnet.h"
#include "analysis/speech/speech.h"

enum {
    CLIMB_MAX = 8,   /* clauses between a participle and its subject */
    BESIDE_MAX = 14, /* tokens to look for a name beside a cue */
    SOURCE_MAX = 40, /* tokens of a noun phrase */
};

static bool is_subject(const struct token *token) {
    return token->deprel == DEPREL_NSUBJ || token->deprel == DEPREL_NSUBJ_PASS ||
           token->deprel == DEPREL_CSUBJ;
}

/* Of several, which a parser may give a verb that parts another clause ("The bridge, the mayor
 * said, will …"), the nearest; otherwise the first. */
static uint32_t own_subject(const struct speech *speech, uint32_t verb) {
    const struct tree *tree = &speech->tree;
    uint32_t found = NO_INDEX;
    bool parts = verb + 1 < tree->count && token_is(speech, verb + 1, ",");
    for (uint32_t child = tree->first_child[verb]; child != NO_INDEX; child = tree->next[child])
        if (is_subject(&speech->tokens[child]) && (found == NO_INDEX || (parts && child < verb)))
            found = child;
    return found;
}

/* The clause that a participle without a subject hangs on: "…, emphasizing" is often tied to the
 * noun before the comma, yet the speaker is the clause's subject. */
static uint32_t clause_above(const struct speech *speech, uint32_t token) {
    uint32_t above = speech->tokens[token].head;
    for (int i = 0; i < CLIMB_MAX && above != NO_INDEX; i++) {
        if (speech_is_verb(speech, above) || own_subject(speech, above) != NO_INDEX)
            return above;
        above = speech->tokens[above].head;
    }
    return above;
}

uint32_t source_subject(const struct speech *speech, uint32_t verb) {
    for (int i = 0; i < CLIMB_MAX && verb != NO_INDEX; i++) {
        uint32_t subject = own_subject(speech, verb);
        if (subject != NO_INDEX)
            return subject;
        const struct token *token = &speech->tokens[verb];
        bool comma = verb > 0 && token_is(speech, verb - 1, ",");
        if ((token->deprel == DEPREL_ACL || token->deprel == DEPREL_ACL_RELCL) && !comma)
            return token->head;
        if (token->deprel == DEPREL_ROOT)
            return NO_INDEX;
        verb = clause_above(speech, verb);
    }
    return NO_INDEX;
}

/* What belongs to a speaker's description: not the relative clause, not what hangs on loosely. */
static bool belongs(uint8_t deprel) {
    switch (deprel) {
    case DEPREL_ACL_RELCL:
    case DEPREL_ADVCL:
    case DEPREL_ADVMOD:
    case DEPREL_CASE:
    case DEPREL_CC:
    case DEPREL_CCOMP:
    case DEPREL_COP:
    case DEPREL_MARK:
    case DEPREL_NSUBJ:
    case DEPREL_PARATAXIS:
    case DEPREL_PUNCT:
        return false;
    default:
        return true;
    }
}

/* "The US, South Korea, and other nations": where a list opens the sentence, all of it speaks, even
 * when the parser ties only its last member to the verb. */
static uint32_t list_start(const struct speech *speech, uint32_t low) {
    struct range sentence = sentence_range(speech, low);
    if (low > sentence.first && token_is(speech, low - 1, "both"))
        return low - 1;
    if (low <= sentence.first + 1 || speech->tokens[low - 1].upos != UPOS_CCONJ ||
        low - sentence.first > SOURCE_MAX)
        return low;
    for (uint32_t i = low - 1; i-- > sentence.first;) {
        uint8_t upos = speech->tokens[i].upos;
        bool member = upos == UPOS_PROPN || upos == UPOS_NOUN || upos == UPOS_DET ||
                      upos == UPOS_ADJ || upos == UPOS_CCONJ || token_is(speech, i, ",");
        if (!member)
            return low;
    }
    return sentence.first;
}

struct range source_range(const struct speech *speech, uint32_t head, uint32_t cue) {
    const struct tree *tree = &speech->tree;
    uint32_t low = head;
    uint32_t high = head;
    for (uint32_t child = tree->first_child[head]; child != NO_INDEX; child = tree->next[child]) {
        uint32_t before = tree->low[child];
        bool loose = speech->tokens[child].deprel == DEPREL_ACL && before > head &&
                     token_is(speech, before - 1, ",");
        if (loose || !belongs(speech->tokens[child].deprel))
            continue;
        low = tree->low[child] < low ? tree->low[child] : low;
        high = tree->high[child] > high ? tree->high[child] : high;
    }
    if (cue != NO_INDEX && cue < head && low <= cue)
        low = cue + 1;
    if (cue != NO_INDEX && cue > head && high >= cue)
        high = cue - 1;
    while (low < head && (head - low > SOURCE_MAX || speech_in_quotation(speech, low)))
        low++;
    while (high > head && (high - head > SOURCE_MAX || speech_in_quotation(speech, high)))
        high--;
    while (low < head && speech->tokens[low].kind == TOKEN_PUNCTUATION)
        low++;
    while (high > head && speech->tokens[high].kind == TOKEN_PUNCTUATION)
        high--;
    return (struct range){cue == NO_INDEX || cue > head ? list_start(speech, low) : low, high + 1};
}

bool source_is_nominal(const struct speech *speech, uint32_t token) {
    uint8_t upos = speech->tokens[token].upos;
    return upos == UPOS_PROPN || upos == UPOS_NOUN || upos == UPOS_PRON;
}

/* Up to the head of the noun phrase that `token` is in. */
static uint32_t phrase_head(const struct speech *speech, uint32_t token) {
    for (int i = 0; i < CLIMB_MAX; i++) {
        uint8_t deprel = speech->tokens[token].deprel;
        uint32_t head = speech->tokens[token].head;
        bool inner = deprel == DEPREL_FLAT || deprel == DEPREL_COMPOUND || deprel == DEPREL_AMOD ||
                     deprel == DEPREL_DET || deprel == DEPREL_NMOD_POSS || deprel == DEPREL_APPOS;
        if (!inner || head == NO_INDEX || !source_is_nominal(speech, head))
            return token;
        token = head;
    }
    return token;
}

static bool names_somebody(const struct speech *speech, uint32_t token) {
    const struct token *at = &speech->tokens[token];
    if (at->upos != UPOS_NONE)
        return source_is_nominal(speech, token);
    return at->kind == TOKEN_WORD &&
           ((at->flags & TOKEN_CAPITALISED) || token_is(speech, token, "he") ||
            token_is(speech, token, "she") || token_is(speech, token, "they"));
}

uint32_t source_behind(const struct speech *speech, uint32_t token) {
    struct range sentence = sentence_range(speech, token);
    for (uint32_t i = token + 1; i < sentence.past && i - token < BESIDE_MAX; i++) {
        if (speech->quote_of[i] != NO_INDEX)
            break;
        if (names_somebody(speech, i))
            return phrase_head(speech, i);
    }
    return NO_INDEX;
}

uint32_t source_beside(const struct speech *speech, uint32_t cue) {
    struct range sentence = sentence_range(speech, cue);
    bool after_quote = cue > sentence.first && speech->quote_of[cue - 1] != NO_INDEX;
    after_quote |= cue > sentence.first + 1 && token_is(speech, cue - 1, ",") &&
                   speech->quote_of[cue - 2] != NO_INDEX;
    if (!after_quote)
        for (uint32_t i = cue; i-- > sentence.first && cue - i < BESIDE_MAX;) {
            if (speech->quote_of[i] != NO_INDEX)
                break;
            if (names_somebody(speech, i))
                return phrase_head(speech, i);
        }
    return source_behind(speech, cue);
}

/* ---- who can speak --------------------------------------------------------------------------- */

static const struct entity *entity_at(const struct speech *speech, uint32_t token) {
    const struct entity_list *entities = &speech->analysis->entities;
    uint32_t low = 0;
    uint32_t high = entities->count;
    while (low < high) { /* the last entity that starts at or before the token */
        uint32_t middle = low + (high - low) / 2;
        if (entities->at[middle].first_token <= token)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && token < entities->at[low - 1].past_token ? &entities->at[low - 1] : NULL;
}

bool source_is_speaker(const struct speech *speech, uint32_t head) {
    static const struct slice pronouns[] = {
        SLICE("both"), SLICE("he"),   SLICE("i"),    SLICE("many"), SLICE("others"),
        SLICE("she"),  SLICE("some"), SLICE("they"), SLICE("we"),   SLICE("who"),
    };
    const struct token *token = &speech->tokens[head];
    if (token->upos == UPOS_PRON || token->upos == UPOS_DET || token->upos == UPOS_ADJ)
        return SLICE_IN(token->lower, pronouns);
    const struct entity *entity = entity_at(speech, head);
    if (entity)
        return entity->type != ENTITY_EVENT && entity->type != ENTITY_OTHER;
    if (token->upos == UPOS_PROPN)
        return true;
    const struct wordnet *wordnet = speech->resources ? speech->resources->wordnet : NULL;
    enum wordnet_class class = wordnet_class_of(wordnet, token->lemma, WORDNET_NOUN);
    return class == WORDNET_NOUN_PERSON || class == WORDNET_NOUN_GROUP;
}
