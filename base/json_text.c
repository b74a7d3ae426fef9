#include "base/json_text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* One bit for each byte of eight, at its top, by adding to the lower seven: nothing is carried from
 * one byte into the next, so that each answer is exact. */
#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

static uint64_t low_bits(uint64_t bytes) {
    return bytes & EACH(0x7F);
}

static uint64_t is_not(uint64_t bytes, unsigned char byte) {
    return low_bits(bytes ^ EACH(byte)) + EACH(0x7F);
}

static uint64_t special_of_eight(const char *at) {
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    uint64_t not_control = low_bits(bytes) + EACH(0x80 - ' ');
    uint64_t plain =
        (not_control & is_not(bytes, '"') & is_not(bytes, '\\') & is_not(bytes, 0x7F)) | bytes;
    return ~plain & EACH(0x80);
}

static bool is_special(char byte) {
    unsigned char c = (unsigned char)byte;
    return c < ' ' || c == '"' || c == '\\' || c == 0x7F;
}

/* Of the bytes as they stand in memory, the first with its bit. */
static size_t first_of_eight(uint64_t bits) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(bits) / 8;
#else
    return (size_t)__builtin_clzll(bits) / 8;
#endif
}

#ifdef __SSE2__
/* Of sixteen bytes, a bit for each. */
static unsigned special_of_sixteen(__m128i bytes) {
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ' - 1)), bytes);
    __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    __m128i del = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F));
    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(control, quote), _mm_or_si128(backslash, del)));
}
#endif

size_t json_plain_end(struct slice json, size_t from) {
#ifdef __SSE2__
    for (; json.length - from >= sizeof(__m128i); from += sizeof(__m128i)) {
        unsigned special =
            special_of_sixteen(_mm_loadu_si128((const __m128i *)(const void *)(json.at + from)));
        if (special)
            return from + (size_t)__builtin_ctz(special);
    }
#endif
    for (; json.length - from >= sizeof(uint64_t); from += sizeof(uint64_t)) {
        uint64_t special = special_of_eight(json.at + from);
        if (special)
            return from + first_of_eight(special);
    }
    while (from < json.length && !is_special(json.at[from]))
        from++;
    return from;
}

size_t json_copy_plain(struct slice json, size_t from, char *out) {
#ifdef __SSE2__
    for (; json.length - from >= sizeof(__m128i); from += sizeof(__m128i)) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(json.at + from));
        _mm_storeu_si128((__m128i *)(void *)out, bytes);
        unsigned special = special_of_sixteen(bytes);
        if (special)
            return from + (size_t)__builtin_ctz(special);
        out += sizeof(__m128i);
    }
#endif
    size_t end = json_plain_end(json, from);
    memcpy(out, json.at + from, end - from);
    return end;
}

size_t json_string_end(struct slice json, size_t from) {
    for (size_t at = json_plain_end(json, from); at < json.length; at = json_plain_end(json, at)) {
        if (json.at[at] == '"')
            return at;
        at += json.at[at] == '\\' && at + 1 < json.length ? 2 : 1;
    }
    return json.length;
}
