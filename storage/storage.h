/* The store, in whole deeds: no SQL, no statement and no connection is visible here, so that
 * another engine can stand behind the same header.
 *
 * One writer thread owns the writing connection and commits all waiting writes together; reads run
 * on the caller's thread over a small pool of connections. All functions may be called from any
 * thread. What a read returns lives in the caller's arena. docs/storage.md argues durability.
 */
#pragma once

#include "base/arena.h"
#include "base/date.h"

#include <pthread.h>
#include <stdint.h>

struct storage;

enum {
    STORAGE_ID_LENGTH = 32,      /* hexadecimal digits */
    STORAGE_REASON_MAX = 256,    /* bytes of a reason in plain words, with its NUL */
    STORAGE_QUEUE_MAX = 256,     /* writes that may wait; more are ERR_BUSY */
    STORAGE_GROUP_MAX = 64,      /* writes that one transaction commits */
    STORAGE_PAGE_MAX = 200,      /* rows on a page of any list */
    STORAGE_SCAN_MAX = 2000,     /* articles that one page of a search looks at */
    STORAGE_QUERY_TERMS_MAX = 32 /* words and phrases of one full-text query */
};

struct storage_id {
    char hex[STORAGE_ID_LENGTH + 1];
};

/* Reads 32 lower-case hexadecimal digits; false for anything else. */
bool storage_id_parse(struct slice text, struct storage_id *ret_id);

/* One that nobody can guess. Returns 0 or ERR_FAILED. */
int storage_id_random(struct storage_id *ret_id);

/* The id of the article whose request, in canonical bytes, is `input`: xxh3, 128 bits. */
struct storage_id storage_article_id(struct slice input);

/* ---- opening and closing -------------------------------------------------------------------- */

/* Decides in which stories articles stand: pure, called on the writer thread inside the
 * transaction, so that two articles of one event that arrive together see each other. Both return 0
 * or an error, which fails this one write. */

/* How strongly each of `count` articles is linked to a new one, by their signatures; 0 for not. */
typedef int story_linker(struct arena *arena, struct slice signature, const struct slice *others,
                         uint32_t count, double *ret_links);

struct story_member {
    struct slice signature;
    uint32_t story; /* where it stands: 0 for the oldest story; UINT32_MAX for the new article */
    bool fixed;     /* it stays there */
};

/* What is linked, directly or over others, is parted into stories anew. */
struct story_question {
    const struct story_member *members; /* in order of arrival, the new article last */
    uint32_t count;
    uint32_t story_count;
};

struct story_verdict {
    uint32_t *stories;    /* per member; numbers from story_count of the question on are new ones */
    uint32_t story_count; /* with the new ones */
    struct slice *reasons; /* per story: one plain sentence where members come from other stories */
    bool *copies;          /* per member: is it the same text as the new one? */
};

typedef int story_parter(struct arena *arena, const struct story_question *question,
                         struct story_verdict *ret_verdict);

struct story_decider {
    story_linker *link;
    story_parter *part;
};

/* Opens or creates the file at `path`, brings its schema up to date and starts the writer. The
 * decider must outlive the store. On
 * failure ret_reason holds one plain sentence for the operator. Returns 0, ERR_NO_MEMORY, ERR_BUSY
 * (another process has it), ERR_NO_SPACE, ERR_UNSUPPORTED (written by a newer claimd) or
 * ERR_FAILED.
 */
int storage_open(const char *path, const struct story_decider *decider,
                 struct storage **ret_storage, char ret_reason[STORAGE_REASON_MAX]);

/* Finishes every queued write, checkpoints and closes. Takes NULL calmly. No other call may run. */
void storage_close(struct storage *storage);

/* 0 when the store reads and the writer lives; otherwise a code, and ret_reason says why. */
int storage_ready(struct storage *storage, char ret_reason[STORAGE_REASON_MAX]);

/* Bytes that no other store has, for the check values of page cursors; borrowed from the store. */
struct slice storage_cursor_secret(const struct storage *storage);

