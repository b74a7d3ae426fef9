/* Who is behind a claim: the credited agency, the outlet, the official or witness whom the text
 * names. However many articles print it, one origin is one account.
 *
 * A claim's origin is the source it is attributed to, where the text names one that can be told
 * from others; else that of its article: the agency credited in the dateline, byline or credit
 * line, else the outlet, else the article itself. Articles with one text (copies) share an origin.
 */
#pragma once

#include "alignment/alignment.h"

enum origin_kind {
    ORIGIN_AGENCY,  /* news agency, credited or cited */
    ORIGIN_OUTLET,  /* the outlet that printed it, on its own account */
    ORIGIN_SOURCE,  /* a person, office or body that the text names as having said it */
    ORIGIN_ARTICLE, /* nothing is known but the article */
};

const char *origin_kind_name(enum origin_kind kind);

struct origin {
    enum origin_kind kind;
    struct slice name; /* as printed, the longest form; absent for ORIGIN_ARTICLE */
};

/* The origins of some articles' claims; indices are into `at`. The same articles in another order
 * give the same groups of claims. */
struct origins {
    struct origin *at; /* by first claim or article */
    uint32_t count;
    uint32_t capacity;
    uint32_t article_count;
    uint32_t *of_article;       /* per article */
    const uint32_t **of_claims; /* per article, per claim */
};

/* Named sources of one article beyond this many are taken for the article's own account. */
enum { ORIGIN_SOURCES_MAX = 256 };

/* Works out the origins of all claims of `count` articles. `copies` says of two articles whether
 * they have one text: for articles i > k at i × count + k. Returns 0 or ERR_NO_MEMORY. */
int origins_find(struct arena *arena, const struct analysis *const *articles, uint32_t count,
                 const bool *copies, struct origins *ret_origins);

static inline uint32_t origin_of(const struct origins *origins, struct claim_ref claim) {
    return origins->of_claims[claim.article][claim.claim];
}

/* Fills `origins` of each alignment. Returns 0 or ERR_NO_MEMORY. */
int origins_of_alignments(struct arena *arena, const struct origins *origins,
                          struct alignment_list *alignments);
