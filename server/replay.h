/* Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a POST that stores may be sent again
 * without being done again. Its answer is kept, on disk before it is sent, and given again to
 * whoever sends the same key with the same request; another request with that key is 422, and 409
 * while the first one runs.
 *
 * The deed and its kept answer are one commit (handlers/writing.h), so that no crash parts them. An
 * answer that waited for the end of a job (Prefer: wait) is kept in a commit of its own; after a
 * crash between them the job is asked for again, which finds the one that waits. So is an answer
 * that ends without a write.
 */
#pragma once

#include "handlers/request.h"
#include "storage/access.h"

struct exchange;
struct replay_table;

/* What an exchange with a key carries along. */
struct replay {
    struct replay_table *table; /* not NULL: the key is held */
    struct answer_keep keep;
    bool keeping; /* the answer waits to be kept */
    bool sealed;  /* it was kept in the transaction of the deed */
};

/* Returns 0 or ERR_NO_MEMORY. */
int replay_start(struct replay_table **ret_table);

/* Takes NULL calmly. */
void replay_stop(struct replay_table *table);

/* Before the handler: false when the request has been answered, again or with a problem. */
bool replay_judge(struct exchange *exchange);

/* After the handler has answered: parks the request until the answer is kept, if it is to be. */
void replay_keep(struct exchange *exchange);

/* The request came back, or is over: others may use the key. */
void replay_end(struct exchange *exchange);
