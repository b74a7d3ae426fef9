#include "analysis/claims/arguments.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

enum { ANTECEDENT_DISTANCE = 4 }; /* "the boats, which", "a fire near Alder that" */

static const struct slice absent = {0};

/* ---- subjects of all clauses ------------------------------------------------------------------
 */

static bool relative_pronoun(const struct token *token) {
    return token->xpos == XPOS_WDT || token->xpos == XPOS_WP ||
           (token->upos == UPOS_PRON && slice_equal(token->lower, SLICE("that")));
}

static uint32_t own_subject(const struct tree *tree, uint32_t head) {
    static const uint8_t relations[] = {DEPREL_NSUBJ, DEPREL_NSUBJ_PASS, DEPREL_CSUBJ,
                                        DEPREL_CSUBJ_PASS};
    for (size_t i = 0; i < sizeof relations; i++) {
        uint32_t child = tree_child(tree, head, relations[i]);
        if (child != NO_INDEX)
            return child;
    }
    return NO_INDEX;
}

/* The nearest noun before a relative pronoun whose clause hangs from something else. */
static uint32_t antecedent(const struct tree *tree, uint32_t pronoun) {
    for (uint32_t i = pronoun; i > 0 && pronoun - i < ANTECEDENT_DISTANCE; i--)
        if (tree->tokens[i - 1].upos == UPOS_NOUN || tree->tokens[i - 1].upos == UPOS_PROPN)
            return i - 1;
    return pronoun;
}

/* The subject a clause has itself, or takes from the noun it describes or the clause it is tied to.
 * Governors come before what they govern. */
static uint32_t subject_token(const struct reading *reading, const struct clause *clause) {
    const struct tree *tree = &reading->clauses->tree;
    const struct token *head = &tree->tokens[clause->head];
    uint32_t own = own_subject(tree, clause->head);
    bool describes = head->deprel == DEPREL_ACL_RELCL || head->deprel == DEPREL_ACL;
    if (describes && (own == NO_INDEX || relative_pronoun(&tree->tokens[own])))
        return head->head;
    if (own != NO_INDEX)
        return is_relative_pronoun(&tree->tokens[own]) ? antecedent(tree, own) : own;
    if (clause->governor != NO_INDEX &&
        (head->deprel == DEPREL_CONJ || head->deprel == DEPREL_ADVCL))
        return reading->subject_of[clause->governor];
    return NO_INDEX;
}

int reading_make(struct arena *arena, const struct analysis *analysis,
                 const struct clauses *clauses, struct reading *ret_reading) {
    struct reading reading = {
        .arena = arena,
        .analysis = analysis,
        .clauses = clauses,
        .entity_at = ARENA_ARRAY(arena, uint32_t, analysis->tokens.count),
        .subject_of = ARENA_ARRAY(arena, uint32_t, clauses->list.count),
        .last_person = {NO_INDEX, NO_INDEX},
    };
    if (!reading.entity_at || !reading.subject_of)
        return ERR_NO_MEMORY;

    memset(reading.entity_at, 0xFF, analysis->tokens.count * sizeof *reading.entity_at);
    for (uint32_t i = analysis->entities.count; i > 0; i--) {
        const struct entity *entity = &analysis->entities.at[i - 1];
        for (uint32_t token = entity->first_token; token < entity->past_token; token++)
            reading.entity_at[token] = i - 1;
    }
    for (uint32_t i = 0; i < clauses->list.count; i++)
        reading.subject_of[i] = clauses->list.at[i].predicative
                                    ? subject_token(&reading, &clauses->list.at[i])
                                    : NO_INDEX;
    *ret_reading = reading;
    return 0;
}

/* ---- phrases ----------------------------------------------------------------------------------
 */

static bool inside_noun_phrase(uint8_t deprel) {
    return deprel == DEPREL_DET || deprel == DEPREL_AMOD || deprel == DEPREL_NUMMOD ||
           deprel == DEPREL_COMPOUND || deprel == DEPREL_NMOD_POSS || deprel == DEPREL_NMOD ||
           deprel == DEPREL_FLAT;
}