struct storage_counts {
    uint64_t articles;
    uint64_t stories;
    uint64_t events;
    uint64_t writes;    /* since start: writes that were committed */
    uint64_t groups;    /* since start: transactions that committed them */
    uint64_t failures;  /* since start: writes that failed */
    uint64_t waiting;   /* writes in the queue now */
    uint64_t foreseen;  /* since start: comparisons of several articles made before their
                           transaction */
    uint64_t compared;  /* since start: those made inside one */
    uint64_t made;      /* since start: those made outside, needed in the end or not */
    uint64_t postponed; /* since start: transactions that stood back until some were made */
    uint64_t file_size; /* bytes of the database, without its write-ahead log */
};

void storage_count(struct storage *storage, struct storage_counts *ret_counts);

/* ---- writing -------------------------------------------------------------------------------- */

struct claim_record {
    uint32_t start; /* code points */
    uint32_t end;
    struct slice text;
    struct slice subject; /* absent slices where there is none */
    struct slice predicate;
    struct slice object;
    struct slice polarity;
    struct slice modality;
    uint32_t quotation; /* index into the record's quotations, UINT32_MAX for none */
    day_number day_low; /* the days that it speaks of; DAY_NONE unknown or open */
    day_number day_high;
    double checkworthiness; /* 0 … 1 */
};

/* A number with what it counts. */
struct quantity_record {
    uint32_t start; /* code points */
    uint32_t end;
    uint32_t claim; /* index of the claim that it stands in, UINT32_MAX for none */
    double value;   /* NAN for a range */
    double low;     /* -INFINITY, INFINITY unbounded */
    double high;
    struct slice text;
    struct slice comparator;
    struct slice unit; /* absent slices where there is none */
    struct slice of;
};

/* Words that the article lays in somebody's mouth. */
struct quotation_record {
    uint32_t start; /* of the content, code points */
    uint32_t end;
    bool denial;
    struct slice kind;
    struct slice text;    /* the content */
    struct slice speaker; /* canonical name, or as printed; absent when nobody is named */
    struct slice printed; /* the speaker as printed */
    struct slice cue;
};

/* A name of the article, once (ASCII case is ignored), with the type that it has first. */
struct mention_record {
    struct slice name;
    struct slice type;
    uint32_t mentions;
    const uint32_t *claims; /* indices, ascending */
    uint32_t claim_count;
};

struct article_record {
    struct slice input;    /* the request in canonical bytes: same content, same bytes */
    struct slice analysis; /* the answer, JSON */
    struct slice text;     /* the cleaned text */
    struct slice title;    /* absent slices where unknown, from here on */
    struct slice byline;
    struct slice source;
    struct slice url;
    struct slice language;
    struct slice published_at;
    day_number published_day; /* DAY_NONE when unknown */
    struct slice engine;      /* version of the analysis */
    struct slice signature;
    struct slice view; /* what the aligner reads of it; absent: made when first asked for */
    const struct claim_record *claims;
    uint32_t claim_count;
    const struct quantity_record *quantities;
    uint32_t quantity_count;
    const struct quotation_record *quotations;
    uint32_t quotation_count;
    const struct mention_record *mentions;
    uint32_t mention_count;
    const uint64_t *keys; /* terms to find the story by, most telling first */
    uint32_t key_count;
    const uint64_t *terms; /* all terms, for their frequency */
    uint32_t term_count;
};

struct connection;
struct article_put;
struct story_change_list;
struct storage_write;
/* forecast.h */
typedef int storage_foresight(struct storage *storage, struct connection *reader,
                              struct arena *arena, const struct storage_write *write,
                              struct story_change_list *changes);

/* One write on its way through the queue: the first member of each deed's own struct. The caller
 * owns that struct and all it points to, and keeps both until `done`, which runs on the writer
 * thread: it must not wait, and may free the write.
 *
 * The calls that queue a write return 0 (then `done` will run, once), ERR_BUSY (queue full or
 * closing), ERR_NO_MEMORY or ERR_TOO_LARGE (then it will not). Through `error` comes 0,
 * ERR_NO_SPACE, ERR_BUSY, ERR_NO_MEMORY, ERR_FAILED, or what the deed says. */
struct storage_write {
    void (*done)(struct storage_write *write);
    void *context;
    int error; /* after 0 everything is on disk; otherwise nothing of this write is */

