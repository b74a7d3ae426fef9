/* The inside of struct storage, shared by the files of storage/ and by nobody else. */
#pragma once

#include "storage/alignments.h"
#include "storage/checkpoint.h"
#include "storage/connection.h"
#include "storage/shared.h"
#include "storage/storage.h"
#include "storage/term_counts.h"

#include <pthread.h>
#include <stdatomic.h>

enum { READERS_MAX = 16 };

/* Connections for reading, opened when first needed, lent to one thread at a time. */
struct reader_pool {
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct connection *idle[READERS_MAX];
    int idle_count;
    int open_count;
};

/* What waits for the writer; first in, first out. */
struct write_queue {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct storage_write *first;
    struct storage_write *last;
    uint32_t count;
    bool closing;
};

struct tally {
    int64_t articles;
    int64_t stories;
    int64_t events;
};

/* The row of the store that all processes share. */
struct shared_state {
    int64_t change; /* so many transactions have written */
    struct tally tally;
};

/* Hears of other processes' commits. */
struct listener {
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    int bell;
};

/* Numbers of stories, in the arena of the group. */
struct story_queue {
    int64_t *at;
    uint32_t count;
    uint32_t capacity;
};

/* A story that is to be compared: its articles, by publication. */
struct wanted_story {
    const struct storage_id *ids;
    uint32_t count;
};

struct wanted_list {
    struct wanted_story *at;
    uint32_t count;
    uint32_t capacity;
};

enum purge {
    PURGE_NONE,
    PURGE_MERGING, /* the full-text index, step by step */
    PURGE_MERGED,  /* the log is still to be cut */
    PURGE_WAITED,  /* a reader stood in the way for long; the next commits try without waiting */
};

/* Stories that wait for their first alignment. */
struct backlog {
    struct storage_write write;
    int64_t after; /* numbers up to here have had it */
    int64_t last;  /* of those in the open transaction; 0 when there are none left */
};

/* What the writer thread alone touches. */
struct writer {
    struct connection connection;
    struct checkpoint checkpoint;
    struct term_counts *terms;
    enum purge purge;
    struct storage_write *purging; /* writes that wait for it */
    struct arena *arena;           /* one per group */
    int64_t now;                   /* one time for the whole group, milliseconds */
    int64_t change;                /* of the shared row, as this process knows it */
    struct tally tally;            /* as of the open transaction */
    int64_t changes;               /* connection_changes() when it began */
    bool moves;                    /* it has articles change their story */
    struct story_queue unaligned;  /* stories that the open transaction changed */
    uint32_t aligned;              /* so many of them are aligned already */
    uint64_t foreseen;             /* comparisons for the open transaction that were at hand */
    uint64_t compared;             /* and those that were not */
    bool postpones;                /* what is not at hand is not made, but wanted */
    struct wanted_list wanted;     /* then the transaction ends without a commit */
};

enum { CURSOR_SECRET = 192 /* bytes: what xxh3 takes at most of a key */ };

struct storage {
    char *path;
    char cursor_secret[CURSOR_SECRET];
    bool is_shared; /* other processes may write too */
    int lock_file;
    const struct story_decider *decider;
    story_aligner *align;
    void *align_context;
    struct backlog backlog;
    struct ahead *ahead; /* NULL: nothing is compared ahead of the writer */
    pthread_t thread;
    struct writer writer;
    struct write_queue queue;
    pthread_mutex_t watch_lock;
    struct storage_watcher *watchers;
    struct reader_pool readers;
    struct listener listener;
    pthread_mutex_t publish_lock;
    int64_t published; /* the count of transactions that `articles` … `events` are of */
    _Atomic uint64_t articles;
    _Atomic uint64_t stories;
    _Atomic uint64_t events;
    _Atomic uint64_t writes;
    _Atomic uint64_t groups;
    _Atomic uint64_t failures;
    _Atomic uint64_t foreseen;
    _Atomic uint64_t compared;
    _Atomic uint64_t made;
    _Atomic uint64_t postponed;
};

/* ---- writer.c
 *
 * Bodies of transactions (deeds) run on the writer thread. They change nothing but the open
 * transaction, the tally and, as their last deed, the term counts, so that a rollback undoes all of
 * it and a second run is safe. */

/* Starts the thread over an open writer connection. */
int writer_start(struct storage *storage);

