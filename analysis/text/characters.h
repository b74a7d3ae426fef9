/* Classes of characters as the text stages see them: ASCII by table, the rest by ICU's property
 * data, which knows no locale. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum char_class {
    CHAR_SPACE,  /* white space of any width, and control characters */
    CHAR_LETTER, /* letters and the marks on them */
    CHAR_DIGIT,  /* decimal digits, superscripts, fractions such as ½ */
    CHAR_OTHER,  /* punctuation, symbols */
};

enum char_class char_class(uint32_t code_point);

bool char_is_upper(uint32_t code_point);
bool char_is_lower(uint32_t code_point);

/* The lower-case letter by Unicode's simple mapping. */
uint32_t char_lower(uint32_t code_point);

/* Symbols of currency, mathematics and so on; not punctuation. */
bool char_is_symbol(uint32_t code_point);

/* ' and ’ */
static inline bool char_is_apostrophe(uint32_t code_point) {
    return code_point == '\'' || code_point == 0x2019;
}

/* The code point at `offset`, or 0 at the end of the text. *ret_next is the offset behind it. */
uint32_t char_at(struct slice text, size_t offset, size_t *ret_next);

/* `word` lower-cased with ’ as ', written to `out` (room for 3 bytes for each of 2 in the word, as
 * the longest simple mapping grows by half). Returns the length. */
size_t char_lower_word(struct slice word, char *out);
