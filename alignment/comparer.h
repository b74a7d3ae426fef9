/* Articles that are compared with each other, kept from one comparison to the next: an article that
 * arrives costs its own reading and its comparison with each of the others, whatever these cost
 * among themselves. That holds because nothing but two articles decides what is said of them
 * (article_pair.h). Pure as all of alignment/; one thread at a time.
 *
 * What is kept of an article is its claims prepared for comparison; of two articles, their pairs of
 * claims with differences and explanations.
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

/* Forgets the articles, and keeps what was said of each two of them: a tenth of the memory. Each is
 * to be told again (comparer_remind) before it is asked about or another one comes. Returns 0 or
 * ERR_NO_MEMORY; then the comparer is of no more use. */
int comparer_forget(struct comparer *comparer);

/* The view of the article that stood at this place, where it was forgotten. Errors as
 * comparer_add_blob(). */
int comparer_remind(struct comparer *comparer, uint32_t place, struct slice blob);

/* The place is free for another article. */
void comparer_drop(struct comparer *comparer, uint32_t place);

const struct analysis *comparer_analysis(const struct comparer *comparer, uint32_t place);

/* The comparison of `count` of the articles (ALIGN_ARTICLES_MAX at most), which stand at `places`,
 * in their order: the same bytes as align_articles() gives for them, whatever was added, dropped
 * and asked before, but for traces and event links, of which there are none. Only pairs of articles
 * that were not compared before, or stood the other way round, are compared now; so are those of an
 * article without a source whose number has changed, for its number is its name. The comparison
 * stands in `arena` and in the comparer: it holds until the comparer is used again. Returns 0 or an
 * error as above. */
int comparer_result(struct comparer *comparer, struct arena *arena, const uint32_t *places,
                    uint32_t count, struct comparison *ret_comparison);

/* Bytes that it keeps now. */
size_t comparer_bytes(const struct comparer *comparer);
