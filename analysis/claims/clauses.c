/* A clause begins at the root, at a verb coordinated with another clause's, at reported content, at
 * a relative clause, and at adverbial and participle clauses long enough to say something of their
 * own (relations of Universal Dependencies v2). Everything else belongs to the clause of its
 * governor. An independent clause's span is its head's subtree without the independent clauses that
 * hang from it: a reader who is shown the span must be able to check it, so that what restricts a
 * statement stays with it. A dependent clause stands in a span of its own beside. */
#include "analysis/claims/clauses.h"

#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

enum {
    RELATIVE_MIN_WORDS = 3,
    ADVERBIAL_MIN_WORDS = 5, /* "as expected" and "if needed" are no statements */
    PARTICIPLE_MIN_WORDS = 5,
    CONJUNCT_MIN_WORDS = 3, /* "destroyed 118 homes and damaged 41" is one statement */
};

struct search {
    const struct wordnet *wordnet;
    struct arena *arena;
    const struct analysis *analysis;
    const struct token *tokens;
    uint8_t *reports; /* per token: head of an attribution's cue */
    uint32_t *marked; /* per token: numbers, dates and names that begin before it */
    uint32_t *words;  /* per token: words and numbers before it */
    struct clauses *clauses;
};

bool is_relative_pronoun(const struct token *token) {
    return token->xpos == XPOS_WDT ||
           (token->xpos == XPOS_WP && slice_equal(token->lower, SLICE("who")));
}

static bool has_child(const struct search *search, uint32_t head, uint8_t deprel) {
    return tree_child(&search->clauses->tree, head, deprel) != NO_INDEX;
}

static bool is_predicate(const struct search *search, uint32_t token) {
    return search->tokens[token].upos == UPOS_VERB || has_child(search, token, DEPREL_COP) ||
           has_child(search, token, DEPREL_NSUBJ) || has_child(search, token, DEPREL_NSUBJ_PASS) ||
           search->tokens[token].upos == UPOS_AUX;
}

static bool is_participle(const struct token *token) {
    return token->xpos == XPOS_VBN || token->xpos == XPOS_VBG;
}

/* "to help", "to see": purposes stay with what they are the purpose of. */
static bool is_infinitive(const struct search *search, uint32_t token) {
    uint32_t mark = tree_child(&search->clauses->tree, token, DEPREL_MARK);
    return mark != NO_INDEX && search->tokens[mark].xpos == XPOS_TO;
}

/* Without the conjunction before them. */
static uint32_t words_under(const struct search *search, uint32_t token) {
    const struct tree *tree = &search->clauses->tree;
    uint32_t low = tree->low[token];
    if (low < token && search->tokens[low].upos == UPOS_CCONJ)
        low++;
    return search->words[tree->high[token] + 1] - search->words[low];
}

/* A second verb begins a statement of its own when it has a subject of its own, or a number, date
 * or name: "was 71 and tried to leave" is one. */
static bool is_own_conjunct(const struct search *search, uint32_t token) {
    const struct tree *tree = &search->clauses->tree;
    if (search->clauses->clause_at[search->tokens[token].head] == NO_INDEX)
        return false;
    if (has_child(search, token, DEPREL_NSUBJ) || has_child(search, token, DEPREL_NSUBJ_PASS))
        return true;
    return words_under(search, token) >= CONJUNCT_MIN_WORDS &&
           (has_child(search, token, DEPREL_OBJ) ||
            search->marked[tree->low[token]] < search->marked[tree->high[token] + 1]);
}

static bool is_saying(const struct search *search, uint32_t token) {
    return wordnet_class_of(search->wordnet, search->tokens[token].lemma, WORDNET_VERB) ==
           WORDNET_VERB_COMMUNICATION;
}

static bool heads_clause(const struct search *search, uint32_t token) {
    const struct token *it = &search->tokens[token];
    uint32_t size = words_under(search, token);
    if (it->deprel == DEPREL_ROOT || it->head == NO_INDEX)
        return true;
    if (!is_predicate(search, token))
        return false;

    switch (it->deprel) {
    case DEPREL_CONJ:
        return is_own_conjunct(search, token);
    case DEPREL_CCOMP:
        return search->reports[it->head] || is_saying(search, it->head);
    case DEPREL_PARATAXIS:
        return true;
    case DEPREL_ACL_RELCL:
        return size >= RELATIVE_MIN_WORDS;
    case DEPREL_ADVCL:
        return size >= ADVERBIAL_MIN_WORDS && !is_infinitive(search, token);
    case DEPREL_ACL:
        return size >= PARTICIPLE_MIN_WORDS && is_participle(it);
    default:
        return false;
    }
}

/* "The order was given but was not carried out until noon": what follows takes back what came
 * before, and has no subject but that. */
static bool restricts(const struct search *search, uint32_t token) {
    static const struct slice words[] = {SLICE("but"), SLICE("yet")};
    uint32_t conjunction = tree_child(&search->clauses->tree, token, DEPREL_CC);
    return conjunction != NO_INDEX && SLICE_IN(search->tokens[conjunction].lower, words) &&
           !has_child(search, token, DEPREL_NSUBJ) && !has_child(search, token, DEPREL_NSUBJ_PASS);
}

