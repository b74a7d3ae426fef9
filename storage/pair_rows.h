/* The pairs of claims of a story as they are answered. What is said of two articles depends on
 * these two alone (docs/alignment.md) and articles never change, so that each two have a row of
 * their own, written when the second of them comes to stand beside the first: an arrival writes as
 * many rows as it has neighbours, however many pairs they have among themselves. With either
 * article its rows go, and every word of it that they quote.
 */
#pragma once

#include "storage/alignment_rows.h"

/* Of which of the articles (their numbers; 0 for one that comes) the store has the pairs with one
 * another: those that are compared in `story` now, but for articles without a source, which a text
 * names by their place. None in a story whose pairs were stored as one text, before step 13. */
int pair_rows_known(struct connection *connection, int64_t story, const int64_t *numbers,
                    uint32_t count, bool *ret_known);

/* Packs the pairs of an answer, which are in `work`, into its own arena. */
int pair_rows_pack(struct arena *work, struct arena *arena, struct alignment_answer *answer);

/* Has the answer the pairs of all articles that are not known yet? */
bool pair_rows_suffice(const struct alignment_answer *answer, const bool *known, uint32_t count);

/* On the writer thread: stores the pairs of those that are not known, as the answer has them. */
int pair_rows_write(struct refresh *refresh);

/* Those of an article that is not compared any more. */
int pair_rows_drop(struct refresh *refresh, int64_t article);

/* All pairs of the articles with these numbers, which are given by publication, as one JSON array.
 */
int pair_rows_read(struct connection *connection, struct arena *arena, int64_t story,
                   const int64_t *numbers, uint32_t count, struct slice *ret_pairs);
