#include "storage/words.h"

#include "base/error.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

/* FTS5 stems words of these lengths and leaves the others be. */
enum { STEMMED_MIN = 3, STEMMED_MAX = 64 };

enum { DECOMPOSED_MAX = 16 };

int words_init(struct words *words, struct slice text) {
    *words = (struct words){.text = text, .stemmer = sb_stemmer_new("porter", NULL)};
    return words->stemmer ? 0 : ERR_NO_MEMORY;
}

void words_done(struct words *words) {
    sb_stemmer_delete(words->stemmer); /* takes NULL calmly */
    words->stemmer = NULL;
}

/* The combining marks that do not part a word: those of Latin letters, as unicode61 has them. */
static bool is_mark(uint32_t point) {
    static const uint64_t marks = UINT64_C(0x000361F808029FDF); /* from U+0300 on */
    return point >= 0x300 && point < 0x300 + 64 && (marks >> (point - 0x300) & 1);
}

static bool is_word(uint32_t point) {
    if (point < 0x80)
        return (point >= '0' && point <= '9') || ((point | 0x20) >= 'a' && (point | 0x20) <= 'z');
    uint32_t mask = U_GET_GC_MASK((UChar32)point);
    return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_CO_MASK)) != 0;
}

static uint32_t next_part(const UChar *parts, int32_t length, int32_t *at) {
    uint32_t part = parts[(*at)++];
    if (U16_IS_LEAD(part) && *at < length)
        part = (part << 10) + parts[(*at)++] - U16_SURROGATE_OFFSET;
    return part;
}

static bool is_latin(uint32_t point) {
    return point < 0x250 || (point >= 0x1E00 && point < 0x1F00);
}

/* A Latin letter without what stands above or below it: its decomposition's first part, when the
 * others are marks only. */
static uint32_t without_marks(uint32_t point) {
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[DECOMPOSED_MAX];
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    if (!is_latin(point) || U_FAILURE(status))
        return point;
    int32_t length = unorm2_getDecomposition(nfd, (UChar32)point, parts, DECOMPOSED_MAX, &status);
    if (U_FAILURE(status) || length < 2)
        return point;
    int32_t at = 0;
    uint32_t base = next_part(parts, length, &at);
    while (at < length) {
        if (u_charType((UChar32)next_part(parts, length, &at)) != U_NON_SPACING_MARK)
            return point;
    }
    return base;
}

static uint32_t fold(uint32_t point) {
    if (point < 0x80)
        return point >= 'A' && point <= 'Z' ? point | 0x20 : point;
    return (uint32_t)u_tolower((UChar32)without_marks(point));
}

static struct slice stem(struct words *words, size_t length) {
    struct slice folded = slice_of(words->folded, length);
    if (length < STEMMED_MIN || length > STEMMED_MAX)
        return folded;
    const sb_symbol *stemmed =
        sb_stemmer_stem(words->stemmer, (const sb_symbol *)words->folded, (int)length);
    return stemmed ? slice_of((const char *)stemmed, (size_t)sb_stemmer_length(words->stemmer))
                   : folded; /* no memory: as a word that has no stem */
}

bool words_next(struct words *words, struct word *ret_word) {
    size_t length = 0;
    size_t start = 0;
    size_t end = 0;
    bool inside = false;
    while (words->at < words->text.length) {
        size_t here = words->at;
        uint32_t point = utf8_next(words->text, &words->at);
        if (inside && is_mark(point)) {
            end = words->at;
            continue;
        }
        if (!is_word(point)) {
            if (inside)
                break;
            continue;
        }
        start = inside ? start : here;
        inside = true;
        end = words->at;
        char bytes[4];
        size_t count = utf8_encode(fold(point), bytes);
        if (length + count <= sizeof words->folded) {
            memcpy(words->folded + length, bytes, count);
            length += count;
        }
    }
    if (inside)
        *ret_word = (struct word){start, end, stem(words, length)};
    return inside;
}
