/* How large the write-ahead log may become.
 *
 * From `ask` pages on, the writer's connection copies the log into the file after each commit, as
 * far as no reader stands in the way; the log begins anew when everything is copied and nobody
 * reads. Where readers overlap all the time, that moment never comes by itself: from `insist` pages
 * on the writer waits `patience` for the readers that are there (new ones need the log no more) and
 * cuts the log. Where one reads on (a backup of a large file), it asks again only after another
 * quarter, so that a long reader costs the log's size and not the writer's time; `claimd doctor`
 * tells when the log is large.
 */
#pragma once

#include "storage/connection.h"

struct checkpoint {
    int ask; /* pages of 4 KiB */
    int insist;
    int patience; /* milliseconds */
    int next;     /* pages at which to insist the next time; its own */
};

/* 16 MiB and 64 MiB: busy pages go to the file once, not per group. */
#define CHECKPOINT_USUAL ((struct checkpoint){.ask = 4000, .insist = 16000, .patience = 100})

/* From now on, for commits of this connection. `checkpoint` outlives it. */
void checkpoint_keep(struct connection *connection, struct checkpoint *checkpoint);
