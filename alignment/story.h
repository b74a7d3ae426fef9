/* Articles → stories (one per real event), copies (one text, lightly edited or rewritten) and
 * independent accounts.
 *
 * An article is boiled down to a signature: a small flat struct without pointers to anything but
 * its own arrays, so that the store can keep it as a blob and compare a new article with stored
 * ones without analysing them again. The store finds what may be linked by postings over the
 * signature's most telling terms (story_links.h), and this floor parts what is linked into stories
 * (story_judge.h).
 */
#pragma once

#include "analysis/analysis.h"

/* Terms are 64-bit hashes (xxh3) of stems, canonical names, number-with-unit and resolved days. */
struct signature_term {
    uint64_t hash;
    float weight;   /* within the article; names weigh more */
    uint8_t kind;   /* enum signature_term_kind */
    uint8_t head;   /* 1 for a name of the title or the first sentences */
    uint8_t rarity; /* of a word in English at large: 0 for the commonest, 255 for unknown ones */
};

enum signature_term_kind {
    TERM_WORD,
    TERM_NAME,
    TERM_NUMBER,
    TERM_PLACE,
    TERM_QUOTE,
    TERM_DAY,  /* a resolved day, or a few of them */
    TERM_YEAR, /* a year in digits */
};

enum anchor_kind { ANCHOR_NAME, ANCHOR_NUMBER, ANCHOR_QUOTE };

/* What a signature holds at most, so that a text of any size costs the store the same. */
enum {
    SIGNATURE_TERMS_MAX = 2048,
    SIGNATURE_SHINGLES_MAX = 4096,
    SIGNATURE_ANCHORS_MAX = 1024,
};

struct story_signature {
    day_number published_day; /* DAY_NONE when unknown */
    day_number event_low;     /* the days that the article's main event may lie in */
    day_number event_high;
    uint32_t term_count;
    struct signature_term *terms; /* by hash, ascending, no doubles */
    uint32_t shingle_count;
    uint64_t *shingles; /* hashes of word 3-grams, ascending, no doubles */
    uint32_t anchor_count;
    uint64_t *anchors; /* hashes of names, numbers and quotes in text order; the lowest two bits
                          are an enum anchor_kind */
};

/* Works a signature out of an analysis. Without resources no word is rarer than another, which
 * story_is_copy does not ask. Returns 0 or ERR_NO_MEMORY. */
struct stemmer;
int story_signature_with(const struct resources *resources, struct stemmer *stemmer,
                         struct arena *arena, const struct analysis *analysis,
                         struct story_signature *ret_signature);
int story_signature_make(const struct resources *resources, struct arena *arena,
                         const struct analysis *analysis, struct story_signature *ret_signature);

/* As bytes for the store (little-endian, versioned) and back. The reader checks every bound: a
 * damaged blob is ERR_INVALID. */
int story_signature_write(struct arena *arena, const struct story_signature *signature,
                          struct slice *ret_bytes);
int story_signature_read(struct arena *arena, struct slice bytes,
                         struct story_signature *ret_signature);

/* Are two articles of one story the same text, edited or rewritten? */
bool story_is_copy(const struct story_signature *a, const struct story_signature *b);
