/* A draft held against stored coverage: what POST /v1/check found, and the two ways to show it.
 * Everything lives in the request's arena and goes with it; nothing of a draft is stored, logged or
 * sent. */
#pragma once

#include "alignment/alignment.h"
#include "base/codepoints.h"
#include "handlers/request.h"
#include "storage/storage.h"

/* A stored article that the draft is compared with. */
struct covering_article {
    struct story_article member;
    struct storage_id story;
};

/* One claim of the draft beside one claim of a stored article. */
struct finding {
    uint32_t sentence; /* of the draft */
    const struct claim_pair *pair;
};

/* Article 0 is the draft; `covering` begins with article 1. */
struct check {
    const struct analysis **analyses;
    struct codepoint_index *indices; /* over the text of each */
    struct covering_article *covering;
    uint32_t count;    /* of articles, the draft among them */
    uint32_t left_out; /* articles of the stories that were not compared */
    struct near_story_list stories;
    uint32_t *story_sizes;            /* articles in each */
    struct claim_pair_list conflicts; /* within the draft */
    struct finding *findings;         /* by sentence, conflicts first, the surest first */
    uint32_t finding_count;
};

struct json_writer;
void check_write_json(struct json_writer *json, const struct check *check);

/* For an 80-column terminal: the sentences that coverage speaks to, and for each the weightiest
 * finding from each article. */
void check_write_text(struct buffer *out, const struct check *check);
