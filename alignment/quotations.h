/* Two quotations of what may be the same words: what was done to them on the way from the speaker's
 * mouth into two newspapers? Pure: words in, a label and the altered words out; cost is the product
 * of both lengths, which are capped.
 */
#pragma once

#include "analysis/analysis.h"

enum quotation_label {
    QUOTATION_UNRELATED,
    QUOTATION_VERBATIM,
    QUOTATION_SHORTENED,   /* one has words that the other leaves out */
    QUOTATION_PARAPHRASED, /* one side tells the words without quotation marks */
    QUOTATION_ALTERED,     /* other words inside the marks, the rest the same */
    QUOTATION_NEGATED,     /* altered by a negation or an opposite */
    QUOTATION_NUMBER,      /* altered in a number */
    QUOTATION_MODAL,       /* altered from "will" to "may", "must", … */
    QUOTATION_LABEL_COUNT
};

const char *quotation_label_name(enum quotation_label label);

enum {
    QUOTATION_WORDS_MAX = 120, /* the rest of a longer quotation is not read */
    QUOTATION_WORDS_MIN = 3,   /* fewer words are a name or scare quotes */
};

struct quotation_word {
    struct slice lower; /* with contractions written out: "n't" is "not" */
    struct slice lemma;
    uint32_t token;
    uint32_t quantity; /* whose number the word belongs to, NO_INDEX */
    double weight;
};

struct quotation {
    const struct analysis *analysis;
    struct quotation_word words[QUOTATION_WORDS_MAX];
    uint32_t count;
    bool marked; /* the words stand in quotation marks */
};

/* Weighs the word of a token: its idf, where the caller knows it. */
typedef double (*quotation_weigh)(const void *context, uint32_t token);

/* Reads the words of tokens [first, past) that lie in one of the parts: those in quotation marks
 * where there are QUOTATION_WORDS_MIN such words, all of them otherwise. Punctuation and what an
 * editor put into square brackets are left out. With `weigh` NULL a function word counts a quarter
 * of any other. */
void quotation_read(const struct analysis *analysis, const struct span_list *parts, uint32_t first,
                    uint32_t past, quotation_weigh weigh, const void *context,
                    struct quotation *ret_quotation);

struct quotation_match {
    enum quotation_label label;
    double cover;     /* weight of the words in common, of the quotation with less weight */
    struct span left; /* the altered words, bytes; empty where a side has none there */
    struct span right;
    uint32_t left_token; /* first altered token, NO_INDEX */
    uint32_t right_token;
};

/* Symmetric: exchanging the quotations exchanges left and right and keeps the label. */
void quotations_match(const struct quotation *left, const struct quotation *right,
                      struct quotation_match *ret_match);
