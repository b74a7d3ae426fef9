/* What a story's alignments will be once a write is done, worked out before its transaction begins:
 * comparing fifty articles takes a hundred times as long as storing one. A forecast is a guess
 * about which articles the story will hold by then, and an answer of the aligner that is right if
 * the guess is. The transaction looks (forecast_fits) and compares itself where it is not. */
#pragma once

#include "storage/alignment_rows.h"

/* How one write is about to change the articles of one story: one of them comes or goes. */
struct story_change {
    int64_t story;                   /* negative: one that is yet to be founded */
    int64_t leaves;                  /* number of the article that goes; 0 for none */
    int64_t joins;                   /* of a stored one that comes from another story; 0 for none */
    const struct article_put *comes; /* a new one; NULL for none */
    bool regroups;                   /* it goes to another story, or comes from one */
    struct storage_write *write;     /* whose change it is: ahead.c fills it in */
};

struct story_change_list {
    struct story_change *at;
    uint32_t count;
    uint32_t capacity;
    const struct story_place *place; /* of the article that comes; NULL: a version's, or none */
};

/* storage_foresight (storage.h): reads of a write what it will change, inside a read transaction.
 * Stories that it founds are -1, -2, … -STORIES_FOUNDED_MAX. What is in `arena` ends with the list.
 * Returns 0 or an error, which means that nothing is known. */
enum { STORIES_FOUNDED_MAX = 2 * POOL_MAX + 2 };

struct forecast {
    struct arena *arena;    /* of all below; NULL: there is none */
    struct storage_id *ids; /* of the articles that are compared, by publication */
    uint32_t count;
    struct alignment_answer answer; /* its pairs are packed */
};

/* Asks the aligner about the story as it will be after all of `changes`, which concern one story.
 * `work` is empty, of COMPARISON_BYTES_MAX, and filled afterwards: a comparison takes a megabyte
 * for each article. On any failure there is no forecast: the transaction meets the same failure,
 * and tells it. */
void forecast_make(struct storage *storage, struct arena *work, const struct story_change *changes,
                   uint32_t count, struct forecast *ret_forecast);

/* The same about a list of articles; those that are not stored come with a write of the group. */
void forecast_make_wanted(struct storage *storage, struct arena *work,
                          const struct wanted_story *wanted, const struct storage_write *group,
                          struct forecast *ret_forecast);
void forecast_done(struct forecast *forecast);

/* Are these the articles that were foreseen? Equal ids are equal texts, analysed by this program.
 */
bool forecast_fits(const struct forecast *forecast, const struct placed_view *articles,
                   uint32_t count);

/* ---- ahead.c: who makes them, and when */

/* Queues a write, like writer_enqueue; with an aligner, its stories are compared first. Such writes
 * keep their order among themselves. `brings`: the article that comes with it, NULL for none. */
int ahead_enqueue(struct storage *storage, struct storage_write *write, storage_deed *deed,
                  storage_foresight *foresee, const struct article_put *brings);

/* On the writer thread: the forecast for a story of these articles; NULL for none. Lives until the
 * transaction has ended. */
const struct forecast *ahead_forecast(struct storage *storage, const struct placed_view *articles,
                                      uint32_t count);