    /* NULL, or what else belongs into the transaction: called in it once the deed has gone well, on
     * the writer's thread, and again should the transaction be run again. */
    int (*seal)(struct storage *storage, struct storage_write *write);

    /* The store's own. */
    int (*deed)(struct storage *storage, struct storage_write *write);
    storage_foresight *foresee;
    const struct article_put *brings; /* the article that comes with it; NULL for none */
    struct story_place *place;        /* where that goes, as found ahead; NULL: not known */
    bool is_ahead;                    /* it came by way of ahead.c */
    bool is_postponed;                /* its transaction began already: postponed.h */
    bool purges;
    uint32_t chain; /* so many writes from here on belong into one group; 0 in and after a chain */
    struct storage_write *next;
};

/* For threads that may wait (never one of the event loop): prepare, queue the write, and when that
 * returned 0, wait for its outcome. */
struct storage_waiter {
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool is_done;
};

void storage_wait_prepare(struct storage_waiter *waiter, struct storage_write *write);
/* `queued` is what queueing returned. Returns it, or the write's error. */
int storage_wait(struct storage_waiter *waiter, struct storage_write *write, int queued);

/* An article with the address of a stored one, and another text or other metadata, is the next
 * version of it: it takes its place in lists and stays in its story. */
struct article_put {
    struct storage_write write;
    const struct article_record *record;
    struct storage_id
        corrects;            /* the latest version, when an editor corrects it; empty otherwise */
    struct slice correction; /* what was corrected, JSON; absent otherwise */
    int64_t retain_until;    /* milliseconds since 1970; 0 for ever */

    /* The answer. */
    bool created;            /* false when the same content was there already */
    struct storage_id id;    /* of the article */
    struct storage_id story; /* the one it stands in */
    uint32_t version;        /* 1 for the first */

    /* The store's own. */
    struct slice packed_input;
    struct slice packed_analysis;
    struct slice packed_terms;
    struct slice packed_view;
};

/* Stores an article. `arena` takes what the write needs until `done`. ERR_INVALID: other content
 * has this id. ERR_NOT_FOUND: `corrects` is not there, or not the latest version any more. */
int storage_article_put(struct storage *storage, struct arena *arena, struct article_put *put);

struct article_delete {
    struct storage_write write;
    struct storage_id id;
    bool all_versions; /* and not this one alone */
    bool purge;        /* leave no byte of the text in the file or its log */
};

/* Deletes an article, or one under embargo; ERR_NOT_FOUND. A purge is done when `done` runs: what
 * was freed is overwritten, the full-text index written anew, the log cut. ERR_BUSY: deleted, but a
 * reader kept the log from being cut for seconds; the next purge or commit cuts it. */
int storage_article_delete(struct storage *storage, struct article_delete *deletion);

/* An editor's deeds. What they place is pinned: no later review of the program moves it. */

struct story_move {
    struct storage_write write;
    struct storage_id article;
    struct storage_id story;
    bool out;               /* out of `story`, into one of its own */
    struct storage_id into; /* the answer: where it stands now */
};

/* Moves an article with all its versions. ERR_NOT_FOUND: no such article or story, or the article
 * that is to go out does not stand in it. */
int storage_story_move(struct storage *storage, struct story_move *move);

struct story_merge {
    struct storage_write write;
    struct storage_id from; /* ends */
    struct storage_id into;
};

/* Moves all articles of one story into another and pins those of both. ERR_NOT_FOUND. */
int storage_story_merge(struct storage *storage, struct story_merge *merge);

struct story_title {
    struct storage_write write;
    struct storage_id story;
    struct slice title; /* absent: that of the first article again */
};

/* Names a story. ERR_NOT_FOUND. */
int storage_story_title(struct storage *storage, struct story_title *title);

/* ---- reading -------------------------------------------------------------------------------- */

