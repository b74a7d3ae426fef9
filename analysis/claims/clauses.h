/* Which tokens head a clause, and which words belong to it. */
#pragma once

#include "analysis/language/tree.h"

struct clause {
    uint32_t head;     /* verb, or the noun or adjective behind a copula */
    uint32_t governor; /* index of the clause that it depends on; NO_INDEX */
    uint32_t first;    /* tokens, without punctuation and conjunctions at the edges */
    uint32_t past;
    bool predicative; /* false for a sentence without a verb */
    bool dependent;   /* describes or modifies: lies inside the span of the clause it depends on */
};

struct clause_list {
    struct clause *at;
    uint32_t count;
    uint32_t capacity;
};

/* All clauses, governors before what they govern. low[t] … high[t], inclusive, are the words under
 * a token without the clauses that hang from it: phrases are cut from them. Sentences without a
 * tree are one clause each. Linear in the tokens. Returns 0 or ERR_NO_MEMORY. */
struct clauses {
    struct tree tree;
    struct clause_list list;
    uint32_t *low;
    uint32_t *high;
    uint32_t *clause_at; /* token → index of the clause that it heads; NO_INDEX */
};
int clauses_find(const struct resources *resources, struct arena *arena,
                 const struct analysis *analysis, struct clauses *ret_clauses);

/* "which", "that", and "who", but not "what". */
bool is_relative_pronoun(const struct token *token);