/* Relative, adverbial and participle clauses, and what is coordinated with them, and what restricts
 * the clause before it; a relative pronoun for a subject tells where the parser tied the clause to
 * the wrong word. */
static bool is_dependent(const struct search *search, uint32_t token) {
    const struct token *it = &search->tokens[token];
    uint32_t subject = tree_child(&search->clauses->tree, token, DEPREL_NSUBJ);
    if (it->head != NO_INDEX && subject != NO_INDEX &&
        is_relative_pronoun(&search->tokens[subject]))
        return true;
    uint32_t head_clause = it->head == NO_INDEX ? NO_INDEX : search->clauses->clause_at[it->head];
    if (it->deprel == DEPREL_CONJ && head_clause != NO_INDEX)
        return search->clauses->list.at[head_clause].dependent || restricts(search, token);
    return it->deprel == DEPREL_ACL_RELCL || it->deprel == DEPREL_ACL || it->deprel == DEPREL_ADVCL;
}

/* ---- which clause ---------------------------------------------------------------------------- */

static int add_clause(struct search *search, uint32_t token, uint32_t governor) {
    struct clauses *clauses = search->clauses;
    struct clause clause = {
        .head = token,
        .governor = governor,
        .predicative = is_predicate(search, token),
        .dependent = is_dependent(search, token),
    };
    clauses->clause_at[token] = clauses->list.count;
    return list_push(search->arena, &clauses->list, clause) ? 0 : ERR_NO_MEMORY;
}

/* Heads come before dependents, so that each token knows its governor's clause. */
static int find_heads(struct search *search) {
    struct clauses *clauses = search->clauses;
    uint32_t *owner = ARENA_ARRAY(search->arena, uint32_t, clauses->tree.count);
    if (!owner)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < clauses->tree.order_count; i++) {
        uint32_t token = clauses->tree.order[i];
        uint32_t head = search->tokens[token].head;
        owner[token] = head == NO_INDEX ? NO_INDEX : owner[head];
        if (!heads_clause(search, token))
            continue;
        int result = add_clause(search, token, owner[token]);
        if (result < 0)
            return result;
        owner[token] = clauses->clause_at[token];
    }
    return 0;
}

/* ---- which words ----------------------------------------------------------------------------- */

/* Gathers the words under each token. Punctuation reaches nowhere: a full stop hangs from the main
 * verb and would draw every clause before it into the main one. `wide` lets dependent clauses in.
 */
static void find_ranges(const struct search *search, bool wide, uint32_t *low, uint32_t *high) {
    const struct clauses *clauses = search->clauses;
    for (uint32_t i = 0; i < clauses->tree.count; i++)
        low[i] = high[i] = i;
    for (uint32_t i = clauses->tree.order_count; i > 0; i--) {
        uint32_t token = clauses->tree.order[i - 1];
        uint32_t head = search->tokens[token].head;
        uint32_t clause = clauses->clause_at[token];
        if (head == NO_INDEX || search->tokens[token].deprel == DEPREL_PUNCT ||
            (clause != NO_INDEX && !(wide && clauses->list.at[clause].dependent)))
            continue;
        if (low[token] < low[head])
            low[head] = low[token];
        if (high[token] > high[head])
            high[head] = high[token];
    }
}

/* "Both" belongs to what follows it, "and" to what came before. */
static bool skip_at_front(const struct token *token) {
    static const struct slice pairing[] = {SLICE("both"), SLICE("either"), SLICE("neither")};
    return token->kind == TOKEN_PUNCTUATION ||
           (token->upos == UPOS_CCONJ && !SLICE_IN(token->lower, pairing)) ||
           (token->deprel == DEPREL_MARK &&
            (slice_equal(token->lower, SLICE("that")) || slice_equal(token->lower, SLICE("of"))));
}

/* A bracket or quotation mark that opens in the clause and closes right behind it. */
static bool closes(const struct search *search, const struct clause *clause) {
    static const struct slice pairs[][2] = {{SLICE("("), SLICE(")")},
                                            {SLICE("“"), SLICE("”")},
                                            {SLICE("‘"), SLICE("’")},
                                            {SLICE("\""), SLICE("\"")}};
    if (clause->past >= search->clauses->tree.count)
        return false;
    struct slice mark = search->tokens[clause->past].lower;
    int open = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!slice_equal(mark, pairs[i][1]))
            continue;
        for (uint32_t token = clause->first; token < clause->past; token++) {
            open += slice_equal(search->tokens[token].lower, pairs[i][0]);
            open -= i < 3 && slice_equal(search->tokens[token].lower, pairs[i][1]);
        }
        return i < 3 ? open > 0 : open % 2 == 1;
    }
    return false;
}

