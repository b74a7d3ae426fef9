/* Do two articles tell of one event? Judged from the two alone, as /v1/compare has to: there is no
 * store that says which words are rare (story_pairs.h asks one).
 */
#pragma once

#include "alignment/story.h"

enum { ONE_EVENT_FEATURES = 21 };

/* What of an article is compared: its signature, and what the store does not keep of it. */
struct event_profile {
    struct story_signature signature;
    uint32_t sentence_count; /* of those that claim something */
    uint64_t *lead;          /* distinct stems of the first sentences, ascending */
    uint32_t lead_count;
    uint64_t *pairs; /* distinct pairs of telling words that follow each other, ascending */
    uint32_t pair_count;
};

uint32_t sentences_with_claims(const struct analysis *analysis);

/* Returns 0 or ERR_NO_MEMORY. */
int event_profile_make(struct stemmer *stemmer, struct arena *arena,
                       const struct analysis *analysis, struct event_profile *ret_profile);

/* Documented at the table of weights in one_event.c. Symmetric. */
void one_event_features(const struct event_profile *a, const struct event_profile *b,
                        double ret_features[ONE_EVENT_FEATURES]);
const char *one_event_feature_name(uint32_t index);

/* The log odds, 0 for as likely as not. */
double one_event(const struct event_profile *a, const struct event_profile *b);
