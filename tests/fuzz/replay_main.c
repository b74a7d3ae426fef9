/* Replays files through a fuzz target in the ordinary test run: each argument is a file or a folder
 * of files. Built without libFuzzer, so that every compiler and sanitizer can run the corpus. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { INPUT_MAX = 1 << 24, PATH_ROOM = 4096 };

static size_t replayed;

static int replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return EXIT_FAILURE;
    }
    uint8_t *data = malloc(INPUT_MAX);
    size_t size = data ? fread(data, 1, INPUT_MAX, file) : 0;
    (void)fclose(file); /* read only */
    if (!data)
        return EXIT_FAILURE;
    /* An allocation of the exact size lets AddressSanitizer see reads past the end. */
    uint8_t *exact = realloc(data, size ? size : 1);
    if (!exact) {
        free(data);
        return EXIT_FAILURE;
    }
    (void)LLVMFuzzerTestOneInput(exact, size); /* always 0 */
    free(exact);
    replayed++;
    return EXIT_SUCCESS;
}

static int replay_folder(const char *path) {
    DIR *folder = opendir(path);
    if (!folder)
        return replay_file(path);
    int result = EXIT_SUCCESS;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        char name[PATH_ROOM];
        struct stat status;
        int length = snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        bool fits = length > 0 && (size_t)length < sizeof name;
        if (fits && stat(name, &status) == 0 && S_ISREG(status.st_mode) &&
            replay_file(name) != EXIT_SUCCESS)
            result = EXIT_FAILURE;
    }
    (void)closedir(folder); /* read only */
    return result;
}

int main(int argc, char **argv) {
    int result = EXIT_SUCCESS;
    for (int i = 1; i < argc; i++)
        if (replay_folder(argv[i]) != EXIT_SUCCESS)
            result = EXIT_FAILURE;
    printf("replayed %zu inputs\n", replayed);
    return replayed ? result : EXIT_FAILURE;
}