/* The noun phrase of a noun that heads a clause itself ("is a port that …"), without the rest of
 * the clause. */
static struct span predicate_noun_span(const struct reading *reading, uint32_t head) {
    const struct tree *tree = &reading->clauses->tree;
    struct span range = {head, head};
    for (uint32_t child = tree->first_child[head]; child != NO_INDEX; child = tree->next[child]) {
        if (!inside_noun_phrase(tree->tokens[child].deprel))
            continue;
        if (reading->clauses->low[child] < range.start)
            range.start = reading->clauses->low[child];
        if (reading->clauses->high[child] > range.end)
            range.end = reading->clauses->high[child];
    }
    return (struct span){tree->tokens[range.start].span.start, tree->tokens[range.end].span.end};
}

/* `bare` leaves the preposition out. */
static struct span phrase_span(const struct reading *reading, uint32_t head, bool bare) {
    const struct token *tokens = reading->analysis->tokens.at;
    if (bare && reading->clauses->clause_at[head] != NO_INDEX)
        return predicate_noun_span(reading, head);
    uint32_t low = reading->clauses->low[head];
    uint32_t high = reading->clauses->high[head];
    while (low < head &&
           (tokens[low].kind == TOKEN_PUNCTUATION || tokens[low].deprel == DEPREL_CC ||
            (bare && tokens[low].deprel == DEPREL_CASE && tokens[low].head == head)))
        low++;
    while (high > head && tokens[high].kind == TOKEN_PUNCTUATION)
        high--;
    return (struct span){tokens[low].span.start, tokens[high].span.end};
}

/* The entity that the phrase's head names: itself, or the name that a title introduces ("President
 * Ada Morrow", whose head is the title); none for two joined by "and". */
static uint32_t entity_of(const struct reading *reading, uint32_t head) {
    const struct tree *tree = &reading->clauses->tree;
    if (tree_child(tree, head, DEPREL_CONJ) != NO_INDEX)
        return NO_INDEX;
    for (uint32_t child = tree->first_child[head]; child != NO_INDEX; child = tree->next[child])
        if (tree->tokens[child].deprel == DEPREL_FLAT && reading->entity_at[child] != NO_INDEX)
            return reading->entity_at[child];
    return reading->entity_at[head];
}

static uint32_t pronoun_person(const struct reading *reading, const struct token *token) {
    static const struct slice his[] = {SLICE("he"), SLICE("him"), SLICE("his")};
    static const struct slice hers[] = {SLICE("her"), SLICE("hers"), SLICE("she")};
    if (token->upos != UPOS_PRON)
        return NO_INDEX;
    if (SLICE_IN(token->lower, his))
        return reading->last_person[0];
    return SLICE_IN(token->lower, hers) ? reading->last_person[1] : NO_INDEX;
}

static void remember(struct reading *reading, uint32_t entity) {
    const struct entity *person = &reading->analysis->entities.at[entity];
    if (person->type != ENTITY_PERSON)
        return;
    if (person->gender != 'f')
        reading->last_person[0] = entity;
    if (person->gender != 'm')
        reading->last_person[1] = entity;
}

static struct slice phrase_name(const struct reading *reading, uint32_t head, struct span span) {
    uint32_t entity = pronoun_person(reading, &reading->analysis->tokens.at[head]);
    if (entity == NO_INDEX)
        entity = entity_of(reading, head);
    if (entity != NO_INDEX && reading->analysis->entities.at[entity].type != ENTITY_OTHER)
        return reading->analysis->entities.at[entity].name;
    return analysis_slice(reading->analysis, span);
}

/* ---- objects ----------------------------------------------------------------------------------
 */

/* "according to …" names a source, not a thing. */
static bool usable_oblique(const struct tree *tree, uint32_t child) {
    const struct token *token = &tree->tokens[child];
    uint32_t preposition = tree_child(tree, child, DEPREL_CASE);
    return token->deprel == DEPREL_OBL &&
           !(preposition != NO_INDEX &&
             slice_equal(tree->tokens[preposition].lower, SLICE("according")));
}

