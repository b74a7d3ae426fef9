#include "storage/files.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

int reason_set(char ret_reason[STORAGE_REASON_MAX], int error, const char *format, ...) {
    va_list list;
    va_start(list, format);
    (void)vsnprintf(ret_reason, STORAGE_REASON_MAX, format, list); /* cut is fine */
    va_end(list);
    return error;
}

int file_beside(const char *path, const char *suffix, char ret_path[PATH_MAX],
                char ret_reason[STORAGE_REASON_MAX]) {
    int length = snprintf(ret_path, PATH_MAX, "%s%s", path, suffix);
    if (length < 0 || length >= PATH_MAX)
        return reason_set(ret_reason, ERR_FAILED, "the path of the database is too long");
    return 0;
}

int file_name_check(const char *path, char ret_reason[STORAGE_REASON_MAX]) {
    if (strcmp(path, ":memory:") == 0 || *path == '\0')
        return reason_set(ret_reason, ERR_FAILED,
                          "claimd keeps its articles in a file: name one, and delete it afterwards "
                          "if nothing is to be kept");
    if (strncmp(path, "file:", 5) == 0)
        return reason_set(ret_reason, ERR_FAILED, "give the plain path of a file, not a file: URI");
    return 0;
}

int file_lock(const char *path, int *ret_file, char ret_reason[STORAGE_REASON_MAX]) {
    char name[PATH_MAX];
    int error = file_beside(path, ".lock", name, ret_reason);
    if (error)
        return error;
    int file = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        return reason_set(ret_reason, errno == ENOSPC ? ERR_NO_SPACE : ERR_FAILED,
                          "the lock file beside the database cannot be created: %s",
                          strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        (void)close(file); /* nothing was written */
        return reason_set(ret_reason, ERR_BUSY, "another claimd is using this database");
    }
    *ret_file = file;
    return 0;
}

int file_sync_folder(const char *path) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int length = slash ? snprintf(folder, sizeof folder, "%.*s/", (int)(slash - path), path)
                       : snprintf(folder, sizeof folder, ".");
    if (length < 0 || (size_t)length >= sizeof folder)
        return ERR_FAILED;
    return file_sync(folder);
}

int file_sync(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return ERR_FAILED;
    int error = fsync(file) == 0 ? 0 : errno == ENOSPC ? ERR_NO_SPACE : ERR_FAILED;
    (void)close(file); /* nothing was written through it */
    return error;
}

int file_create(const char *path, char ret_reason[STORAGE_REASON_MAX]) {
    int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        return 0;
    if (file < 0)
        return reason_set(ret_reason, errno == ENOSPC ? ERR_NO_SPACE : ERR_FAILED,
                          "the database cannot be created: %s", strerror(errno));
    (void)close(file); /* empty */
    int error = file_sync_folder(path);
    return error ? reason_set(ret_reason, error, "the folder of the database cannot be synced") : 0;
}
