/* Calls that change files: each can be made to fail, and each can be written down.
 *
 * The record (the file that CLAIMD_TORTURE_RECORD names) has every change of a file in the folder,
 * in the order in which they happened, with the bytes; where each sync began and ended; and every
 * answer that went out to a client. From it power.py can tell for any moment of the run what a disk
 * that keeps nothing but what was synced would hold, and which answers a client had by then.
 *
 * An entry: kind, inode, offset, length (8 bytes each, little-endian), then `length` bytes.
 */
#include "tests/torture/shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ANSWER_BYTES = 1024 };

static char folder[PATH_MAX];
static size_t folder_length;
static int record_file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void find_folder(void) {
    const char *name = getenv("CLAIMD_TORTURE_FOLDER");
    if (!name || !realpath(name, folder))
        return;
    folder_length = strlen(folder);
    const char *record = getenv("CLAIMD_TORTURE_RECORD");
    if (record)
        record_file = open(record, O_WRONLY | O_APPEND | O_CLOEXEC);
}

/* ---- whose file is it? ----------------------------------------------------------------------- */

struct touched {
    uint64_t inode;
    bool is_folder;
};

/* A regular file or folder under ours, by its descriptor; the wal-index is memory, not a file that
 * anybody relies on after a crash. */
static bool is_ours(int file, struct touched *ret_touched) {
    char link[64];
    char path[PATH_MAX];
    struct stat info;
    if (!folder_length)
        return false;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < (ssize_t)folder_length || memcmp(path, folder, folder_length) != 0)
        return false;
    path[length] = '\0';
    const char *name = path + folder_length;
    bool is_shared_memory = length > 4 && memcmp(path + length - 4, "-shm", 4) == 0;
    if ((*name && *name != '/') || is_shared_memory || fstat(file, &info) != 0)
        return false;
    *ret_touched = (struct touched){info.st_ino, S_ISDIR(info.st_mode)};
    return S_ISREG(info.st_mode) || S_ISDIR(info.st_mode);
}

static bool is_ours_by_name(const char *path) {
    return folder_length && strncmp(path, folder, folder_length) == 0 &&
           path[folder_length] == '/' && !strstr(path, "-shm");
}

/* ---- writing down ---------------------------------------------------------------------------- */

static void put(const void *at, size_t length) {
    if (syscall(SYS_write, record_file, at, length) != (long)length)
        abort(); /* without its record the test is worth nothing */
}

/* The caller holds the lock, so that the order of the record is that of the calls. */
static void note(char kind, uint64_t inode, off64_t offset, const void *at, size_t length) {
    if (record_file < 0)
        return;
    uint64_t head[4] = {(uint64_t)kind, inode, (uint64_t)offset, length};
    put(head, sizeof head);
    if (length)
        put(at, length);
}

static void note_alone(char kind, uint64_t inode) {
    (void)pthread_mutex_lock(&lock);
    note(kind, inode, 0, NULL, 0);
    (void)pthread_mutex_unlock(&lock);
}

/* ---- failing --------------------------------------------------------------------------------- */

static bool fails(enum call_kind kind) {
    if (!torture_fails(kind))
        return false;
    errno = (int)atomic_load(&torture_control->error);
    return true;
}

/* A quota in the place of a small disk: only growth takes room. */
static bool fits(int file, off64_t end) {
    struct stat info;
    uint64_t room = torture_control ? atomic_load(&torture_control->room) : 0;
    if (!room || fstat(file, &info) != 0 || end <= info.st_size)
        return true;
    uint64_t growth = (uint64_t)(end - info.st_size);
    if (growth > room - 1) {
        errno = ENOSPC;
        return false;
    }
    (void)atomic_fetch_sub(&torture_control->room, growth);
    return true;
}

/* ---- the calls ------------------------------------------------------------------------------- */

static ssize_t write_at(int file, const void *at, size_t length, off64_t offset) {
    return syscall(SYS_pwrite64, file, at, length, offset);
}

