/* What the lists say of a word, looked up once: a word stands in the views of all claims of its
 * sentence, an article repeats its words, and articles of one event each other's. */
#pragma once

#include "alignment/opposites.h"
#include "analysis/analysis.h"
#include "analysis/language/wordnet.h"

struct stemmer;

struct known_word {
    uint64_t key;
    bool force;    /* of view_force_cue() */
    bool function; /* a word that any two texts share */
    bool read;     /* the rest is there */

    uint8_t frame;                 /* of frames.h, 0 for none */
    uint64_t stem;                 /* hash */
    uint64_t form;                 /* hash of lemma, part of speech and frame */
    double rarity;                 /* in the language, 0 … 1 */
    struct opposition_sides sides; /* of the word or its lemma */
    struct wordnet_word in_wordnet;
};

struct known_words {
    const struct resources *resources;
    struct stemmer *stemmer;
    struct arena *arena;
    struct known_word **slots; /* one that another word holds is taken over */
    uint64_t mask;
};

/* For texts of about `tokens` tokens; stemmer and arena outlive it. Returns 0 or ERR_NO_MEMORY. */
int known_words_make(const struct resources *resources, struct stemmer *stemmer,
                     struct arena *arena, size_t tokens, struct known_words *ret_words);

/* What tells whether a word is worth reading: force and function. It lives as long as the arena.
 * NULL without memory. */
struct known_word *known_word_find(struct known_words *words, const struct token *token);

/* The rest of it, once. */
void known_word_read(const struct known_words *words, const struct token *token,
                     struct known_word *known);