/* What the verb reaches: its object, else its complement, else the first phrase behind it. */
static uint32_t object_token(const struct tree *tree, const struct predicate *predicate) {
    static const uint8_t relations[] = {DEPREL_OBJ, DEPREL_CCOMP, DEPREL_XCOMP};
    for (size_t i = 0; i < sizeof relations; i++) {
        uint32_t child = tree_child(tree, predicate->verb, relations[i]);
        if (child != NO_INDEX)
            return child;
    }
    for (uint32_t child = tree->first_child[predicate->verb]; child != NO_INDEX;
         child = tree->next[child])
        if (child > predicate->verb && usable_oblique(tree, child))
            return child;
    return NO_INDEX;
}

/* The noun or adjective behind a copula with what belongs to it, without the subject before it. */
static struct span copular_span(const struct reading *reading, const struct clause *clause) {
    const struct tree *tree = &reading->clauses->tree;
    const struct token *tokens = reading->analysis->tokens.at;
    uint32_t first = clause->head;
    for (uint32_t child = tree->first_child[clause->head]; child != NO_INDEX;
         child = tree->next[child])
        if (child < clause->head && tokens[child].deprel == DEPREL_COP)
            first = child + 1;
    while (first < clause->head && tokens[first].kind == TOKEN_PUNCTUATION)
        first++;
    uint32_t past = clause->past > clause->head ? clause->past : clause->head + 1;
    return (struct span){tokens[first].span.start, tokens[past - 1].span.end};
}

/* "Hale said he would go": whom "he" stands for, when the clause is what somebody says. */
static void expect_speaker(struct reading *reading, const struct clause *clause) {
    if (clause->governor == NO_INDEX ||
        reading->analysis->tokens.at[clause->head].deprel != DEPREL_CCOMP)
        return;
    uint32_t speaker = reading->subject_of[clause->governor];
    uint32_t entity = speaker == NO_INDEX ? NO_INDEX : entity_of(reading, speaker);
    if (entity != NO_INDEX)
        remember(reading, entity);
}

static void set_phrase(const struct reading *reading, uint32_t head, bool bare,
                       struct slice *ret_text, struct span *ret_span) {
    if (head == NO_INDEX)
        return;
    *ret_span = phrase_span(reading, head, bare);
    *ret_text = phrase_name(reading, head, *ret_span);
}

static void read_passive(const struct reading *reading, uint32_t subject,
                         const struct predicate *predicate, struct claim *claim) {
    const struct tree *tree = &reading->clauses->tree;
    uint32_t agent = tree_child(tree, predicate->verb, DEPREL_OBL_AGENT);
    claim->passive = true;
    set_phrase(reading, agent, true, &claim->subject, &claim->subject_span);
    set_phrase(reading, subject, true, &claim->object, &claim->object_span);
}

void argument_read(const struct reading *reading, uint32_t head, struct slice *ret_text,
                   struct span *ret_span) {
    set_phrase(reading, head, true, ret_text, ret_span);
}

void arguments_read(struct reading *reading, uint32_t index, const struct predicate *predicate,
                    struct claim *claim) {
    const struct clause *clause = &reading->clauses->list.at[index];
    uint32_t subject = reading->subject_of[index];
    expect_speaker(reading, clause);
    claim->subject = SLICE("");
    claim->object = absent;
    if (predicate->passive) {
        read_passive(reading, subject, predicate, claim);
    } else {
        set_phrase(reading, subject, true, &claim->subject, &claim->subject_span);
        if (predicate->copular) {
            claim->object_span = copular_span(reading, clause);
            claim->object = analysis_slice(reading->analysis, claim->object_span);
        } else {
            set_phrase(reading, object_token(&reading->clauses->tree, predicate), false,
                       &claim->object, &claim->object_span);
        }
    }
    uint32_t entity = subject == NO_INDEX ? NO_INDEX : entity_of(reading, subject);
    if (entity != NO_INDEX)
        remember(reading, entity);
}
