#include "analysis/language/token_features.h"

#include <assert.h>
#include <xxhash.h>

enum { SHAPE_UPPER = 'X', SHAPE_LOWER = 'x', SHAPE_DIGIT = '0', SHAPE_LENGTH = 8 };

#define NOTHING ATTRIBUTE_NOTHING
const struct attributes attributes_nothing = {{NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING,
                                               NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING,
                                               NOTHING, NOTHING, NOTHING, NOTHING}};

struct word {
    char at[TOKEN_FEATURE_BYTES];
    uint32_t length;
};

/* Typographic marks and their plain forms, as newsrooms and treebanks mix them. */
static const struct {
    struct slice mark;
    struct slice plain;
} marks[] = {
    {{"\xE2\x80\x93", 3}, {"--", 2}}, /* en dash */
    {{"\xE2\x80\x94", 3}, {"--", 2}}, /* em dash */
    {{"\xE2\x80\x98", 3}, {"'", 1}},  {{"\xE2\x80\x99", 3}, {"'", 1}},
    {{"\xE2\x80\x9C", 3}, {"\"", 1}}, {{"\xE2\x80\x9D", 3}, {"\"", 1}},
    {{"\xE2\x80\x9E", 3}, {"\"", 1}}, {{"\xE2\x80\xA6", 3}, {"...", 3}},
};

enum { MARK_BEGINS = 0xE2 }; /* each of them */

static struct slice plain_mark(struct slice rest) {
    if (rest.length < 3)
        return (struct slice){NULL, 0};
    for (uint32_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (memcmp(rest.at, marks[i].mark.at, 3) == 0)
            return marks[i].plain;
    return (struct slice){NULL, 0};
}

static struct word word_of(struct slice lower) {
    struct word word = {.length = 0};
    size_t i = 0;
    while (i < lower.length && word.length + 3 < TOKEN_FEATURE_BYTES) {
        struct slice plain = {NULL, 0};
        if ((unsigned char)lower.at[i] == MARK_BEGINS)
            plain = plain_mark(slice_of(lower.at + i, lower.length - i));
        if (plain.at) {
            memcpy(word.at + word.length, plain.at, plain.length);
            word.length += (uint32_t)plain.length;
            i += 3;
            continue;
        }
        char byte = lower.at[i++];
        word.at[word.length++] = byte >= '0' && byte <= '9' ? '0' : byte;
    }
    return word;
}

static bool is_upper(char byte) {
    return byte >= 'A' && byte <= 'Z';
}

static char shape_of_byte(char byte) {
    if (is_upper(byte))
        return SHAPE_UPPER;
    if (byte >= '0' && byte <= '9')
        return SHAPE_DIGIT;
    if ((byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80)
        return SHAPE_LOWER;
    return byte;
}

/* Runs count as two signs at most, so that "Xxx" and "Xxxxx" are one shape. */
static uint32_t shape_of(struct slice form) {
    char shape[SHAPE_LENGTH];
    uint32_t length = 0;
    for (size_t i = 0; i < form.length && i < TOKEN_FEATURE_BYTES && length < SHAPE_LENGTH; i++) {
        char sign = shape_of_byte(form.at[i]);
        if (length < 2 || shape[length - 1] != sign || shape[length - 2] != sign)
            shape[length++] = sign;
    }
    return (uint32_t)XXH3_64bits(shape, length);
}

static uint32_t bytes_at(const char *at, uint32_t count) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < count; i++)
        value = value << 8 | (unsigned char)at[i];
    return value;
}

static uint32_t suffix(const struct word *word, uint32_t count) {
    return word->length < count ? 0 : bytes_at(word->at + word->length - count, count);
}

static uint32_t prefix(const struct word *word, uint32_t count) {
    return word->length < count ? 0 : bytes_at(word->at, count);
}

uint64_t token_word_hash(struct slice lower) {
    struct word word = word_of(lower);
    return vocabulary_hash(slice_of(word.at, word.length));
}

uint32_t token_attributes(const struct vocabulary *vocabulary, struct slice form,
                          struct slice lower, struct attributes *ret_attributes) {
    assert(form.length > 0);
    struct word word = word_of(lower);
    uint64_t hash = vocabulary_hash(slice_of(word.at, word.length));
    uint32_t place = vocabulary_place(vocabulary, hash);
    struct vocabulary_entry entry = vocabulary_entry_at(vocabulary, place);
    size_t form_length = form.length < TOKEN_FEATURE_BYTES ? form.length : TOKEN_FEATURE_BYTES;
    *ret_attributes = (struct attributes){{
        [ATTRIBUTE_WORD] = (uint32_t)hash,
        [ATTRIBUTE_FORM] = (uint32_t)XXH3_64bits(form.at, form_length),
        [ATTRIBUTE_SHAPE] = shape_of(form),
        [ATTRIBUTE_SUFFIX1] = suffix(&word, 1),
        [ATTRIBUTE_SUFFIX2] = suffix(&word, 2),
        [ATTRIBUTE_SUFFIX3] = suffix(&word, 3),
        [ATTRIBUTE_SUFFIX4] = suffix(&word, 4),
        [ATTRIBUTE_PREFIX2] = prefix(&word, 2),
        [ATTRIBUTE_PREFIX3] = prefix(&word, 3),
        [ATTRIBUTE_LISTS] = entry.lists,
        [ATTRIBUTE_CLUSTER64] = entry.cluster64,
        [ATTRIBUTE_CLUSTER256] = entry.cluster256,
        [ATTRIBUTE_CLUSTER1024] = entry.cluster1024,
        [ATTRIBUTE_AMBIGUITY] = entry.ambiguity,
        [ATTRIBUTE_SITE] = (uint32_t)is_upper(form.at[0]) |
                           (uint32_t)(form.length > 3 && is_upper(form.at[1])) << 1 |
                           (uint32_t)(shape_of_byte(lower.at[0]) == SHAPE_LOWER) << 2 |
                           (uint32_t)(form.length > 3) << 3,
    }};
    return place;
}

enum { SITE_CAPITALS = 2, SITE_LETTER = 4, SITE_LONG = 8 };
enum { SENTENCE_PLAIN, SENTENCE_TITLE, SENTENCE_CAPITALS };

/* Long words tell: a title capitalises nearly all of them. */
static uint32_t sentence_case(const struct attributes *tokens, uint32_t count) {
    uint32_t longs = 0;
    uint32_t uppers = 0;
    uint32_t capitals = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t site = tokens[i].at[ATTRIBUTE_SITE];
        bool counts = (site & SITE_LETTER) && (site & SITE_LONG);
        longs += counts;
        uppers += counts && (site & SITE_UPPER);
        capitals += counts && (site & SITE_CAPITALS);
    }
    if (longs < 2 || uppers * 4 < longs * 3)
        return SENTENCE_PLAIN;
    return capitals * 4 >= longs * 3 ? SENTENCE_CAPITALS : SENTENCE_TITLE;
}

void sites_fill(struct attributes *tokens, uint32_t count) {
    uint32_t written = sentence_case(tokens, count);
    bool first = true;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t site = tokens[i].at[ATTRIBUTE_SITE];
        bool letter = (site & SITE_LETTER) != 0;
        tokens[i].at[ATTRIBUTE_SITE] =
            (site & (SITE_UPPER | SITE_LETTER)) | (uint32_t)(first && letter) << 1 | written << 3;
        first = first && !letter;
    }
}
