/* What the claims of several articles have in common before any two are compared: small numbers for
 * stems, forms and 4-grams, and which words are kin. It grows with each article; a number never
 * changes, so articles come and go without the others' being read again.
 */
#pragma once

#include "alignment/word_table.h"

struct word_stock {
    const struct resources *resources;
    struct arena *arena;
    struct numbering stems;
    struct numbering forms;
    struct numbering grams;
    struct number_list gram_marks; /* by gram: the last claim that has it */
    uint32_t claims;               /* numbered so far */
    struct kinships kinships;
    struct word_table table;
};

/* The stock must not move. Its memory is the arena's. Returns 0 or ERR_NO_MEMORY. */
int word_stock_make(const struct resources *resources, struct arena *arena,
                    struct word_stock *ret_stock);

/* Gives the claim's words and 4-grams their numbers, in memory of `arena`; its words stand there.
 * Nothing may be looked up before word_stock_settle(). Returns 0 or ERR_NO_MEMORY. */
int word_stock_take(struct word_stock *stock, struct arena *arena, struct claim_view *view);

/* Room in the table for all numbers given. Returns 0 or ERR_NO_MEMORY. */
int word_stock_settle(struct word_stock *stock);
