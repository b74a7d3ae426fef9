/* Bytes that are written once and then read once, in order: small ones stay in memory, the rest
 * goes to a file without a name beside the database, so that any length costs the same memory.
 */
#pragma once

#include "base/buffer.h"

struct spool {
    const char *folder_of; /* a path: the file is made in its folder */
    struct buffer memory;
    int file; /* -1 until memory was full */
    uint64_t written;
    uint64_t read;
};

void spool_init(struct spool *spool, const char *folder_of);
void spool_done(struct spool *spool);

/* Returns 0, ERR_NO_MEMORY, ERR_NO_SPACE or ERR_FAILED; nothing more may be written after one. */
int spool_write(struct spool *spool, struct slice bytes);

/* The next bytes, behind what was read; an empty slice at the end. They live in `portion`. Returns
 * 0, ERR_NO_MEMORY or ERR_FAILED. */
int spool_read(struct spool *spool, struct buffer *portion);
