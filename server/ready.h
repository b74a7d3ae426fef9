/* Answers that are ready to be sent: what a crowd of dashboards asks within a second, while nothing
 * was committed, is made once. Beside the tags of known.h, and under the same rule: only answers
 * that follow from the request, the store and the time are kept, until the next commit and for a
 * second at most, so that deletion, embargo, a token's rights and the like hold at once.
 *
 * Bounded: READY_BYTES_MAX in all, READY_BODY_MAX of one answer, an answer in each of READY_SLOTS.
 */
#pragma once

#include "base/arena.h"
#include "handlers/request.h"

#include <stdint.h>

enum {
    READY_SLOTS = 1024,
    READY_BODY_MAX = 256 * 1024,
    READY_BYTES_MAX = 16 * 1024 * 1024,
    READY_HEADERS_MAX = 8
};

/* Immutable; who holds it lets it go with ready_release. Its slices live as long. */
struct ready {
    const char *content_type;
    struct slice tag;
    struct parameter headers[READY_HEADERS_MAX];
    uint32_t header_count;
    bool by_coding; /* another Accept-Encoding may have another answer */
    struct slice body;
};

/* What is asked: `identity` is all of the request that the answer depends on, `hash` its hash. */
struct ready_question {
    uint64_t hash;
    struct slice identity;
    uint64_t generation; /* of the store, read before the answer was made */
    int64_t now;         /* of the monotonic clock, microseconds */
};

struct ready_table;

/* Returns 0 or ERR_NO_MEMORY. */
int ready_start(struct ready_table **ret_table);

/* Takes NULL calmly. Answers that are still held live on. */
void ready_stop(struct ready_table *table);

/* NULL when there is none that surely holds. */
struct ready *ready_get(struct ready_table *table, const struct ready_question *question);

/* Keeps a copy of an answer of 200 with its own header fields, `body` its bytes as sent. Too large,
 * too many fields or no memory: it is not kept. */
void ready_put(struct ready_table *table, const struct ready_question *question,
               const struct reply *reply, struct slice body, bool by_coding);

/* Takes NULL calmly. */
void ready_release(struct ready *ready);
struct ready *ready_hold(struct ready *ready);
