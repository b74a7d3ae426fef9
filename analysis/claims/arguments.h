/* Who does what to whom: subject and object of a clause as phrases, the passive undone, names in
 * their canonical form, "he" and "she" as the person they stand for. */
#pragma once

#include "analysis/claims/predicates.h"

/* What is carried from clause to clause, in text order. */
struct reading {
    struct arena *arena;
    const struct analysis *analysis;
    const struct clauses *clauses;
    uint32_t *entity_at;     /* token → innermost entity that holds it; NO_INDEX */
    uint32_t *subject_of;    /* clause → token of the surface subject; NO_INDEX */
    uint32_t last_person[2]; /* entity last spoken of: man, woman; NO_INDEX */
};

/* Returns 0 or ERR_NO_MEMORY. Linear. */
int reading_make(struct arena *arena, const struct analysis *analysis,
                 const struct clauses *clauses, struct reading *ret_reading);

/* Fills subject, object and their spans, and `passive`. `index` is the clause's. Clauses may come
 * in any order; pronouns follow the order of the calls. */
void arguments_read(struct reading *reading, uint32_t index, const struct predicate *predicate,
                    struct claim *claim);

/* The phrase under one token as subject or object: its canonical name, or its words without the
 * preposition. Leaves both alone for NO_INDEX. */
void argument_read(const struct reading *reading, uint32_t head, struct slice *ret_text,
                   struct span *ret_span);
