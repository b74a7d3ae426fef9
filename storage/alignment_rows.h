/* The inside of a refresh: what is stored of a story's alignments, beside what the aligner says. */
#pragma once

#include "storage/alignments.h"
#include "storage/store.h"

/* An article that is compared, by publication; its place in the list is its name in a question. */
struct placed_view {
    int64_t number;
    struct storage_id id;
    struct slice source; /* absent when unknown */
    bool own;            /* a source of our own house */
};

struct held_member {
    int64_t article;
    uint32_t claim;
    struct slice source; /* of its article */
    int64_t since;
    struct slice kind;
    struct slice printed;
    uint32_t start;
    uint32_t end;
    struct slice value;
    int64_t value_key;
};

/* An open alignment as it is stored. */
struct held_alignment {
    int64_t number;
    struct storage_id id;
    int64_t story;
    int64_t since;
    struct slice relation;
    struct slice kinds;
    struct slice topic;
    struct slice explanation;
    struct slice differences;
    double score;
    struct slice origins;
    uint32_t accounts;
    struct held_member *members; /* by article number, then claim */
    uint32_t member_count;
    uint32_t match; /* index of the answer's alignment that it goes on as, UINT32_MAX */
};

struct refresh {
    struct storage *storage;
    struct writer *writer;
    struct arena *arena; /* of this refresh alone */
    struct arena *work;  /* of the comparison, while it lasts */
    int64_t story;
    uint32_t limit; /* so many of its articles are compared */
    bool answered;  /* nothing is written before */
    bool postponed; /* nobody has compared it yet, and it is not to be done here */
    struct storage_id story_id;
    bool story_exists;
    struct placed_view *articles;
    uint32_t article_count;
    bool known[STORY_COMPARED_MAX]; /* pair_rows.h */
    struct alignment_answer answer; /* its pairs are packed */
    int64_t *numbers;               /* of the answer's alignments, once they are stored */
    struct storage_id *ids;
    struct held_alignment *held;
    uint32_t held_count;
};

/* ---- alignment_match.c: pure */

/* Decides which held alignment each of the answer's goes on as: the one that it shares most members
 * with, if these are half of what that one holds at least. Fills `match` of each held one. */
int alignments_match(struct refresh *refresh);

/* ---- alignment_write.c */

/* Writes and logs the difference between what is held and the answer. */
int alignments_write(struct refresh *refresh);

/* ---- notices.c */

int notice_open(struct refresh *refresh, const char *kind, int64_t alignment,
                const struct storage_id *alignment_id, int64_t article,
                const struct storage_id *article_id);
/* Ends the standing notice of a kind about an alignment, if there is one. */
int notice_end(struct refresh *refresh, const char *kind, int64_t alignment);
/* Notices that follow from the state as a whole: collisions, stale copies, single origins. */
int notices_settle(struct refresh *refresh);

/* The id of the story for the log; NULL when the story is gone. */
static inline const char *story_name(const struct refresh *refresh) {
    return refresh->story_exists ? refresh->story_id.hex : NULL;
}

/* The number of the last event of the open transaction. */
static inline int64_t event_last(const struct writer *writer) {
    return writer->tally.events;
}
