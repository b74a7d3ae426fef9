/* How many requests a minute: one bucket per token, or per address where nobody needs a token.
 *
 * A bucket holds as much as a minute gives and refills evenly (GCRA: one number per bucket, the
 * time at which it would be empty again). The table is bounded; under pressure of more clients than
 * it has room for, the one that was quiet longest is forgotten.
 */
#pragma once

#include "base/slice.h"

struct rate_table;

struct rate_verdict {
    bool allowed;
    int64_t limit;
    int64_t remaining;
    int64_t reset; /* seconds until the bucket is full; when refused, until the next request */
};

/* `per_minute` above 0. Returns 0 or ERR_NO_MEMORY. */
int rate_start(int64_t per_minute, struct rate_table **ret_table);

/* Takes NULL calmly. */
void rate_stop(struct rate_table *table);

/* One request of `client` at `now` (microseconds of the monotonic clock). */
struct rate_verdict rate_take(struct rate_table *table, struct slice client, int64_t now);
