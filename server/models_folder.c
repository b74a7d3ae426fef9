#include "server/models_folder.h"

#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The folder of the running executable, without a slash at its end. */
static bool executable_folder(char ret_folder[PATH_MAX]) {
    ssize_t length = readlink("/proc/self/exe", ret_folder, PATH_MAX - 1);
    if (length <= 0)
        return false;
    ret_folder[length] = '\0';
    char *slash = strrchr(ret_folder, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

int models_folder_find(const char *wanted, char ret_folder[PATH_MAX]) {
    static const char *const beside[] = {"models", "../models"};
    char executable[PATH_MAX];
    if (wanted) {
        int length = snprintf(ret_folder, PATH_MAX, "%s", wanted);
        return length < PATH_MAX && is_folder(ret_folder) ? 0 : ERR_NOT_FOUND;
    }
    bool known = executable_folder(executable);
    for (size_t i = 0; known && i < sizeof beside / sizeof *beside; i++) {
        int length = snprintf(ret_folder, PATH_MAX, "%s/%s", executable, beside[i]);
        if (length < PATH_MAX && is_folder(ret_folder))
            return 0;
    }
    (void)snprintf(ret_folder, PATH_MAX, "%s", CLAIMD_DATA_DIR "/models"); /* a short literal */
    return is_folder(ret_folder) ? 0 : ERR_NOT_FOUND;
}

int models_open(const char *wanted, struct resource_store *store) {
    char folder[PATH_MAX];
    char path[256];
    const char *why;
    int result = models_folder_find(wanted, folder);
    if (result < 0) {
        fprintf(stderr, "claimd: no folder with models at %s; name it with --models\n", folder);
        return result;
    }
    result = resource_store_open(folder, store, path, &why);
    if (result < 0)
        fprintf(stderr, "claimd: %s %s\n", path, why);
    return result;
}
