/* How the articles of a story relate, as the store keeps it: alignments with stable ids and their
 * history, what editors said of them, and the notices that arise. storage.h's conventions hold.
 *
 * Whenever the articles of a story change, the aligner is asked about all of them, inside the
 * transaction of that change; what it says is compared with what is stored, and the difference is
 * written and logged. docs/storage.md tells how an alignment keeps its id.
 */
#pragma once

#include "storage/storage.h"

enum {
    STORY_COMPARED_MAX = 50,       /* articles of a story that are compared: the newest ones */
    ALIGNMENT_NOTE_MAX = 8 * 1024, /* bytes of an editor's note */
    /* memory of one comparison; 50 articles take some 40 MB */
    COMPARISON_BYTES_MAX = 256 * 1024 * 1024,
};

/* ---- the aligner ----------------------------------------------------------------------------- */

/* The words by which a member shows the matter, and their value. */
struct cell_record {
    const char *kind; /* "quantity", "time", "words", "claim": a static string */
    struct slice printed;
    uint32_t start; /* code points of the article's text */
    uint32_t end;
    struct slice value; /* JSON; absent where there is none */
    uint64_t value_key; /* equal for equal values, 0 for none */
};

struct member_record {
    uint32_t article; /* index of the question's article */
    uint32_t claim;   /* ordinal */
    struct cell_record cell;
};

struct alignment_record {
    const char *relation; /* "agree", "compatible", "conflict" */
    struct slice kinds;   /* of its differences: "value,time" */
    struct slice topic;
    struct slice explanation;
    struct slice differences; /* JSON array */
    struct slice origins;     /* JSON array: who is behind the members, by their places */
    uint32_t accounts;        /* independent origins */
    double score;
    struct member_record *members; /* by article, then by claim */
    uint32_t member_count;
};

/* Who is behind an article. */
struct origin_record {
    const char *kind; /* a static string */
    struct slice name;
};

/* Two claims that tell the same rare number of different things. */
struct collision_record {
    struct member_record left;
    struct member_record right;
    struct slice explanation;
};

/* What is said of the claims of two articles: JSON objects parted by commas, empty for nothing. The
 * places of the articles in an answer change as others come, so these bytes stand for them, which
 * no JSON has. */
enum { PAIR_PLACE_LEFT = 1, PAIR_PLACE_RIGHT = 2 };

struct pair_record {
    uint32_t article; /* indices of the question's articles, the first one lower */
    uint32_t other;
    struct slice pairs; /* in `work` */
};

/* Articles are content: equal ids are equal texts, whatever else changes in the store. */
struct alignment_question {
    const char *const *ids; /* of the articles, by publication */
    const bool *known;      /* articles whose pairs with one another are not asked for */
    uint32_t count;
    /* Reads what is stored of those that are wanted: their views (analysis_blob.h), absent where
     * none is stored; in `work`. */
    int (*views)(void *context, const bool *wanted, struct slice *ret_views);
    /* The request that the article was made from, for a view that cannot be read. */
    int (*input)(void *context, uint32_t article, struct slice *ret_input);
    void *context;
};

struct alignment_answer {
    struct alignment_record *alignments;
    uint32_t count;
    struct pair_record *pairs; /* of all twos but known ones, by `article`, then by `other` */
    uint32_t pair_count;
    struct origin_record *origins; /* per article */
    struct slice *renewed; /* per article: a view made anew, absent where the given one was fine */
    struct collision_record *collisions;
    uint32_t collision_count;
};

/* Pure; called by several threads at once, or on the writer thread inside the transaction. `arena`
 * holds the answer until it is stored; `work` is large and ends soon after the call, as the
 * question's views do. Returns 0 or an error, which fails the group. */
typedef int story_aligner(void *context, struct arena *work, struct arena *arena,
                          const struct alignment_question *question,
                          struct alignment_answer *ret_answer);

/* Sets the aligner, right after storage_open and before the first write. Without one, nothing is
 * aligned. `context` outlives the storage. */
void storage_set_aligner(struct storage *storage, story_aligner *align, void *context);

/* Stories of a file from before there were alignments have none until something changes in them:
 * from now on they are aligned, some in each transaction, between the writes of others. After
 * storage_set_aligner, once. */
void storage_align_backlog(struct storage *storage);

/* ---- reading --------------------------------------------------------------------------------- */