ssize_t pwrite64(int file, const void *at, size_t length, off64_t offset) {
    struct touched touched;
    if (!is_ours(file, &touched))
        return write_at(file, at, length, offset);
    bool failed = fails(CALL_WRITE);
    int error = errno;
    bool torn = failed && atomic_load(&torture_control->shape) == FAULT_TORN;
    if (!failed && !fits(file, offset + (off64_t)length))
        return -1;
    if (failed && !torn)
        return -1;
    (void)pthread_mutex_lock(&lock);
    ssize_t done = write_at(file, at, torn ? length / 2 : length, offset);
    if (done > 0)
        note('W', touched.inode, offset, at, (size_t)done);
    (void)pthread_mutex_unlock(&lock);
    if (torn) {
        errno = error;
        return -1;
    }
    return done;
}

ssize_t pwrite(int file, const void *at, size_t length, off_t offset) {
    return pwrite64(file, at, length, offset);
}

ssize_t write(int file, const void *at, size_t length) {
    struct touched touched;
    if (!is_ours(file, &touched))
        return syscall(SYS_write, file, at, length);
    off64_t offset = lseek64(file, 0, SEEK_CUR);
    if (fails(CALL_WRITE) || !fits(file, offset + (off64_t)length))
        return -1;
    (void)pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_write, file, at, length);
    if (done > 0)
        note('W', touched.inode, offset, at, (size_t)done);
    (void)pthread_mutex_unlock(&lock);
    return done;
}

static int sync_file(int file, long call) {
    struct touched touched;
    if (!is_ours(file, &touched))
        return (int)syscall(call, file);
    if (fails(CALL_SYNC))
        return -1;
    note_alone(touched.is_folder ? 'b' : 'B', touched.inode);
    int result = (int)syscall(call, file);
    if (result == 0)
        note_alone(touched.is_folder ? 's' : 'S', touched.inode);
    return result;
}

int fsync(int file) {
    return sync_file(file, SYS_fsync);
}

int fdatasync(int file) {
    return sync_file(file, SYS_fdatasync);
}

int ftruncate64(int file, off64_t size) {
    struct touched touched;
    if (!is_ours(file, &touched))
        return (int)syscall(SYS_ftruncate, file, size);
    if (fails(CALL_TRUNCATE))
        return -1;
    (void)pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_ftruncate, file, size);
    if (result == 0)
        note('T', touched.inode, size, NULL, 0);
    (void)pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate(int file, off_t size) {
    return ftruncate64(file, size);
}

int rename(const char *from, const char *to) {
    bool ours = is_ours_by_name(from) || is_ours_by_name(to);
    if (ours && fails(CALL_RENAME))
        return -1;
    char names[2 * PATH_MAX];
    int length = snprintf(names, sizeof names, "%s%c%s", from, 0, to);
    (void)pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_rename, from, to);
    if (result == 0 && ours)
        note('R', 0, 0, names, (size_t)length);
    (void)pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path) {
    (void)pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_unlink, path);
    if (result == 0 && is_ours_by_name(path))
        note('U', 0, 0, path, strlen(path));
    (void)pthread_mutex_unlock(&lock);
    return result;
}

static int open_file(const char *path, int flags, mode_t mode) {
    bool creates = flags & O_CREAT && is_ours_by_name(path);
    bool fresh = creates && syscall(SYS_access, path, F_OK) != 0;
    if (fresh && fails(CALL_CREATE))
        return -1;
    (void)pthread_mutex_lock(&lock);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    struct touched touched;
    if (file >= 0 && fresh && is_ours(file, &touched))
        note('C', touched.inode, 0, path, strlen(path));
    else if (file >= 0 && flags & O_TRUNC && is_ours(file, &touched))
        note('T', touched.inode, 0, NULL, 0);
    (void)pthread_mutex_unlock(&lock);
    return file;
}

int open64(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    return open_file(path, flags | O_LARGEFILE, mode);
}

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    return open_file(path, flags, mode);
}

/* ---- answers, before they leave -------------------------------------------------------------- */

static void note_answer(const char *at, size_t length) {
    if (record_file < 0 || length < 12 || memcmp(at, "HTTP/1.1 2", 10) != 0)
        return;
    (void)pthread_mutex_lock(&lock);
    note('A', 0, 0, at, length < ANSWER_BYTES ? length : ANSWER_BYTES);
    (void)pthread_mutex_unlock(&lock);
}

ssize_t send(int socket, const void *at, size_t length, int flags) {
    note_answer(at, length);
    return syscall(SYS_sendto, socket, at, length, flags, NULL, 0);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags) {
    if (message->msg_iovlen)
        note_answer(message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
    return syscall(SYS_sendmsg, socket, message, flags);
}
