/* What a story's alignments will be once a write is done, worked out before its transaction begins:
 * comparing fifty articles takes a hundred times as long as storing one. A forecast is a guess
 * about which articles the story will hold by then, and an answer of the aligner that is right if
 * the guess is. The transaction looks (forecast_fits) and compares itself where it is not. */
#pragma once

#include "storage/alignment_rows.h"

/* How one write is about to change the articles of a story. */
struct story_change {
    int64_t story;  /* 0: nothing is known, or nothing is to be compared */
    int64_t leaves; /* number of the article that goes, or of the version replaced; 0 for none */
    const struct article_put *comes; /* NULL for none */
    struct storage_write *write;     /* whose change it is: ahead.c fills it in */
};

/* storage_foresight (storage.h): reads of a write what it will change, inside a read transaction.
 * Returns 0 or an error, which means that nothing is known. */

struct forecast {
    int64_t story;
    struct arena *arena;    /* of all below; NULL: there is none */
    struct storage_id *ids; /* of the articles that are compared, by publication */
    uint32_t count;
    struct alignment_answer answer;
    struct slice packed_pairs;
};

/* Asks the aligner about the story as it will be after all of `changes`, which concern one story.
 * On any failure there is no forecast: the transaction meets the same failure, and tells it. */
void forecast_make(struct storage *storage, const struct story_change *changes, uint32_t count,
                   struct forecast *ret_forecast);
void forecast_done(struct forecast *forecast);

/* Are these the articles that were foreseen? Equal ids are equal texts, analysed by this program.
 */
bool forecast_fits(const struct forecast *forecast, const struct placed_view *articles,
                   uint32_t count);

/* ---- ahead.c: who makes them, and when */

/* Queues a write, like writer_enqueue; with an aligner, its stories are compared first. Such writes
 * keep their order among themselves. */
int ahead_enqueue(struct storage *storage, struct storage_write *write, storage_deed *deed,
                  storage_foresight *foresee);

/* On the writer thread: the forecast for a story that the open transaction changes; NULL for none.
 * Lives until the transaction has ended. */
const struct forecast *ahead_forecast(struct storage *storage, int64_t story);
