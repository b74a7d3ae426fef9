/* A whole file mapped read-only: trained models and compiled lexicons, shared by all threads.
 *
 * The owner of the struct calls mapped_file_done(). A mapped file must be replaced by rename and
 * never be truncated in place, or readers die of SIGBUS.
 */
#pragma once

#include <stddef.h>

struct mapped_file {
    const void *at; /* aligned to a page; NULL for an empty file */
    size_t size;
};

/* Returns 0, ERR_NOT_FOUND, ERR_NO_MEMORY or ERR_FAILED (errno tells why); a directory or device is
 * ERR_INVALID. */
int mapped_file_open(const char *path, struct mapped_file *ret_file);

/* Gives the memory back that reading the file so far has taken; what is read again comes from the
 * system's cache. For after a check of the whole file. */
void mapped_file_forget(const struct mapped_file *file);

/* Takes a zeroed struct calmly. */
void mapped_file_done(struct mapped_file *file);
