/* Tags that answers had a moment ago. A client that asks again whether its answer still holds,
 * while nothing was committed in between, is told so without the handler: what a crowd of
 * dashboards asks costs no read.
 *
 * Only answers that follow from the request, the store and the time may be remembered, and the time
 * counts: nothing is remembered for longer than a second.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

struct known_table;

enum { KNOWN_TAG_MAX = 64 /* bytes, with its NUL */ };

/* Returns 0 or ERR_NO_MEMORY. */
int known_start(struct known_table **ret_table);

/* Takes NULL calmly. */
void known_stop(struct known_table *table);

/* `question` hashes all that the answer depends on in the request; `generation` counts commits and
 * was read before the answer was made; `now` is of the monotonic clock, in microseconds. */
void known_put(struct known_table *table, uint64_t question, uint64_t generation, int64_t now,
               struct slice tag);

/* False when there is none that surely still holds. */
bool known_get(struct known_table *table, uint64_t question, uint64_t generation, int64_t now,
               char ret_tag[KNOWN_TAG_MAX]);
