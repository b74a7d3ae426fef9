/* Two articles compared, claims against claims. Nothing but the two decides: which words are rare,
 * which claims are candidates and which are rivals is asked among their claims alone, so that a
 * third article never changes what is said of two.
 */
#pragma once

#include "alignment/candidates.h"
#include "alignment/context.h"
#include "alignment/glance.h"
#include "alignment/likeness.h"

struct article_pair {
    const struct resources *resources;
    const struct compared_article *left; /* both are one for conflicts within an article */
    const struct compared_article *right;
    struct article_kinship kinship;
    double pool; /* of likeness.h */
    struct candidate_list candidates;
    struct glance_list glances;
};

/* Weighs the words of both for this comparison and looks at the candidates; it holds until one of
 * the two is compared with another. What it finds stands in `arena`. Returns 0 or ERR_NO_MEMORY. */
int article_pair_make(const struct resources *resources, struct arena *arena,
                      struct compared_article *left, struct compared_article *right,
                      struct article_pair *ret_pair);

static inline struct pair_setting article_pair_setting(const struct article_pair *pair,
                                                       uint32_t candidate) {
    return (struct pair_setting){pair->kinship, pair->pool, pair->glances.rivals[candidate]};
}

/* The pairs of claims that are about one matter, with what follows from it, in `arena`, ordered by
 * left, then right claim. Without `traced` they have no trace. Returns 0 or ERR_NO_MEMORY. */
int article_pair_judge(struct arena *arena, const struct article_pair *pair, bool traced,
                       struct claim_pair_list *ret_pairs);
