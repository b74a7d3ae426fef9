/* Why a pair stands as it does: the rules that decided it, in the order in which they were asked.
 * Every pair of a comparison carries its trace; here it becomes a list that a reporter can read.
 */
#pragma once

#include "alignment/relation.h"
#include "alignment/same_matter.h"

enum rule_verdict {
    RULE_FOR,     /* speaks for one matter */
    RULE_AGAINST, /* speaks against it */
    RULE_SILENT,  /* asked, and found nothing to say */
    RULE_AGREE,   /* the relation that follows from it */
    RULE_COMPATIBLE,
    RULE_CONFLICT,
};

const char *rule_verdict_name(enum rule_verdict verdict);

struct rule_step {
    const char *rule; /* "same_matter.cover_more", "slot.quantities", "relation": stable names */
    enum rule_verdict verdict;
    struct slice detail; /* one line: the feature's arithmetic, the judge's explanation */
};

struct rule_step_list {
    struct rule_step *at;
    uint32_t count;
    uint32_t capacity;
};

/* What was found out about a pair when it was judged. Owned by the arena of the comparison. */
struct pair_trace {
    struct likeness likeness;
    double probability;           /* same_matter */
    double recurring;             /* recurrence_matter, 0 for none */
    double counting;              /* tally_matter, 0 for none */
    double denying;               /* existence_matter, 0 for none */
    double turning;               /* turn_matter, 0 for none */
    double causing;               /* cause_matter, 0 for none */
    double bar;                   /* which one of the six had to reach */
    struct verdict_list verdicts; /* in the order of the judges */
};

/* The steps that led to `pair`: first the features of the same matter, the weightiest first (those
 * that add nothing are left out), then the sum against its bar, then every judge of relation.h in
 * order, last the relation. `pair` must come from align_articles or align_within, whose arena still
 * lives. Pure: same pair, same steps. Returns 0 or ERR_NO_MEMORY. */
int pair_explain(struct arena *arena, const struct claim_pair *pair,
                 struct rule_step_list *ret_steps);
