/* What two claims share by their whole sentences, with words weighed by how rare they are in the
 * language. Among the claims of whole articles their own idf tells more; between two lone sentences
 * there are no others to count.
 */
#pragma once

#include "base/arena.h"

#include <stdint.h>

struct claim_view;
struct resources;

struct statement_word {
    uint64_t stem;
    double rarity;   /* 0 … 1 */
    uint32_t number; /* of its stem (word_stock.h) */
    bool name;
};

/* The telling words of a claim's sentence and its numbers. */
struct statement {
    struct statement_word *words; /* by stem, no doubles */
    uint32_t word_count;
    uint64_t *numbers; /* as printed, hashed, ascending */
    uint32_t number_count;
    double weight; /* rarity of all words */
    double names;  /* of the names */
};

/* One side's sums, and what of them the other side has. */
struct statement_side {
    double weight;
    double common;
    double names;
    double names_common;
};

/* What two statements have in common: the same from either side but for the sides' order. */
struct statement_meeting {
    struct statement_side left;
    struct statement_side right;
    double evidence; /* rarity of the words in common */
    double rarest;   /* of them, and the next one */
    double second;
    double rarest_name;
    bool numbers; /* a number in common */
};

struct statement_likeness {
    double cover_less; /* share of one side's rarity that the other has; the smaller */
    double cover_more;
    double evidence;  /* logarithm of the rarity in common */
    double rarest;    /* of the words in common */
    double second;    /* the next one */
    double left_less; /* logarithm of the rarity that one side has alone; the smaller */
    double left_more;
    double names;           /* share of both sides' names that the other has in any place */
    double names_left_less; /* as left_less, of names */
    double names_left_more;
    double rarest_name; /* in common */
    double words;       /* logarithm of the words of the shorter side */
    double lengths;     /* logarithm of how much longer one is */
    bool strangers;     /* both have names, none in common */
    bool numbers;       /* a number in common */
    bool numbers_apart; /* both have numbers, none in common */
};

/* How rare a word is in the language, 0 … 1; unknown words are rare. */
double word_rarity(const struct resources *resources, struct slice lower);

/* Fills weight and names from the words. */
void statement_weigh(struct statement *statement);

/* From the words of the view, whose stems have their numbers. Returns 0 or ERR_NO_MEMORY. */
int statement_make(struct arena *arena, const struct claim_view *view,
                   struct statement *ret_statement);

/* Lays `a` out. */
struct statement_meeting statements_meet(const struct claim_view *a, const struct claim_view *b);

/* Symmetric. `meeting`: of the two, from either side; `logarithm` is plain_log, or rough_log where
 * bounds are enough. */
struct statement_likeness statements_liken(const struct statement *a, const struct statement *b,
                                           const struct statement_meeting *meeting,
                                           double (*logarithm)(double));
