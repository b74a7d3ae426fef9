#include "handlers/spool.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MEMORY_MAX = 1024 * 1024, PORTION = 64 * 1024 };

void spool_init(struct spool *spool, const char *folder_of) {
    *spool = (struct spool){.folder_of = folder_of, .file = -1};
    buffer_init(&spool->memory, 2 * MEMORY_MAX);
}

void spool_done(struct spool *spool) {
    buffer_done(&spool->memory);
    if (spool->file >= 0)
        (void)close(spool->file); /* it has no name: nothing is left */
    spool->file = -1;
}

static int open_file(struct spool *spool) {
    char name[PATH_MAX];
    int length = snprintf(name, sizeof name, "%s.spool.XXXXXX", spool->folder_of);
    if (length < 0 || (size_t)length >= sizeof name)
        return ERR_FAILED;
    spool->file = mkostemp(name, O_CLOEXEC);
    if (spool->file < 0)
        return errno == ENOSPC ? ERR_NO_SPACE : ERR_FAILED;
    (void)unlink(name); /* gone already is fine */
    return 0;
}

/* Moves what stands in memory behind what stands in the file. */
static int flush(struct spool *spool) {
    size_t done = 0;
    while (done < spool->memory.length) {
        ssize_t wrote = write(spool->file, spool->memory.at + done, spool->memory.length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return errno == ENOSPC || errno == EDQUOT ? ERR_NO_SPACE : ERR_FAILED;
        done += (size_t)wrote;
    }
    buffer_clear(&spool->memory);
    return 0;
}

int spool_write(struct spool *spool, struct slice bytes) {
    buffer_append(&spool->memory, bytes);
    int error = buffer_error(&spool->memory);
    if (!error)
        spool->written += bytes.length;
    if (error || spool->memory.length < MEMORY_MAX)
        return error;
    if (spool->file < 0)
        error = open_file(spool);
    return error ? error : flush(spool);
}

int spool_read(struct spool *spool, struct buffer *portion) {
    if (spool->read == spool->written)
        return 0; /* nothing may ever have been written */

    uint64_t in_file = spool->written - spool->memory.length;
    char chunk[PORTION];
    ssize_t length;
    if (spool->read >= in_file) {
        size_t at = (size_t)(spool->read - in_file);
        size_t left = spool->memory.length - at;
        length = (ssize_t)(left < sizeof chunk ? left : sizeof chunk);
        buffer_append(portion, slice_of(spool->memory.at + at, (size_t)length));
    } else {
        uint64_t left = in_file - spool->read;
        size_t wanted = left < sizeof chunk ? (size_t)left : sizeof chunk;
        do
            length = pread(spool->file, chunk, wanted, (off_t)spool->read);
        while (length < 0 && errno == EINTR);
        if (length <= 0)
            return ERR_FAILED;
        buffer_append(portion, slice_of(chunk, (size_t)length));
    }
    spool->read += (uint64_t)length;
    return buffer_error(portion);
}
