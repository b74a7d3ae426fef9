/* WordNet 3.0 as one mapped table: which words exist, which share a meaning, which are opposites,
 * which are derived from each other, and the base of an irregular form.
 *
 * Compiled from Debian's wordnet-base by models/train/compile_wordnet.py. Lemmas are lower-case
 * with plain spaces ("prime minister", "carry out"). Each function takes a NULL table calmly and
 * then knows nothing. Each runs in time bounded by the senses of its words (75 at most).
 */
#pragma once

#include "base/arena.h"
#include "base/model_file.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum wordnet_pos { WORDNET_NOUN, WORDNET_VERB, WORDNET_ADJECTIVE, WORDNET_ADVERB };

/* Lexicographer files, lexnames(5WN): the class of a word's most frequent sense. */
enum wordnet_class {
    WORDNET_CLASS_NONE = 255,
    WORDNET_NOUN_ACT = 4,
    WORDNET_NOUN_COMMUNICATION = 10,
    WORDNET_NOUN_EVENT = 11,
    WORDNET_NOUN_GROUP = 14,
    WORDNET_NOUN_LOCATION = 15,
    WORDNET_NOUN_PERSON = 18,
    WORDNET_NOUN_QUANTITY = 23,
    WORDNET_NOUN_TIME = 28,
    WORDNET_VERB_COMMUNICATION = 32,
};

struct wordnet_entry;
struct wordnet_form;

/* The table as it lies in the model file of kind "wordnet"; the caller's struct, nothing to free.
 */
struct wordnet {
    struct slice words;
    const uint32_t *buckets;
    const struct wordnet_entry *entries; /* one more as the end */
    const uint32_t *senses;
    const uint32_t *antonyms;
    const uint32_t *derivations;
    const uint32_t *form_buckets;
    const struct wordnet_form *forms;
    uint32_t bucket_count;
    uint32_t entry_count;
    uint32_t form_bucket_count;
};

/* `file` outlives the table. Returns 0 or ERR_INVALID. */
enum { WORDNET_VERSION = 1 };
int wordnet_open(const struct model_file *file, struct wordnet *ret_wordnet);

/* A lemma looked up once, for whoever asks of it many times: its entries by part of speech, NULL
 * where it has none. */
struct wordnet_word {
    const struct wordnet_entry *in[WORDNET_ADVERB + 1];
};
struct wordnet_word wordnet_word_find(const struct wordnet *wordnet, struct slice lemma);

/* wordnet_share_synset and wordnet_derivation of such words; `wordnet` is not NULL. */
bool wordnet_words_share(const struct wordnet *wordnet, const struct wordnet_word *a,
                         const struct wordnet_word *b, enum wordnet_pos pos);
bool wordnet_words_related(const struct wordnet *wordnet, const struct wordnet_word *a,
                           const struct wordnet_word *b);

/* What ties a word to others, as numbers: two words that share a sense or are of one family have a
 * number in common (the reverse need not hold). Added to `ties`; returns 0 or ERR_NO_MEMORY. */
struct wordnet_tie_list {
    uint32_t *at;
    uint32_t count;
    uint32_t capacity;
};
int wordnet_word_ties(const struct wordnet *wordnet, const struct wordnet_word *word,
                      struct arena *arena, struct wordnet_tie_list *ties);

/* Does the lemma exist in this part of speech? */
bool wordnet_known(const struct wordnet *wordnet, struct slice lemma, enum wordnet_pos pos);

/* Do both have a sense in common ("trip", "journey")? True for a known word and itself. */
bool wordnet_share_synset(const struct wordnet *wordnet, struct slice a, struct slice b,
                          enum wordnet_pos pos);

/* Are they direct opposites ("rise", "fall")? Symmetric. */
bool wordnet_antonyms(const struct wordnet *wordnet, struct slice a, struct slice b,
                      enum wordnet_pos pos);

/* Are they of one family in any parts of speech: derived from each other or from one word ("visit",
 * "visitor", "visitation"; a noun and a verb of one spelling count)? Symmetric. */
bool wordnet_derivation(const struct wordnet *wordnet, struct slice a, struct slice b);

/* Does the noun name what a verb does ("arrival", "arrest"): is it spelt as a verb or derived from
 * one? */
bool wordnet_names_doing(const struct wordnet *wordnet, struct slice noun);

/* The class of the most frequent sense, WORDNET_CLASS_NONE for an unknown word. */
enum wordnet_class wordnet_class_of(const struct wordnet *wordnet, struct slice lemma,
                                    enum wordnet_pos pos);

/* The base of an inflected form, by the list of irregular forms and WordNet's detachment rules
 * (morphy(7WN)): a word of the table, absent when none comes out. `form` is lower-case. */
struct slice wordnet_detached_form(const struct wordnet *wordnet, struct slice form,
                                   enum wordnet_pos pos);

/* As above, but a form that is a lemma itself stays ("founding" the noun). */
struct slice wordnet_base_form(const struct wordnet *wordnet, struct slice form,
                               enum wordnet_pos pos);