/* Opens the writer's connection anew where it is not alive (storage.c); outside of transactions.
 * The old one stays until the new one stands. Returns 0 or what opening returns. */
int writer_reconnect(struct storage *storage);

/* Queues a write whose body is `deed`. Returns 0 or ERR_BUSY (queue full, or closing). */
typedef int storage_deed(struct storage *storage, struct storage_write *write);
int writer_enqueue(struct storage *storage, struct storage_write *write, storage_deed *deed);

/* What writer_enqueue does before it queues. */
void writer_prepare(struct storage_write *write, storage_deed *deed);

/* Queues prepared writes, STORAGE_GROUP_MAX at most, that one transaction is to commit; beyond the
 * queue's limit if need be. */
void writer_enqueue_chain(struct storage *storage, struct storage_write *const *writes,
                          uint32_t count);

/* A group that has been taken from the queue comes again, before all others. */
void writer_enqueue_again(struct storage *storage, struct storage_write *group);

/* Lets the thread finish the queue and waits for its end. */
void writer_stop(struct storage *storage);

/* ---- shared.c */

int shared_read(struct connection *connection, enum statement statement,
                struct shared_state *ret_state);

/* What was committed, here or elsewhere, becomes known in this process: late news are dropped. */
void shared_publish(struct storage *storage, const struct shared_state *state);

/* ---- purge.c */

/* In a deed: the full-text index begins to forget deleted words for good. */
int purge_ask(struct storage *storage);

/* After the commit: the write is told when the purge is done. */
void purge_park(struct writer *writer, struct storage_write *write);

/* Is there another step to take at once? */
bool purge_pending(const struct writer *writer);

/* On the writer thread between two groups: takes the next step, if there is one. */
void purge_step(struct storage *storage);

/* Before the first group: goes on with what an earlier process could not finish. */
void purge_resume(struct storage *storage);

/* ---- article_write.c */

/* Deletes an article, with the other versions of it where asked. */
int article_remove_number(struct writer *writer, int64_t article, bool all_versions);

/* ---- event.c */

struct event_detail {
    const char *name;
    const char *value;
};

/* Appends to the log: what happened to the thing whose id is `subject`, and the id of the story
 * that it concerns (NULL for none). An entry without a name ends `details`. */
int event_append(struct writer *writer, const char *kind, const char *subject, const char *story,
                 const struct event_detail *details);
#define DETAILS(...) ((const struct event_detail[]){__VA_ARGS__, {NULL, NULL}})

/* ---- alignment_refresh.c */

/* The articles of the story are others than before, or tell something else: it is aligned anew at
 * the end of the open transaction. For every deed that puts, moves, changes or deletes articles. */
int alignments_refresh(struct writer *writer, int64_t story);

/* Takes what an article tells out of the past of its alignments; before the article is deleted. */
int alignments_forget(struct writer *writer, int64_t article);

/* Stores an article's view, packed; absent: none. */
int alignments_keep_view(struct writer *writer, int64_t article, struct slice packed);

/* Aligns what alignments_refresh was told of; before the commit. */
int alignments_settle(struct storage *storage);

/* After a commit, on the writer thread. */
void event_tell_watchers(struct storage *storage);
/* ---- job_store.c */

struct job_request;

/* Queues a page; `feed` is the id of the feed that led to it, absent for none. */
int job_insert(struct writer *writer, const struct job_request *request, struct slice feed,
               int64_t now, struct storage_id *ret_id);

/* A queued job for this URL, whoever asked; ERR_NOT_FOUND. */
int job_find_queued(struct writer *writer, struct slice url, struct storage_id *ret_id);

/* ---- story_pool.c */

struct pool_member {
    int64_t article;
    int64_t story;
    bool pinned; /* by an editor, in one of its versions */
    struct slice signature;
};

/* The articles that are linked to a new one, directly or over others, and their stories. */
struct story_pool {
    struct pool_member *members; /* by number */
    uint32_t count;
    int64_t *stories; /* by number: the oldest first */
    bool *whole;      /* per story: all articles that no editor placed are members */
    uint32_t story_count;
    int64_t *components; /* what becomes one with the new article; the likest first */
    uint32_t component_count;
};

/* The most members of a pool. Where more are linked, the stories of the likest ones are taken, and
 * components that would become larger are left apart. */
enum { POOL_MAX = 64 };

