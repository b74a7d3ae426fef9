/* Clauses → claims. An independent clause says something when it has a predicate or enough words; a
 * dependent one ("which took 40 ships last year") when it brings a number or date of its own, since
 * it stands in its governor's span anyway. The frame of a report ("officials said on Tuesday") says
 * nothing beyond its attribution. */
#include "analysis/claims/arguments.h"
#include "analysis/claims/links.h"
#include "analysis/claims/nominals.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "analysis/stages.h"
#include "base/error.h"

#include <stdlib.h>

enum {
    CLAIM_MIN_WORDS = 3,
    TRIVIAL_COUNT = 2,
    FRAGMENT_MIN_WORDS = 6,
};

static bool is_finite(const struct token *token) {
    return token->xpos == XPOS_VBD || token->xpos == XPOS_VBZ || token->xpos == XPOS_VBP ||
           token->xpos == XPOS_MD;
}

/* A parsed clause without a predicate counts when a finite verb shows that the parser missed one;
 * captions and headings have none. */
static bool has_words(const struct token *tokens, const struct clause *clause, bool fragments) {
    bool fragment =
        !fragments && !clause->predicative && tokens[clause->head].deprel != DEPREL_NONE;
    uint32_t words = 0;
    bool finite = false;
    for (uint32_t i = clause->first; i < clause->past; i++) {
        words += tokens[i].kind == TOKEN_WORD || tokens[i].kind == TOKEN_NUMBER;
        finite = finite || is_finite(&tokens[i]);
    }
    return fragment ? finite && words >= FRAGMENT_MIN_WORDS : words >= CLAIM_MIN_WORDS;
}

/* The attribution whose cue a token heads, plus one; 0 for none. */
static uint32_t *cue_heads(struct arena *arena, const struct analysis *analysis) {
    uint32_t *heads = ARENA_ARRAY(arena, uint32_t, analysis->tokens.count);
    for (uint32_t i = 0; heads && i < analysis->attributions.count; i++)
        if (analysis->attributions.at[i].cue_token < analysis->tokens.count)
            heads[analysis->attributions.at[i].cue_token] = i + 1;
    return heads;
}

/* Per token, how many telling values begin before it; "the two countries" tells nothing. */
static uint32_t *count_values(struct arena *arena, const struct analysis *analysis) {
    uint32_t count = analysis->tokens.count;
    uint32_t *before = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
    for (uint32_t i = 0; before && i < analysis->quantities.count; i++) {
        const struct quantity *quantity = &analysis->quantities.at[i];
        before[quantity->first_token + 1] += !(quantity->value <= TRIVIAL_COUNT);
    }
    for (uint32_t i = 0; before && i < analysis->times.count; i++)
        before[analysis->times.at[i].first_token + 1]++;
    for (uint32_t i = 0; before && i < count; i++)
        before[i + 1] += before[i];
    return before;
}

/* A report whose content lies for the most part in clauses of its own. */
static bool is_frame(const struct analysis *analysis, const uint32_t *cues,
                     const struct clause *clause, struct span span) {
    uint32_t cue = cues[clause->head];
    if (cue == 0)
        return false;
    struct span content = analysis->attributions.at[cue - 1].content;
    uint32_t start = content.start > span.start ? content.start : span.start;
    uint32_t end = content.end < span.end ? content.end : span.end;
    uint32_t inside = end > start ? end - start : 0;
    return !span_empty(content) && 2 * inside < content.end - content.start;
}

struct marks {
    const uint32_t *cues;
    const uint32_t *values;
    bool fragments; /* clauses without a verb count as well */
};

/* A verb of saying whose content is a clause of its own or is not there at all ("state media
 * reported"). */
static bool is_empty_report(const struct resources *resources, const struct clauses *clauses,
                            const struct predicate *predicate, const struct claim *claim) {
    const struct tree *tree = &clauses->tree;
    uint32_t content = tree_child(tree, predicate->verb, DEPREL_CCOMP);
    bool empty = !claim->object.at && tree_child(tree, predicate->verb, DEPREL_OBL) == NO_INDEX;
    bool apart = content != NO_INDEX && clauses->clause_at[content] != NO_INDEX &&
                 tree_child(tree, predicate->verb, DEPREL_OBJ) == NO_INDEX;
    return (empty || apart) && !predicate->copular && !predicate->passive &&
           wordnet_class_of(resources ? resources->wordnet : NULL,
                            tree->tokens[predicate->verb].lemma,
                            WORDNET_VERB) == WORDNET_VERB_COMMUNICATION;
}

