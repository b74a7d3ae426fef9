/* Comparers (alignment/comparer.h) kept from one comparison of a story to the next, with its
 * articles prepared. Where all together would pass their bound, those used longest ago go. Nothing
 * depends on what is kept but the time that a comparison takes. Any thread may ask; what one has
 * taken is its own until it gives it back.
 */
#pragma once

#include "alignment/comparer.h"
#include "handlers/told_pairs.h"
#include "storage/alignments.h"

/* Bytes for a service: of some twenty articles of 3 KB that are prepared, and of what some three
 * thousand twos were found to say of each other. */
enum { COMPARERS_KEPT = 6 * 1024 * 1024, TOLD_KEPT = 6 * 1024 * 1024 };

struct comparers;

/* NULL when out of memory. `bytes` of comparers and `told_bytes` of what was told are kept between
 * comparisons; the resources outlive them. */
struct comparers *comparers_new(const struct resources *resources, size_t bytes, size_t told_bytes);
void comparers_free(struct comparers *comparers); /* takes NULL calmly */

const struct resources *comparers_resources(const struct comparers *comparers);

/* What any two articles were found to say of each other, of whatever story they were. */
struct told_pairs *comparers_told(const struct comparers *comparers);

struct kept_comparer {
    struct comparer *comparer;
    uint32_t count; /* articles asked about */
    struct storage_id ids[STORY_COMPARED_MAX];
    uint32_t places[STORY_COMPARED_MAX]; /* in the comparer; NO_INDEX: the taker adds the article */
    bool wanted[STORY_COMPARED_MAX];     /* the taker adds it */
    struct kept_comparer *next;          /* used before this one */
    size_t bytes;
};

/* The one that knows most of these articles (STORY_COMPARED_MAX at most), or a new one; what it
 * knew beside them it has forgotten. NULL when out of memory. */
struct kept_comparer *comparers_take(struct comparers *comparers, const char *const *ids,
                                     uint32_t count);

/* All places are filled. */
void comparers_give_back(struct comparers *comparers, struct kept_comparer *kept);

/* Instead, after an error. */
void comparers_discard(struct kept_comparer *kept);
