/* The files around a database: its lock, its folder, its companions. Inside storage/ only. */
#pragma once

#include "storage/storage.h"

#include <limits.h>

/* Writes the reason, cut where it is too long, and hands `error` back. */
int reason_set(char ret_reason[STORAGE_REASON_MAX], int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* PATH with SUFFIX behind it. Returns 0, or ERR_FAILED with a reason. */
int file_beside(const char *path, const char *suffix, char ret_path[PATH_MAX],
                char ret_reason[STORAGE_REASON_MAX]);

/* Locks PATH.lock, made when missing, for this process. Two processes with one file would each keep
 * their own term counts: the second one is refused with ERR_BUSY. The lock stands on a file of its
 * own, because closing any descriptor of the database itself would drop SQLite's locks (POSIX). It
 * goes when the descriptor is closed or the process ends, however it ends. */
int file_lock(const char *path, int *ret_file, char ret_reason[STORAGE_REASON_MAX]);

/* Is a name one that keeps something? ":memory:" and an empty name mean databases to SQLite that
 * vanish with their connection, and "file:…" is an address. */
int file_name_check(const char *path, char ret_reason[STORAGE_REASON_MAX]);

/* Makes an empty file that its owner alone may read, and its name durable. Nothing happens to one
 * that is there. */
int file_create(const char *path, char ret_reason[STORAGE_REASON_MAX]);

/* Makes the names in the folder of `path` durable. */
int file_sync_folder(const char *path);

/* Makes the content of a closed file durable. */
int file_sync(const char *path);
