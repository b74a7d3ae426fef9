#include "models/train/whole_file.h"

#include "base/error.h"

#include <stdio.h>

int whole_file_write(const char *path, struct slice bytes) {
    FILE *file = fopen(path, "wb");
    if (!file)
        return ERR_FAILED;

    bool written = fwrite(bytes.at, 1, bytes.length, file) == bytes.length;
    bool closed = fclose(file) == 0;
    return written && closed ? 0 : ERR_FAILED;
}
