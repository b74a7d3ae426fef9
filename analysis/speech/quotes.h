/* Quotation marks of one article, paired paragraph by paragraph. */
#pragma once

#include "analysis/analysis.h"

struct quote {
    uint32_t first_token; /* the opening mark */
    uint32_t past_token;  /* behind the closing mark, or the paragraph's end when none closes it */
    uint32_t words;       /* words and numbers between the marks */
    uint32_t paragraph;
    bool closed;
    bool single;    /* ‘ ’ or ' ' */
    bool continues; /* goes on with a quotation that the paragraph before left open */
};

struct quote_list {
    struct quote *at;
    uint32_t count;
    uint32_t capacity;
};

/* Finds the quotations in text order (they do not overlap) and sets TOKEN_IN_QUOTES on the tokens
 * between their marks. Linear. Returns 0 or ERR_NO_MEMORY. */
int quotes_scan(struct arena *arena, struct analysis *analysis, struct quote_list *ret_quotes);

/* For each token the quotation it stands in (marks included), NO_INDEX outside. NULL without
 * memory. */
uint32_t *quotes_by_token(struct arena *arena, const struct analysis *analysis,
                          const struct quote_list *quotes);