static void trim(const struct search *search, struct clause *clause) {
    while (clause->first < clause->past && skip_at_front(&search->tokens[clause->first]))
        clause->first++;
    while (clause->past > clause->first &&
           (search->tokens[clause->past - 1].kind == TOKEN_PUNCTUATION ||
            search->tokens[clause->past - 1].upos == UPOS_CCONJ))
        clause->past--;
    if (closes(search, clause))
        clause->past++;
}

/* Without a parser a sentence is one clause around its first token. */
static int add_unparsed(struct search *search) {
    struct clauses *clauses = search->clauses;
    for (uint32_t i = 0; i < search->analysis->sentences.count; i++) {
        const struct sentence *sentence = &search->analysis->sentences.at[i];
        if (sentence->first_token == sentence->past_token ||
            tree_has_sentence(&clauses->tree, sentence))
            continue;
        struct clause clause = {.head = sentence->first_token, .governor = NO_INDEX};
        clause.first = sentence->first_token;
        clause.past = sentence->past_token;
        clauses->clause_at[clause.head] = clauses->list.count;
        if (!list_push(search->arena, &clauses->list, clause))
            return ERR_NO_MEMORY;
    }
    return 0;
}

/* What a reader would check begins at these tokens. */
static void mark(const struct analysis *analysis, struct search *search) {
    for (uint32_t i = 0; i < analysis->quantities.count; i++)
        search->marked[analysis->quantities.at[i].first_token + 1]++;
    for (uint32_t i = 0; i < analysis->times.count; i++)
        search->marked[analysis->times.at[i].first_token + 1]++;
    for (uint32_t i = 0; i < analysis->entities.count; i++)
        search->marked[analysis->entities.at[i].first_token + 1]++;
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        uint8_t kind = analysis->tokens.at[i].kind;
        search->marked[i + 1] += search->marked[i];
        search->words[i + 1] = search->words[i] + (kind == TOKEN_WORD || kind == TOKEN_NUMBER);
    }
    for (uint32_t i = 0; i < analysis->attributions.count; i++)
        if (analysis->attributions.at[i].cue_token < analysis->tokens.count)
            search->reports[analysis->attributions.at[i].cue_token] = 1;
}

/* "She said that the line was cut | at noon": parsers tie to the saying what stands behind the
 * content and belongs to it. The content takes its sisters up to the next content. */
static uint32_t past_content(const struct search *search, const uint32_t *high,
                             const struct clause *clause) {
    const struct tree *tree = &search->clauses->tree;
    uint32_t past = high[clause->head] + 1;
    if (search->tokens[clause->head].deprel != DEPREL_CCOMP ||
        search->tokens[clause->head].head > clause->head)
        return past;
    for (uint32_t next = tree->next[clause->head]; next != NO_INDEX; next = tree->next[next]) {
        uint8_t deprel = search->tokens[next].deprel;
        if (deprel == DEPREL_CCOMP)
            break;
        if ((deprel == DEPREL_OBL || deprel == DEPREL_ADVMOD) && high[next] >= past)
            past = high[next] + 1;
    }
    return past;
}

static int find_spans(struct search *search) {
    struct clauses *clauses = search->clauses;
    uint32_t *low = ARENA_ARRAY(search->arena, uint32_t, clauses->tree.count);
    uint32_t *high = ARENA_ARRAY(search->arena, uint32_t, clauses->tree.count);
    if (!low || !high)
        return ERR_NO_MEMORY;

    find_ranges(search, false, clauses->low, clauses->high);
    find_ranges(search, true, low, high);
    for (uint32_t i = 0; i < clauses->list.count; i++) {
        struct clause *clause = &clauses->list.at[i];
        clause->first = low[clause->head];
        clause->past = past_content(search, high, clause);
    }
    return add_unparsed(search);
}

int clauses_find(const struct resources *resources, struct arena *arena,
                 const struct analysis *analysis, struct clauses *ret_clauses) {
    uint32_t count = analysis->tokens.count;
    struct clauses clauses = {
        .low = ARENA_ARRAY(arena, uint32_t, count),
        .high = ARENA_ARRAY(arena, uint32_t, count),
        .clause_at = ARENA_ARRAY(arena, uint32_t, count),
    };
    struct search search = {
        .wordnet = resources ? resources->wordnet : NULL,
        .arena = arena,
        .analysis = analysis,
        .tokens = analysis->tokens.at,
        .reports = ARENA_ARRAY(arena, uint8_t, count),
        .marked = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
        .words = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
        .clauses = &clauses,
    };
    if (!clauses.low || !clauses.high || !clauses.clause_at || !search.reports || !search.marked ||
        !search.words)
        return ERR_NO_MEMORY;
    memset(clauses.clause_at, 0xFF, count * sizeof *clauses.clause_at); /* NO_INDEX */
    mark(analysis, &search);
    int result = tree_make(arena, analysis, &clauses.tree);
    if (result == 0)
        result = find_heads(&search);
    if (result == 0)
        result = find_spans(&search);
    if (result < 0)
        return result;

    for (uint32_t i = 0; i < clauses.list.count; i++)
        trim(&search, &clauses.list.at[i]);
    *ret_clauses = clauses;
    return 0;
}
