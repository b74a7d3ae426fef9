#include "storage/search_query.h"

#include "base/error.h"
#include "storage/storage.h"

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

int search_query_make(struct arena *arena, struct slice typed, struct slice *ret_query) {
    /* Each term holds no quotation mark and grows by two marks, a space and a prefix star. */
    char *query = arena_alloc(arena, typed.length + 4 * (STORAGE_QUERY_TERMS_MAX + 1));
    if (!query)
        return ERR_NO_MEMORY;
    if (memchr(typed.at, '\0', typed.length))
        return ERR_INVALID;

    size_t length = 0;
    unsigned terms = 0;
    struct slice term;
    for (size_t at = 0; next_term(typed, &at, &term);) {
        if (!has_word(term))
            continue;
        if (++terms > STORAGE_QUERY_TERMS_MAX)
            return ERR_INVALID;
        bool prefix = slice_ends(term, SLICE("*"));
        query[length++] = '"';
        memcpy(query + length, term.at, term.length);
        length += term.length;
        query[length++] = '"';
        if (prefix)
            query[length++] = '*';
        query[length++] = ' ';
    }
    if (terms == 0)
        return ERR_INVALID;
    *ret_query = slice_of(query, length);
    return 0;
}
