/* Claims × claims → relations; articles → stories, copies, origins. Pure: analyses come in as data,
 * relations go out, in one arena; no I/O, no clock, no globals.
 *
 * Three questions in this order (design §6): which claims may be about the same matter
 * (candidates), are they (same matter), and what then is their relation (slots).
 */
#pragma once

#include "analysis/analysis.h"

enum relation { RELATION_AGREE, RELATION_COMPATIBLE, RELATION_CONFLICT };

enum difference_kind {
    DIFFERENCE_VALUE,
    DIFFERENCE_TIME,
    DIFFERENCE_PRECISION,
    DIFFERENCE_POLARITY,
    DIFFERENCE_MODALITY,
    DIFFERENCE_ATTRIBUTION,
    DIFFERENCE_ROLE,
    DIFFERENCE_PLACE,
    DIFFERENCE_UPDATE,
};

const char *relation_name(enum relation relation);
const char *difference_kind_name(enum difference_kind kind);

/* One way in which two claims differ, with its arithmetic in one plain sentence, and where each
 * side shows it: offsets into the text of its article, the whole claim where no words can be named.
 * Differences of an alignment have no spans: they stand for several pairs. */
struct difference {
    enum difference_kind kind;
    struct slice explanation;
    struct span left;
    struct span right;
};

struct difference_list {
    struct difference *at;
    uint32_t count;
    uint32_t capacity;
};

struct claim_ref {
    uint32_t article;
    uint32_t claim;
};

struct pair_trace;

struct claim_pair {
    struct claim_ref left;
    struct claim_ref right;
    enum relation relation;
    double score; /* 0 … 1: how sure that both are about one matter */
    struct difference_list differences;
    struct slice explanation;       /* one plain sentence */
    const struct pair_trace *trace; /* what decided it: pair_explain() of explain.h reads it */
};

struct claim_pair_list {
    struct claim_pair *at;
    uint32_t count;
    uint32_t capacity;
};

struct claim_ref_list {
    struct claim_ref *at;
    uint32_t count;
    uint32_t capacity;
};

/* An alignment's members by who is behind them (origins.h). */
struct member_origins {
    uint32_t *of_member; /* per member: its place in `distinct` */
    uint32_t *distinct;  /* indices into comparison.origins->at, by first member */
    uint32_t count;      /* independent origins */
};

struct alignment {
    struct slice topic;
    enum relation relation; /* the strongest among its pairs: conflict, compatible, agree */
    struct claim_ref_list members;
    struct difference_list differences;
    struct slice explanation;
    double score;
    struct member_origins origins;
};

struct alignment_list {
    struct alignment *at;
    uint32_t count;
    uint32_t capacity;
};

struct origins;

/* One rare number on different things in two articles (collisions.h): a notice, no relation. */
struct collision_side {
    uint32_t article;
    uint32_t quantity;
    struct span span;
};

struct collision {
    double value;
    struct collision_side left;
    struct collision_side right;
    struct slice explanation; /* one plain sentence */
};

struct collision_list {
    struct collision *at;
    uint32_t count;
    uint32_t capacity;
};

struct comparison {
    struct collision_list collisions;
    struct claim_pair_list pairs;
    struct claim_pair_list event_links; /* of two articles: event_links.h; without a trace */
    struct alignment_list alignments;
    const struct origins *origins; /* who is behind the claims; origins.h */
};

/* Aligns the claims of `count` articles (ALIGN_ARTICLES_MAX at most; ERR_TOO_LARGE above). Pairs
 * join claims of different articles, ordered by left then right reference. The same articles in the
 * same order give the same bytes; in another order the same pairs. What is said of two articles is
 * what is said of them when nothing but the two is compared. Returns 0, ERR_NO_MEMORY or
 * ERR_TOO_LARGE. comparer.h keeps what was found for when an article more comes. */
enum { ALIGN_ARTICLES_MAX = 50 };
int align_articles(const struct resources *resources, struct arena *arena,
                   const struct analysis *const *articles, uint32_t count,
                   struct comparison *ret_comparison);

/* Conflicts between claims of one article; `article` is 0 in the references. */
int align_within(const struct resources *resources, struct arena *arena,
                 const struct analysis *analysis, struct claim_pair_list *ret_conflicts);

/* The pairs of align_articles that have a claim of articles[0] on their left, for a fraction of its
 * cost: a draft against what others have told. */
int align_first(const struct resources *resources, struct arena *arena,
                const struct analysis *const *articles, uint32_t count,
                struct claim_pair_list *ret_pairs);
