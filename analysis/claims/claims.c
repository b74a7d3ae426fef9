/* Sentences → clauses → claims, by marks and tags.
 *
 * A sentence is cut where a new clause begins (a semicolon, a relative pronoun, a conjunction
 * before words with a finite verb of their own); each piece with a finite verb is a claim. Without
 * tags a sentence is one claim.
 */
#include "analysis/claims/links.h"
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "base/error.h"

enum { CLAUSE_MIN_TOKENS = 3 };

static const struct slice clause_openers[] = {
    {"although", 8}, {"and", 3},  {"as", 2},    {"because", 7}, {"but", 3},   {"that", 4},
    {"though", 6},   {"when", 4}, {"where", 5}, {"which", 5},   {"while", 5}, {"who", 3},
};

static bool finite_verb(const struct token *token) {
    switch (token->xpos) {
    case XPOS_VBD:
    case XPOS_VBP:
    case XPOS_VBZ:
    case XPOS_MD:
        return true;
    default:
        return false;
    }
}

static bool has_finite_verb(const struct token *tokens, uint32_t from, uint32_t past) {
    for (uint32_t i = from; i < past; i++)
        if (finite_verb(&tokens[i]))
            return true;
    return false;
}

static bool opens_clause(const struct token *token) {
    if (token->kind == TOKEN_PUNCTUATION)
        return slice_equal(token->lower, SLICE(";"));
    return slice_in_sorted(token->lower, clause_openers,
                           sizeof clause_openers / sizeof *clause_openers);
}

/* The end of the clause that begins at `from`: where a later clause opens and both have a verb. */
static uint32_t clause_end(const struct token *tokens, uint32_t from, uint32_t past) {
    for (uint32_t i = from + CLAUSE_MIN_TOKENS; i + CLAUSE_MIN_TOKENS <= past; i++)
        if (opens_clause(&tokens[i]) && has_finite_verb(tokens, from, i) &&
            has_finite_verb(tokens, i, past))
            return i;
    return past;
}

static bool skip_at_edge(const struct token *token) {
    return token->kind == TOKEN_PUNCTUATION || token->upos == UPOS_CCONJ;
}

static int clause_add(struct arena *arena, struct analysis *analysis, uint32_t from,
                      uint32_t past) {
    const struct token *tokens = analysis->tokens.at;
    while (from < past && skip_at_edge(&tokens[from]))
        from++;
    while (past > from && tokens[past - 1].kind == TOKEN_PUNCTUATION)
        past--;
    if (past - from < CLAUSE_MIN_TOKENS)
        return 0;

    struct claim claim = {
        .span = {tokens[from].span.start, tokens[past - 1].span.end},
        .sentence = tokens[from].sentence,
        .attribution = NO_INDEX,
    };
    claim_read_verb(analysis, from, past, &claim);
    return list_push(arena, &analysis->claims, claim) ? 0 : ERR_NO_MEMORY;
}

static int sentence_claims(struct arena *arena, struct analysis *analysis,
                           const struct sentence *sentence) {
    for (uint32_t from = sentence->first_token; from < sentence->past_token;) {
        uint32_t past = clause_end(analysis->tokens.at, from, sentence->past_token);
        int result = clause_add(arena, analysis, from, past);
        if (result < 0)
            return result;
        from = past;
    }
    return 0;
}

int claims_find(const struct resources *resources, struct arena *arena, struct analysis *analysis) {
    (void)resources;
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        if (analysis->paragraphs.at[sentence->paragraph].heading)
            continue;
        int result = sentence_claims(arena, analysis, sentence);
        if (result < 0)
            return result;
    }
    return claims_link(arena, analysis);
}
