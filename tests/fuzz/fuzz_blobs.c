/* Any bytes as what the store or a comparer of ours kept: a frame, an analysis, a signature, the
 * pairs of two articles. What the readers accept is looked through to its last index, gives the
 * same bytes when it is written and read once more, and is compared like any other article. The
 * first byte says what the others are. The checksums that only accidents fail are put right here,
 * so that what stands behind them is met. */
#include "alignment/analysis_blob.h"
#include "alignment/pairs_blob.h"
#include "alignment/story.h"
#include "base/error.h"
#include "storage/packed.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

enum {
    ARENA_LIMIT = 1 << 24,
    KINDS = 4,
    BLOB_HEADER = 16,      /* of an analysis: magic, version, checksum */
    PAIRS_HEAD = 24,       /* of pairs: six numbers, the fifth the length of the texts */
    ALIGNED_TOKENS = 2048, /* beyond, looking is enough */
};

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* In a place of its own, so that a read past the end is seen, and aligned as an arena's are. */
static char *copy_of(struct slice bytes) {
    char *copy = malloc(bytes.length ? bytes.length : 1);
    MUST(copy);
    memcpy(copy, bytes.at, bytes.length);
    return copy;
}

/* Every byte is read. */
static void touch(struct slice text) {
    static volatile char last; /* so that no compiler leaves it out */
    for (size_t i = 0; i < text.length; i++)
        last = text.at[i];
    (void)last; /* only written to */
}

static bool same_bytes(struct slice a, struct slice b) {
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* ---- frames ---------------------------------------------------------------------------------- */

static void try_frame(struct arena *arena, struct slice bytes) {
    struct slice opened;
    struct slice packed;
    int error = packed_open(arena, bytes, &opened);
    MUST(error == 0 || error == ERR_INVALID || error == ERR_NO_MEMORY);
    if (error == 0)
        touch(opened);
    MUST(packed_make(arena, bytes, &packed) == 0 && packed_open(arena, packed, &opened) == 0);
    MUST(same_bytes(opened, bytes));
}

/* ---- analyses -------------------------------------------------------------------------------- */

static void check_span(const struct analysis *analysis, struct span span) {
    MUST(span.start <= span.end && span.end <= analysis->article.text.length);
}

static void check_indices(const struct index_list *list, uint32_t count) {
    for (uint32_t i = 0; i < list->count; i++)
        MUST(list->at[i] < count);
}

static void check_claims(const struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->claims.count; i++) {
        const struct claim *claim = &analysis->claims.at[i];
        check_span(analysis, claim->span);
        check_span(analysis, claim->subject_span);
        check_span(analysis, claim->object_span);
        MUST(claim->sentence < analysis->sentences.count);
        check_indices(&claim->quantities, analysis->quantities.count);
        check_indices(&claim->times, analysis->times.count);
        check_indices(&claim->entities, analysis->entities.count);
    }
}

static void check_analysis(const struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        check_span(analysis, analysis->sentences.at[i].span);
        MUST(analysis->sentences.at[i].past_token <= analysis->tokens.count);
    }
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        check_span(analysis, token->span);
        MUST(token->head == NO_INDEX || token->head < analysis->tokens.count);
        touch(token->lemma);
    }
    check_claims(analysis);
}

/* What was read is written, and what that gives is the same whether it is read again or not. */
static void write_again(struct arena *arena, const struct analysis *analysis) {
    struct analysis *again;
    struct slice once;
    struct slice twice;
    MUST(analysis_blob_write(arena, analysis, &once) == 0);
    MUST(analysis_blob_read(arena, once, &again) == 0);
    MUST(analysis_blob_write(arena, again, &twice) == 0);
    MUST(same_bytes(once, twice));
}

static void compare(struct arena *arena, const struct analysis *analysis) {
    static const struct resources none;
    const struct analysis *two[] = {analysis, analysis};
    struct story_signature signature;
    struct comparison comparison;
    struct claim_pair_list conflicts;
    int error = story_signature_make(&none, arena, analysis, &signature);
    if (!error)
        error = align_within(&none, arena, analysis, &conflicts);
    if (!error)
        error = align_articles(&none, arena, two, 2, &comparison);
    MUST(error == 0 || error == ERR_NO_MEMORY || error == ERR_TOO_LARGE);
}