/* A parser that cuts a name in two must not cut the claim there. */
static uint32_t whole_name(const struct reading *reading, uint32_t first) {
    uint32_t entity = reading->entity_at[first];
    return entity == NO_INDEX ? first : reading->analysis->entities.at[entity].first_token;
}

/* The heading that opens the text tells what the article says; later ones only order it. */
static bool is_headline(const struct analysis *analysis, const struct clause *clause) {
    uint32_t sentence = analysis->tokens.at[clause->head].sentence;
    uint32_t paragraph = analysis->sentences.at[sentence].paragraph;
    return paragraph == 0 && analysis->paragraphs.count > 1 && analysis->paragraphs.at[0].heading;
}

static int claim_from_clause(const struct resources *resources, struct reading *reading,
                             struct analysis *analysis, uint32_t index, const struct marks *marks) {
    const struct clause *clause = &reading->clauses->list.at[index];
    const struct token *tokens = analysis->tokens.at;
    bool headline = is_headline(analysis, clause);
    if (!has_words(tokens, clause, marks->fragments || headline) ||
        (clause->dependent && marks->values[clause->first] == marks->values[clause->past]))
        return 0;
    uint32_t sentence = tokens[clause->head].sentence;
    struct claim claim = {
        .span = {tokens[whole_name(reading, clause->first)].span.start,
                 tokens[clause->past - 1].span.end},
        .sentence = sentence,
        .predicate_token = NO_INDEX,
        .subject = SLICE(""),
        .predicate = SLICE(""),
        .attribution = NO_INDEX,
    };
    if ((!headline &&
         analysis->paragraphs.at[analysis->sentences.at[sentence].paragraph].heading) ||
        is_frame(analysis, marks->cues, clause, claim.span))
        return 0;

    if (clause->predicative) {
        struct predicate predicate;
        int result = predicate_read(reading->arena, reading->clauses, clause, &predicate);
        if (result < 0)
            return result;
        claim.predicate_token = predicate.verb;
        claim.predicate = predicate.text;
        claim.polarity = predicate.polarity;
        claim.modality = predicate.modality;
        arguments_read(reading, index, &predicate, &claim);
        if (is_empty_report(resources, reading->clauses, &predicate, &claim))
            return 0;
    } else {
        claim.subject_span = claim.span;
        claim.subject = analysis_slice(analysis, claim.span);
    }
    return list_push(reading->arena, &analysis->claims, claim) ? 0 : ERR_NO_MEMORY;
}

/* Spans first; clauses of one span differ in their predicate. */
static int compare_claims(const void *left, const void *right) {
    const struct claim *a = left;
    const struct claim *b = right;
    if (a->span.start != b->span.start)
        return a->span.start < b->span.start ? -1 : 1;
    if (a->span.end != b->span.end)
        return a->span.end < b->span.end ? -1 : 1;
    return (a->predicate_token > b->predicate_token) - (a->predicate_token < b->predicate_token);
}

/* In the order of their heads, for the pronouns' sake. */
static int claims_from_clauses(const struct resources *resources, struct reading *reading,
                               struct analysis *analysis, const struct marks *marks) {
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < analysis->tokens.count; i++)
        if (reading->clauses->clause_at[i] != NO_INDEX)
            result = claim_from_clause(resources, reading, analysis, reading->clauses->clause_at[i],
                                       marks);
    return result;
}

int claims_find(const struct resources *resources, struct arena *arena, struct analysis *analysis) {
    struct clauses clauses;
    struct reading reading;
    struct marks marks = {cue_heads(arena, analysis), count_values(arena, analysis), false};
    int result = marks.cues && marks.values ? clauses_find(resources, arena, analysis, &clauses)
                                            : ERR_NO_MEMORY;
    if (result == 0)
        result = reading_make(arena, analysis, &clauses, &reading);

    if (result == 0)
        result = claims_from_clauses(resources, &reading, analysis, &marks);
    if (result == 0 && analysis->claims.count == 0) {
        marks.fragments = true; /* a text of nothing but a headline is what the article says */
        result = claims_from_clauses(resources, &reading, analysis, &marks);
    }
    if (result == 0)
        result = nominal_claims_find(resources, &reading, analysis);
    if (result < 0)
        return result;

    if (analysis->claims.count > 1)
        qsort(analysis->claims.at, analysis->claims.count, sizeof *analysis->claims.at,
              compare_claims);
    return claims_link(arena, analysis);
}
