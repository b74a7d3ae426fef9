/* What changed between two versions of one article, claim by claim. */
#pragma once

#include "alignment/alignment.h"

enum version_change_kind {
    VERSION_CHANGED, /* about the same matter, in other words or with another value */
    VERSION_ADDED,
    VERSION_REMOVED,
};

const char *version_change_name(enum version_change_kind kind);

struct version_change {
    enum version_change_kind kind;
    uint32_t before;               /* claim of the older version, NO_INDEX when added */
    uint32_t after;                /* claim of the newer version, NO_INDEX when removed */
    const struct claim_pair *pair; /* how a changed claim relates to what it was */
};

struct version_diff {
    struct version_change *at; /* changed and added in the order of the newer text, then removed */
    uint32_t count;
    uint32_t capacity;
    uint32_t unchanged; /* claims that stand in both, word for word */
};

/* Claims of the same words are the same claim, wherever they stand now; of the others, those that
 * align_articles relates are paired, the likeliest pair first; the rest was added or removed.
 * Returns 0 or ERR_NO_MEMORY. */
int version_diff_make(const struct resources *resources, struct arena *arena,
                      const struct analysis *before, const struct analysis *after,
                      struct version_diff *ret_diff);
