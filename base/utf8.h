/* UTF-8 after RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
#pragma once

#include "base/slice.h"

#include <assert.h>
#include <stdint.h>

/* utf8_next behind its shortcut. */
uint32_t utf8_next_long(struct slice text, size_t *offset);

/* The code point at `text.at[*offset]`; moves *offset behind it. An ill-formed byte yields U+FFFD
 * and moves by one. `*offset` must lie below the length. Most text is ASCII. */
static inline uint32_t utf8_next(struct slice text, size_t *offset) {
    assert(*offset < text.length);
    unsigned char first = (unsigned char)text.at[*offset];
    if (first >= 0x80)
        return utf8_next_long(text, offset);
    ++*offset;
    return first;
}

/* The code point that ends before `*offset` (> 0); moves *offset to its start. */
uint32_t utf8_previous(struct slice text, size_t *offset);

/* Writes 1 to 4 bytes for a scalar value and returns how many. */
size_t utf8_encode(uint32_t code_point, char ret_bytes[4]);

/* True for well-formed UTF-8. Otherwise *ret_bad (may be NULL) is the offset of the first bad byte.
 */
bool utf8_valid(struct slice text, size_t *ret_bad);

/* Number of code points in well-formed text. */
size_t utf8_count(struct slice text);
