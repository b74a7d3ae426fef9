#include "base/mapped_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int error_from_errno(void) {
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return ERR_NOT_FOUND;
    case ENOMEM:
        return ERR_NO_MEMORY;
    default:
        return ERR_FAILED;
    }
}

static int map(int fd, struct mapped_file *ret_file) {
    struct stat status;
    if (fstat(fd, &status) < 0)
        return error_from_errno();
    if (!S_ISREG(status.st_mode) || (uintmax_t)status.st_size > SIZE_MAX)
        return ERR_INVALID;

    size_t size = (size_t)status.st_size;
    if (size == 0) {
        *ret_file = (struct mapped_file){NULL, 0};
        return 0;
    }

    void *at = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return error_from_errno();

    *ret_file = (struct mapped_file){at, size};
    return 0;
}

int mapped_file_open(const char *path, struct mapped_file *ret_file) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_from_errno();

    int result = map(fd, ret_file);
    int reason = errno;
    (void)close(fd); /* nothing was written, so nothing can be lost */
    errno = reason;
    return result;
}

void mapped_file_forget(const struct mapped_file *file) {
    if (file->at) /* fails for bad arguments only */
        (void)madvise((void *)(uintptr_t)file->at, file->size, MADV_DONTNEED);
}

void mapped_file_done(struct mapped_file *file) {
    if (file->at)
        (void)munmap((void *)(uintptr_t)file->at, file->size); /* fails for bad arguments only */
    *file = (struct mapped_file){NULL, 0};
}
