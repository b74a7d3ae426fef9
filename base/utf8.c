#include "base/utf8.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* Length of the well-formed sequence at `offset`, 0 when ill-formed; sets the code point. */
static size_t sequence(struct slice text, size_t offset, uint32_t *ret_code_point) {
    const unsigned char *at = (const unsigned char *)text.at + offset;
    size_t left = text.length - offset;
    if (at[0] < 0x80) {
        *ret_code_point = at[0];
        return 1;
    }
    if (at[0] >= 0xC2 && at[0] <= 0xDF && left >= 2 && (at[1] & 0xC0) == 0x80) {
        *ret_code_point = (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
        return 2;
    }
    if ((at[0] & 0xF0) == 0xE0 && left >= 3 && (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80) {
        uint32_t cp =
            (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
        if (cp < 0x800 || (cp >= 0xD800 && cp <= 0xDFFF))
            return 0;
        *ret_code_point = cp;
        return 3;
    }
    if (at[0] >= 0xF0 && at[0] <= 0xF4 && left >= 4 && (at[1] & 0xC0) == 0x80 &&
        (at[2] & 0xC0) == 0x80 && (at[3] & 0xC0) == 0x80) {
        uint32_t cp = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 |
                      (uint32_t)(at[2] & 0x3F) << 6 | (at[3] & 0x3F);
        if (cp < 0x10000 || cp > 0x10FFFF)
            return 0;
        *ret_code_point = cp;
        return 4;
    }
    return 0;
}

uint32_t utf8_next_long(struct slice text, size_t *offset) {
    uint32_t code_point = UTF8_REPLACEMENT;
    size_t length = sequence(text, *offset, &code_point);
    *offset += length ? length : 1;
    return code_point;
}

uint32_t utf8_previous(struct slice text, size_t *offset) {
    assert(*offset > 0 && *offset <= text.length);
    size_t start = *offset - 1;
    while (start > 0 && *offset - start < 4 && ((unsigned char)text.at[start] & 0xC0) == 0x80)
        start--;
    uint32_t code_point = UTF8_REPLACEMENT;
    if (sequence(text, start, &code_point) != *offset - start) {
        start = *offset - 1;
        code_point = UTF8_REPLACEMENT;
    }
    *offset = start;
    return code_point;
}

size_t utf8_encode(uint32_t cp, char ret_bytes[4]) {
    if (cp < 0x80) {
        ret_bytes[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        ret_bytes[0] = (char)(0xC0 | cp >> 6);
        ret_bytes[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        ret_bytes[0] = (char)(0xE0 | cp >> 12);
        ret_bytes[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        ret_bytes[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    assert(cp <= 0x10FFFF);
    ret_bytes[0] = (char)(0xF0 | cp >> 18);
    ret_bytes[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    ret_bytes[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    ret_bytes[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

static uint64_t eight_at(struct slice text, size_t offset) {
    uint64_t bytes;
    memcpy(&bytes, text.at + offset, sizeof bytes);
    return bytes;
}

/* Where the first byte at or after `offset` stands that is not ASCII, or before it: 32 bytes at a
 * time, then eight. */
static size_t pass_ascii(struct slice text, size_t offset) {
    const uint64_t high = 0x8080808080808080u;
    for (; text.length - offset >= 32; offset += 32)
        if ((eight_at(text, offset) | eight_at(text, offset + 8) | eight_at(text, offset + 16) |
             eight_at(text, offset + 24)) &
            high)
            break;
    while (text.length - offset >= 8 && !(eight_at(text, offset) & high))
        offset += 8;
    return offset;
}

bool utf8_valid(struct slice text, size_t *ret_bad) {
    for (size_t offset = pass_ascii(text, 0); offset < text.length;
         offset = pass_ascii(text, offset)) {
        uint32_t ignored;
        size_t length = sequence(text, offset, &ignored);
        if (!length) {
            if (ret_bad)
                *ret_bad = offset;
            return false;
        }
        offset += length;
    }
    return true;
}

size_t utf8_count(struct slice text) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}
