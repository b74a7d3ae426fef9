/* The list of names that list_names.py makes: a kind and a name a line, cut into tokens as the
 * analysis cuts text.
 */
#pragma once

#include "analysis/language/models.h"
#include "models/train/word_vectors.h"

enum name_kind { NAME_KIND_PERSON = 1, NAME_KIND_ORGANIZATION, NAME_KIND_PLACE, NAME_KIND_OTHER };

struct name_line {
    uint64_t words[NAME_PHRASE_WORDS]; /* token_word_hash of each */
    uint32_t word_count;               /* one more than there is room for when there are more */
    enum name_kind kind;
};

struct name_list {
    struct name_line *at;
    uint32_t count;
    uint32_t capacity;
};

/* Reads the list into the arena; prints what went wrong. Returns 0, ERR_NOT_FOUND, ERR_INVALID or
 * ERR_NO_MEMORY. */
int name_list_read(const char *path, struct arena *arena, struct name_list *ret_list);

/* The table of name_phrases.h over the names of several words, in the arena. Returns 0 or
 * ERR_NO_MEMORY. */
int name_list_phrases(const struct name_list *list, struct arena *arena,
                      struct name_phrases *ret_phrases);

/* The words of name_words.h for every slot of the vocabulary, in the arena: a word's vector has the
 * number of its place among `vectors`, plus one. Returns 0 or ERR_NO_MEMORY. */
int name_list_words(const struct name_list *list, const struct word_vectors *vectors,
                    const struct vocabulary *vocabulary, struct arena *arena, uint32_t **ret_words);
