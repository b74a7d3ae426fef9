/* What a clause says of its subject: the verb with what makes it affirmed or negated, asserted,
 * possible or planned. */
#pragma once

#include "analysis/claims/clauses.h"

struct predicate {
    uint32_t verb; /* the token that carries the meaning: "strengthen" of "seeks to strengthen" */
    struct slice text; /* lemmas: "break out", "seek to strengthen", "be" */
    bool copular;      /* `verb` is the noun or adjective behind "be" */
    bool passive;
    enum polarity polarity;
    enum modality modality;
};

/* Reads the predicate of a predicative clause. Returns 0 or ERR_NO_MEMORY. */
int predicate_read(struct arena *arena, const struct clauses *clauses, const struct clause *clause,
                   struct predicate *ret_predicate);