struct article_summary {
    int64_t number; /* order of arrival */
    struct storage_id id;
    struct storage_id story;
    struct slice title; /* absent slices where unknown */
    struct slice byline;
    struct slice source;
    struct slice url;
    struct slice language;
    struct slice published_at;
    struct slice engine;
    int64_t stored_at;    /* milliseconds since 1970 */
    int64_t retain_until; /* likewise; 0 for ever */
    uint32_t claim_count;
    uint32_t version;         /* 1 for the first */
    struct storage_id latest; /* of the newest version: `id` itself where this is it */
    struct slice outlet;      /* the record of `source`: the name it goes by here */
    struct slice
        title_marks;      /* with a query: the title, and an excerpt of the text, with what was */
    struct slice excerpt; /*   found between \x02 and \x03 */
    struct slice correction; /* what an editor corrected in this version, JSON */
};

struct article_list {
    struct article_summary *at;
    uint32_t count;
    uint32_t capacity;
    int64_t next;     /* `before` of the next page, 0 when this was the last */
    int64_t next_key; /* its `before_key` */
};

enum article_sort {
    ARTICLE_NEWEST, /* by arrival */
    ARTICLE_OLDEST,
    ARTICLE_PUBLISHED_LAST, /* by day of publication, unknown days as the first of all */
    ARTICLE_PUBLISHED_FIRST,
};

/* Which articles; absent slices, empty ids, DAY_NONE and zero mean all. */
struct article_filter {
    struct slice query;  /* words, "phrases" and prefixes*, all of which must occur */
    struct slice source; /* by any of its names */
    struct storage_id story;
    day_number published_from;
    day_number published_to;
    bool conflict;          /* only those that stand in an open conflict */
    bool old_versions;      /* those that newer ones have replaced, too */
    enum article_sort sort; /* ARTICLE_NEWEST with a query */
    int64_t before;         /* only those behind this row: a page's `next` and `next_key` */
    int64_t before_key;
    uint32_t limit; /* 1 … STORAGE_PAGE_MAX */
};

/* One page. It may hold fewer rows than `limit`, even none, while `next` says that more may follow:
 * a page looks at STORAGE_SCAN_MAX articles at most, however rare what is asked for. Returns 0,
 * ERR_INVALID (query without a word, or too many), ERR_NO_MEMORY, ERR_BUSY or ERR_FAILED. */
int storage_article_list(struct storage *storage, struct arena *arena,
                         const struct article_filter *filter, struct article_list *ret_list);

enum article_part { ARTICLE_TEXT = 1 << 0, ARTICLE_INPUT = 1 << 1, ARTICLE_ANALYSIS = 1 << 2 };

struct stored_article {
    struct article_summary summary;
    struct slice text; /* absent unless asked for */
    struct slice input;
    struct slice analysis;
};

/* `parts` is a set of enum article_part. Returns 0, ERR_NOT_FOUND, ERR_NO_MEMORY, ERR_BUSY or
 * ERR_FAILED (a damaged row too). */
int storage_article_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                        unsigned parts, struct stored_article *ret_article);

/* The versions of the article that has a version `id`, newest first: those numbered below `before`
 * (0 for all); `next` is the next page's. ERR_NOT_FOUND; otherwise errors as storage_article_list.
 */
int storage_article_versions(struct storage *storage, struct arena *arena,
                             const struct storage_id *id, uint32_t before, uint32_t limit,
                             struct article_list *ret_list);

/* The id of the version numbered `version` of the same article. ERR_NOT_FOUND. */
int storage_article_version(struct storage *storage, const struct storage_id *id, uint32_t version,
                            struct storage_id *ret_id);

struct claim_record_list {
    struct claim_record *at;
    uint32_t count;
    uint32_t capacity;
};

/* In text order. Errors as storage_article_get. */
int storage_article_claims(struct storage *storage, struct arena *arena,
                           const struct storage_id *id, struct claim_record_list *ret_claims);

struct story_article {
    struct storage_id id;
    struct slice title;
    struct slice source;
    struct slice published_at;
    uint32_t account;   /* equal for copies of one text; 0 … accounts - 1, by first arrival */
    uint32_t next_copy; /* index of the next article of the same account, UINT32_MAX for none */
};

struct stored_story {
    int64_t number;
    struct storage_id id;
    struct slice title; /* of the first article that has one */
    int64_t created_at;
    int64_t changed_at;
    struct story_article *articles; /* in order of arrival */
    uint32_t article_count;
    uint32_t accounts; /* independent ones: groups of copies plus articles in none */

