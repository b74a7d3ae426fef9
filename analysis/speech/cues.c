/* The cue grammar: which frame a verb of saying stands in, and what it makes the content.
 *
 * Frames are read off the dependency tree (Universal Dependencies): a clausal complement ("said
 * that …"), a clause that the cue interrupts or follows ("…, he said"), a noun phrase ("denied the
 * charge"), a light verb with its noun ("voiced concern over …"), "as" with a second object
 * ("described it as …"), an infinitive ("promised to …"), and the prepositional cues ("according
 * to", "as reported by").
 */
#include "analysis/speech/frames.h"

#include "base/error.h"

enum { CLIMB_MAX = 8 }; /* clauses between a phrase and the one it reports */

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
    if (cue_is_passive(speech, verb)) {
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
    struct range whole = phrase_subtree(speech, clause);
    if (hole.first == sentence.first)
        whole.past = whole.past > hole.past ? whole.past : sentence.past;
    content_add_around(speech, finding, whole, hole);
}

/* "Two ferries, according to the harbour office, sank": whatever the tree makes of it, the source
 * of a phrase between commas ends where the second one comes before a verb. NO_INDEX: it is no
 * such. */
static uint32_t parenthesis_end(const struct speech *speech, uint32_t cue, uint32_t source) {
    struct range sentence = sentence_range(speech, cue);
    if (cue == sentence.first || !token_is(speech, cue - 1, ","))
        return NO_INDEX;
    for (uint32_t i = source + 1; i + 1 < sentence.past; i++)
        if (token_is(speech, i, ","))
            return speech->tokens[i + 1].upos == UPOS_VERB || speech->tokens[i + 1].upos == UPOS_AUX
                       ? i
                       : NO_INDEX;
    return NO_INDEX;
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
    uint32_t end = parenthesis_end(speech, i, source);
    bool cut = end != NO_INDEX && end < finding->source_range.past;
    if (cut)
        finding->source_range.past = end;
    struct range hole = {i, finding->source_range.past};
    uint32_t clause = speech->tokens[source].head;
    if (cut || clause == NO_INDEX || (clause >= hole.first && clause < hole.past)) {
        content_add_around(speech, finding, sentence, hole);
        return finding->part_count > 0;
    }
    if (speech->tree.high[source] + 1 > hole.past &&
        (clause < i || clause > speech->tree.high[source]))
        hole.past = speech->tree.high[source] + 1;
    bool parted = token_is(speech, hole.first > 0 ? hole.first - 1 : 0, ",");
    for (int n = 0; parted && n < CLIMB_MAX && !speech_is_verb(speech, clause); n++)
        if (speech->tokens[clause].head != NO_INDEX)
            clause = speech->tokens[clause].head;
    report_clause(speech, reported_clause(speech, clause, hole), hole, finding);
    return finding->part_count > 0;
}

/* "as reported by X", "…, announced by X": a participle with its agent reports the clause. */
static bool cue_participle(const struct speech *speech, uint32_t verb,
                           const struct cue_entry *entry, struct finding *finding) {
    uint32_t agent = source_agent(speech, verb);
    uint32_t clause = speech->tokens[verb].head;
    if (agent == NO_INDEX || clause == NO_INDEX || cue_is_passive(speech, verb) ||
        !(entry->flags & (CUE_CLAUSE | CUE_OBJECT)))
        return false;
    uint32_t mark = phrase_opener(speech, verb);
    bool as = mark != NO_INDEX && mark < verb && token_is(speech, mark, "as");
    if (!as && (verb == 0 || !token_is(speech, verb - 1, ",")))
        return false;
    for (int i = 0; i < CLIMB_MAX && !speech_is_verb(speech, clause); i++)
        if (speech->tokens[clause].head != NO_INDEX)
            clause = speech->tokens[clause].head;
    finding->cue = verb;
    finding->cue_range = (struct range){as ? mark : verb, verb + 1};
    set_source(speech, finding, agent);
    report_clause(speech, clause, phrase_subtree(speech, verb), finding);
    return finding->part_count > 0;
}

/* "…, citing X" */
static bool cue_citing(const struct speech *speech, uint32_t verb, struct finding *finding) {
    uint32_t object = phrase_child(speech, verb, DEPREL_OBJ);
    uint32_t clause = speech->tokens[verb].head;
    bool citing = token_is(speech, verb, "citing") || token_is(speech, verb, "quoting");
    if (!citing || object == NO_INDEX || clause == NO_INDEX || !speech_is_verb(speech, clause) ||
        !source_is_speaker(speech, object))
        return false;
    finding->cue = verb;
    finding->cue_range = (struct range){verb, verb + 1};
    set_source(speech, finding, object);
    report_clause(speech, clause, phrase_subtree(speech, verb), finding);
    return finding->part_count > 0;
}

/* "there is speculation that …": nobody is named. */
static bool cue_rumour(const struct speech *speech, uint32_t noun, struct finding *finding) {
    const struct token *token = &speech->tokens[noun];
    struct range sentence = sentence_range(speech, noun);
    if (token->upos != UPOS_NOUN || noun + 2 >= sentence.past ||
        !token_is(speech, noun + 1, "that") || !cue_rumour_noun(token->lemma))
        return false;
    bool there =
        phrase_child(speech, noun, DEPREL_EXPL) != NO_INDEX ||
        (token->head != NO_INDEX && phrase_child(speech, token->head, DEPREL_EXPL) != NO_INDEX);
    if (!there)
        return false;
    finding->cue = noun;
    finding->cue_range = (struct range){noun, noun + 1};
    content_add(speech, finding, (struct range){noun + 2, sentence.past});
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
        .cue_range = cue_verb_range(speech, i),
        .source = NO_INDEX,
        .denial = entry->flags & CUE_DENIAL,
    };
    return frames_apply(speech, i, entry, finding) && finding->part_count > 0 &&
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
