#include "storage/search_query.h"

#include "base/error.h"

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Something that the tokenizer may see as part of a word: FTS5 matches nothing for "!!!". */
static bool has_word(struct slice term) {
    for (size_t i = 0; i < term.length; i++) {
        unsigned char c = (unsigned char)term.at[i];
        if (c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
            return true;
    }
    return false;
}

/* The next word or phrase; `*at` moves behind it. False at the end. */
static bool next_term(struct slice typed, size_t *at, struct slice *ret_term) {
    while (*at < typed.length && is_space(typed.at[*at]))
        ++*at;
    if (*at == typed.length)
        return false;

    bool phrase = typed.at[*at] == '"';
    size_t start = *at + (phrase ? 1 : 0);
    size_t end = start;
    while (end < typed.length && typed.at[end] != '"' && (phrase || !is_space(typed.at[end])))
        end++;
    *at = end < typed.length && phrase ? end + 1 : end;
    *ret_term = slice_of(typed.at + start, end - start);
    return true;
}

int search_terms_read(struct slice typed, struct search_terms *ret_terms) {
    struct search_terms terms = {.count = 0};
    if (memchr(typed.at, '\0', typed.length))
        return ERR_INVALID;
    struct slice words;
    for (size_t at = 0; next_term(typed, &at, &words);) {
        if (!has_word(words))
            continue;
        if (terms.count == STORAGE_QUERY_TERMS_MAX)
            return ERR_INVALID;
        terms.at[terms.count++] = (struct search_term){words, slice_ends(words, SLICE("*"))};
    }
    if (terms.count == 0)
        return ERR_INVALID;
    *ret_terms = terms;
    return 0;
}

int search_query_make(struct arena *arena, struct slice typed, struct slice *ret_query) {
    struct search_terms terms;
    int error = search_terms_read(typed, &terms);
    if (error)
        return error;
    /* Each term holds no quotation mark and grows by two marks, a space and a prefix star. */
    char *query = arena_alloc(arena, typed.length + 4 * (STORAGE_QUERY_TERMS_MAX + 1));
    if (!query)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (uint32_t i = 0; i < terms.count; i++) {
        const struct slice words = terms.at[i].words;
        query[length++] = '"';
        memcpy(query + length, words.at, words.length);
        length += words.length;
        query[length++] = '"';
        if (terms.at[i].prefix)
            query[length++] = '*';
        query[length++] = ' ';
    }
    *ret_query = slice_of(query, length);
    return 0;
}