    /* What is said of its matters now. */
    uint32_t conflicts;
    uint32_t compatibles;
    uint32_t agreements;
    int64_t value_changed_at; /* when one of these last changed; created_at when none has */
};

struct story_list {
    struct stored_story *at;
    uint32_t count;
    uint32_t capacity;
    int64_t next;
};

/* Newest story first; `before` and `limit` as in struct article_filter. */
int storage_story_list(struct storage *storage, struct arena *arena, int64_t before, uint32_t limit,
                       struct story_list *ret_list);
int storage_story_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                      struct stored_story *ret_story);

/* Stories that a draft is near to. */
enum story_nearness {
    STORY_SAME_EVENT,   /* the story would take the draft in */
    STORY_SHARED_TERMS, /* none would; this one shares its most telling terms */
};

struct near_story {
    struct storage_id id;
    enum story_nearness nearness;
};

struct near_story_list {
    struct near_story *at;
    uint32_t count;
    uint32_t capacity;
};

/* At most `limit`, the nearest first. Reads `signature` and `keys` of the draft and writes nothing.
 * Errors as storage_article_list. */
int storage_story_near(struct storage *storage, struct arena *arena,
                       const struct article_record *draft, uint32_t limit,
                       struct near_story_list *ret_list);

struct stored_event {
    int64_t number;
    int64_t at; /* milliseconds since 1970 */
    struct slice kind;
    struct slice subject; /* id of the thing that it happened to */
    struct slice story;   /* id of the story that it concerns; absent for none */
    struct slice payload; /* JSON */
};

struct stored_event_list {
    struct stored_event *at;
    uint32_t count;
    uint32_t capacity;
    int64_t through; /* whatever was asked for and is numbered up to here stands in the list */
};

/* Events with numbers above `after`, oldest first, at most `limit`. */
int storage_event_list(struct storage *storage, struct arena *arena, int64_t after, uint32_t limit,
                       struct stored_event_list *ret_events);

/* Which events; absent slices mean all. */
struct event_filter {
    int64_t after;      /* only numbers above */
    struct slice story; /* its id */
    struct slice kinds; /* a JSON array of strings */
    uint32_t limit;
};

/* Oldest first. One call looks at EVENT_SCAN_MAX numbers at most, so that a rare kind cannot hold
 * up its caller: ret_events->through tells how far it came. */
enum { EVENT_SCAN_MAX = 20000 };
int storage_event_find(struct storage *storage, struct arena *arena,
                       const struct event_filter *filter, struct stored_event_list *ret_events);

/* The numbers of the oldest and the newest event that there is; 0 and 0 when there is none. */
int storage_event_span(struct storage *storage, int64_t *ret_oldest, int64_t *ret_newest);

/* The number of the newest event on disk; costs nothing. */
int64_t storage_event_newest(struct storage *storage);

/* Several processes may write to the store: what this one knows of it may be a moment old. */
bool storage_is_shared(const struct storage *storage);

/* A process that works on something for longer than one deed takes it for itself until `until`
 * (milliseconds), so that no other process does the same; the deed that ends the work gives it
 * back, and when the process dies its time runs out. Returns 0, or ERR_BUSY when another one has
 * it. A store that is not shared always says 0. */
enum storage_lease { LEASE_JOB, LEASE_FEED, LEASE_WEBHOOK };
int storage_lease(struct storage *storage, enum storage_lease what, const struct storage_id *id,
                  int64_t now, int64_t until);

/* Counts commits: equal before and after means that nothing was written in between. */
uint64_t storage_generation(struct storage *storage);

/* The same of all processes together, asked of the server where there is one: what it tells was
 * committed when it was asked. Not to be compared with storage_generation. */
int storage_generation_now(struct storage *storage, uint64_t *ret_generation);

/* Who wants to know of commits: `committed` runs on the writer thread after each, before the writes
 * are acknowledged, and must not wait. The caller owns the watcher until it has unwatched. */
struct storage_watcher {
    void (*committed)(struct storage_watcher *watcher);
    struct storage_watcher *next; /* the store's own */
};

void storage_watch(struct storage *storage, struct storage_watcher *watcher);
void storage_unwatch(struct storage *storage, struct storage_watcher *watcher);