struct compared_article {
    struct storage_id id;
    struct slice title; /* absent slices where unknown */
    struct slice source;
    struct slice outlet; /* the source's own name, whatever alias the article bore */
    struct slice url;
    struct slice published_at;
    int64_t stored_at;
    uint32_t claim_count;
    uint32_t version; /* 1 for an article's first */
    struct slice origin_kind;
    struct slice origin;
};

struct stored_member {
    uint32_t article; /* index into the story's compared articles */
    uint32_t claim;
    int64_t since; /* number of the event with which it came */
    struct slice kind;
    uint32_t start;
    uint32_t end;
    struct slice printed;
    struct slice value; /* JSON; absent where there is none */
    uint64_t value_key;
    uint32_t claim_start; /* the whole claim */
    uint32_t claim_end;
    struct slice claim_text;
};

struct stored_alignment {
    struct storage_id id;
    int64_t opened; /* numbers of events */
    int64_t since;  /* of the last change */
    int64_t changed_at;
    struct slice state;
    struct slice note; /* absent where there is none */
    int64_t revision;
    struct slice relation;
    struct slice kinds;
    struct slice topic;
    struct slice explanation;
    struct slice differences; /* JSON array */
    double score;
    struct slice origins;          /* JSON array */
    uint32_t accounts;             /* independent origins */
    struct stored_member *members; /* by publication of their articles, then by claim */
    uint32_t member_count;
};

struct story_alignments {
    struct storage_id story;
    struct slice title;                /* an editor's, or of its first article that has one */
    int64_t as_of;                     /* number of the last event that counts */
    int64_t as_of_time;                /* when that was */
    struct compared_article *articles; /* by publication */
    uint32_t article_count;
    uint32_t left_out; /* articles of the story that are not compared, now */
    struct stored_alignment *alignments;
    uint32_t count;
    struct slice pairs; /* JSON array; absent for the past, and unless asked for */
};

/* A moment of the past: after an event, or at a time; zeros mean now. */
struct as_of {
    int64_t event;
    int64_t time; /* milliseconds since 1970 */
};

/* Errors as storage_article_get. */
int storage_story_alignments(struct storage *storage, struct arena *arena,
                             const struct storage_id *story, const struct as_of *as_of,
                             bool with_pairs, struct story_alignments *ret_alignments);

/* One alignment, with its story's articles: ret_alignments holds it alone. ERR_NOT_FOUND also for
 * one that has been closed. */
int storage_alignment_get(struct storage *storage, struct arena *arena,
                          const struct storage_id *alignment,
                          struct story_alignments *ret_alignments);

/* One article's view, as bytes. ERR_NOT_FOUND also for an article without one. */
int storage_article_view(struct storage *storage, struct arena *arena, const struct storage_id *id,
                         struct slice *ret_view);

/* The views of the articles with these ids, absent where none is stored; for explanations, which
 * are worked out anew. */
int storage_views(struct storage *storage, struct arena *arena, const char *const *ids,
                  uint32_t count, const struct slice **ret_views);

struct stored_notice {
    int64_t number; /* of its event */
    int64_t at;     /* milliseconds since 1970 */
    int64_t until;  /* event that ended it; 0 while it stands */
    struct slice kind;
    struct storage_id alignment; /* empty ids where there is none */
    struct storage_id article;
    struct storage_id other;
    uint32_t claim; /* of the article and of the other one; UINT32_MAX for none */
    uint32_t other_claim;
    struct slice relation; /* of the alignment now; absent where there is none */
    struct slice topic;
    struct slice detail; /* one sentence; absent where the log has none left */
};

struct notice_list {
    struct stored_notice *at;
    uint32_t count;
    uint32_t capacity;
    int64_t next; /* `before` of the next page, 0 when this was the last */
};

/* Newest first. `kind` absent: all; `standing`: only those that have not ended. */
int storage_notice_list(struct storage *storage, struct arena *arena,
                        const struct storage_id *story, struct slice kind, bool standing,
                        int64_t before, uint32_t limit, struct notice_list *ret_list);

/* ---- an editor's word ------------------------------------------------------------------------ */

struct alignment_edit {
    struct storage_write write;
    struct storage_id id;
    int64_t revision;   /* that the editor has seen; another one is refused */
    struct slice state; /* absent: as it was */
    bool set_note;
    struct slice note; /* absent: none */

    /* The answer. */
    bool outdated; /* refused: the alignment has changed since */
};

/* ERR_NOT_FOUND. */
int storage_alignment_edit(struct storage *storage, struct alignment_edit *edit);