static void try_analysis(struct arena *arena, struct slice bytes) {
    struct analysis *analysis;
    size_t length = BLOB_HEADER + bytes.length;
    char *blob = malloc(length);
    MUST(blob);
    uint64_t sum = XXH3_64bits(bytes.at, bytes.length);
    memcpy(blob, "CANA\1\0\0\0", BLOB_HEADER / 2);
    memcpy(blob + BLOB_HEADER / 2, &sum, sizeof sum);
    memcpy(blob + BLOB_HEADER, bytes.at, bytes.length);
    int error = analysis_blob_read(arena, slice_of(blob, length), &analysis);
    MUST(error == 0 || error == ERR_INVALID || error == ERR_NO_MEMORY);
    if (error == 0) {
        check_analysis(analysis);
        write_again(arena, analysis);
        if (analysis->tokens.count <= ALIGNED_TOKENS)
            compare(arena, analysis);
    }
    free(blob);
}

/* ---- signatures ------------------------------------------------------------------------------ */

static void try_signature(struct arena *arena, struct slice bytes) {
    struct story_signature signature;
    struct slice written;
    char *blob = copy_of(bytes);
    int error = story_signature_read(arena, slice_of(blob, bytes.length), &signature);
    MUST(error == 0 || error == ERR_INVALID || error == ERR_NO_MEMORY);
    if (error == 0) {
        MUST(story_signature_write(arena, &signature, &written) == 0);
        MUST(written.length == bytes.length);
        (void)story_is_copy(&signature, &signature);
    }
    free(blob);
}

/* ---- pairs ----------------------------------------------------------------------------------- */

static void check_pairs(const struct article_pairs *said) {
    for (uint32_t i = 0; i < said->pairs.count; i++) {
        const struct claim_pair *pair = &said->pairs.at[i];
        MUST(pair->relation <= RELATION_CONFLICT);
        touch(pair->explanation);
        for (uint32_t k = 0; k < pair->differences.count; k++)
            touch(pair->differences.at[k].explanation);
    }
}

/* The head's length of texts is the one that fits, where there is one: else nearly all would end
 * there. Both counts are the bytes' own. */
static void fit_text(char *blob, size_t length) {
    enum { PAIR = 32, DIFFERENCE = 28 };
    uint32_t counts[2];
    memcpy(counts, blob + 2 * sizeof *counts, sizeof counts);
    uint64_t fixed = PAIRS_HEAD + (uint64_t)counts[0] * PAIR + (uint64_t)counts[1] * DIFFERENCE;
    if (fixed > length)
        return;
    uint32_t text = (uint32_t)(length - fixed);
    memcpy(blob + 4 * sizeof text, &text, sizeof text);
}

static void try_pairs(struct arena *arena, struct slice bytes) {
    struct article_pairs said;
    struct article_pairs again;
    struct slice written;
    char *blob = copy_of(bytes);
    if (bytes.length >= PAIRS_HEAD)
        fit_text(blob, bytes.length);
    int error = pairs_blob_read(arena, slice_of(blob, bytes.length), &said);
    MUST(error == 0 || error == ERR_INVALID || error == ERR_NO_MEMORY);
    if (error == 0) {
        check_pairs(&said);
        MUST(pairs_blob_write(arena, &said, &written) == 0);
        MUST(pairs_blob_read(arena, written, &again) == 0);
        MUST(again.pairs.count == said.pairs.count);
    }
    free(blob);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static void (*const tries[KINDS])(struct arena *, struct slice) = {try_frame, try_analysis,
                                                                       try_signature, try_pairs};
    if (size == 0)
        return 0;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (!arena)
        return 0;
    tries[data[0] % KINDS](arena, slice_of((const char *)data + 1, size - 1));
    arena_free(arena);
    return 0;
}
