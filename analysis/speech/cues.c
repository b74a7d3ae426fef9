/* The cue grammar: which frame a verb of saying stands in, and what it makes the content.
 *
 * Frames are read off the dependency tree (Universal Dependencies): a clausal complement ("said
 * that …"), a clause that the cue interrupts or follows ("…, he said"), a noun phrase ("denied the
 * charge"), a light verb with its noun ("voiced concern over …"), "as" with a second object
 * ("described it as …"), an infinitive ("promised to …"), and the prepositional cues ("according
 * to", "as reported by").
 */
#include "analysis/speech/speech.h"

#include "base/error.h"

enum { CLIMB_MAX = 8 }; /* clauses between a phrase and the one it reports */

/* ---- pieces ---------------------------------------------------------------------------------- */

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

static struct range subtree(const struct speech *speech, uint32_t token) {
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
static void add_part(const struct speech *speech, struct finding *finding, struct range range) {
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
static void add_around(const struct speech *speech, struct finding *finding, struct range whole,
                       struct range hole) {
    if (hole.past <= whole.first || hole.first >= whole.past) {
        add_part(speech, finding, whole);
        return;
    }
    add_part(speech, finding, (struct range){whole.first, hole.first});
    if (hole.past < whole.past)
        add_part(speech, finding, (struct range){hole.past, whole.past});
}

static uint32_t child_of(const struct speech *speech, uint32_t token, enum deprel deprel) {
    return tree_child(&speech->tree, token, deprel);
}

/* The preposition or conjunction that opens the phrase around `head`, NO_INDEX. */
static uint32_t opener_of(const struct speech *speech, uint32_t head) {
    uint32_t opener = child_of(speech, head, DEPREL_CASE);
    return opener != NO_INDEX ? opener : child_of(speech, head, DEPREL_MARK);
}

/* The phrase around `head` behind its preposition. */
static struct range behind_opener(const struct speech *speech, uint32_t head) {
    struct range range = subtree(speech, head);
    uint32_t opener = opener_of(speech, head);
    if (opener != NO_INDEX && opener < head) {
        uint32_t last = speech->tree.high[opener];
        range.first = last < head ? last + 1 : opener + 1;
    }
    return range;
}

/* The verb with its auxiliaries before it and its particle. */
static struct range verb_range(const struct speech *speech, uint32_t verb) {
    struct range range = {verb, verb + 1};
    struct range sentence = sentence_range(speech, verb);
    while (range.first > sentence.first && speech->tokens[range.first - 1].head == verb &&
           (speech->tokens[range.first - 1].deprel == DEPREL_AUX ||
            speech->tokens[range.first - 1].deprel == DEPREL_AUX_PASS))
        range.first--;
    uint32_t particle = child_of(speech, verb, DEPREL_COMPOUND_PRT);
    if (particle == verb + 1)
        range.past = particle + 1;
    return range;
}

/* By its auxiliary; "has raised" is none, whatever its subject is labelled. */
static bool is_passive(const struct speech *speech, uint32_t verb) {
    if (child_of(speech, verb, DEPREL_AUX_PASS) != NO_INDEX)
        return true;
    uint32_t auxiliary = child_of(speech, verb, DEPREL_AUX);
    return child_of(speech, verb, DEPREL_NSUBJ_PASS) != NO_INDEX &&
           (auxiliary == NO_INDEX || !slice_equal(speech->tokens[auxiliary].lemma, SLICE("have")));
}

/* The phrase behind "by" of a passive or a participle. */
uint32_t source_agent(const struct speech *speech, uint32_t verb) {
    uint32_t agent = child_of(speech, verb, DEPREL_OBL_AGENT);
    if (agent != NO_INDEX)
        return agent;
    for (uint32_t child = speech->tree.first_child[verb]; child != NO_INDEX;
         child = speech->tree.next[child]) {
        uint32_t opener = opener_of(speech, child);
        if (child > verb && speech->tokens[child].deprel == DEPREL_OBL && opener != NO_INDEX &&
            token_is(speech, opener, "by"))
            return child;
    }
    return NO_INDEX;
}

/* As add_part, but only up to a comma with a participle or another loose phrase behind it: "the
 * talks as a success, adding that …". */
static void add_nominal(const struct speech *speech, struct finding *finding, struct range range) {
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
    add_part(speech, finding, range);
}

/* ---- frames of verbs ------------------------------------------------------------------------- */

/* "said that …", "said he would …" */
static bool frame_clause(const struct speech *speech, uint32_t verb, struct finding *finding) {
    for (uint32_t child = speech->tree.first_child[verb]; child != NO_INDEX;
         child = speech->tree.next[child])
        if (speech->tokens[child].deprel == DEPREL_CCOMP &&
            child_of(speech, child, DEPREL_CASE) == NO_INDEX)
            add_around(speech, finding, subtree(speech, child), verb_range(speech, verb));
    return finding->part_count > 0;
}

/* "…, he said": the cue hangs on the clause that it reports. */
static bool frame_parenthesis(const struct speech *speech, uint32_t verb, struct finding *finding) {
    const struct token *token = &speech->tokens[verb];
    if (token->deprel != DEPREL_PARATAXIS || token->head == NO_INDEX)
        return false;
    struct range whole = subtree(speech, token->head);
    struct range hole = subtree(speech, verb);
    if (hole.first <= token->head && token->head < hole.past)
        return false;
    add_around(speech, finding, whole, hole);
    return finding->part_count > 0;
}

/* "The bridge, the mayor said, will open": commas around source and cue. */
static bool frame_interrupted(const struct speech *speech, uint32_t verb, struct finding *finding) {
    struct range sentence = sentence_range(speech, verb);
    uint32_t subject = source_subject(speech, verb);
    if (subject == NO_INDEX || subject > verb || verb + 2 >= sentence.past ||
        !token_is(speech, verb + 1, ",") || speech->quote_of[verb + 2] != NO_INDEX)
        return false;
    struct range source = source_range(speech, subject, verb);
    if (source.first < sentence.first + 2 || !token_is(speech, source.first - 1, ",") ||
        speech->quote_of[source.first - 2] != NO_INDEX)
        return false;
    add_part(speech, finding, (struct range){sentence.first, source.first - 1});
    add_part(speech, finding, (struct range){verb + 2, sentence.past});
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
    return slice_in_sorted(token->lower, words, sizeof words / sizeof *words);
}

/* Words where the tree has nothing: "said (on Monday) that …" to the sentence's end; "…, X said."
 */
static bool frame_words(const struct speech *speech, uint32_t verb, struct finding *finding) {
    enum { THAT_WINDOW = 8, NAME_WINDOW = 12, TAIL_MAX = 6 };
    struct range sentence = sentence_range(speech, verb);
    for (uint32_t i = verb + 1; i < sentence.past && i - verb < THAT_WINDOW; i++) {
        if (speech->tokens[i].kind == TOKEN_PUNCTUATION || speech->quote_of[i] != NO_INDEX)
            break;
        const struct token *that = &speech->tokens[i];
        if (opens_question(that)) {
            add_part(speech, finding, (struct range){i, sentence.past});
            return finding->part_count > 0;
        }
        bool joins = that->upos == UPOS_NONE || that->deprel == DEPREL_MARK;
        bool clause =
            that->head == NO_INDEX || (speech->tokens[that->head].deprel != DEPREL_ACL &&
                                       speech->tokens[that->head].deprel != DEPREL_ACL_RELCL);
        if (!token_is(speech, i, "that") || !joins || !clause)
            continue;
        add_part(speech, finding, (struct range){i + 1, sentence.past});
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
            add_part(speech, finding, clause);
        return finding->part_count > 0;
    }
    return false;
}

/* What a light verb's noun is about: "concern over X", "the view that X", or by itself when
 * described ("mutual support"). Sets the end of the cue. */
static bool frame_light(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t noun = child_of(speech, verb, DEPREL_OBJ);
    if (noun == NO_INDEX)
        noun = child_of(speech, verb, DEPREL_NSUBJ_PASS);
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
            uint32_t opener = opener_of(speech, child);
            if (!phrase || child < noun || child < verb || opener == NO_INDEX ||
                token_is(speech, opener, "by") || speech_cue(speech, child))
                continue;
            if (noun > verb && opener == noun + 1 && !token_is(speech, opener, "that"))
                finding->cue_range.past = opener + 1;
            add_nominal(speech, finding, behind_opener(speech, child));
            return true;
        }
    if (child_of(speech, noun, DEPREL_AMOD) == NO_INDEX || noun < verb)
        return false;
    finding->cue_range.past = verb + 1;
    add_part(speech, finding, subtree(speech, noun));
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
        add_nominal(speech, finding, (struct range){start, speech->tree.high[second] + 1});
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
    if (!slice_in_sorted(speech->tokens[verb].lemma, namers, sizeof namers / sizeof *namers))
        return false;
    if (verb + 1 < speech->tree.count && speech->quote_of[verb + 1] != NO_INDEX) {
        add_part(speech, finding, quote_with_tail(speech, verb + 1));
        return true;
    }
    uint32_t object = child_of(speech, verb, DEPREL_OBJ);
    uint32_t second = child_of(speech, verb, DEPREL_XCOMP);
    if (second != NO_INDEX && second > verb) {
        uint32_t first = object != NO_INDEX && object > verb ? speech->tree.low[object] : verb + 1;
        add_part(speech, finding, (struct range){first, speech->tree.high[second] + 1});
        return true;
    }
    if (object == NO_INDEX || object < verb || speech->quote_of[object] == NO_INDEX)
        return false;
    add_part(speech, finding, subtree(speech, object));
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
    uint32_t object = child_of(speech, verb, DEPREL_OBJ);
    uint32_t clause = child_of(speech, verb, DEPREL_XCOMP);
    if (object == NO_INDEX)
        object = clause;
    if (object == NO_INDEX || object < verb || speech->tokens[object].upos == UPOS_PRON ||
        (finding->denial && cue_refused_thing(speech->tokens[object].lemma)))
        return false;
    struct range range = subtree(speech, object);
    for (uint32_t child = speech->tree.next[object]; child != NO_INDEX;
         child = speech->tree.next[child]) {
        uint32_t opener = opener_of(speech, child);
        if (speech->tree.low[child] != range.past || speech->tokens[child].deprel != DEPREL_OBL ||
            opener == NO_INDEX || !token_is(speech, opener, "for"))
            break;
        range.past = speech->tree.high[child] + 1;
    }
    if (speech->tokens[object].xpos == XPOS_VBG)
        range.past = phrase_end(speech, range.past);
    add_nominal(speech, finding, range);
    return true;
}

/* "was rejected by X": the subject is the content. */
static bool frame_passive(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t subject = child_of(speech, verb, DEPREL_NSUBJ_PASS);
    if (subject == NO_INDEX || speech->tokens[subject].upos == UPOS_PRON)
        return false;
    add_part(speech, finding, subtree(speech, subject));
    return true;
}

/* "hinted at X" */
static bool frame_preposition(const struct speech *speech, uint32_t verb,
                              const struct cue_entry *entry, struct finding *finding) {
    for (uint32_t child = speech->tree.first_child[verb]; child != NO_INDEX;
         child = speech->tree.next[child]) {
        uint32_t opener = opener_of(speech, child);
        if (child < verb || opener == NO_INDEX ||
            !slice_equal(speech->tokens[opener].lower, entry->preposition))
            continue;
        finding->cue_range.past = opener > verb ? opener + 1 : verb + 1;
        add_nominal(speech, finding, behind_opener(speech, child));
        return true;
    }
    return false;
}

/* "promised to do X" */
static bool frame_infinitive(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t clause = child_of(speech, verb, DEPREL_XCOMP);
    if (clause == NO_INDEX || clause < verb)
        return false;
    uint32_t mark = child_of(speech, clause, DEPREL_MARK);
    if (mark == NO_INDEX || !token_is(speech, mark, "to"))
        return false;
    add_part(speech, finding, subtree(speech, clause));
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

static bool verb_frames(const struct speech *speech, uint32_t verb, const struct cue_entry *entry,
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
    if ((entry->flags & CUE_LIGHT) && (speaker || is_passive(speech, verb)) &&
        frame_light(speech, verb, finding))
        return true;
    if (is_passive(speech, verb))
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

/* ---- sources --------------------------------------------------------------------------------- */

static bool is_expletive(const struct speech *speech, uint32_t subject) {
    return speech->tokens[subject].deprel == DEPREL_EXPL || token_is(speech, subject, "there");
}

static void set_source(const struct speech *speech, struct finding *finding, uint32_t head) {
    finding->source = head;
    if (head != NO_INDEX)
        finding->source_range = source_range(speech, head, finding->cue);
}

/* "criticized what it called X": the pronoun is the subject of the clause above. */
static uint32_t through_what(const struct speech *speech, uint32_t verb, uint32_t subject) {
    if (subject == NO_INDEX || subject + 1 != verb || subject == 0 ||
        speech->tokens[subject].upos != UPOS_PRON || !token_is(speech, subject - 1, "what"))
        return subject;
    uint32_t above = speech->tokens[subject - 1].head;
    for (int i = 0; i < CLIMB_MAX && above != NO_INDEX && above >= subject - 1; i++)
        above = speech->tokens[above].head;
    uint32_t outer = above == NO_INDEX ? NO_INDEX : source_subject(speech, above);
    return outer == NO_INDEX ? subject : outer;
}

/* False when nobody can be found who says it and the frame is not an impersonal one. */
static bool find_source(const struct speech *speech, uint32_t verb, struct finding *finding) {
    if (is_passive(speech, verb)) {
        set_source(speech, finding, source_agent(speech, verb));
        return true;
    }
    uint32_t subject = source_subject(speech, verb);
    if (subject == NO_INDEX)
        subject = source_beside(speech, verb);
    subject = through_what(speech, verb, subject);
    if (subject != NO_INDEX && is_expletive(speech, subject))
        subject = NO_INDEX;
    for (uint32_t p = 0; p < finding->part_count && subject != NO_INDEX; p++)
        if (finding->parts[p].first <= subject && subject < finding->parts[p].past)
            subject = NO_INDEX;
    set_source(speech, finding, subject);
    return subject != NO_INDEX;
}

static int push(struct speech *speech, const struct finding *finding) {
    if (finding->cue != NO_INDEX)
        speech->finding_of[finding->cue] = speech->findings.count;
    return list_push(speech->arena, &speech->findings, *finding) ? 0 : ERR_NO_MEMORY;
}

/* ---- cues that are no main verbs ------------------------------------------------------------- */

/* A phrase behind the sentence's last comma reports the whole coordinated clause, not the
 * participle or infinitive before it. */
static uint32_t reported_clause(const struct speech *speech, uint32_t clause, struct range hole) {
    struct range sentence = sentence_range(speech, clause);
    bool last = hole.past + 2 >= sentence.past && hole.first > sentence.first &&
                token_is(speech, hole.first - 1, ",");
    for (int i = 0; last && i < CLIMB_MAX; i++) {
        const struct token *token = &speech->tokens[clause];
        if (token->deprel == DEPREL_CONJ || token->deprel == DEPREL_PARATAXIS ||
            token->head == NO_INDEX)
            break;
        clause = token->head;
    }
    return clause;
}

/* What a phrase hung on a clause reports: the clause without the phrase. */
static void report_clause(const struct speech *speech, uint32_t clause, struct range hole,
                          struct finding *finding) {
    struct range sentence = sentence_range(speech, clause);
    struct range whole = subtree(speech, clause);
    if (hole.first == sentence.first)
        whole.past = whole.past > hole.past ? whole.past : sentence.past;
    add_around(speech, finding, whole, hole);
}

/* "according to X" */
static bool cue_according(const struct speech *speech, uint32_t i, struct finding *finding) {
    struct range sentence = sentence_range(speech, i);
    if (!token_is(speech, i, "according") || i + 2 >= sentence.past ||
        !token_is(speech, i + 1, "to"))
        return false;
    uint32_t source = speech->tokens[i].head;
    if (source == NO_INDEX || source < i + 2 || !source_is_nominal(speech, source))
        source = source_behind(speech, i + 1);
    if (source == NO_INDEX)
        return false;
    finding->cue = i;
    finding->cue_range = (struct range){i, i + 2};
    set_source(speech, finding, source);
    struct range hole = {i, finding->source_range.past};
    uint32_t clause = speech->tokens[source].head;
    if (clause == NO_INDEX || (clause >= hole.first && clause < hole.past)) {
        add_around(speech, finding, sentence, hole);
        return finding->part_count > 0;
    }
    if (speech->tree.high[source] + 1 > hole.past &&
        (clause < i || clause > speech->tree.high[source]))
        hole.past = speech->tree.high[source] + 1;
    report_clause(speech, reported_clause(speech, clause, hole), hole, finding);
    return finding->part_count > 0;
}

/* "as reported by X", "…, announced by X": a participle with its agent reports the clause. */
static bool cue_participle(const struct speech *speech, uint32_t verb,
                           const struct cue_entry *entry, struct finding *finding) {
    uint32_t agent = source_agent(speech, verb);
    uint32_t clause = speech->tokens[verb].head;
    if (agent == NO_INDEX || clause == NO_INDEX || is_passive(speech, verb) ||
        !(entry->flags & (CUE_CLAUSE | CUE_OBJECT)))
        return false;
    uint32_t mark = opener_of(speech, verb);
    bool as = mark != NO_INDEX && mark < verb && token_is(speech, mark, "as");
    if (!as && (verb == 0 || !token_is(speech, verb - 1, ",")))
        return false;
    for (int i = 0; i < CLIMB_MAX && !speech_is_verb(speech, clause); i++)
        if (speech->tokens[clause].head != NO_INDEX)
            clause = speech->tokens[clause].head;
    finding->cue = verb;
    finding->cue_range = (struct range){as ? mark : verb, verb + 1};
    set_source(speech, finding, agent);
    report_clause(speech, clause, subtree(speech, verb), finding);
    return finding->part_count > 0;
}

/* "…, citing X" */
static bool cue_citing(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t object = child_of(speech, verb, DEPREL_OBJ);
    uint32_t clause = speech->tokens[verb].head;
    bool citing = token_is(speech, verb, "citing") || token_is(speech, verb, "quoting");
    if (!citing || object == NO_INDEX || clause == NO_INDEX || !speech_is_verb(speech, clause) ||
        !source_is_speaker(speech, object))
        return false;
    finding->cue = verb;
    finding->cue_range = (struct range){verb, verb + 1};
    set_source(speech, finding, object);
    report_clause(speech, clause, subtree(speech, verb), finding);
    return finding->part_count > 0;
}

/* "there is speculation that …": nobody is named. */
static bool cue_rumour(const struct speech *speech, uint32_t noun, struct finding *finding) {
    const struct token *token = &speech->tokens[noun];
    struct range sentence = sentence_range(speech, noun);
    bool there =
        child_of(speech, noun, DEPREL_EXPL) != NO_INDEX ||
        (token->head != NO_INDEX && child_of(speech, token->head, DEPREL_EXPL) != NO_INDEX);
    if (token->upos != UPOS_NOUN || !there || !cue_rumour_noun(token->lemma) ||
        noun + 2 >= sentence.past || !token_is(speech, noun + 1, "that"))
        return false;
    uint32_t clause = speech->tokens[noun + 1].head;
    finding->cue = noun;
    finding->cue_range = (struct range){noun, noun + 1};
    uint32_t past =
        clause != NO_INDEX && clause > noun ? speech->tree.high[clause] + 1 : sentence.past;
    add_part(speech, finding, (struct range){noun + 2, past});
    return finding->part_count > 0;
}

/* ---- the pass -------------------------------------------------------------------------------- */

static bool finding_at(const struct speech *speech, uint32_t i, struct finding *finding) {
    *finding = (struct finding){.cue = NO_INDEX, .source = NO_INDEX};
    if (cue_according(speech, i, finding) || cue_rumour(speech, i, finding))
        return true;
    if (!speech_is_verb(speech, i) && speech->tokens[i].upos != UPOS_NONE)
        return false;
    *finding = (struct finding){.cue = NO_INDEX, .source = NO_INDEX};
    if (cue_citing(speech, i, finding))
        return true;
    const struct cue_entry *entry = speech_cue(speech, i);
    if (!entry)
        return false;
    *finding = (struct finding){.cue = NO_INDEX, .source = NO_INDEX};
    if (cue_participle(speech, i, entry, finding))
        return true;
    *finding = (struct finding){
        .cue = i,
        .cue_range = verb_range(speech, i),
        .source = NO_INDEX,
        .denial = entry->flags & CUE_DENIAL,
    };
    return verb_frames(speech, i, entry, finding) && finding->part_count > 0 &&
           find_source(speech, i, finding);
}

int cues_find(struct speech *speech) {
    for (uint32_t i = 0; i < speech->analysis->tokens.count; i++) {
        struct finding finding;
        if (speech_in_quotation(speech, i) || !finding_at(speech, i, &finding))
            continue;
        int result = push(speech, &finding);
        if (result < 0)
            return result;
    }
    return 0;
}
