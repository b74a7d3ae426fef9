/* Articles that are compared with each other, prepared once and kept from one comparison to the
 * next. What two of them were found to say of each other is handed out as bytes and taken back
 * instead of being worked out anew: an article that arrives costs its own reading and its
 * comparison with each of the others, whatever these cost among themselves. That holds because
 * nothing but two articles decides what is said of them (article_pair.h). Pure as all of
 * alignment/; one thread at a time.
 */
#pragma once

#include "alignment/alignment.h"

struct comparer;

/* A comparer with a budget of `bytes` for all that it keeps. NULL when out of memory. The resources
 * must outlive it. The caller frees with comparer_free(), which takes NULL calmly. */
struct comparer *comparer_new(const struct resources *resources, size_t bytes);
void comparer_free(struct comparer *comparer);

/* Adds an article and names its place, which is its own until it is dropped. The first keeps a
 * reference: the analysis must live as long. The second takes the bytes of analysis_blob.h, which
 * it copies: ERR_INVALID where they were damaged or written by another version. Nothing is compared
 * yet. Returns 0, ERR_NO_MEMORY, or ERR_TOO_LARGE beyond the budget; after these two the comparer
 * is of no more use. */
int comparer_add(struct comparer *comparer, const struct analysis *analysis, uint32_t *ret_place);
int comparer_add_blob(struct comparer *comparer, struct slice blob, uint32_t *ret_place);

/* The place is free for another article. */
void comparer_drop(struct comparer *comparer, uint32_t place);

const struct analysis *comparer_analysis(const struct comparer *comparer, uint32_t place);

/* Where what is told of the articles at two places of an order, left < right, stands in a list of
 * all twos; comparer_two(0, count) is how many there are of `count` articles. */
static inline uint32_t comparer_two(uint32_t left, uint32_t right) {
    return right ? right * (right - 1) / 2 + left : 0;
}

/* The comparison of `count` of the articles (ALIGN_ARTICLES_MAX at most), which stand at `places`,
 * in their order: the same bytes as align_articles() gives for them, but for traces and event
 * links, of which there are none. `told`: for each two in this order what is known of them
 * (pairs_blob.h), absent where nothing is; only those are compared, and others whose bytes do not
 * serve: damaged ones, and those of an article without a source whose number has changed, for its
 * number is its name. Afterwards it has what is known of all twos. Comparison and bytes stand in
 * `arena`, in what was told and in the comparer: they hold until the comparer is used again. With
 * NULL for `told` all are compared and nothing is handed out. Returns 0 or an error as above. */
int comparer_result(struct comparer *comparer, struct arena *arena, const uint32_t *places,
                    uint32_t count, struct slice *told, struct comparison *ret_comparison);

/* Bytes that it keeps now. */
size_t comparer_bytes(const struct comparer *comparer);
