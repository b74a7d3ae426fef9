/* One claim laid out so that others are compared with it by looking up instead of searching: by the
 * numbers of stems, forms and 4-grams that all claims of a comparison share (word_stock.h). The
 * candidates of a claim follow each other, so laying out is done once for all of them.
 */
#pragma once

#include "alignment/kinship.h"

struct claim_view;

struct table_sizes {
    uint32_t stems; /* largest numbers there is room for */
    uint32_t forms;
    uint32_t grams;
};

struct word_table {
    struct table_sizes sizes;
    const struct kinships *kinships;
    uint64_t *stems; /* by stem: the words of the claim that have it, a bit each */
    uint8_t *said;   /* by stem: the word of its statement that has it, counted from 1 */
    uint64_t *kin;   /* by form: the words of the claim that are kin to it */
    uint32_t *grams; /* by 4-gram: the number of the last claim laid out that has it */
    uint32_t laid;   /* number of the claim that lies there, counted by their laying out */
    const struct claim_view *view; /* that claim, NULL for none */
};

/* Makes room for such numbers, and more to come; nothing lies there then. `table` was zero before
 * its first time. Returns 0 or ERR_NO_MEMORY. */
int word_table_reserve(struct arena *arena, const struct table_sizes *sizes,
                       struct word_table *table);

/* Lays out the claim, unless it lies there already. */
void word_table_lay(struct word_table *table, const struct claim_view *view);

/* Takes away what lies there, before its views die or forms get new kin. */
void word_table_clear(struct word_table *table);

/* How many of the claim's 4-grams the one laid out has. */
uint32_t word_table_grams(const struct word_table *table, const struct claim_view *view);
