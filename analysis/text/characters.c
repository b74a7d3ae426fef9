#include "analysis/text/characters.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

enum char_class char_class(uint32_t cp) {
    if (cp < 0x80) {
        if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
            return CHAR_LETTER;
        if (cp >= '0' && cp <= '9')
            return CHAR_DIGIT;
        return cp <= ' ' || cp == 0x7F ? CHAR_SPACE : CHAR_OTHER;
    }
    if (u_isUWhiteSpace((UChar32)cp))
        return CHAR_SPACE;
    uint32_t mask = U_MASK(u_charType((UChar32)cp));
    if (mask & (U_GC_L_MASK | U_GC_M_MASK))
        return CHAR_LETTER;
    if (mask & (U_GC_ND_MASK | U_GC_NO_MASK))
        return CHAR_DIGIT;
    return mask & U_GC_CC_MASK ? CHAR_SPACE : CHAR_OTHER;
}

bool char_is_upper(uint32_t cp) {
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z';
    return U_MASK(u_charType((UChar32)cp)) & (U_GC_LU_MASK | U_GC_LT_MASK);
}

bool char_is_lower(uint32_t cp) {
    if (cp < 0x80)
        return cp >= 'a' && cp <= 'z';
    return u_charType((UChar32)cp) == U_LOWERCASE_LETTER;
}

uint32_t char_lower(uint32_t cp) {
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
    return (uint32_t)u_tolower((UChar32)cp);
}

bool char_is_symbol(uint32_t cp) {
    if (cp < 0x80)
        return cp && strchr("$%&#+<=>@^`|~", (int)cp) != NULL;
    return U_MASK(u_charType((UChar32)cp)) & U_GC_S_MASK;
}

uint32_t char_at(struct slice text, size_t offset, size_t *ret_next) {
    *ret_next = offset;
    if (offset >= text.length)
        return 0;
    return utf8_next(text, ret_next);
}

size_t char_lower_word(struct slice word, char *out) {
    size_t length = 0;
    for (size_t i = 0; i < word.length;) {
        uint32_t cp = utf8_next(word, &i);
        if (cp < 0x80) {
            out[length++] = (char)char_lower(cp);
            continue;
        }
        length += utf8_encode(cp == 0x2019 ? '\'' : char_lower(cp), out + length);
    }
    return length;
}
