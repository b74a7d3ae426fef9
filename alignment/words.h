/* What of a text counts as a word worth comparing: function words and bare reporting verbs stay
 * out, the rest is reduced to its stem (Porter 2 by libstemmer) and hashed (xxh3). A text repeats
 * its words, and articles of one event each other's: what a word was found to be is remembered, so
 * whoever reads several texts reads them with one stemmer. */
#pragma once

#include "analysis/analysis.h"

struct stemmer;

/* NULL when out of memory. The caller frees with stemmer_free, which takes NULL calmly. */
struct stemmer *stemmer_new(void);
void stemmer_free(struct stemmer *stemmer);

/* One stem or more could not be made, so that what was made of the stems must not be used. */
bool stemmer_lacked_memory(const struct stemmer *stemmer);

/* The hash of the stem of a lower-case word ("u.n." is "un"); of the word itself where it is too
 * long to be one, and without memory: see above. */
uint64_t stemmer_stem(struct stemmer *stemmer, struct slice lower);

/* Articles, pronouns, prepositions, auxiliaries, "said", "also": words that any two texts share. */
bool word_is_function(struct slice lower);

/* The same, remembered. */
bool stemmer_is_function(struct stemmer *stemmer, struct slice lower);

/* Names of week days and months: dates are compared as dates. */
bool word_is_calendar(struct slice lower);

/* First words of many names ("mount", "port", "president"): no evidence that two names are one. */
bool word_is_generic_name(struct slice lower);

uint64_t hash_slice(struct slice bytes);

/* One hash of two; the order counts. */
uint64_t hash_join(uint64_t a, uint64_t b);

/* For qsort and bsearch over uint64_t. */
int hashes_compare(const void *a, const void *b);

/* Sorts `count` hashes and drops doubles; returns how many are left. */
uint32_t hashes_unique(uint64_t *at, uint32_t count);
