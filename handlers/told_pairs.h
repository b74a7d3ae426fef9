/* What two articles were found to say of each other (alignment/pairs_blob.h), kept by their ids:
 * articles never change, and neither does that, whichever story compares them next. Where all
 * together would pass the bound, what came longest ago and was not asked for since goes. Any thread
 * may ask.
 */
#pragma once

#include "base/arena.h"
#include "storage/storage.h"

struct told_pairs;

/* NULL when out of memory. `bytes` are kept at most. */
struct told_pairs *told_pairs_new(size_t bytes);
void told_pairs_free(struct told_pairs *told); /* takes NULL calmly */

/* Of each two of the articles, by comparer_two(), what is kept: copies in `arena`, absent where
 * nothing is. Returns 0 or ERR_NO_MEMORY. */
int told_pairs_find(struct told_pairs *told, const struct storage_id *ids, uint32_t count,
                    struct arena *arena, struct slice *ret_said);

/* Keeps what was said of each two in the same order; it is packed in `work`. What finds no memory
 * is not kept. */
void told_pairs_keep(struct told_pairs *told, const struct storage_id *ids, uint32_t count,
                     struct arena *work, const struct slice *said);

/* Bytes that are kept now. */
size_t told_pairs_bytes(struct told_pairs *told);