/* Where to look, and where what is found may live: the writer's, or a reader's for a draft. */
struct story_search {
    struct connection *connection;
    struct arena *arena;
    const struct term_counts *terms; /* the writer's own; NULL: the store is asked */
};

struct match_list {
    struct match {
        int64_t article;
        uint32_t shared; /* keys, by their rarity */
    } * at;
    uint32_t count;
    uint32_t capacity;
};

/* Articles that share keys with a new one, most promising first. */
int story_matches_find(const struct story_search *search, const struct article_record *record,
                       struct match_list *ret_matches);

int story_pool_find(struct storage *storage, const struct story_search *search,
                    const struct article_record *record, struct story_pool *ret_pool);

/* Stores in which component the article stands; those of the pool become one with it. */
int story_pool_join(struct writer *writer, const struct story_pool *pool, int64_t article);

/* A new version stands where the one before it does. */
int story_pool_follow(struct writer *writer, int64_t article, int64_t before);

/* ---- story_decide.c */

/* Asks the decider how the new article and those of the pool part into stories. */
int story_ask(struct storage *storage, struct arena *arena, const struct article_record *record,
              const struct story_pool *pool, struct story_verdict *ret_verdict);

/* Where a new article goes, and what goes elsewhere because of it. */
struct story_place {
    struct story_pool pool;
    struct story_verdict verdict;
    uint64_t generation; /* of a place found ahead: that of the store (storage_generation) */
};

int story_place_find(struct storage *storage, const struct story_search *search,
                     const struct article_record *record, struct story_place *ret_place);

/* A copy that lives in `arena`, without the signatures: they have been judged. NULL when out of
 * memory. */
struct story_place *story_place_keep(struct arena *arena, const struct story_place *place);

/* What the article would change, as a reader sees it: where it goes, and which others move. */
struct story_change_list;
int story_foresee(struct storage *storage, struct connection *reader, struct arena *arena,
                  const struct article_put *put, struct story_change_list *changes);

/* ---- story_write.c */

struct placed_story {
    int64_t number;
    struct storage_id id;
};

void story_id_copy(struct storage_id *id, struct slice hex);

/* Founds a story whose first article is `article`. */
int story_found(struct writer *writer, const struct storage_id *article,
                struct placed_story *ret_story);

/* Tells that the story has changed: `change` is "added", "removed" or "version". */
int story_touch(struct writer *writer, const struct placed_story *story, const char *change,
                const struct storage_id *article);

/* The id of story->number, which must be there. */
int story_read_id(struct writer *writer, struct placed_story *story);

/* After `article` has left: a story without articles is none. */
int story_shrink(struct writer *writer, const struct placed_story *story,
                 const struct storage_id *article);

/* A change of its articles, without an event of its own. */
int story_mark_changed(struct writer *writer, const struct placed_story *story);

/* Takes an emptied story away and tells into which it went, by whom and why. */
int story_end(struct writer *writer, const struct placed_story *from,
              const struct placed_story *into, const char *reason, const char *by);

/* ---- story_regroup.c */

/* What the decider found, on its way into the store. */
struct story_regrouping {
    const struct story_pool *pool;
    struct story_verdict verdict;
    struct placed_story *stories; /* of the verdict; number 0: not read or founded yet */
};

int story_regrouping_start(struct arena *arena, const struct story_pool *pool,
                           const struct story_verdict *verdict,
                           struct story_regrouping *ret_regrouping);

/* The new article's story, founded where it is to be a new one. */
int story_regrouping_place(struct writer *writer, struct story_regrouping *regrouping,
                           const struct storage_id *article, struct placed_story *ret_story,
                           bool *ret_founded);

/* Moves all others that the decider wants elsewhere, but those that an editor has pinned. */
int story_regrouping_carry_out(struct writer *writer, struct story_regrouping *regrouping);

/* ---- readers.c */

void readers_init(struct reader_pool *pool);
void readers_done(struct reader_pool *pool);

/* What this thread borrows from now on is `connection`, which is in the middle of a transaction;
 * NULL ends it. */
void readers_lend(struct connection *connection);

/* Waits when all are lent out. Returns 0, ERR_NO_MEMORY, ERR_BUSY or ERR_FAILED. */
int reader_borrow(struct storage *storage, struct connection **ret_reader);
void reader_return(struct storage *storage, struct connection *reader);

/* A read transaction: what stands between both calls sees one state of the store. */
int reader_begin(struct connection *reader);
void reader_end(struct connection *reader);
